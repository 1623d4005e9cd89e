"""Where mutants are tried: copies of the product, one test at a time, each in a process of its own.

The installed package points at the checkout, so every process is told where the copy lies, and each copy is
asked first whether it is what gets imported. Bytecode is bound to the source by its hash: a file that is
mended within the second, and is as long as before, is read anew.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml  # of our own test runner

from mutants.mutant import Misfit, Mutant

__all__ = ["ROOT", "Bench", "Result", "bench"]

ROOT = Path(__file__).parents[2]
COPIED = ("src", "connectors", "mappings", "tests", "pyproject.toml")
PACKAGES = ("advocacy_sync", "advocacy_salesforce", "advocacy_hubspot")
# One example that fails is enough, and one database shows the fault.
PLAIN = ("-p", "mutants.hurry", "--hypothesis-seed=1", "-k", "not postgresql")
MOST_SECONDS = 120.0
FAILED = 1  # pytest's word for tests that ran and failed; an import that breaks is another one


@dataclass(frozen=True, slots=True)
class Result:
    """`verdict`: caught, survived, or misfit. `said`: of a caught one how the test failed, of a survivor which
    other tests of the file noticed it, of a misfit what is wrong."""

    mutant: Mutant
    verdict: str
    said: str
    seconds: float


@dataclass(frozen=True)
class Bench:
    """One copy of the product."""

    place: Path

    def sound(self, tests: Sequence[str]) -> list[str]:
        """Those of the tests that fail though nothing is broken, with the reason."""
        code, failures = self._ask(sorted(set(tests)))
        return failures if code in (0, FAILED) else [f"the tests could not be run ({code}): {'; '.join(failures)}"]

    def tried(self, mutant: Mutant) -> Result:
        """Whether the test that must notice the mutant does."""
        begun = time.monotonic()
        try:
            with self._broken(mutant):
                verdict, said = self._verdict(mutant)
        except Misfit as misfit:
            verdict, said = "misfit", str(misfit)
        return Result(mutant, verdict, said, time.monotonic() - begun)

    def _verdict(self, mutant: Mutant) -> tuple[str, str]:
        code, failures = self._ask([mutant.caught_by])
        if code == FAILED:
            return "caught", failures[0] if failures else ""
        if code != 0:
            why = "did not come to an end" if code is None else f"could not be run ({code}) {'; '.join(failures)}"
            raise Misfit(f"{mutant.name}: its test {why}")
        _, others = self._ask([mutant.caught_by.partition("::")[0]])
        return "survived", f"noticed by {'; '.join(others)}" if others else "no test of the file noticed it"

    @contextmanager
    def _broken(self, mutant: Mutant) -> Iterator[None]:
        path = self.place / mutant.file
        mutant.check(self.place)
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutant.applied(whole), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(whole, encoding="utf-8")

    def _ask(self, tests: Sequence[str]) -> tuple[int | None, list[str]]:
        """Pytest's exit code, None if it took too long, and what failed."""
        report = self.place / "report.xml"
        report.unlink(missing_ok=True)
        words = [sys.executable, "-m", "pytest", *PLAIN, f"--junit-xml={report}", *tests]
        told = self.place / "told.txt"
        code = _ended(words, self.place, self.environment(), told)
        return code, _failures(report) or _errors(told)

    def environment(self) -> dict[str, str]:
        rooms = sorted(path.parent for path in (self.place / "connectors").glob("*/advocacy_*"))
        paths = [self.place / "src", *rooms, self.place / "tests"]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}

    def check(self) -> None:
        """Raises Misfit unless it is this copy that gets imported."""
        asking = "; ".join(["import importlib"] + [f"print(importlib.import_module('{x}').__file__)" for x in PACKAGES])
        words = [sys.executable, "-c", asking]
        done = subprocess.run(
            words, check=False, cwd=self.place, env=self.environment(), capture_output=True, text=True
        )
        files = [Path(line) for line in done.stdout.splitlines()]
        if len(files) != len(PACKAGES) or not all(file.is_relative_to(self.place) for file in files):
            raise Misfit(f"the copy is not what is imported: {done.stdout} {done.stderr}")


@contextmanager
def bench() -> Iterator[Bench]:
    """A copy of the product as it stands in the checkout, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        place = Path(folder).resolve()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
            else:
                shutil.copy(source, place / name)
        for name in ("src", "connectors"):
            mode = py_compile.PycInvalidationMode.CHECKED_HASH
            compileall.compile_dir(place / name, quiet=2, invalidation_mode=mode)
        made = Bench(place)
        made.check()
        yield made


def _ended(words: Sequence[str], place: Path, env: dict[str, str], told: Path) -> int | None:
    """The exit code of a process; None, and nothing left of it, if it took too long."""
    with told.open("wb") as out:
        process = subprocess.Popen(words, cwd=place, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        return process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        process.kill()
        if hasattr(os, "killpg"):  # and what it started itself
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _failures(report: Path) -> list[str]:
    """Names of failed tests, each with the first line of its reason."""
    if not report.is_file():
        return []
    found = []
    for case in Xml.parse(report).iter("testcase"):
        for trouble in (*case.findall("failure"), *case.findall("error")):
            reason = (trouble.get("message") or "").strip().splitlines()
            found.append(f"{case.get('name')}: {reason[0][:160] if reason else 'no reason given'}")
    return found


def _errors(told: Path) -> list[str]:
    """What pytest had to say when it could not run the tests."""
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if line.startswith(("E  ", "ERROR"))][:5]
