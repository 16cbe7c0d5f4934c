"""The sentences: complete in every language, alike for both sides, in the recipient's own time."""

import re
from dataclasses import replace

import pytest
from babel import Locale

from customer_space.gate.catalogue import Catalogue, catalogue, languages, locale_of
from customer_space.gate.rules.answer import Alternative, Decision, Outcome, Reason
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.statements import Level, Period
from customer_space.gate.words import LENGTHS, Context, explain, when
from tests.customer_space.gate.asking import ask, at, touch

CALL = Context(Channel.VOICE_LIVE, topic="advice", account="Acme")
LANGUAGES = ("de", "en", "es", "fr")
PARAMS = {
    "max": "2",
    "n": "2",
    "days": "7",
    "hours": "21:00-08:00",
    "rep": "Rob",
    "deputies": "Lea",
    "register": "TPS",
    "channel": "portal",
    "since": "2026-05-01T12:00:00+00:00",
    "latest": "2027-02-12T12:00:00+00:00",
    "next": "2027-02-13T12:00:00+00:00",
}
ENGLISH = re.compile(
    r"\b(the|you|your|this|these|hours|we|is|are|asked|call|next|allow|between|until)\b",
    re.IGNORECASE,
)


def test_the_next_time_is_said_in_anas_zone_with_weekday_and_zone():
    quiet = {"type": "quiet", "from": "21:00", "to": "08:00"}
    answer = ask("2027-02-11T03:00", ana={"rules": [quiet]}, channel="voice")
    said = explain(answer, CALL)
    assert said.short == (
        "These are quiet hours you gave us (21:00-08:00)."
        " Next: Thursday 11 February 2027, 08:00 (America/New_York)."
    )
    assert said.full == said.short
    assert said.remedy.startswith("Book the next permitted time")


def test_all_reasons_are_said_and_another_way_is_offered():
    rules = [
        {"type": "deny", "channels": ["voice"], "set_at": "2026-05-01T12:00Z"},
        {"type": "quiet", "from": "21:00", "to": "08:00", "channels": ["voice"]},
    ]
    ana = {"rules": rules, "channel_order": ["email"]}
    said = explain(ask("2027-02-11T03:00", ana=ana, channel="voice"), CALL)
    assert said.short == "You switched off phone calls on 1 May 2026."
    assert said.full.endswith("(21:00-08:00). It can go by e-mail now.")


def test_an_allow_says_which_of_how_many_it_is():
    rule = {"type": "cap", "max": 4, "window": {"calendar": "month"}}
    world = {"touches": [touch("2027-02-02T15:00")]}
    said = explain(ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world), CALL)
    assert said.short.endswith("This is 2 of 4 this month.")


@pytest.mark.parametrize(
    ("window", "most", "said"),
    [
        ({"rolling": "P7D"}, 1, "It is the only one within 7 days."),
        ({"rolling": "P1D"}, 2, "This is 1 of 2 within 1 day."),
        ({"rolling": "PT24H"}, 3, "This is 1 of 3 within 24 hours."),
        ({"rolling": "P1M"}, 2, "This is 1 of 2 within 1 month."),
        ({"calendar": "quarter"}, 2, "This is 1 of 2 this quarter."),
    ],
)
def test_one_is_not_spoken_of_as_many(window, most, said):
    rule = {"type": "cap", "max": most, "window": window}
    assert explain(ask("2027-02-10T15:00", ana={"rules": [rule]}), CALL).short.endswith(said)


@pytest.mark.parametrize(
    ("locale", "one", "two"),
    [
        ("en", "; 1 has happened or is booked.", "; 2 have happened or are booked."),
        ("de", "; 1 hat stattgefunden oder ist gebucht.", "; 2 haben stattgefunden oder sind"),
        ("fr", " ; 1 a eu lieu ou est réservé.", " ; 2 ont eu lieu ou sont réservés."),
        ("es", "; 1 ya tuvo lugar o está reservado.", "; 2 ya tuvieron lugar o están"),
    ],
)
def test_what_happened_is_counted_in_the_plural_of_the_language(locale, one, two):
    touches = [touch("2027-02-02T15:00"), touch("2027-02-03T15:00")]
    for most, words in ((1, one), (2, two)):
        rule = {"type": "cap", "max": most, "window": {"calendar": "month"}}
        world = {"touches": touches[:most]}
        answer = ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world)
        assert words in explain(answer, Context(Channel.EMAIL, "advice", locale=locale)).short


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "Thursday 11 February 2027, 08:00 (America/New_York)"),
        ("de", "Donnerstag, 11. Februar 2027, 08:00 Uhr (America/New_York)"),
        ("fr", "jeudi 11 février 2027 à 08:00 (America/New_York)"),
        ("es-MX", "jueves 11 de febrero de 2027, 08:00 (America/New_York)"),
        ("pt", "Thursday 11 February 2027, 08:00 (America/New_York)"),
    ],
)
def test_a_time_is_said_as_the_readers_language_says_it(locale, shown):
    assert when(at("2027-02-11T13:00"), "America/New_York", locale) == shown


@pytest.mark.parametrize(
    ("tag", "spoken"), [("de-AT", "de_AT"), ("pt-BR", "en"), ("klingon!", "en"), ("", "en")]
)
def test_who_reads_another_language_is_written_to_in_english(tag, spoken):
    assert locale_of(tag) == Locale.parse(spoken)


def test_there_are_four_languages_with_the_same_texts():
    assert languages() == set(LANGUAGES)
    for language in LANGUAGES:
        assert catalogue(language).ids == catalogue("en").ids, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_keeps_its_places_in_every_language(language):
    words, english = catalogue(language), catalogue("en")
    for id_ in sorted(words.ids - {"ok", "pattern when", "pattern day"}):
        for count in (1, 2):
            assert places(words, id_, count) == places(english, id_, count), id_
            assert words.text(id_, count), id_


def places(words: Catalogue, id_: str, count: int) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", words.text(id_, count)))


def codes() -> list[str]:
    ends = ("quiet", "window", "holiday", "cap", "gap", "redirect")
    levels = ("law", "point", "person", "account", "vendor")
    written = [id_ for id_ in catalogue("en").ids if re.fullmatch(r"[a-z_]+\.[a-z_]+", id_)]
    alone = ("ok", "timezone.unknown", "no_common_window", "no_slot_before_deadline")
    found = {*written, *alone, *(f"{level}.{end}" for level in levels for end in ends)}
    return sorted(found - {"ok.unlimited", "ok.once"} | {"suppressed.manual"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_every_code_has_a_whole_sentence_in_every_language(code, language):
    until = at("2027-02-14T12:00")
    reason = Reason(code, Level.PERSON, rule_id="law:us-fl:hours", until=until, params=PARAMS)
    answer = Decision(Outcome.DENY, (reason,), at("2027-02-10T15:00"))
    said = explain(answer, Context(Channel.VOICE_LIVE, "T", "A", names={}, locale=language))
    assert said.short.endswith((".", "Uhr (UTC).", "(UTC)."))
    assert said.remedy.endswith(".") or code == "ok"
    for text in (said.short, said.remedy):
        assert not re.search(r"[{}]|  |\bNone\b", text)
        assert language == "en" or not ENGLISH.search(text.replace("RCS", "")), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_and_period_has_words_in_every_language(language):
    words = catalogue(language)
    for channel in Channel:
        assert all(words.text(f"{form} {channel}") for form in ("by", "one", "all"))
    for period in Period:
        assert all(words.text(f"{form} {period}") for form in ("per", "within"))
    for length in LENGTHS:
        assert all(words.text(f"{form} {length}", 2) for form in ("per", "within", "span"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Es kann per E-Mail gehen ab Donnerstag, 11. Februar 2027, 08:00 Uhr (UTC)."),
        ("fr", "Cela peut passer par e-mail à partir du jeudi 11 février 2027 à 08:00 (UTC)."),
        ("es", "Puede ir por correo electrónico a partir del jueves 11 de febrero de 2027, 08:00"),
    ],
)
def test_another_way_is_offered_in_the_readers_language(language, said):
    later = Alternative(Channel.EMAIL, None, at("2027-02-11T08:00"), Outcome.DEFER)
    reason = Reason("person.deny", Level.PERSON, params={"channels": "sms, voice_live"})
    asked = at("2027-02-10T15:00")
    answer = Decision(Outcome.REDIRECT, (reason,), asked, alternatives=(later,))
    assert said in explain(answer, Context(Channel.SMS, "T", locale=language)).full


def test_a_law_is_named_by_where_it_holds():
    reason = Reason("law.cap", Level.LAW, "law:us-fl:three-a-day", params={"max": "3", "n": "3"})
    answer = Decision(Outcome.DENY, (reason,), at("2027-02-10T15:00"))
    for locale, said in (("en", "The law in Florida allows 3"), ("fr", "La loi en Floride en")):
        assert explain(answer, Context(Channel.SMS, "T", locale=locale)).short.startswith(said)


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "You allowed this once."), ("de", "Sie haben das einmal erlaubt.")]
)
def test_a_yes_to_one_contact_is_called_so(locale, said):
    context = Context(Channel.EMAIL, "T", locale=locale)
    answer = ask("2027-02-10T15:00")
    assert explain(answer, replace(context, once=True)).full == said
    assert explain(answer, context).full != said
