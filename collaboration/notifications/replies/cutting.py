"""What somebody wrote in an answer: without what they quote, and without their signature.

Line by line, so that no mail can make it slow. Where nothing is left, everything was quoted.
"""

import re

_QUOTED = re.compile(r"^\s{0,3}[>|]")
_WROTE = re.compile(
    r"\b(wrote|schrieb|escribió|a écrit|ha scritto|schreef|napisał|escreveu|skrev)\b.{0,100}:\s*$"
)
"""The end of `On 3 May, Rob wrote:`, in the languages people are written to in."""
_BEGUN = re.compile(r"^(On|Am|El|Le|Il|Op|W dniu|Em|Den|På)\s[^\d\n]{0,80}\d.{0,180}$")
_RULE = re.compile(
    r"^-{2,}\s*(Original Message|Ursprüngliche Nachricht|Mensaje original|Message d'origine"
    r"|Message original|Messaggio originale|Oorspronkelijk bericht|Wiadomość oryginalna"
    r"|Mensagem original|Ursprungligt meddelande|Forwarded message)\s*-{2,}$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^\*{0,2}(From|Von|De|Da|Van|Od|Från)\s?:\*{0,2}\s.*(@|<|\[)", re.IGNORECASE)
_LINE = re.compile(r"^_{10,}$")
_SIGNATURE = re.compile(r"^--\s?$")
_SENT_WITH = re.compile(
    r"^(Sent from my|Sent from Outlook|Get Outlook for|Von meinem \S+ gesendet|Gesendet von"
    r"|Enviado desde mi|Enviado do meu|Envoyé de mon|Inviato da|Verzonden vanaf|Skickat från"
    r"|Wysłane z) ?.{0,60}$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^\W*(stop|unsubscribe|abmelden|abbestellen|baja|désabonner|désinscrire|disiscrivi|afmelden"
    r"|cancelar|avregistrera|wypisz)\W*$",
    re.IGNORECASE,
)
WROTE_WITHIN = 3
"""Lines over which mail programs break `On …, somebody wrote:`."""
SHOWN_LINE = 400
"""Characters of a line that are looked at."""


def own_words(text: str, marker: str) -> str:
    """What stands above the first quotation, the marker or the signature."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = lines[: _end(lines, marker)]
    while kept and (not kept[-1].strip() or _SENT_WITH.match(kept[-1].strip())):
        kept.pop()
    return "\n".join(kept).strip()


def asks_to_stop(words: str) -> bool:
    """Whether nothing but `stop` was answered, in one of our languages."""
    return bool(_STOP.fullmatch(words.strip()[:40]))


def _end(lines: list[str], marker: str) -> int:
    """The first line that is not the answer's own."""
    for at, line in enumerate(lines):
        if marker in line or _begins_quotation(lines, at):
            return at
    return len(lines)


def _begins_quotation(lines: list[str], at: int) -> bool:
    line = lines[at][:SHOWN_LINE].strip()
    if _SIGNATURE.match(line) or _RULE.match(line) or _LINE.match(line):
        return True
    if _FIELD.match(line) and _is_header(lines, at):
        return True
    if _WROTE.search(line) and (_BEGUN.match(line) or "@" in line):
        return True
    if _BEGUN.match(line) and _is_broken_introduction(lines, at):
        return True
    return bool(_QUOTED.match(line)) and _only_quoted_below(lines, at)


def _is_header(lines: list[str], at: int) -> bool:
    """Several `Name: value` lines in a row: a copied header."""
    below = [line.strip() for line in lines[at + 1 : at + 4]]
    return sum(bool(re.match(r"^\*{0,2}[\w\s]{2,20}:", line)) for line in below) > 1


def _is_broken_introduction(lines: list[str], at: int) -> bool:
    below = [line[:SHOWN_LINE].strip() for line in lines[at + 1 : at + WROTE_WITHIN]]
    return any(_WROTE.search(line) for line in below)


def _only_quoted_below(lines: list[str], at: int) -> bool:
    """A quotation that is answered below it, paragraph by paragraph, is the answer's own."""
    return all(not line.strip() or _QUOTED.match(line) for line in lines[at:])
