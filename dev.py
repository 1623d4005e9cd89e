#!/usr/bin/env python3
"""Set up and run everything a contributor or a first-time user needs.

Only the standard library is used here: `python3 dev.py demo` on a fresh checkout
makes `.venv`, installs the hashed lock, and runs the main job.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
UV = "uv==0.13.9"
OLDEST = (3, 11)
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

SOURCES = ["src", "connectors", "tests", "benchmarks", "dev.py"]


def say(text: str) -> None:
    """Progress goes to stderr, so that `demo --json` leaves stdout to the document."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> None:
    say(text)
    raise SystemExit(2)


def run(*words: str | Path, quiet: bool = False, env: dict[str, str] | None = None) -> int:
    out = subprocess.PIPE if quiet else None
    done = subprocess.run(
        [str(w) for w in words], check=False, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT if quiet else None
    )
    if quiet and done.returncode:
        say(done.stdout.decode(errors="replace"))
    return done.returncode


def fingerprint() -> str:
    """What the environment was made from: a change of any of it installs anew."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def check_python() -> None:
    if sys.version_info < OLDEST:
        stop(
            f"advocacy_sync needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is "
            f"{sys.version_info[0]}.{sys.version_info[1]}. Run dev.py with a newer python3."
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            f"This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python{version}-venv"
        )


def uv_environment() -> dict[str, str]:
    """uv does not read pip's settings; hand it the index that pip was given, for this run only."""
    env = dict(os.environ, UV_SYSTEM_CERTS="1", UV_NO_PROGRESS="1", VIRTUAL_ENV=str(VENV))
    words = [str(PYTHON), "-m", "pip", "config", "list"]
    asked = subprocess.run(words, check=False, capture_output=True, text=True, cwd=ROOT)
    for line in asked.stdout.splitlines():
        name, _, value = line.partition("=")
        if name.endswith(".index-url"):
            env.setdefault("UV_DEFAULT_INDEX", value.strip("'\""))
    return env


def install() -> None:
    if run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True):
        stop(f"The virtual environment {VENV.name} could not be made; see the lines above.")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    uv = BIN / ("uv.exe" if WINDOWS else "uv")
    have_uv = run(*pip, "install", UV, quiet=True) == 0
    if have_uv:
        env = uv_environment()
        failed = run(uv, "pip", "sync", "-q", "--require-hashes", LOCK, quiet=True, env=env)
    if not have_uv or failed:
        say("set-up: uv is not usable here, installing with pip (slower)")
        if run(*pip, "install", "--require-hashes", "-r", LOCK, quiet=True):
            stop("The packages in requirements.lock could not be installed; see the lines above.")
    project: list[str | Path] = ["install", "--no-deps", "--no-build-isolation", "-e", "."]
    if run(PYTHON, "-m", "ensurepip", quiet=True) or run(*pip, *project, quiet=True):
        stop("The project itself could not be installed; see the lines above.")
    STAMP.write_text(fingerprint())


def setup() -> None:
    check_python()
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    say("set-up: making .venv from requirements.lock (once)")
    begun = time.monotonic()
    install()
    say(f"set-up: done in {time.monotonic() - begun:.1f} s")


def demo(*words: str) -> int:
    return run(BIN / "advocacy-sync", "demo", *words)


def test(*words: str) -> int:
    workers: list[str] = [] if words else ["-n", str(min(os.cpu_count() or 1, 4))]
    return run(PYTHON, "-m", "pytest", *workers, *words)


def lint(*_: str) -> int:
    return (
        run(PYTHON, "-m", "ruff", "check", *SOURCES)
        or run(PYTHON, "-m", "ruff", "format", "--check", *SOURCES)
        or run(BIN / "lint-imports")
    )


def types(*_: str) -> int:
    return run(PYTHON, "-m", "mypy")


def bench(*words: str) -> int:
    return run(PYTHON, "-m", "benchmarks", *words)


def beside_the_suite(package: str) -> Callable[..., int]:
    """A program of its own among the tests."""

    def start(*words: str) -> int:
        paths = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        return run(PYTHON, "-m", package, *words, env={**os.environ, "PYTHONPATH": paths})

    return start


def package(*words: str) -> int:
    """The Salesforce package, anew from the catalogue and the shipped mappings."""
    return run(BIN / "advocacy-sync", "crm", "package", "--out", ROOT / "connectors" / "salesforce" / "package", *words)


def schema(*_: str) -> int:
    """The JSON Schema of mapping files, anew from the code."""
    return run(BIN / "advocacy-sync", "mapping", "schema", "--out", ROOT / "mappings" / "schema.json", quiet=True)


def lock(*_: str) -> int:
    """Pin anew from pyproject.toml. The file holds names, versions and hashes, no address."""
    if run(PYTHON, "-m", "pip", "--quiet", "install", UV, quiet=True):
        return 1
    return run(
        *[str(PYTHON), "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--upgrade"],
        *["--generate-hashes", "--no-header", "--no-annotate", "--all-extras", "-q", "pyproject.toml", "-o", str(LOCK)],
        env=uv_environment(),
    )


def everything(*_: str) -> int:
    return lint() or types() or test()


def nothing_more(*_: str) -> int:
    return 0


WORDS: dict[str, tuple[Callable[..., int], str]] = {
    "setup": (nothing_more, "make .venv and install the hashed lock"),
    "demo": (demo, "the whole cycle on the local CRMs (options are passed on)"),
    "test": (test, "every test (options are passed on to pytest)"),
    "lint": (lint, "style, format and import contracts"),
    "types": (types, "the type checker, strict"),
    "simulate": (beside_the_suite("simulation"), "both CRMs, faults and deaths from seeds (--seeds N --start S)"),
    "kill": (beside_the_suite("kills"), "real processes killed at any moment (--random N --every N)"),
    "lost": (beside_the_suite("lost"), "answers that get lost while both CRMs are written (--answers N --start S)"),
    "mutants": (beside_the_suite("mutants"), "broken variants of the product, each of which the suite must catch"),
    "package": (package, "the Salesforce package, anew from the catalogue"),
    "schema": (schema, "the JSON Schema of mapping files, anew from the code"),
    "bench": (bench, "measure against a plain script and a bare floor (options are passed on)"),
    "lock": (lock, "pin the dependencies anew"),
    "all": (everything, "lint, types and tests, as CI does"),
}


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in WORDS:
        say("usage: python3 dev.py WORD [options]\n")
        for word, (_, meaning) in WORDS.items():
            say(f"  {word:8} {meaning}")
        return 2
    setup()
    return WORDS[argv[0]][0](*argv[1:])


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Stopped.")
        raise SystemExit(130) from None
