"""Two people at one row: the second gets both texts, with their own words kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request

from portal import forms
from portal.errors import Invalid


class Overtaken(Invalid):
    """Somebody saved this since the form was opened; nothing was overwritten."""

    status = 409
    sentence = "Somebody else changed this first."

    def __init__(self, sentence: str) -> None:
        super().__init__({"version": sentence})


@contextmanager
def asked_again_with(template: str, **context: Any) -> Iterator[dict[str, Any]]:
    """As `forms.asked_with`, also where an action refuses: put the words into what is yielded."""
    words: dict[str, Any] = {}
    of_form = {name: value for name, value in context.items() if name not in {"words", "problems"}}
    with forms.asked_with(template, **of_form):
        try:
            yield words
        except Invalid as refused:
            refused.words = refused.words or words
            raise


async def read_into(words: dict[str, Any], request: Request, model: type[forms.M]) -> forms.M:
    """The form of a request; its words, as typed, are put into `words` too."""
    form = await forms.read(request, model)
    words.update(form.model_dump(mode="json"))
    return form
