"""The plan over HTTP, as the people of Acme use it."""

import pytest

ACME = "/spaces/acme-corporation/plan"


@pytest.mark.parametrize("name", ["ana", "rob"])
async def test_the_first_visit_shows_what_a_plan_is_for(visit, name):
    answer = await (await visit(name)).get(ACME)

    assert answer.status_code == 200
    assert "No outcome yet" in answer.text
