"""Signing in with a mailed link: once, within ten minutes, in the browser that asked."""

import asyncio
from datetime import timedelta

from auth.models import Session, SignInLink
from auth.sessions import start_session
from portal.clock import now, shifted
from tests.auth.letterbox import code_in, link_in, mail_to
from tests.conftest import new_browser

ANA = "ana@acme.example"


async def ask(browser, address=ANA, path="/"):
    return await browser.post("/sign-in", data={"email": address, "next": path})


async def test_a_stranger_is_sent_to_sign_in(visit):
    answer = await (await visit("nobody")).get("/me")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/me"


async def test_ana_signs_in_with_the_mailed_link(visit, mailer):
    browser = await visit("nobody")
    asked = await ask(browser, path="/me")
    link = link_in(await mail_to(mailer, ANA))

    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/code")
    assert 'method="post"' in (await browser.get(link)).text
    entered = await browser.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/me")
    assert "Ana Silva" in (await browser.get("/me")).text


async def test_the_address_is_taken_however_it_is_typed(visit, mailer):
    await ask(await visit("nobody"), "  Ana@ACME.Example ")

    assert await mail_to(mailer, ANA)


async def test_a_link_scanner_uses_nothing_up(visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    link = link_in(await mail_to(mailer, ANA))
    scanner = await visit("nobody")

    for _ in range(3):
        await scanner.get(link)
        await scanner.head(link)

    assert await Session.all().count() == 0
    assert (await browser.post(link)).headers["location"] == "/"


async def test_fifty_clicks_at_once_make_one_session(app, world, visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    link = link_in(await mail_to(mailer, ANA))

    answers = await asyncio.gather(*(browser.post(link) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 49
    assert await Session.filter(person_id=world.ana.person_id).count() == 1


async def test_another_browser_is_shown_where_to_type_the_digits(visit, mailer):
    browser, other = await visit("nobody"), await visit("nobody")
    await ask(browser)
    link = link_in(await mail_to(mailer, ANA))

    assert "/sign-in/code" in (await other.get(link)).text
    assert (await other.post(link)).status_code == 410
    assert await Session.all().count() == 0
    assert (await browser.post(link)).status_code == 303


async def test_the_digits_work_in_the_browser_that_asked_and_nowhere_else(visit, mailer):
    browser, other = await visit("nobody"), await visit("nobody")
    await ask(browser)
    code = code_in(await mail_to(mailer, ANA))

    assert (await other.post("/sign-in/code", data={"code": code})).status_code == 422
    assert (await browser.post("/sign-in/code", data={"code": code})).status_code == 303
    assert (await browser.post("/sign-in/code", data={"code": code})).status_code == 422


async def test_five_wrong_guesses_end_the_digits(visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    code = code_in(await mail_to(mailer, ANA)).replace(" ", "")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    for _ in range(SignInLink.CODE_TRIES):
        assert (await browser.post("/sign-in/code", data={"code": wrong})).status_code == 422

    assert (await browser.post("/sign-in/code", data={"code": code})).status_code == 422
    assert await Session.all().count() == 0


async def test_many_guesses_at_once_are_no_way_round_that(visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    code = code_in(await mail_to(mailer, ANA)).replace(" ", "")
    guesses = [f"{(int(code) + n) % 1_000_000:06}" for n in range(1, 31)]

    await asyncio.gather(
        *(browser.post("/sign-in/code", data={"code": guess}) for guess in guesses)
    )

    assert (await SignInLink.get()).code_tries == SignInLink.CODE_TRIES
    assert (await browser.post("/sign-in/code", data={"code": code})).status_code == 422


async def test_twenty_guesses_a_day_end_the_digits_of_an_address_but_not_its_links(visit, mailer):
    await SignInLink.create(
        email=ANA, browser_print="x", address="198.51.100.7", asked_at=now(), expires_at=now(),
        code_tries=20,
    )  # fmt: skip
    browser = await visit("nobody")
    await ask(browser)
    message = await mail_to(mailer, ANA)

    answer = await browser.post("/sign-in/code", data={"code": code_in(message)})
    assert answer.status_code == 422
    assert (await browser.post(link_in(message))).status_code == 303


async def test_a_link_holds_for_ten_minutes(visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    link = link_in(await mail_to(mailer, ANA))

    with shifted(timedelta(minutes=10, seconds=1)):
        assert (await browser.get(link)).status_code == 410
        assert (await browser.post(link)).status_code == 410
    with shifted(timedelta(minutes=9, seconds=50)):
        assert (await browser.post(link)).status_code == 303


async def test_an_old_link_dies_with_a_new_one(visit, mailer):
    browser = await visit("nobody")
    await ask(browser)
    old = link_in(await mail_to(mailer, ANA))
    await ask(browser)
    new = link_in(await mail_to(mailer, ANA, after=1))

    assert (await browser.post(old)).status_code == 410
    assert (await browser.post(new)).status_code == 303


async def test_nobody_learns_who_is_known(visit, mailer):
    known, unknown = await visit("nobody"), await visit("nobody")
    answers = [await ask(known), await ask(unknown, "who@nowhere.example")]
    pages = [await known.get("/sign-in/code"), await unknown.get("/sign-in/code")]

    def seen(answer):
        return answer.status_code, answer.content, sorted(answer.headers)

    assert seen(answers[0]) == seen(answers[1])
    assert seen(pages[0]) == seen(pages[1])
    await mail_to(mailer, ANA)
    assert [message["To"] for message in mailer.sent] == [ANA]


ELSEWHERE = [
    "//evil.com",
    "/\\evil.com",
    "/%09/evil.com",
    "/\t/evil.com",
    "https:evil.com",
    " https://evil.com",
    "javascript:alert(1)",
    "http://good.com@evil",
    "/%2f/evil.com/../x\n",
    "/%5cevil.com",
    "///evil.com",
    "//[evil",
    "",
]


async def test_nobody_is_led_elsewhere(visit):
    ana = await visit("ana")

    assert (await ana.get("/sign-in", params={"next": "/me?a=b"})).headers["location"] == "/me?a=b"
    for target in ELSEWHERE:
        answer = await ana.get("/sign-in", params={"next": target})
        assert answer.headers["location"] == "/", target


async def test_a_next_path_that_leads_elsewhere_is_forgotten_in_the_mail_too(visit, mailer):
    browser = await visit("nobody")
    await ask(browser, path="//evil.com")
    link = link_in(await mail_to(mailer, ANA))

    assert (await browser.post(link)).headers["location"] == "/"


async def test_asking_too_often_has_to_wait_but_only_from_there(app, world):
    eve, ana = new_browser(app), new_browser(app)
    ana._transport.client = ("198.51.100.7", 123)
    async with eve, ana:
        answers = [(await ask(eve)).status_code for _ in range(4)]

        assert answers == [303, 303, 303, 429]
        assert (await ask(ana)).status_code == 303


async def test_one_place_cannot_ask_for_everybody(app, world):
    async with new_browser(app) as eve:
        answers = [await ask(eve, f"person{n}@acme.example") for n in range(11)]

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "900"


async def test_what_is_not_an_address_is_refused_and_kept(visit):
    browser = await visit("nobody")

    answer = await ask(browser, "ana at acme")

    assert answer.status_code == 422
    assert "ana at acme" in answer.text
    assert (await ask(browser)).status_code == 303


async def test_the_digits_must_be_typed_as_text(visit):
    answer = await (await visit("nobody")).post("/sign-in/code", data={"code": "9" * 3000})

    assert answer.status_code == 422


async def test_a_sign_in_leaves_no_older_session_behind(visit, mailer):
    """Fixation: the token a browser had before means nothing afterwards."""
    rob = await visit("rob")
    before = rob.cookies["session"]
    await ask(rob)
    entered = await rob.post(link_in(await mail_to(mailer, ANA)))
    after, stolen = await visit("nobody"), await visit("nobody")
    after.cookies.set("session", entered.cookies["session"])
    stolen.cookies.set("session", before)

    assert entered.cookies["session"] != before
    assert "Ana Silva" in (await after.get("/me")).text
    assert (await stolen.get("/me")).status_code == 303


async def test_a_token_of_ones_own_choice_is_not_a_session(visit, mailer):
    browser = await visit("nobody")
    browser.cookies.set("session", "chosen-by-eve")
    await ask(browser)
    entered = await browser.post(link_in(await mail_to(mailer, ANA)))

    assert "chosen-by-eve" not in entered.headers["set-cookie"]
    eve = await visit("nobody")
    eve.cookies.set("session", "chosen-by-eve")
    assert (await eve.get("/me")).status_code == 303


async def test_two_session_cookies_are_nobodys(app, world):
    token = await start_session(world.ana.person, method="test", browser="test")
    async with new_browser(app) as browser:
        once = await browser.get("/me", headers={"cookie": f"session={token}"})
        twice = await browser.get("/me", headers={"cookie": f"session={token}; session=other"})

    assert once.status_code == 200
    assert twice.status_code == 303


async def test_the_cookies_are_out_of_reach(visit, mailer):
    browser = await visit("nobody")
    asked = await ask(browser)
    entered = await browser.post(link_in(await mail_to(mailer, ANA)))
    left = await browser.post("/sign-out")

    asking, session, gone = (each.headers["set-cookie"] for each in (asked, entered, left))
    for cookie in (asking, session, gone):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    assert "Path=/sign-in;" in asking
    assert "Max-Age=600" in asking
    assert "Max-Age=604800" in session
    assert "Max-Age=0" in gone


async def test_ana_signs_out(visit):
    ana = await visit("ana")

    assert (await ana.get("/me")).status_code == 200
    left = await ana.post("/sign-out")
    assert (await ana.get(left.headers["location"])).headers["location"] == "/sign-in"
    assert (await ana.get("/me")).status_code == 303


async def test_a_session_ends_idle_or_old(visit):
    ana = await visit("ana")

    assert (await ana.get("/me")).status_code == 200
    with shifted(timedelta(hours=12, minutes=1)):
        assert (await ana.get("/me")).status_code == 303
    for hours in range(11, 7 * 24, 11):
        with shifted(timedelta(hours=hours)):
            assert (await ana.get("/me")).status_code == 200, hours
    with shifted(timedelta(days=7, minutes=1)):
        assert (await ana.get("/me")).status_code == 303
