"""Ada administers accounts, seats of the company, providers and API clients; she reads no space."""

from auth.models import ApiClient, IdentityProvider
from customer_space.accounts.models import Account, AccountProvider, Invitation

ACME = "/admin/accounts/acme-corporation"
PROVIDER = {
    "title": "Acme sign-in", "name": "acme", "issuer": "https://login.acme.example",
    "client_id": "parley", "client_secret": "the-secret-word", "domains": "acme.example",
}  # fmt: skip


async def test_ada_administers_and_rob_does_not(visit):
    ada, rob = await visit("ada"), await visit("rob")

    for path in ("/admin", "/admin/accounts", ACME, "/admin/clients"):
        assert (await ada.get(path)).status_code == 200, path
        assert (await rob.get(path)).status_code == 403, path


async def test_ada_reads_no_space(visit):
    ada = await visit("ada")

    assert (await ada.get("/spaces/acme-corporation/people")).status_code == 404


async def test_ada_makes_an_account_once(visit):
    ada = await visit("ada")
    form = {"name": "Initech & Söhne", "sector": "", "country": "DE"}

    made = await ada.post("/admin/accounts", data=form)
    again = await ada.post("/admin/accounts", data=form | {"name": "  initech &  söhne "})

    assert made.headers["location"] == "/admin/accounts/initech-sohne"
    assert again.status_code == 422
    assert "There is an account named" in again.text
    assert await Account.filter(slug__startswith="initech").count() == 1
    assert "Nobody sits here yet" in (await ada.get(made.headers["location"])).text


async def test_a_missing_account_is_not_found(visit):
    ada = await visit("ada")

    assert (await ada.get("/admin/accounts/none")).status_code == 404
    assert (await ada.post("/admin/accounts/none/invitations")).status_code == 404


async def test_ada_finds_an_account(visit):
    page = (await (await visit("ada")).get("/admin/accounts", params={"q": "glo"})).text

    assert "Globex" in page
    assert "Acme" not in page


async def test_ada_invites_company_people_and_only_the_first_customer(visit):
    ada = await visit("ada")
    rep = {"email": "new@parley.example", "name": "New Rep", "role": "rep"}
    lead = {"email": "ines@acme.example", "name": "Ines", "role": "customer_lead"}
    await ada.post("/admin/accounts", data={"name": "Initech", "sector": "", "country": ""})

    assert (await ada.post(f"{ACME}/invitations", data=rep)).status_code == 303
    assert (await ada.post(f"{ACME}/invitations", data=lead)).status_code == 422
    assert (await ada.post("/admin/accounts/initech/invitations", data=lead)).status_code == 303
    assert await Invitation.all().count() == 2


async def test_ada_lets_acme_bring_its_provider(visit):
    ada = await visit("ada")

    assert (await ada.post(f"{ACME}/providers", data=PROVIDER)).status_code == 303
    again = await ada.post(f"{ACME}/providers", data=PROVIDER)
    wrong = await ada.post(f"{ACME}/providers", data=PROVIDER | {"issuer": "javascript:alert(1)"})

    assert (again.status_code, wrong.status_code) == (422, 422)
    assert "the-secret-word" not in again.text
    assert await IdentityProvider.all().count() == await AccountProvider.all().count() == 1
    assert "https://login.acme.example" in (await ada.get(ACME)).text


async def test_a_clients_token_is_shown_once_and_ends_when_revoked(visit):
    ada = await visit("ada")
    form = {"name": "Mailing tool", "scopes[]": ["gate:ask", "gate:report"]}

    made = await ada.post("/admin/clients", data=form)
    client = await ApiClient.get(name="Mailing tool")

    assert 'value="parley_' in made.text
    assert client.scopes == ["gate:ask", "gate:report"]
    assert "parley_" not in (await ada.get("/admin/clients")).text
    revocation = f"/admin/clients/{client.id}/revocation"
    assert (await (await visit("rob")).post(revocation)).status_code == 403
    assert (await ada.post(revocation)).status_code == 303
    assert (await ada.post(revocation)).status_code == 409
    assert (await ApiClient.get(id=client.id)).revoked_at is not None


async def test_a_client_needs_a_name_of_its_own_and_a_scope(visit):
    ada = await visit("ada")
    form = {"name": "Mailing tool", "scopes[]": ["gate:ask"]}
    await ada.post("/admin/clients", data=form)

    for wrong in (form, {"name": "Other"}, form | {"name": "Other", "scopes[]": ["all"]}):
        assert (await ada.post("/admin/clients", data=wrong)).status_code == 422, wrong
    assert await ApiClient.all().count() == 1
