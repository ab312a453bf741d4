"""Progress and settings on disk: a SQLite file with a versioned schema, shared by running copies."""

from tutor.store.database import VERSION
from tutor.store.store import Store

__all__ = ["VERSION", "Store"]
