from auth.models import Session


async def test_a_stranger_is_sent_to_sign_in(visit):
    answer = await (await visit("nobody")).get("/me")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/me"


async def test_a_session_is_one_of_a_list(visit, world):
    ana = await visit("ana")

    assert await Session.filter(person_id=world.ana.person_id).count() == 1
    assert (await ana.get("/healthz")).text == "alive"
    assert (await ana.get("/readyz")).text == "ready"
