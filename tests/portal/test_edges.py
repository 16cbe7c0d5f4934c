"""The guards round every request: origin, host, headers, methods, bodies."""

import pytest

from auth.pages import own_path
from tests.conftest import new_browser


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "", "origin": "null"}, 403),
        ({"sec-fetch-site": "", "origin": "http://testserver.evil.example"}, 403),
        ({"sec-fetch-site": "", "origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "", "origin": "http://testserver:8001"}, 403),
        ({"sec-fetch-site": ""}, 403),
    ],
)
async def test_another_site_cannot_write_for_ana(visit, headers, status):
    ana = await visit("ana")

    assert (await ana.post("/sign-out", headers=headers)).status_code == status


async def test_a_foreign_host_is_refused(app):
    stranger = new_browser(app)

    assert (await stranger.get("/healthz")).status_code == 200
    refused = await stranger.get("/healthz", headers={"host": "evil.example"})
    assert refused.status_code == 400


async def test_every_answer_carries_the_strict_headers(visit):
    for path in ("/sign-in", "/healthz", "/nothing-here"):
        answer = await (await visit("nobody")).get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


async def test_unknown_methods_and_paths_are_refused_plainly(visit):
    ana = await visit("ana")

    for method in ("TRACE", "FOO", "PUT", "DELETE"):
        assert (await ana.request(method, "/me")).status_code == 405
    for path in ("/%00", "/..%2f..%2fetc", "/%ff", "/spaces/%ED%A0%80", "/spaces/acme/x"):
        answer = await ana.get(path)
        assert answer.status_code == 404
        assert "not yours to see" in answer.text


async def test_what_is_no_id_is_no_page(visit):
    ana = await visit("ana")

    for id_ in ("99999999999999999999999", "-1", "1e3", "٣", "%D9%A3"):
        answer = await ana.get(f"/spaces/acme-corporation/initiatives/{id_}")
        assert answer.status_code == 404, id_


async def test_a_cookie_of_eight_kilobytes_is_nobodys(visit):
    nobody = await visit("nobody")
    for cookie in ("x" * 8192, f"session={'x' * 8192}", "session=\xff;;==;"):
        answer = await nobody.get("/me", headers=[(b"cookie", cookie.encode("latin-1"))])
        assert answer.status_code == 303


async def test_a_file_where_words_are_expected_is_refused(visit):
    nobody = await visit("nobody")
    refused = await nobody.post("/sign-in", files={"email": ("a.txt", b"ana@acme.example")})
    assert refused.status_code == 422


async def test_a_large_body_is_refused(visit):
    nobody = await visit("nobody")
    small = await nobody.post("/sign-in", data={"email": "ana@acme.example"})
    large = await nobody.post("/sign-in", data={"email": "a" * (2 * 1024 * 1024)})

    assert small.status_code == 303
    assert large.status_code == 413


async def test_forms_with_too_much_or_the_wrong_thing_are_refused(visit):
    nobody = await visit("nobody")
    for data in (
        {"email": "ana@acme.example", "role": "admin"},
        {"email": ["ana@acme.example", "eve@globex.example"]},
        {"email": "not an address"},
        {"email": "ana@acme.example\x00"},
    ):
        refused = await nobody.post("/sign-in", data=data)
        assert refused.status_code == 422, data
    many = await nobody.post("/sign-in", data={f"f{n}": "x" for n in range(10_000)})
    assert many.status_code in {400, 413, 422}
    broken = await nobody.post(
        "/sign-in", content=b"--x\r\nnope", headers={"content-type": "multipart/form-data"}
    )
    assert broken.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "/%09/evil.example"[:1] + "\t/evil.example",
        "/\t/evil.example", "https:evil.example", " https://evil.example", "javascript:alert(1)",
        "http://good.example@evil.example", "\\\\evil.example", "/\n/evil.example", "",
    ],
)  # fmt: skip
def test_a_redirect_stays_in_the_portal(path):
    assert own_path(path) == "/"
    assert own_path("/spaces/acme/plan?x=1") == "/spaces/acme/plan?x=1"


async def test_no_proof_of_a_mailed_link_is_logged(visit, caplog):
    caplog.set_level("INFO", logger="parley.request")
    nobody = await visit("nobody")
    for path in ("/sign-in/secret-proof", "/u/secret-proof", "/i/secret-proof?x=secret-proof"):
        await nobody.get(path)

    assert "/sign-in/{token}" in caplog.text
    assert "secret-proof" not in caplog.text
