"""Choosing how loud a space is."""

from collaboration.notifications.models import Attention

HERE = "/spaces/acme-corporation/notifications"


async def test_ana_chooses_and_nobody_else_sees_it(visit, world):
    ana, rob = await visit("ana"), await visit("rob")
    page = await ana.get(HERE)
    assert 'value="normal" checked' in page.text

    kept = await ana.post(HERE, data={"volume": "quiet", "digest": "weekly"})

    assert (kept.status_code, kept.headers["location"]) == (303, HERE)
    chosen = await Attention.get(member_id=world.ana.id)
    assert (chosen.volume.value, chosen.digest.value) == ("quiet", "weekly")
    assert 'value="quiet" checked' in (await ana.get(HERE)).text
    assert 'value="normal" checked' in (await rob.get(HERE)).text
    assert "The digest only" in (await ana.get("/me/notifications")).text
    assert "The digest only" not in (await rob.get("/me/notifications")).text


async def test_the_script_gets_the_form_again_and_what_is_no_choice_is_refused(visit, world):
    ana = await visit("ana")
    script = {"HX-Request": "true"}

    kept = await ana.post(HERE, data={"volume": "loud", "digest": "never"}, headers=script)
    refused = await ana.post(HERE, data={"volume": "shrill", "digest": "never"}, headers=script)

    assert kept.status_code == 200
    assert "Kept." in kept.text
    assert refused.status_code == 422
    assert "This is not one of the choices." in refused.text
    assert (await Attention.get(member_id=world.ana.id)).volume.value == "loud"


async def test_the_way_there_stands_in_the_conversation_and_on_one_s_own_page(visit, world):
    ana = await visit("ana")

    assert HERE in (await ana.get("/spaces/acme-corporation")).text
    assert "/me/notifications" in (await ana.get("/me")).text
    assert (await (await visit("eve")).get(HERE)).status_code == 404
    ada = await visit("ada")
    assert "You sit in no space" in (await ada.get("/me/notifications")).text
