"""Tables, one JSON document, progress bars, log lines, and the exit codes that scripts can trust."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.ports.events import Progress, silent

__all__ = [
    "DONE",
    "LATER",
    "NOT_GREEN",
    "USAGE",
    "as_counts",
    "fail",
    "finding_document",
    "guarded",
    "log_to_stderr",
    "progress_bars",
    "say",
    "show_json",
    "table",
]

DONE, NOT_GREEN, USAGE, LATER = 0, 1, 2, 3


def show_json(value: Any) -> None:
    """The one document on stdout."""
    import orjson

    text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    sys.stdout.write(text.decode() + "\n")


def finding_document(finding: Finding) -> dict[str, Any]:
    """A finding as it stands in a document."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "remedy": finding.remedy,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def say(text: str = "") -> None:
    """A line for people, on stdout."""
    sys.stdout.write(text + "\n")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people, on stdout. Numbers stand to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for index, name in enumerate(columns):
        numeric = bool(rows) and all(_number(row[index]) for row in rows)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=name == "record")
    for row in rows:
        drawn.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        told = os.environ.get("COLUMNS", "")
        console.width = max(int(told) if told.isdigit() else 0, 120)
    console.print(drawn)


def _number(cell: object) -> bool:
    return isinstance(cell, int) or str(cell).replace(",", "").replace(".", "").lstrip("-").isdigit()


@contextmanager
def guarded(as_json: bool) -> Iterator[None]:
    """Errors as one clear message and the exit code that says what to do."""
    try:
        yield
    except AdvocacyError as error:
        fail(error, as_json)


def fail(error: AdvocacyError, as_json: bool) -> NoReturn:
    code = USAGE if isinstance(error, ConfigError) else LATER if isinstance(error, RetryableError) else NOT_GREEN
    if as_json:
        show_json({"error": {"kind": type(error).__name__, "message": str(error)}})
    else:
        sys.stderr.write(f"error: {error}\n")
    raise SystemExit(code)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars on stderr when it is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _reporter(bars)


def _reporter(bars: Any) -> Progress:
    tasks: dict[str, Any] = {}

    def report(step: str, done: int, total: int | None) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=total)
        bars.update(tasks[step], completed=done, total=total)
        if done == total:  # only what is still running stays on the screen
            bars.remove_task(tasks.pop(step))

    return report


def log_to_stderr(level: str, form: str) -> Callable[..., None]:
    """Events as log lines: text for people, JSON for machines. Names and fields, nothing else."""
    import logging

    import structlog

    shown: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.processors.LogfmtRenderer(
        key_order=["timestamp", "level", "event"], drop_missing=True
    )  # fmt: skip
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), shown],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logger = structlog.get_logger()

    def emit(event: str, /, **fields: Any) -> None:
        loud = event.endswith(("failed", "notice", "hidden"))
        (logger.warning if loud else logger.info)(event, **{name: _clean(value) for name, value in fields.items()})

    return emit


def _clean(value: object) -> object:
    """No line breaks or control characters from outside: a log line is one line."""
    return "".join(char if char.isprintable() else " " for char in value) if isinstance(value, str) else value


def as_counts(counts: Mapping[str, int]) -> str:
    """`name n` pairs, the largest first.

    >>> as_counts({"a": 1, "b": 2})
    'b 2, a 1'
    """
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered if count) or "none"
