"""All attackers at once. How fast the fifty were served meanwhile is told by the command alone."""

import pytest

from tests.attackers.attacks import ATTACKS
from tests.attackers.stage import play


@pytest.mark.processes
async def test_fifty_people_talk_on_and_memory_stays_while_everybody_attacks(
    database_url, tmp_path
):
    report = await play(database_url, tmp_path, 1.5, 1, "patient")

    assert report.disconnected == 0
    assert report.growth < 100
    assert set(report.tried) == set(ATTACKS)
    assert all(report.ended.get(name) for name in THROWN_OUT)


THROWN_OUT = ["ping flood", "message flood", "large frames", "deflate bomb", "pipeline flood"]
