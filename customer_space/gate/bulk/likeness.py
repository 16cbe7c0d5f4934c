"""A world with everything removed that changes no answer, so that many are alike."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from customer_space.gate.bulk.consents import Standing
from customer_space.gate.bulk.world import Hat, Said, World, Yes

EPOCH_OF_LINES = datetime(1980, 1, 1, tzinfo=UTC)
EPOCH_OF_RULES = datetime(1990, 1, 1, tzinfo=UTC)
"""Days from here stand for real instants, of which only the order counts."""
DAY = timedelta(days=1)


class Plain(NamedTuple):
    """A world that many share, and what was taken out of it."""

    world: World
    lines: tuple[datetime, ...]
    rules: tuple[datetime, ...]
    first_end: datetime | None
    """When the first of the yeses ends that the shared world thinks endless."""

    def real(self, instant: datetime) -> datetime | None:
        """The instant that a day of an epoch stands for; None if it stands for itself."""
        for epoch, instants in ((EPOCH_OF_LINES, self.lines), (EPOCH_OF_RULES, self.rules)):
            if epoch <= instant < epoch + len(instants) * DAY:
                return instants[(instant - epoch) // DAY]
        return None


def plain(world: World, at: datetime) -> Plain | None:
    """The shared form; None if an instant still to come may matter to this person alone."""
    lines = past_lines(Standing(world.yeses, world.objected, world.noes), at)
    if lines is None:
        return None
    ends = first_end(world.yeses, at)
    if ends is not None and world.objected is not None:
        return None
    said = [*world.said, *(world.spot.said if world.spot else ())]
    said += [each for hat in world.hats for each in hat.said]
    ids = {each.id: f"{n:03}" for n, each in enumerate(sorted(said, key=lambda s: s.id))}
    dates = tuple(sorted({each.set_at for each in said if each.set_at}))
    shared = world._replace(id="someone")
    if said or world.hats:
        shared = _renamed(
            shared, ids, {date: EPOCH_OF_RULES + n * DAY for n, date in enumerate(dates)}
        )
    if world.spot:
        spot = shared.spot or world.spot
        shared = shared._replace(spot=spot._replace(id="spot"))
    if lines:
        shared = _undated(shared, {line: EPOCH_OF_LINES + n * DAY for n, line in enumerate(lines)})
    return Plain(shared, lines, dates, ends)


def past_lines(stands: Standing, at: datetime) -> tuple[datetime, ...] | None:
    """Every instant of the consents that has passed, in order; None if one lies ahead."""
    dates = {yes.given for yes in stands.yeses}
    dates |= {yes.withdrawn for yes in stands.yeses if yes.withdrawn}
    if stands.objected:
        dates.add(stands.objected)
    if any(date > at for date in dates) or any(no.at > at for no in stands.noes):
        return None
    dates |= {yes.expires for yes in stands.yeses if yes.expires and yes.expires <= at}
    return tuple(sorted(dates))


def first_end(yeses: Iterable[Yes], at: datetime) -> datetime | None:
    """When the first of the yeses ends that last longer than `at`."""
    ends = [yes.expires for yes in yeses if yes.expires and yes.expires > at]
    return min(ends, default=None)


def _renamed(world: World, ids: dict[str, str], dates: dict[datetime, datetime]) -> World:
    def renamed(said: tuple[Said, ...]) -> tuple[Said, ...]:
        return tuple(
            Said(n, ids[id_], dates[set_at] if set_at else None) for n, id_, set_at in said
        )

    spot = world.spot
    counting = [hat for hat in world.hats if hat.said or (world.tz is None and hat.tz)]
    return world._replace(
        said=renamed(world.said),
        spot=spot._replace(said=renamed(spot.said)) if spot else None,
        hats=tuple(
            Hat(f"account:{n:03}", None if world.tz else hat.tz, renamed(hat.said))
            for n, hat in enumerate(counting)
        ),
    )


def _undated(world: World, lines: dict[datetime, datetime]) -> World:
    return world._replace(
        yeses=tuple(
            yes._replace(
                given=lines[yes.given],
                withdrawn=lines[yes.withdrawn] if yes.withdrawn else None,
                expires=lines.get(yes.expires) if yes.expires else None,
            )
            for yes in world.yeses
        ),
        objected=lines[world.objected] if world.objected else None,
    )
