"""Everything by which audiences come in and are worked on, for whoever puts the portal together."""

from customer_space.gate.audiences import api, pages
from customer_space.gate.audiences.jobs import jobs

__all__ = ["jobs", "routes"]

routes = [*pages.routes, *api.routes]
