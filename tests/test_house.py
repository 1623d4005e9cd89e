"""The rules of the house that no linter knows: where tests lie, what rooms there are, who may commit."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
CORE = ROOT / "src" / "advocacy_sync"
ROOMS = ROOT / "connectors"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Not held to the mirror: the sandbox is tested by behaviour, commands and wiring by journeys, ports are protocols.
NOT_MIRRORED = ("sandbox/", "cli/", "store/migrations/", "ports/")
# Modules without a test of their own name, and where they are tested.
TESTED_ELSEWHERE = {
    "connectors/hubspot/advocacy_hubspot/manifest.py": "data: tests/test_registry.py",
    "connectors/hubspot/advocacy_hubspot/session.py": "tests/connectors/hubspot, through reader and writer",
    "connectors/salesforce/advocacy_salesforce/manifest.py": "data: tests/test_registry.py",
    "records/account.py": "plain fields: tests/records/test_catalogue.py",
    "records/activity.py": "plain fields: tests/records/test_catalogue.py",
    "records/advocate.py": "plain fields",
    "records/kinds.py": "vocabularies",
    "records/opportunity.py": "plain fields: tests/records/test_catalogue.py",
    "records/owner.py": "plain fields: tests/records/test_catalogue.py",
    "records/schema.py": "plain fields",
    "records/source_row.py": "plain fields",
    "scheduling/table.py": "plain fields: tests/scheduling/test_serve.py",
    "services/connected.py": "tests/services",
    "services/occasion.py": "plain fields",
    "services/world.py": "tests/services",
    "store/bulk.py": "tests/store/test_sources.py",
    "store/engine.py": "tests/store",
    "store/flat.py": "tests/store/test_sources.py",
    "store/records.py": "tests/store",
    "store/schema.py": "tables: tests/store/test_migrate.py",
    "testing/subject.py": "protocols: tests/testing",
}
COMMITTING = {"store/unit_of_work.py", "store/migrate.py"}


def modules(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.py") if path.name != "__init__.py" and "__pycache__" not in path.parts)


def mirrored() -> list[tuple[str, Path]]:
    core = [
        (path.relative_to(CORE).as_posix(), ROOT / "tests" / path.parent.relative_to(CORE)) for path in modules(CORE)
    ]
    rooms = [
        (path.relative_to(ROOT).as_posix(), ROOT / "tests" / "connectors" / path.relative_to(ROOMS).parts[0])
        for path in modules(ROOMS)
    ]
    return [(name, folder) for name, folder in core if not name.startswith(NOT_MIRRORED)] + rooms


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def committed() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield path


@pytest.mark.parametrize(("name", "folder"), mirrored(), ids=[name for name, _ in mirrored()])
def test_a_module_has_a_test_of_its_name(name: str, folder: Path) -> None:
    stem = Path(name).stem
    found = [*folder.glob(f"test_{stem}.py"), *folder.glob(f"test_{stem}_*.py")]
    assert found or name in TESTED_ELSEWHERE, f"{name}: a test of its own, or a word in TESTED_ELSEWHERE"


def test_what_is_tested_elsewhere_exists() -> None:
    assert set(TESTED_ELSEWHERE) <= {name for name, _ in mirrored()}


def test_no_module_is_an_attic() -> None:
    attics = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [path for root in (CORE, ROOMS, ROOT / "tests") for path in modules(root) if path.stem in attics] == []
    assert [path for path in (ROOT / "src").rglob("*") if path.is_dir() and path.name in attics] == []


def test_the_rooms_are_the_same_wherever_they_are_listed() -> None:
    folders = {path.name for path in ROOMS.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    tool = PROJECT["tool"]
    entries = PROJECT["project"]["entry-points"]["advocacy_sync.connectors"]
    assert entries == {name: f"advocacy_{name}.manifest:MANIFEST" for name in folders}
    packages = {"src/advocacy_sync", *(f"connectors/{name}/advocacy_{name}" for name in folders)}
    assert set(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages
    assert {"src", *(f"connectors/{name}" for name in folders)} <= set(tool["mypy"]["mypy_path"])
    assert set(tool["importlinter"]["root_packages"]) == {"advocacy_sync", *(f"advocacy_{name}" for name in folders)}


def commits(node: ast.AST) -> bool:
    """A call of `….commit()`, or `engine.begin` however it is used."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "commit"
    if isinstance(node, ast.Attribute) and node.attr == "begin":
        holder = node.value
        return getattr(holder, "attr", getattr(holder, "id", "")).lstrip("_") == "engine"
    return False


def test_only_the_unit_of_work_and_the_migrations_commit() -> None:
    found = {
        path.relative_to(CORE).as_posix() if path.is_relative_to(CORE) else path.name
        for path in [*modules(CORE), *modules(ROOMS)]
        if "migrations" not in path.parts and any(commits(node) for node in ast.walk(tree(path)))
    }
    assert found <= COMMITTING
    assert "store/unit_of_work.py" in found


@pytest.mark.parametrize(
    "path", [CORE / "kernel" / "money.py", *modules(CORE / "attribution")], ids=lambda path: path.stem
)
def test_money_and_attribution_know_no_float(path: Path) -> None:
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and path.stem == "money" and ints(node)
        )


def ints(node: ast.BinOp) -> bool:
    """Whether a division has no Fraction on either side: its answer would be a float."""
    return not any(isinstance(part, ast.Name) and part.id == "Fraction" for part in ast.walk(node))


def test_the_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_no_committed_file_names_a_path_of_some_machine() -> None:
    paths = [f"/{name}/".encode() for name in ("work", "root")]
    found = [path.relative_to(ROOT) for path in committed() if any(part in path.read_bytes() for part in paths)]
    assert found == []
