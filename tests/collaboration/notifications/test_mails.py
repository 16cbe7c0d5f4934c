"""From words in a space to mails: who gets one, when, with what in it, and who gets none."""

from datetime import timedelta

from auth.models import PersonState
from collaboration.chat.afterwards import remove
from collaboration.reading.actions import saw
from customer_space.accounts.actions import remove_member
from customer_space.accounts.rights import Side
from customer_space.gate.models import Decision
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel
from customer_space.preferences.wishes import Wish
from portal.clock import now, shifted
from portal.live import number_of
from portal.notices import NOTICE
from portal.outbox import Job
from tests.collaboration.notifications.conftest import by_recipient, words_of

ANA = "ana@acme.example"
MUST_HAVE = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Reply-To",
             "References", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Id", "List-Help",
             "Contact-Receipt", "Feedback-ID", "MIME-Version", "Content-Type"}  # fmt: skip


async def test_ana_is_written_to_once_two_minutes_after_rob_named_her(world, say, work):
    await say("rob", "Good morning @Ana Silva, the pallets left.")
    await say("rob", "And <b>line 3</b> is next, @Ana Silva.")

    assert await work(minutes=1) == []
    [mail] = await work(minutes=3)

    assert mail["To"] == ANA
    assert mail["Subject"] == "Rob Keller wrote in Acme Corporation"
    assert set(mail.keys()) == MUST_HAVE
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((form,)).get_content() for form in ("plain", "html"))
    for words in ("the pallets left.", "You get this because Rob Keller named you"):
        assert words in text
        assert words in html
    assert "/spaces/acme-corporation/notifications" in text
    assert "&lt;b&gt;line 3&lt;/b&gt;" in html
    assert await work(hours=2) == []


async def test_the_portal_asks_the_gate_as_everybody_does(world, say, work):
    await make_wish(Wish(may=False, channels=frozenset({Channel.EMAIL})), by=world.ana)
    await say("rob", "@Ana Silva @Carl Nunes hello")

    mails = by_recipient(await work(minutes=3))

    assert set(mails) == {"carl@acme.example"}
    [refused] = await Decision.filter(person_id=world.ana.person_id)
    assert (refused.topic, refused.message_class) == ("conversation", "service")
    assert refused.outcome == "redirect"
    assert await work(minutes=9) == []
    assert await Decision.filter(person_id=world.ana.person_id).count() == 1


async def test_a_mail_waits_for_her_hours_and_tells_then_what_is_new_then(world, say, work):
    opens = now() + timedelta(hours=30)
    hours = (f"{opens.hour:02}:00", f"{opens.hour:02}:59")
    days = frozenset({list(WEEK)[opens.weekday()]})
    await make_wish(Wish(channels=frozenset({Channel.EMAIL}), days=days, hours=hours), by=world.ana)
    first = await say("rob", "@Ana Silva early words")

    assert await work(minutes=3) == []
    [waiting] = await notices_for(world.ana)
    assert waiting.due_at > now() + timedelta(hours=20)
    with shifted(timedelta(minutes=10)):
        await say("rob", "@Ana Silva later words")
        await remove(first, by=world.rob)
    assert await work(minutes=13) == []
    assert len(await notices_for(world.ana)) == 1

    [waiting] = await notices_for(world.ana)
    until = (waiting.due_at - now()).total_seconds() + 60
    mail = by_recipient(await work(seconds=until))[ANA]
    assert "later words" in words_of(mail)
    assert "early words" not in words_of(mail)


async def test_nothing_goes_that_is_settled_by_then(world, say, work, choose):
    """Ana has read it, Carl mutes the space, Pia left it, Fay's data are restricted."""
    taken_back = await say("ana", "@Rob Keller I take this back.")
    await say("rob", "Hello @everyone")
    await saw(world.acme.id, await number_of(world.acme.topic), by=world.ana)
    await choose(world.carl, "mute")
    await remove_member(world.pia, by=world.pia)
    world.fay.person.state = PersonState.RESTRICTED
    await world.fay.person.save(update_fields=["state"])
    await remove(taken_back, by=world.ana)

    assert set(by_recipient(await work(minutes=3))) == {"lea@parley.example"}


async def test_a_note_never_reaches_the_other_side(world, say, work, choose):
    for who in ("ana", "carl", "pia", "rob", "lea", "fay"):
        await choose(world.members[who], "loud")
    await say("lea", "SECRET: @Rob Keller what is our limit? @our side", audience=Side.COMPANY)
    await say("carl", "PRIVATE: @Ana Silva do we sign?", audience=Side.CUSTOMER)

    mails = by_recipient(await work(minutes=3))

    assert set(mails) == {f"{who}@parley.example" for who in ("rob", "fay")} | {ANA}
    for to, mail in mails.items():
        secret, private = to != ANA, to == ANA
        assert ("SECRET" in mail.as_string()) is secret
        assert ("PRIVATE" in mail.as_string()) is private
        assert ("Lea" in mail.as_string()) is secret
        assert "Note of your side" in words_of(mail)
        assert "your side only" in words_of(mail).lower()
        assert mail["Subject"] == "New in Acme Corporation"


async def test_the_rest_comes_with_the_digest_once(world, say, work, choose):
    await choose(world.ana, "quiet")
    await choose(world.carl, "normal", "weekly")
    await choose(world.pia, "normal", "never")
    await say("rob", "A word to nobody in particular.")
    await say("rob", "@Ana Silva this can wait too.")

    assert await work(minutes=3) == []
    daily = by_recipient(await work(hours=25))
    weekly = by_recipient(await work(days=7, hours=1))

    assert ANA in daily
    assert "carl@acme.example" not in daily
    assert "pia@nordfit.example" not in daily
    assert "this can wait too." in words_of(daily[ANA])
    assert "carl@acme.example" in weekly or await Job.filter(kind=NOTICE).count() == 0
    assert ANA not in weekly


async def test_who_keeps_talking_is_written_about_after_a_quarter_of_an_hour(world, say, work):
    for minute in range(14):
        with shifted(timedelta(minutes=minute)):
            await say("rob", f"@Ana Silva word {minute}")
            assert await work() == []

    [mail] = await work(minutes=16)
    assert "word 13" in words_of(mail)
    assert "4 earlier" in words_of(mail)


async def notices_for(member):
    waiting = await Job.filter(kind=NOTICE)
    return [job for job in waiting if job.payload["subject"] == str(member.id)]


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
