"""Settings: each is in the README, and what is unknown is refused."""

from dataclasses import fields
from pathlib import Path

import pytest

from portal.settings import DEVELOPMENT_SECRET, Settings, WrongSetting

INTERNAL = {"demo", "providers"}


@pytest.mark.parametrize("name", sorted({f.name for f in fields(Settings)} - INTERNAL))
def test_every_setting_is_in_the_readme(name):
    assert f"`PARLEY_{name.upper()}`" in Path("README.md").read_text()


def test_providers_are_in_the_readme():
    for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        assert f"PARLEY_OIDC_<NAME>_{part}" in Path("README.md").read_text()


def test_an_unknown_setting_is_an_error():
    assert Settings.from_environment({"PARLEY_MAIL_FROM": "a@b.example", "HOME": "/"})
    with pytest.raises(WrongSetting, match="PARLEY_DATABSE_URL is not a setting"):
        Settings.from_environment({"PARLEY_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("MAX_UPLOAD_MB", "30", "thirty"),
        ("MAX_UPLOAD_MB", "1", "0"),
        ("LOG_FORMAT", "json", "xml"),
        ("SIGNAL_KEYS", "mailgun=secret, postmark=user:word", "mailgun=secret, postmark"),
        ("BASE_URL", "https://parley.example/", "parley.example"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(name, good, bad):
    assert Settings.from_environment({f"PARLEY_{name}": good})
    with pytest.raises(WrongSetting):
        Settings.from_environment({f"PARLEY_{name}": bad})


def test_a_provider_is_complete_or_refused():
    whole = {
        "PARLEY_OIDC_STAFF_ISSUER": "https://id.example",
        "PARLEY_OIDC_STAFF_CLIENT_ID": "parley",
        "PARLEY_OIDC_STAFF_CLIENT_SECRET": "secret",
    }
    [staff] = Settings.from_environment(whole).providers
    assert (staff.name, staff.issuer) == ("staff", "https://id.example")
    for missing in whole:
        with pytest.raises(WrongSetting):
            Settings.from_environment({k: v for k, v in whole.items() if k != missing})


def test_production_refuses_development_secrets():
    good = Settings(base_url="https://parley.example", secret_keys=("s" * 32,))
    assert good.production_problems() == []
    assert Settings(base_url="https://parley.example").production_problems()
    assert Settings(secret_keys=("s" * 32,)).production_problems()
    mixed = Settings(base_url="https://parley.example", secret_keys=("s" * 32, DEVELOPMENT_SECRET))
    assert mixed.production_problems()
