"""The kit for pytest: `pytest --room NAME` asks a room for every promise, a test a promise.

Nothing else is collected unless it is named on the command line. A promise that the CRM or its double cannot be
asked for is a skipped test with its reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .check import Check
    from .subject import Subject

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_configure"]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rooms", "advocacy_sync rooms")
    group.addoption(
        "--room",
        action="append",
        default=[],
        metavar="NAME",
        help="examine this room: an entry point of advocacy_sync.subjects, or a module that holds SUBJECT",
    )


def pytest_configure(config: pytest.Config) -> None:
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    if config.getoption("room") and not named:
        config.args = []


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    rooms: list[str] = config.getoption("room")
    for name in rooms:
        room: _Room = _Room.from_parent(session, name=name, nodeid=name)
        room.subject = _found(name, config.invocation_params.dir)
        report: pytest.CollectReport = config.hook.pytest_make_collect_report(collector=room)
        config.hook.pytest_collectreport(report=report)
        items.extend(made for made in report.result if isinstance(made, pytest.Item))


def _found(name: str, here: Path) -> Subject:
    """The subject; a module may lie in the folder that pytest was called in."""
    from advocacy_sync.kernel.errors import ConfigError

    from .rooms import find

    if str(here) not in sys.path:
        sys.path.insert(0, str(here))
    try:
        return find(name)
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from None


class _Room(pytest.Collector):
    """All promises of one room."""

    subject: Subject

    def collect(self) -> Iterator[_Promise]:
        from .kit import CHECKS

        for check in CHECKS:
            made: _Promise = _Promise.from_parent(self, name=str(check))
            made.check, made.subject = check, self.subject
            yield made


class _Promise(pytest.Item):
    check: Check
    subject: Subject

    def runtest(self) -> None:
        from .check import ask

        verdict = ask(self.check, self.subject)
        if verdict.outcome == "skipped":
            pytest.skip(verdict.reason)
        if verdict.outcome == "broken":
            raise _Broken(verdict.reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        if not isinstance(excinfo.value, _Broken):
            return super().repr_failure(excinfo)
        covers = f" ({', '.join(self.check.covers)})" if self.check.covers else ""
        return f"promise: {self.check.promise}{covers}\nbroken:  {excinfo.value}"

    def reportinfo(self) -> tuple[Path, int, str]:
        code = self.check.run.__code__
        room = self.parent.name if self.parent else ""
        return Path(code.co_filename), code.co_firstlineno - 1, f"{room}: {self.name}"


class _Broken(AssertionError):
    """The promise is not kept."""
