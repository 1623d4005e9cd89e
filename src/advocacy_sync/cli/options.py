"""What commands share: their options, the connected programme, how they show a result and end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .output import DONE, LATER, NOT_GREEN, guarded, log_to_stderr, progress_bars, show_json

if TYPE_CHECKING:
    from advocacy_sync.services.cycle import Programme

__all__ = ["DEFAULT_CONFIG", "AsOf", "Config", "DryRun", "Json", "finish", "instant_of", "opened", "shown"]

Config = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day or instant to judge from, instead of now.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")]
DEFAULT_CONFIG = Path("config.yaml")


def instant_of(text: str | None) -> datetime | None:
    from advocacy_sync.kernel.clock import parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day (2026-03-02) or instant (2026-03-02T08:00:00Z)") from None


@contextmanager
def opened(config: Path, as_json: bool, as_of: str | None = None) -> Iterator[Programme]:
    """Everything connected, with errors turned into messages and exit codes."""
    from advocacy_sync.compose import build, load_settings
    from advocacy_sync.kernel.clock import ShiftedClock, SystemClock

    instant = instant_of(as_of)
    with guarded(as_json), progress_bars() as progress:
        settings = load_settings(config)
        level = "warning" if sys.stderr.isatty() and settings.log.level == "info" else settings.log.level
        events = log_to_stderr(level, settings.log.format)  # a person at a terminal sees tables and bars instead
        yield build(settings, ShiftedClock(instant) if instant else SystemClock(), events, progress)


def finish(green: bool, later: bool = False) -> None:
    raise typer.Exit(DONE if green else LATER if later else NOT_GREEN)


def shown(as_json: bool, document: Any, show: Callable[[], None]) -> None:
    if as_json:
        show_json(document)
    else:
        show()
