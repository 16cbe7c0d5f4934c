"""The database: PostgreSQL, always. Embedded from a wheel where no address is given."""

from portal.database.context import Database, connected, database_of
from portal.database.queries import rows
from portal.database.transactions import after_commit, transaction

__all__ = ["Database", "after_commit", "connected", "database_of", "rows", "transaction"]
