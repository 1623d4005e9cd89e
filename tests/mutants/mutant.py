"""One broken variant of the product, as data: where it breaks, what it breaks, and who must notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["CONNECTORS", "CORE", "Misfit", "Mutant", "fault"]

CORE = "src/advocacy_sync"
CONNECTORS = "connectors"


class Misfit(Exception):
    """The mutant speaks of a text, or of a test, that is not there: the product has moved on without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`breaks`: field failures F1…F16, invariants I1…I12, hazards CS-…, rows of the fault matrix A-01…;
    `old`: a text that stands exactly once in `file`; `caught_by`: the test that must fail, as pytest names it."""

    name: str
    breaks: str
    file: str
    old: str
    new: str
    caught_by: str

    def applied(self, text: str) -> str:
        """The file's text with the fault in it. Raises Misfit unless the old text is there exactly once."""
        times = text.count(self.old)
        if times != 1:
            raise Misfit(f"{self.name}: its old text stands {times} times in {self.file}, not once")
        return text.replace(self.old, self.new)

    def check(self, root: Path) -> None:
        """Raises Misfit unless the mutant still fits the product and its tests under `root`."""
        try:
            text = (root / self.file).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise Misfit(f"{self.name}: there is no {self.file}") from None
        self.applied(text)
        file, _, test = self.caught_by.partition("::")
        path = root / file
        if not path.is_file() or f"def {test.partition('[')[0]}(" not in path.read_text(encoding="utf-8"):
            raise Misfit(f"{self.name}: there is no test {self.caught_by}")


def fault(name: str, breaks: str, file: str, old: str, new: str, *, caught_by: str) -> Mutant:
    return Mutant(name=name, breaks=breaks, file=file, old=old, new=new, caught_by=f"tests/{caught_by}")
