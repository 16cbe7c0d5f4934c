"""Whose an identity is: issuer and subject, never an address; and which spaces it opens."""

import pytest

from auth.models import Identity, IdentityProvider, Person, PersonState
from auth.openid.providers import PURPOSE, bring_provider
from customer_space.accounts.actions import add_member, invite, mint_token, trust_provider
from customer_space.accounts.rights import Role
from portal.errors import Conflict
from portal.sealing import Seal
from tests.auth.openid.conftest import leave, sign_in_with
from tests.auth.openid.fake_provider import CLIENT, SECRET, running_provider


@pytest.fixture
async def acme_idp():
    """The provider that Acme brings."""
    async with running_provider() as provider:
        yield provider


@pytest.fixture
async def acme_provider(settings, world, acme_idp) -> IdentityProvider:
    provider = await bring_provider(
        settings,
        name="acme",
        title="Acme sign-in",
        issuer=acme_idp.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        domains=["acme.example"],
    )
    await trust_provider(world.acme, provider)
    return provider


async def connect(browser, idp, provider="house"):
    """Connect an identity to the account of whoever is signed in there."""
    page = await browser.post("/me/identities", data={"provider": provider})
    assert page.status_code == 200
    [location] = [
        part.split('"')[0].replace("&amp;", "&")
        for part in page.text.split('href="')
        if part.startswith(idp.issuer)
    ]
    return await browser.get(idp.authorize(location))


async def test_a_reps_address_is_not_a_rep(idp, visit, world):
    """Rob's address, even confirmed by the company's own provider, does not become Rob."""
    idp.about = idp.about | {"email": "rob@parley.example"}
    browser = await visit("nobody")

    assert (await sign_in_with(browser, idp)).status_code == 403
    assert await Identity.all().count() == 0

    assert (await connect(await visit("rob"), idp)).status_code == 303
    assert (await sign_in_with(browser, idp)).status_code == 303
    assert "Rob Keller" in (await browser.get("/me")).text


async def test_an_identity_belongs_to_one_person(idp, visit, world):
    assert (await connect(await visit("rob"), idp)).status_code == 303
    assert (await connect(await visit("lea"), idp)).status_code == 403

    idp.subject = "subject-of-lea"
    assert (await connect(await visit("lea"), idp)).status_code == 303


async def test_rob_disconnects_and_the_provider_opens_nothing(idp, visit, world):
    await connect(await visit("rob"), idp)
    rob, eve = await visit("rob"), await visit("eve")
    ending = f"/me/identities/{(await Identity.get()).id}/ending"
    idp.about = idp.about | {"email": "rob@parley.example"}

    assert (await eve.post(ending)).status_code == 404
    assert (await sign_in_with(await visit("nobody"), idp)).status_code == 303
    assert (await rob.post(ending)).status_code == 303
    assert (await sign_in_with(await visit("nobody"), idp)).status_code == 403


async def test_leaving_for_a_provider_never_connects(idp, visit, world):
    """Only the button on one's own account connects: a link on another site cannot."""
    rob = await visit("rob")

    assert (await rob.get(idp.authorize(await leave(rob)))).status_code == 303
    assert await Identity.filter(person_id=world.rob.person_id).count() == 0


async def test_a_customers_provider_never_speaks_for_the_company(
    acme_provider, acme_idp, visit, world
):
    acme_idp.about = {"name": "Rob Keller", "email": "rob@parley.example", "email_verified": True}
    browser = await visit("nobody")

    assert (await sign_in_with(browser, acme_idp, "acme")).status_code == 303
    stranger = (await Identity.get().select_related("person")).person
    assert stranger.id != world.rob.person_id
    assert (stranger.email, stranger.is_company, stranger.is_admin) == (None, False, False)
    assert (await browser.get("/spaces/acme-corporation/people")).status_code == 404

    rob = await visit("rob")
    assert (await rob.post("/me/identities", data={"provider": "acme"})).status_code == 404
    await Identity.all().update(person_id=world.rob.person_id)
    assert (await sign_in_with(browser, acme_idp, "acme")).status_code == 403


async def test_a_customers_provider_opens_the_spaces_that_trust_it_and_no_other(
    acme_provider, acme_idp, visit, world
):
    await add_member(world.globex, world.ana.person, Role.CUSTOMER_MEMBER)
    mail, browser = await visit("ana"), await visit("nobody")

    assert (await connect(mail, acme_idp, "acme")).status_code == 303
    assert (await mail.get("/spaces/globex/people")).status_code == 200
    assert (await sign_in_with(browser, acme_idp, "acme")).status_code == 303

    assert (await browser.get("/spaces/acme-corporation/people")).status_code == 200
    assert (await browser.get("/spaces/globex/people")).status_code == 404
    assert "Globex" not in (await browser.get("/")).text
    by_mail = await visit("ana")
    assert (await by_mail.get("/spaces/globex/people")).status_code == 200


async def test_eve_of_globex_cannot_connect_acmes_provider(acme_provider, visit):
    eve, ana = await visit("eve"), await visit("ana")

    assert (await eve.post("/me/identities", data={"provider": "acme"})).status_code == 404
    assert (await ana.post("/me/identities", data={"provider": "acme"})).status_code == 200


async def test_a_newcomer_joins_by_invitation_and_is_one_person(
    acme_provider, acme_idp, visit, world
):
    acme_idp.about = {"name": "Nils Reis"}
    browser = await visit("nobody")
    assert (await sign_in_with(browser, acme_idp, "acme")).status_code == 303
    assert "No space is open to you yet" in (await browser.get("/")).text
    newcomer = (await Identity.get().select_related("person")).person
    invitation = await invite(
        world.acme, email="nils@acme.example", name="Nils", role=Role.CUSTOMER_MEMBER, by=world.ana
    )

    assert (await browser.post(f"/i/{await mint_token(invitation)}")).status_code == 303

    nils = await Person.get(email="nils@acme.example")
    assert (await Identity.get()).person_id == nils.id
    assert (await Person.get(id=newcomer.id)).state is PersonState.MERGED
    again = await visit("nobody")
    assert (await sign_in_with(again, acme_idp, "acme")).status_code == 303
    assert (await again.get("/spaces/acme-corporation/people")).status_code == 200


async def test_a_newcomer_of_acmes_provider_gains_nothing_by_an_invitation_of_globex(
    acme_provider, acme_idp, visit, world
):
    browser = await visit("nobody")
    await sign_in_with(browser, acme_idp, "acme")
    before = await Identity.get()
    invitation = await invite(
        world.globex, email="nils@acme.example", name="N", role=Role.CUSTOMER_MEMBER, by=world.eve
    )

    assert (await browser.post(f"/i/{await mint_token(invitation)}")).status_code == 303
    assert (await Identity.get()).person_id == before.person_id


async def test_a_providers_secret_is_kept_sealed(acme_provider, settings):
    kept = await IdentityProvider.get(name="acme")

    assert SECRET not in kept.client_secret_sealed
    assert Seal(settings.secret_keys, PURPOSE).open(kept.client_secret_sealed) == SECRET


async def test_an_issuer_is_known_once(settings, acme_provider, idp):
    for issuer, name in ((acme_provider.issuer, "other"), (idp.issuer, "other"), ("x", "house")):
        with pytest.raises(Conflict):
            await bring_provider(
                settings, name=name, title="Other", issuer=issuer, client_id="x",
                client_secret="x", domains=[],
            )  # fmt: skip
