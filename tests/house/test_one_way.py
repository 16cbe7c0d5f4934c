"""There is one way to do these things, and nothing goes round it."""

import re
from pathlib import Path

import pytest

FLOORS = ("portal", "auth", "customer_space", "collaboration")
CODE = {
    str(path): path.read_text()
    for floor in FLOORS
    for path in Path(floor).rglob("*.py")
    if "migrations" not in path.parts
}


def who_says(pattern: str) -> set[str]:
    return {name for name, text in CODE.items() if re.search(pattern, text, re.MULTILINE)}


def test_only_the_gate_hands_mail_to_the_server():
    allowed = {"portal/mail.py"} | {
        name for name in CODE if name.startswith("customer_space/gate/")
    }

    assert who_says(r"\bhand_off\(|OutgoingMail\.create") <= allowed
    assert who_says(r"import aiosmtplib|import smtplib") <= {"portal/mail.py"}


def test_only_one_module_reads_the_clock():
    assert who_says(r"datetime\.now\(|datetime\.utcnow|time\.time\(\)") <= {"portal/clock.py"}


def test_only_one_module_draws_random_numbers():
    assert who_says(r"^import (secrets|random)|^from (secrets|random)|uuid[147]\(\)|urandom") <= {
        "portal/ids.py"
    }


def test_only_one_module_writes_out_of_band_markers():
    assert who_says(r"hx-swap-oob=") == {"portal/templating.py"}


def test_only_one_module_asks_other_servers():
    asking = who_says(r"httpx2\.|import httpx2|from httpx2|urllib\.request|requests\.")

    assert asking <= {"portal/outgoing.py"}


def test_nobody_starts_transactions_by_himself():
    assert who_says(r"in_transaction\(|@atomic") <= {"portal/database/transactions.py"}


def test_only_the_access_files_and_routing_answer_errors():
    building = who_says(r"status_code=(4\d\d|5\d\d)|HTMLResponse\([^)]*4\d\d")

    assert building <= {"portal/answers.py"}


@pytest.mark.parametrize("name", sorted(name for name in CODE if CODE[name].strip()))
def test_the_first_line_says_what_the_module_is(name):
    assert CODE[name].startswith('"""')
