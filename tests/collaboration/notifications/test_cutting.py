"""What somebody wrote in an answer, whatever their mail program puts below it."""

import time

import pytest

from collaboration.notifications.letters import MARKER
from collaboration.notifications.replies.cutting import asks_to_stop, own_words
from collaboration.notifications.replies.reading import plain

MINE = "Yes, Thursday is fine.\n\nAna"

BELOW = {
    "nothing": "",
    "Apple Mail": "\n\nOn 3 Mar 2027, at 12:00, Parley <reply@x.example> wrote:\n\n> Hello\n> you",
    "Gmail, broken over lines": (
        "\n\nOn Wed, Mar 3, 2027 at 12:00 PM Parley for Brandt & Keller <\n"
        "parley@parley.example> wrote:\n\n> Hello Ana\n"
    ),
    "German": "\n\nAm 03.03.27 um 12:00 schrieb Parley:\n> Hallo",
    "French": "\n\nLe mer. 3 mars 2027 à 12:00, Parley <p@x.example> a écrit :\n\n> Bonjour",
    "Spanish": "\n\nEl mié, 3 mar 2027 a las 12:00, Parley (<p@parley.example>) escribió:\n> Hola",
    "Portuguese": "\n\nEm qua., 3 de mar. de 2027 às 12:00, Parley <p@x.example> escreveu:\n> Olá",
    "Italian": "\n\nIl mer 3 mar 2027 alle ore 12:00 Parley <p@x.example> ha scritto:\n> Ciao",
    "Dutch": "\n\nOp 3 mrt 2027 om 12:00 schreef Parley:\n> Hallo",
    "Polish": "\n\nW dniu 3.03.2027 o 12:00 Parley napisał(a):\n> Hej",
    "Swedish": "\n\nDen ons 3 mars 2027 kl 12:00 skrev Parley <p@x.example>:\n\n> Hej",
    "Outlook": "\n\n________________________________\nFrom: Parley <p@x.example>\nSent: Wednesday",
    "Outlook without a rule": (
        "\n\nFrom: Parley <p@x.example>\nSent: Wednesday, 3 March 2027\nTo: Ana\nSubject: New\n\nHi"
    ),
    "Outlook in German": "\n\n-----Ursprüngliche Nachricht-----\nVon: Parley\nGesendet: Mittwoch",
    "a forwarded copy": "\n\n---------- Forwarded message ---------\nFrom: Parley",
    "a signature": "\n-- \nAna Silva\nAcme",
    "a telephone": "\n\nSent from my iPhone",
    "a telephone and a quotation": "\n\nSent from my phone\n\n> On 3 Mar 2027, Parley wrote:\n> Hi",
    "our marker": f"\n\n--- {MARKER} ---\nHello Ana",
    "our marker, quoted": f"\n\n> --- {MARKER} ---\n> Hello Ana",
    "quotations alone": "\n\n> Hello Ana\n>\n> Rob wrote",
}


@pytest.mark.parametrize("program", BELOW)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_quoted_is_cut(program, end):
    assert own_words((MINE + BELOW[program]).replace("\n", end), MARKER) == MINE


@pytest.mark.parametrize(
    "text",
    [
        "> may we come on Tuesday?\n\nYes.\n\n> and bring Fay?\n\nPlease do.",
        "On Tuesday we are closed.\n\nOn Friday we are not.",
        "From: the plant\nthe road is closed.",
        "It costs:\n- one\n- two",
        "Rob wrote: see you. That was kind.",
        "Stop at the gate, please.",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert own_words(text, MARKER) == text


def test_an_answer_that_only_quotes_is_empty():
    assert own_words("\n> Hello\n> you\n", MARKER) == ""
    assert own_words(f"--- {MARKER} ---\nmine is below", MARKER) == ""


@pytest.mark.parametrize("word", ["stop", "STOP.", " Unsubscribe ", "abmelden", "désabonner!"])
def test_stop_is_understood(word):
    assert asks_to_stop(word)


@pytest.mark.parametrize("words", ["stop the line", "please stop", "", "we stop\nstop"])
def test_other_words_are_no_stop(words):
    assert not asks_to_stop(words)


def test_the_words_of_html_end_at_its_first_quotation():
    html = (
        "<html><head><style>p{}</style></head><body><p>Yes &amp; no</p>second<br>line"
        '<div class="gmail_quote">On … wrote:<blockquote>Hello</blockquote></div></body></html>'
    )

    assert own_words(plain(html), MARKER) == "Yes & no\nsecond\nline"


@pytest.mark.parametrize(
    "text",
    ["> " * 30_000, ">\n" * 30_000, "On " * 20_000, "a\n" * 30_000, "On x\n" * 15_000, "-" * 60_000,
     "From: <\n" * 8000, "<div " * 12_000, "<style>" * 9000, "On 3 May\n> \n" * 5000],
)  # fmt: skip
def test_no_text_costs_more_than_a_second(text):
    began = time.process_time()
    own_words(text, MARKER)
    plain(text)

    assert time.process_time() - began < 1
