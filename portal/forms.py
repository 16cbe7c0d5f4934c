"""Reading what people typed: validated at the edge, refused with a reason, the words kept."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from portal.errors import Invalid

M = TypeVar("M", bound="Form")

MAX_FIELDS = 200
_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # Cc and Cs but \n and \t


class Form(BaseModel):
    """What a form may hold. Unknown fields are refused, so nobody can set what was not asked."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def clean(text: str) -> str:
    """NFC text without NUL, lone surrogates or other control characters but newline and tab.

    Raises:
        ValueError: where such characters stand (a database would refuse or mangle them).
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    if _UNKEPT.search(text):
        raise ValueError("holds a character that cannot be kept")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("must be a single line")
    if any(unicodedata.bidirectional(c) in {"LRO", "RLO", "LRE", "RLE", "PDF"} for c in text):
        raise ValueError("holds a character that turns text around")
    return text


Line = Annotated[
    str, Field(min_length=1, max_length=200), AfterValidator(clean), AfterValidator(_one_line)
]
"""One line of text, 1 to 200 characters."""
Paragraphs = Annotated[str, Field(min_length=1, max_length=8000), AfterValidator(clean)]
"""Text of 1 to 8,000 characters."""
Optionally = BeforeValidator(lambda value: None if value == "" else value)
"""An empty field means None."""


async def read(request: Request, model: type[M]) -> M:
    """The form of a request, as `model`.

    Raises:
        Invalid: with a sentence per field, and the words as they were typed.
    """
    async with request.form(max_files=4, max_fields=MAX_FIELDS) as form:
        return parsed(_fields_of(form), model)


def parsed(words: dict[str, Any], model: type[M]) -> M:
    """`words` as `model`; raises Invalid as `read` does."""
    try:
        return model.model_validate(words)
    except ValidationError as error:
        raise Invalid(_problems_of(error), words=words) from None


@contextmanager
def asked_with(template: str, **context: Any) -> Iterator[None]:
    """Say which form was asked: refused words are shown in it again (portal.answers)."""
    try:
        yield
    except Invalid as refused:
        refused.form = (template, context)
        raise


@contextmanager
def keeping(form: Form) -> Iterator[None]:
    """Give the words of `form` back where what is done with them is refused later than reading."""
    try:
        yield
    except Invalid as refused:
        refused.words = refused.words or form.model_dump(mode="json")
        raise


def _fields_of(form: FormData) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name in form:
        values = form.getlist(name)
        if name.endswith("[]"):
            words[name.removesuffix("[]")] = values
        elif len(values) > 1:
            raise Invalid({name: "This was given twice."}, words={name: values[0]})
        elif isinstance(values[0], UploadFile):
            raise Invalid({name: "A file cannot stand here."})
        else:
            words[name] = values[0]
    return words


_SENTENCES = {
    "missing": "Please fill this in.",
    "string_too_short": "Please fill this in.",
    "extra_forbidden": "This field is not part of the form.",
    "int_parsing": "Please give a whole number.",
    "decimal_parsing": "Please give a number.",
    "date_from_datetime_parsing": "Please give a date, as 2027-03-31.",
    "date_parsing": "Please give a date, as 2027-03-31.",
    "uuid_parsing": "This is not one of the choices.",
    "enum": "This is not one of the choices.",
    "literal_error": "This is not one of the choices.",
}


def _problems_of(error: ValidationError) -> dict[str, str]:
    problems: dict[str, str] = {}
    for each in error.errors(include_url=False, include_input=False):
        name = str(each["loc"][0]) if each["loc"] else "form"
        problems.setdefault(name, _sentence(each))
    return problems


def _sentence(each: Any) -> str:
    kind, context = each["type"], each.get("ctx", {})
    if kind == "string_too_long":
        return f"Please keep this to {context['max_length']:,} characters."
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return f"Please give a number of at {'least' if 'ge' in context else 'most'} {bound}."
    if kind == "value_error":
        words = str(context.get("error", "")).strip(".")
        return f"This {words}." if words[:1].islower() else f"{words}."
    return _SENTENCES.get(kind, f"{each['msg']}.")
