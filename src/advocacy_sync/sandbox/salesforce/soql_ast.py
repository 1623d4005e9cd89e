"""What a SOQL statement says, as values. `at` is the offset in the text, for error messages."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "AllFields",
    "And",
    "Call",
    "Compare",
    "Condition",
    "DateLiteral",
    "Day",
    "Instant",
    "Not",
    "Number",
    "Or",
    "Order",
    "Path",
    "Query",
    "Selected",
    "SubQuery",
    "Text",
    "TypeOf",
    "Value",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    names: tuple[str, ...]
    at: int = 0
    alias: str | None = None

    @property
    def text(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a field, of another function's value, or of nothing (`COUNT()`)."""

    name: str
    argument: Path | Call | None
    at: int = 0
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class AllFields:
    which: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class TypeOf:
    path: Path
    branches: tuple[tuple[str, tuple[Path, ...]], ...]
    otherwise: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class SubQuery:
    query: Query
    at: int = 0


Selected = Path | Call | AllFields | TypeOf | SubQuery


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    value: str


@dataclass(frozen=True, slots=True)
class Instant:
    value: str


@dataclass(frozen=True, slots=True)
class DateLiteral:
    name: str
    count: int = 0


Value = Text | Number | Day | Instant | DateLiteral | bool | None


@dataclass(frozen=True, slots=True)
class Compare:
    left: Path | Call
    operator: str
    right: Value | tuple[Value, ...] | Query
    at: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Condition, ...]


Condition = Compare | Not | And | Or


@dataclass(frozen=True, slots=True)
class Order:
    by: Path | Call
    descending: bool = False
    nulls_first: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    select: tuple[Selected, ...]
    source: Path
    where: Condition | None = None
    group: tuple[Path | Call, ...] = ()
    having: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
    all_rows: bool = False
    text: str = field(default="", compare=False)
