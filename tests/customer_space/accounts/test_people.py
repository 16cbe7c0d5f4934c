"""Who sits in a space, who is invited to it, and what the others see of that."""

from datetime import timedelta

from asgi import RENDERERS
from auth.models import Session
from customer_space.accounts.jobs import jobs
from customer_space.accounts.models import Invitation, InvitationState, Member
from portal.clock import now, shifted
from portal.live import Event
from portal.outbox import Job
from tests.conftest import new_browser

PEOPLE = "/spaces/acme-corporation/people"
NINA = {"email": "nina@acme.example", "name": "Nina Costa", "role": "customer_member"}


async def invited(browser, **other) -> Invitation:
    answer = await browser.post(f"{PEOPLE}/invitations", data=NINA | other)
    assert answer.status_code == 303, answer.text
    return await Invitation.all().order_by("-invited_at").first()


async def test_everybody_sees_everybody_by_side(visit):
    for name in ("ana", "rob", "pia"):
        page = (await (await visit(name)).get(PEOPLE)).text
        for person in ("Ana Silva", "Carl Nunes", "Pia Holm", "Rob Keller", "Lea Brandt"):
            assert person in page
        assert "Eve Martin" not in page
        assert "@" not in page.split("<main")[1].split("invite_form")[0]


async def test_an_address_is_shown_to_its_own_side_only(visit, world):
    for asking, whose, shown in (("carl", "ana", True), ("rob", "ana", False)):
        page = await (await visit(asking)).get(f"{PEOPLE}/{world.members[whose].id}")
        assert ("ana@acme.example" in page.text) is shown


async def test_ana_invites_to_her_own_side_and_to_no_other(visit):
    ana = await visit("ana")

    refused = await ana.post(f"{PEOPLE}/invitations", data=NINA | {"role": "rep"})
    assert refused.status_code == 403
    assert await Invitation.all().count() == 0

    invitation = await invited(ana)
    assert invitation.state is InvitationState.INVITED
    assert "Nina Costa" in (await (await visit("rob")).get(PEOPLE)).text


async def test_a_facilitator_invites_nobody(visit):
    fay, lea = await visit("fay"), await visit("lea")
    form = {"email": "new@parley.example", "name": "New", "role": "rep"}

    assert "invite_form" not in (await fay.get(PEOPLE)).text
    assert (await fay.post(f"{PEOPLE}/invitations", data=form)).status_code == 403
    assert (await lea.post(f"{PEOPLE}/invitations", data=form)).status_code == 303


async def test_what_cannot_be_an_invitation_is_handed_back_with_its_words(visit):
    ana = await visit("ana")
    for wrong in (
        NINA | {"email": "nina at acme"},
        NINA | {"email": "carl@acme.example"},
        NINA | {"email": "rob@parley.example"},
        NINA | {"role": "king"},
    ):
        answer = await ana.post(f"{PEOPLE}/invitations", data=wrong, headers={"hx-request": "true"})
        assert answer.status_code == 422, wrong
        assert "Nina Costa" in answer.text
        assert "aria-invalid" in answer.text
    assert await Invitation.all().count() == 0


async def test_an_invitation_that_is_repeated_takes_the_place_of_the_first(visit):
    ana = await visit("ana")
    first = await invited(ana)
    second = await invited(ana)

    await first.refresh_from_db()
    assert (first.state, second.state) == (InvitationState.WITHDRAWN, InvitationState.INVITED)
    assert (await ana.get(PEOPLE)).text.count(">Nina Costa<") == 1


async def test_only_the_inviting_side_sees_the_address_and_takes_it_back(visit):
    ana, rob = await visit("ana"), await visit("rob")
    path = f"{PEOPLE}/invitations/{(await invited(ana)).id}"

    assert "nina@acme.example" not in (await rob.get(path)).text
    assert (await rob.post(f"{path}/withdrawal")).status_code == 403
    assert "nina@acme.example" in (await ana.get(path)).text
    assert (await ana.post(f"{path}/withdrawal")).status_code == 303
    assert (await ana.get(path)).status_code == 404


async def test_a_lead_ends_a_seat_of_her_side_and_of_no_other(visit, world):
    ana, carl, rob = await visit("ana"), await visit("carl"), await visit("rob")
    end_rob, end_ana, end_carl = (
        f"{PEOPLE}/{world.members[name].id}/ending" for name in ("rob", "ana", "carl")
    )

    assert (await ana.post(end_rob)).status_code == 403
    assert (await carl.post(end_ana)).status_code == 403
    assert (await ana.post(end_carl)).status_code == 303
    assert (await carl.get(PEOPLE)).status_code == 404
    assert (await rob.get(PEOPLE)).status_code == 200


async def test_rob_leaves_and_the_space_is_none_of_his(visit, world):
    rob = await visit("rob")

    left = await rob.post(f"{PEOPLE}/{world.rob.id}/ending")

    assert left.headers["location"] == "/"
    assert (await rob.get(PEOPLE)).status_code == 404
    assert "Rob Keller" not in (await (await visit("ana")).get(PEOPLE)).text


async def test_a_person_of_another_space_is_not_found_here(visit, world):
    ana = await visit("ana")

    assert (await ana.get(f"{PEOPLE}/{world.eve.id}")).status_code == 404
    assert (await ana.get(f"{PEOPLE}/{world.carl.id}")).status_code == 200


async def test_the_others_see_it_at_once(visit, world):
    """What is pushed for each kind of announcement is what a fresh page shows."""
    ana, rob = await visit("ana"), await visit("rob")
    before = await Event.filter(topic=world.acme.topic).count()
    invitation = await invited(ana)
    await ana.post(f"{PEOPLE}/invitations/{invitation.id}/withdrawal")
    await rob.post(f"{PEOPLE}/{world.rob.id}/ending")

    events = await Event.filter(topic=world.acme.topic).order_by("number").offset(before)
    assert [event.kind for event in events] == [
        "accounts.invitation_sent",
        "accounts.invitation_ended",
        "accounts.member_left",
    ]
    pushed = await RENDERERS[events[-1].kind](events[-1].subject)
    fresh = (await ana.get(PEOPLE)).text
    assert pushed.replace(' hx-swap-oob="true"', "").strip() in fresh


async def test_nobody_answers_and_after_two_weeks_it_is_over(visit, world):
    invitation = await invited(await visit("ana"))
    due = await Job.filter(kind="accounts.expire").first()

    assert due.due_at - now() > timedelta(days=13, hours=23)
    await jobs["accounts.expire"](due.payload)
    await invitation.refresh_from_db()
    assert invitation.state is InvitationState.INVITED
    with shifted(timedelta(days=14, minutes=1)):
        assert not invitation.is_open
        await jobs["accounts.expire"](due.payload)
    await invitation.refresh_from_db()
    assert invitation.state is InvitationState.EXPIRED


async def test_home_is_the_space_for_a_customer_and_a_list_for_the_others(visit, world):
    assert (await (await visit("ana")).get("/")).headers["location"] == "/spaces/acme-corporation"
    rob = (await (await visit("rob")).get("/")).text
    assert "Acme Corporation" in rob
    assert "Globex" not in rob
    assert "You sit in no space" in (await (await visit("ada")).get("/")).text


async def test_home_shows_a_stranger_nothing(app, world):
    async with new_browser(app) as browser:
        assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_an_invitation_waits_at_home_and_is_answered_there(visit, world):
    eve = await visit("eve")
    invitation = await invited(await visit("ana"), email="eve@globex.example", name="Eve")
    path = f"/invitations/{invitation.id}"

    assert "Acme Corporation" in (await eve.get("/")).text
    assert (await (await visit("carl")).post(f"{path}/acceptance")).status_code == 404
    taken = await eve.post(f"{path}/acceptance")
    assert taken.headers["location"] == "/spaces/acme-corporation"
    assert await Member.filter(person_id=world.eve.person_id, left_at=None).count() == 2
    assert await Session.filter(person_id=world.eve.person_id).count() == 1


async def test_no_is_an_answer_too(visit, world):
    eve = await visit("eve")
    invitation = await invited(await visit("ana"), email="eve@globex.example", name="Eve")

    assert (await eve.post(f"/invitations/{invitation.id}/refusal")).headers["location"] == "/"
    await invitation.refresh_from_db()
    assert invitation.state is InvitationState.WITHDRAWN
    assert await Member.filter(person_id=world.eve.person_id, left_at=None).count() == 1
