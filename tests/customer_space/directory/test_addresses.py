"""Canonical addresses, as tables."""

import pytest

from customer_space.directory.addresses import LineType, canonical_email, canonical_phone


@pytest.mark.parametrize(
    ("written", "kept", "base"),
    [
        ("  Ana.Lee@Acme.Example ", "ana.lee@acme.example", "ana.lee@acme.example"),
        ("ana+crm@acme.example", "ana+crm@acme.example", "ana@acme.example"),
        ("ana+a+b@acme.example", "ana+a+b@acme.example", "ana@acme.example"),
        ("+only@acme.example", "+only@acme.example", "+only@acme.example"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("ana@XN--BCHER-KVA.example", "ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("Mu\u0308ller@acme.example", "müller@acme.example", "müller@acme.example"),
    ],
)
def test_an_address_has_one_form_however_ana_writes_it(written, kept, base):
    email = canonical_email(written)

    assert (email.value, email.base) == (kept, base)
    assert canonical_email(kept) == email


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@",
        "@acme.example",
        "ana@@acme.example",
        "a na@acme.example",
        "ana@acme",
        "ana@acme..example",
        "ana@acme.example\nBcc: eve@globex.example",
        "ana@acme.example,eve@globex.example",
        "Ana <ana@acme.example>",
        "ana@[127.0.0.1]",
        "a" * 250 + "@acme.example",
        "ana\udcff@acme.example",
        "ana\x00@acme.example",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError, match=r"address"):
        canonical_email(written)


@pytest.mark.parametrize(
    ("written", "region", "kept", "zones", "line"),
    [
        ("+49 30 901820", None, "+4930901820", ("Europe/Berlin",), LineType.LANDLINE),
        ("030 901820", "DE", "+4930901820", ("Europe/Berlin",), LineType.LANDLINE),
        ("0049 30 901820", "DE", "+4930901820", ("Europe/Berlin",), LineType.LANDLINE),
        ("+44 7400 123456", None, "+447400123456", None, LineType.MOBILE),
        ("(201) 555-0123", "US", "+12015550123", ("America/New_York",), LineType.UNKNOWN),
        ("+1 800 234 5678", None, "+18002345678", None, LineType.TOLLFREE),
    ],
)
def test_a_number_has_one_form_and_names_the_zones_it_can_lie_in(
    written, region, kept, zones, line
):
    phone = canonical_phone(written, region)

    assert (phone.value, phone.line_type) == (kept, line)
    if zones is not None:
        assert phone.zones == zones
    assert all("/" in zone for zone in phone.zones)


def test_a_number_with_several_possible_zones_keeps_them_all():
    assert len(canonical_phone("+1 208 201 0123").zones) >= 1
    assert len(canonical_phone("+1 800 234 5678").zones) > 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("030 901820", "country code"),
        ("call me", "not a telephone number"),
        ("+49", "not a telephone number"),
        ("+1 201 555", "too short"),
        ("+49 30 901820 ext. 5", "extension"),
        ("+999 12345678", "country code"),
        ("1" * 300, "not a telephone number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(written, sentence):
    with pytest.raises(ValueError, match=sentence):
        canonical_phone(written)
