"""Applying migrations, and seeing whether models and migrations have drifted apart."""

from typing import Any

from tortoise.apps import Apps
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from portal.database.context import APP


async def migrate(config: dict[str, Any]) -> list[str]:
    """Apply what is not applied yet; returns the names of what was."""
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        executor = MigrationExecutor(get_connection("default"), config["apps"])
        steps = await executor.plan(_latest())
        await executor.migrate(_latest())
        return [step.migration.name for step in steps]


async def unapplied(config: dict[str, Any]) -> list[str]:
    """The names of migrations this database lacks."""
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        executor = MigrationExecutor(get_connection("default"), config["apps"])
        return [step.migration.name for step in await executor.plan(_latest())]


async def drift(config: dict[str, Any]) -> list[str]:
    """What the models say that no migration says (empty: none). Needs no database."""
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        writers = await MigrationAutodetector(_apps_of(context), config["apps"]).changes()
        return [str(operation) for writer in writers for operation in writer.operations]


def _apps_of(context: TortoiseContext) -> Apps:
    if context.apps is None:
        raise RuntimeError("the models are not loaded")
    return context.apps


def _latest() -> list[MigrationTarget]:
    return [MigrationTarget(app_label=APP, name="__latest__")]
