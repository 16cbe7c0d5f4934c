"""The gate's words by language: babel catalogues, read when they are first needed."""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "catalogues"
FIRST = "en"


@cache
def languages() -> frozenset[str]:
    """Those there is a catalogue of."""
    return frozenset(path.stem for path in FOLDER.glob("*.po"))


@cache
def locale_of(tag: str) -> Locale:
    """The locale of a BCP 47 tag; English where it is none, or of a language without words."""
    try:
        found = Locale.parse(tag, sep="-" if "-" in tag else "_")
    except (ValueError, UnknownLocaleError):
        return Locale(FIRST)
    return found if found.language in languages() else Locale(FIRST)


class Catalogue:
    """The texts of one language, by their ids."""

    def __init__(self, language: str) -> None:
        self._path = FOLDER / f"{language}.po"
        with self._path.open("rb") as file:
            read = read_po(file, locale=language)
        compiled = BytesIO()
        write_mo(compiled, read)
        compiled.seek(0)
        self._texts = GNUTranslations(compiled)
        self.ids = frozenset(str(_id(message.id)) for message in read if message.id)

    def text(self, id_: str, count: int = 1) -> str:
        """The text, in the form that goes with the count. KeyError if there is none."""
        if id_ not in self.ids:
            raise KeyError(f"{self._path.name} has no {id_}")
        plural = self._texts.ngettext(id_, id_, count)
        return plural if plural != id_ else self._texts.gettext(id_)

    def of_code(self, code: str, before: str = "") -> str:
        """Which id serves a reason's code: its own, its kind's on any level, or its family's."""
        first, _, last = code.partition(".")
        ids = (f"{before}{id_}" for id_ in (code, f"*.{last}", f"{first}.*"))
        return next((id_ for id_ in ids if id_ in self.ids), "")


@cache
def catalogue(language: str) -> Catalogue:
    """The words of a language there is a catalogue of."""
    return Catalogue(language)


def _id(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]
