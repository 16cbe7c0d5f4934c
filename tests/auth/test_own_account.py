"""One's own account: browsers, name and clock; and the demonstration's named people."""

from dataclasses import replace

from asgi import build
from auth.models import Person, Session, ZoneSource
from portal.database import connected
from tests.conftest import new_browser


async def test_ana_signs_her_other_browser_out(visit, world):
    here, there, eve = await visit("ana"), await visit("ana"), await visit("eve")
    sessions = await Session.filter(person_id=world.ana.person_id).order_by("started_at")
    ending = f"/me/sessions/{sessions[1].id}/ending"

    assert str(sessions[1].id) in (await here.get("/me")).text
    assert (await eve.post(ending)).status_code == 404
    assert (await there.get("/me")).status_code == 200
    assert (await here.post(ending)).status_code == 303
    assert (await there.get("/me")).status_code == 303
    assert (await here.get("/me")).status_code == 200


async def test_a_browser_is_called_what_people_call_it(app, world, visit):
    ana = await visit("ana")
    ana.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU OS 17) AppleWebKit/605 Safari/604.1"
    await Session.filter(person_id=world.ana.person_id).update(browser="Safari on an iPhone")

    assert "Safari on an iPhone" in (await ana.get("/me")).text


async def test_ana_says_where_her_clock_is(visit, world):
    ana = await visit("ana")
    form = {"display_name": "Ana M. Silva", "locale": "pt", "zone": "America/Sao_Paulo"}

    assert (await ana.post("/me/settings", data=form)).status_code == 303

    person = await Person.get(id=world.ana.person_id)
    assert (person.display_name, person.locale) == ("Ana M. Silva", "pt")
    assert (person.tz, person.tz_source) == ("America/Sao_Paulo", ZoneSource.STATED)
    assert person.prefs_version == world.ana.person.prefs_version + 1


async def test_ana_would_rather_not_say(visit, world):
    ana = await visit("ana")

    await ana.post("/me/settings", data={"display_name": "Ana", "locale": "en", "zone": ""})

    person = await Person.get(id=world.ana.person_id)
    assert (person.tz, person.tz_source) == (None, ZoneSource.UNKNOWN)


async def test_what_cannot_be_kept_is_handed_back(visit, world):
    ana = await visit("ana")
    wrong = {"display_name": "A\u202ena", "locale": "xx", "zone": "Mars/Olympus", "is_admin": "on"}

    answer = await ana.post("/me/settings", data=wrong)

    assert answer.status_code == 422
    assert "Mars/Olympus" not in (await Person.get(id=world.ana.person_id)).tz
    assert not (await Person.get(id=world.ana.person_id)).is_admin


async def test_one_click_signs_in_only_in_the_demonstration(app, settings, mailer, world):
    demo = build(replace(settings, demo=True), mailer=mailer, work=False)
    async with new_browser(app) as browser:
        assert (await browser.get("/sign-in/as/ana")).status_code == 404
        assert (await browser.post("/sign-in/as/ana")).status_code == 404
        assert "Ana Silva" not in (await browser.get("/sign-in")).text
    async with demo.router.lifespan_context(demo), new_browser(demo) as browser:
        with connected(demo.state.database):
            assert "Ana Silva" in (await browser.get("/sign-in")).text
            assert "Ana Silva" in (await browser.get("/sign-in/as/ana")).text
            assert (await browser.get("/me")).status_code == 303
            assert (await browser.post("/sign-in/as/nobody")).status_code == 404
            assert (await browser.post("/sign-in/as/ana")).status_code == 303
            assert "Ana Silva" in (await browser.get("/me")).text
