"""Every route and message type, asked by everybody, for their own, a foreign and no space."""

from customer_space.accounts.models import Member
from portal.routing import Page, Socket
from tests.house.expected_access import EXPECTED
from tests.house.matrix import ANYONE, Asker, doors, faults, filled, key


async def test_every_door_says_who_may_use_it(app):
    for method, path, route in doors(app):
        assert isinstance(route, Page | Socket), key(method, path)
        assert callable(route.access), key(method, path)


async def test_every_door_is_pinned_and_every_pin_has_a_door(app):
    assert {key(method, path) for method, path, _ in doors(app)} == set(EXPECTED)


async def test_everybody_gets_what_is_pinned(app, world):
    everybody = Asker(app, world)
    wrong = [
        fault
        for method, path, _ in doors(app)
        async for fault in faults(everybody, method, path, EXPECTED[key(method, path)])
    ]

    assert not wrong, "\n".join(wrong)


async def test_a_foreign_space_looks_exactly_like_none(app, world):
    eve = Asker(app, world)
    for method, path, _ in doors(app):
        if "{space}" not in path:
            continue
        foreign = await eve.ask("eve", method, filled(path, "acme-corporation"))
        missing = await eve.ask("eve", method, filled(path, "missing-corporation"))
        assert foreign[0] == missing[0], (method, path)
        assert foreign[1].replace(b"acme-", b"missing-") == missing[1], (method, path)


async def test_a_door_left_open_is_found(app, world):
    """Mutants: with any one access taken away, the matrix must fail for that door."""

    async def let_anybody_in(connection):
        space = connection.path_params.get("space")
        found = await Member.filter(**({"account__slug": space} if space else {})).first()
        member = found or await Member.first()
        await member.fetch_related("account", "person")
        return member

    everybody, survivors = Asker(app, world), []
    for method, path, route in doors(app):
        who = EXPECTED[key(method, path)]
        if who == ANYONE:
            continue
        honest, route.access = route.access, let_anybody_in
        if await anext(faults(everybody, method, path, who), None) is None:
            survivors.append(key(method, path))
        route.access = honest

    assert survivors == []
