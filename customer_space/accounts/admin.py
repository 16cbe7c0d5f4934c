"""Administration of accounts, their company people and providers. It reads no space."""

from typing import Annotated

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import admin
from auth.emails import EmailAddress
from auth.models import ApiClient, Person
from auth.openid.providers import Issuer, bring_provider
from customer_space.accounts.actions import create_account, invite, trust_provider
from customer_space.accounts.models import Account, AccountProvider, Member
from customer_space.accounts.queries import open_invitations, people_with_a_seat
from customer_space.accounts.rights import LABELS, SIDES, Role, Side
from portal.errors import Conflict, Invalid, NotFound
from portal.forms import Form, Line, Optionally, asked_with, keeping, read
from portal.routing import page
from portal.templating import page_response

MOST = 200


class AccountForm(Form):
    name: Line
    sector: Annotated[Annotated[str, Field(max_length=100)] | None, Optionally] = None
    country: Annotated[Annotated[str, Field(pattern="^[A-Z]{2}$")] | None, Optionally] = None


class SeatForm(Form):
    email: EmailAddress
    name: Line
    role: Role


def _domains(text: str) -> str:
    for domain in text.replace(",", " ").split():
        if "." not in domain.strip("@."):
            raise ValueError("must be mail domains, as acme.com, separated by blanks")
    return text


class ProviderForm(Form):
    name: Annotated[str, Field(pattern="^[a-z][a-z0-9-]{1,40}$")]
    title: Line
    issuer: Issuer
    client_id: Line
    client_secret: Line
    domains: Annotated[str, AfterValidator(_domains), Field(min_length=1, max_length=500)]


async def show_admin(request: Request, _admin: Person) -> Response:
    return page_response(
        request,
        "admin/index.html",
        counts={
            "accounts": await Account.all().count(),
            "people": await people_with_a_seat(),
            "clients": await ApiClient.filter(revoked_at=None).count(),
        },
    )


async def show_accounts(request: Request, _admin: Person) -> Response:
    words = request.query_params.get("q", "").strip()[:200]
    found = Account.filter(name__icontains=words) if words else Account.all()
    return page_response(
        request,
        "admin/accounts.html",
        accounts=await found.order_by("name").limit(MOST),
        total=await found.count(),
        sought=words,
        words={},
        problems={},
    )


async def add_account(request: Request, _admin: Person) -> Response:
    with asked_with("admin/_account_form.html"):
        form = await read(request, AccountForm)
        try:
            account = await create_account(form.name, sector=form.sector, country=form.country)
        except Conflict as taken:
            raise Invalid({"name": taken.sentence}, words=form.model_dump()) from None
    return RedirectResponse(f"/admin/accounts/{account.slug}", 303)


async def show_account(request: Request, _admin: Person) -> Response:
    account = await _account(request)
    members = Member.filter(account_id=account.id, left_at=None).select_related("person")
    return page_response(
        request,
        "admin/account.html",
        account=account,
        members=await members.order_by("joined_at"),
        invitations=await open_invitations(account),
        providers=await AccountProvider.filter(account_id=account.id).select_related("provider"),
        roles=await _roles(account),
        redirect_base=f"{request.app.state.settings.base_url}/sign-in/with/",
        words={},
        problems={},
    )


async def offer_seat(request: Request, _admin: Person) -> Response:
    """Invite the company's people, and the first lead of the customer's side."""
    account = await _account(request)
    roles = await _roles(account)
    with asked_with("admin/_seat_form.html", account=account, roles=roles):
        form = await read(request, SeatForm)
        with keeping(form):
            if form.role not in dict(roles):
                raise Invalid({"role": "The customer's side invites its own people."})
            await invite(account, email=form.email, name=form.name, role=form.role, by=None)
    return RedirectResponse(f"/admin/accounts/{account.slug}", 303)


async def add_provider(request: Request, _admin: Person) -> Response:
    """Let a customer's OpenID provider sign its people in to the account's space."""
    account = await _account(request)
    with asked_with("admin/_provider_form.html", account=account):
        form = await read(request, ProviderForm)
        kept = form.model_dump() | {"domains": form.domains.replace(",", " ").split()}
        try:
            provider = await bring_provider(request.app.state.settings, **kept)
        except Conflict as taken:
            words = form.model_dump(exclude={"client_secret"})
            raise Invalid({"name": taken.sentence}, words=words) from None
        await trust_provider(account, provider)
    return RedirectResponse(f"/admin/accounts/{account.slug}", 303)


async def _account(request: Request) -> Account:
    account = await Account.get_or_none(slug=request.path_params["account"])
    if account is None:
        raise NotFound
    return account


async def _roles(account: Account) -> list[tuple[Role, str]]:
    """Company roles; and the customer's lead while nobody sits there who could invite."""
    roles = [role for role in Role if SIDES[role] is Side.COMPANY]
    seats = await Member.filter(account_id=account.id, left_at=None)
    if not any(seat.side is Side.CUSTOMER for seat in seats):
        roles.append(Role.CUSTOMER_LEAD)
    return [(role, LABELS[role]) for role in roles]


ACCOUNT = "/admin/accounts/{account}"

routes = [
    page("/admin", show_admin, access=admin),
    page("/admin/accounts", show_accounts, access=admin),
    page("/admin/accounts", add_account, access=admin, methods=["POST"]),
    page(ACCOUNT, show_account, access=admin),
    page(f"{ACCOUNT}/invitations", offer_seat, access=admin, methods=["POST"]),
    page(f"{ACCOUNT}/providers", add_provider, access=admin, methods=["POST"]),
]
