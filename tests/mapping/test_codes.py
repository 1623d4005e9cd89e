"""Every code that a check of mapping files can give is listed, in the code and in the docs, and none more."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from advocacy_sync.mapping.codes import CODES

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src" / "advocacy_sync"
TELLING = [
    "mapping/check.py",
    "mapping/advice.py",
    "mapping/rights.py",
    "mapping/unfilled.py",
    "config/documents.py",
    "config/parts.py",
    "services/checking.py",
    "services/connected.py",
    "cli/checking.py",
    "compose.py",
]


def told(path: Path) -> set[str]:
    """Codes that a module makes findings of: `Finding(code="…")`, or the first argument of its own `_finding`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            parts = [word.value for word in node.keywords if word.arg == "code"]
            parts += node.args[:1] if node.func.id == "_finding" else []
            found |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def test_the_codes_are_those_that_the_modules_give() -> None:
    given = set().union(*(told(CORE / name) for name in TELLING))
    assert len(given) > 30
    assert given == set(CODES)


def test_no_other_module_gives_a_code_of_mappings() -> None:
    others = [path for path in CORE.rglob("*.py") if path.relative_to(CORE).as_posix() not in TELLING]
    strange = {
        code for path in others for code in told(path) if code.startswith(("mapping.", "file.", "yaml.", "key."))
    }
    assert strange == set()


def test_the_docs_list_each_with_meaning_and_remedy() -> None:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    rows = {
        code: (meaning, remedy) for code, meaning, remedy in re.findall(r"^\| `(\S+)` \| (.*) \| (.*) \|$", text, re.M)
    }
    assert rows == {code: (one.meaning, one.remedy) for code, one in CODES.items()}
