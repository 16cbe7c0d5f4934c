"""Who may use which door: pinned here, so that opening one shows in a review.

Keys are `METHOD /path` as the route table has them.
"""

from customer_space.accounts.rights import Right
from tests.house.matrix import ADMIN, ANYONE, METRICS, SIGNED_IN, Expected, Scoped

EXPECTED: dict[str, Expected] = {
    "GET /healthz": ANYONE,
    "GET /readyz": ANYONE,
    "GET /metrics": METRICS,
    "GET /sign-in": ANYONE,
    "POST /sign-in": ANYONE,
    "GET /sign-in/code": ANYONE,
    "POST /sign-in/code": ANYONE,
    "GET /sign-in/{token}": ANYONE,
    "POST /sign-in/{token}": ANYONE,
    "POST /sign-out": SIGNED_IN,
    "GET /me": SIGNED_IN,
    "POST /me/sessions/{session:uuid}/ending": SIGNED_IN,
}

__all__ = ["ADMIN", "ANYONE", "EXPECTED", "METRICS", "SIGNED_IN", "Right", "Scoped"]
