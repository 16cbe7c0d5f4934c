"""Initiatives over HTTP, as the people of Acme use them."""

import pytest

ACME = "/spaces/acme-corporation/initiatives"


@pytest.mark.parametrize("name", ["ana", "rob"])
async def test_the_first_visit_shows_what_initiatives_are_for(visit, name):
    answer = await (await visit(name)).get(ACME)

    assert answer.status_code == 200
    assert "No initiative yet" in answer.text
