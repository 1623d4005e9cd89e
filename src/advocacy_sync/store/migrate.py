"""Runs the migrations. Imported only by `store upgrade` and set-up code: Alembic is slow to load."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from advocacy_sync.kernel.errors import RetryableError

__all__ = ["upgrade"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the store to the newest version, in one transaction per migration. Repeating it does nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except OperationalError as error:
        # The driver's text may hold the address with its password; its class says enough.
        cause = type(error.orig).__name__
        raise RetryableError(f"the store cannot be reached or upgraded ({cause}); is the address right?") from None
