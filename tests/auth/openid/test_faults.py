"""Each rule of OpenID Connect broken once: nobody gets in. With it kept, Nora does."""

import time
from functools import partial

import pytest

from auth.models import Identity, Person, Session
from tests.auth.openid.conftest import leave, sign_in_with
from tests.auth.openid.fake_provider import (
    STRANGER,
    signed,
    signed_with_public_key,
    unsigned,
)


def more(**words):
    return lambda given: {**given, **words}


def without(name):
    return lambda given: {key: value for key, value in given.items() if key != name}


def at(name, seconds):
    """A moment `seconds` from now, set when the token is made."""
    return lambda claims: {**claims, name: int(time.time()) + seconds}


def expired(seconds):
    def claims(given):
        now = int(time.time())
        return {**given, "iat": now - 300, "exp": now - seconds}

    return claims


FAULTS = {
    "another issuer in the answer": ("answer", more(iss="https://evil.example")),
    "no issuer in the answer, though promised": ("answer", without("iss")),
    "no code in the answer": ("answer", without("code")),
    "an error in the answer": ("answer", more(error="access_denied")),
    "a forged state": ("answer", more(state="forged")),
    "no state": ("answer", without("state")),
    "a forged code": ("answer", more(code="forged")),
    "another issuer in the token": ("claims", more(iss="https://evil.example")),
    "a trailing slash on the issuer": ("claims", lambda c: {**c, "iss": c["iss"] + "/"}),
    "another audience": ("claims", more(aud="somebody-else")),
    "no audience": ("claims", without("aud")),
    "two audiences and no authorized party": ("claims", lambda c: {**c, "aud": [c["aud"], "x"]}),
    "another authorized party": ("claims", more(azp="somebody-else")),
    "no algorithm": ("sign", unsigned),
    "an HMAC with the public key": ("sign", signed_with_public_key),
    "an unknown key": ("sign", lambda c: signed(c, kid="nobodys")),
    "another key of the same name": ("sign", lambda c: signed(c, key=STRANGER)),
    "a changed signature": ("sign", lambda c: signed(c)[:-8] + "AAAAAAAA"),
    "no token at all": ("sign", lambda c: "not.a.token"),
    "expired by 31 seconds": ("claims", expired(31)),
    "no expiry": ("claims", without("exp")),
    "an expiry that is no number": ("claims", more(exp="tomorrow")),
    "issued 31 seconds from now": ("claims", at("iat", 40)),
    "not valid yet": ("claims", at("nbf", 40)),
    "issued an hour ago": ("claims", at("iat", -3600)),
    "no nonce": ("claims", without("nonce")),
    "another nonce": ("claims", more(nonce="other")),
    "no id token": ("tokens", without("id_token")),
    "an error instead of tokens": ("tokens", lambda _: {"error": "invalid_grant"}),
    "another subject in the userinfo": ("userinfo", more(sub="subject-of-rob")),
    "an empty subject": ("claims", more(sub="")),
    "no subject": ("claims", without("sub")),
    "a subject that is no text": ("claims", more(sub=7)),
    "a discovery document of another issuer": ("discovery", more(issuer="https://evil.example")),
    "an address nobody confirmed": ("userinfo", more(email_verified=False)),
    "an address confirmed in words only": ("userinfo", more(email_verified="true")),
    "no address": ("userinfo", without("email")),
}


@pytest.mark.parametrize("part", sorted({part for part, _ in FAULTS.values()}))
async def test_nobody_gets_in_by_a_broken(part, idp, app, visit):
    browser = await visit("nobody")
    faults = [(fault, broken) for fault, (where, broken) in FAULTS.items() if where == part]
    for number, (fault, broken) in enumerate(faults):
        idp.subject = f"subject-{number}"
        idp.about = idp.about | {"email": f"nora.{number}@parley.example"}
        setattr(idp, part, broken)
        refused = await come_back(browser, idp)
        idp.keep_rules()

        assert refused.status_code == 403, fault
        assert "session" not in refused.headers.get("set-cookie", ""), fault
        assert await Identity.all().count() == number, fault

        accepted = await sign_in_with(browser, idp)
        assert accepted.status_code == 303, fault
        assert "session=" in accepted.headers["set-cookie"], fault
        nora = await Person.get(email=f"nora.{number}@parley.example")
        assert (nora.is_company, nora.is_admin) == (True, False)
        assert await Session.filter(person_id=nora.id).count() == 1, fault


async def come_back(browser, idp):
    """As `sign_in_with`, for a provider that may be refused before anybody goes there."""
    left = await browser.get("/sign-in/with/house")
    if left.status_code != 303:
        return left
    return await browser.get(idp.authorize(left.headers["location"]))


async def test_a_state_holds_only_in_the_browser_that_began(idp, visit):
    browser, other = await visit("nobody"), await visit("nobody")
    await leave(other)
    back = idp.authorize(await leave(browser))

    assert (await other.get(back)).status_code == 403
    assert (await browser.get(back)).status_code == 303


async def test_an_answer_is_taken_once(idp, visit):
    browser = await visit("nobody")
    back = idp.authorize(await leave(browser))

    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403


async def test_a_token_of_an_earlier_sign_in_is_not_taken(idp, visit):
    """The nonce reused: a token that was right once."""
    browser = await visit("nobody")
    assert (await sign_in_with(browser, idp)).status_code == 303
    kept = idp.issued[-1]
    idp.sign = lambda _: kept

    assert (await sign_in_with(browser, idp)).status_code == 403
    idp.keep_rules()
    assert (await sign_in_with(browser, idp)).status_code == 303


async def test_an_answer_that_says_two_things_is_not_taken(idp, visit):
    browser = await visit("nobody")
    back = idp.authorize(await leave(browser))

    assert (await browser.get(f"{back}&iss=https://evil.example")).status_code == 403
    assert (await sign_in_with(browser, idp)).status_code == 303


async def test_clocks_may_differ_by_half_a_minute(idp, visit):
    browser = await visit("nobody")
    for claims in (expired(25), at("iat", 25)):
        idp.claims = claims
        assert (await sign_in_with(browser, idp)).status_code == 303


async def test_two_audiences_are_fine_with_an_authorized_party(idp, visit):
    idp.claims = lambda c: {**c, "aud": [c["aud"], "x"], "azp": c["aud"]}

    assert (await sign_in_with(await visit("nobody"), idp)).status_code == 303


async def test_these_signatures_are_trusted_too(idp, visit):
    browser = await visit("nobody")
    for algorithm in ("ES256", "PS256", "EdDSA"):
        idp.sign = partial(signed, algorithm=algorithm)

        assert (await sign_in_with(browser, idp)).status_code == 303, algorithm


async def test_a_provider_that_is_down_is_said_plainly(idp, visit):
    idp.discovery = lambda _: {}
    refused = await (await visit("nobody")).get("/sign-in/with/house")

    assert refused.status_code == 403
    assert "mailed link" in refused.text


async def test_there_is_no_other_provider(visit):
    assert (await (await visit("nobody")).get("/sign-in/with/other")).status_code == 404
