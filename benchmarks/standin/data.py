"""The rows that every contender reads: N accounts, 4 N contacts, 3 N opportunities of 30 fields each.

A row follows from its number alone. Every hundredth row changes when the CRM is told to move on; one in
two hundred holds a quote, a separator and a line break, as rows that people typed do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["AS_OF", "KINDS", "LATER", "SHAPES", "Cells", "Shape", "changed", "count", "row", "stamp"]

AS_OF = datetime(2026, 6, 1, 8, tzinfo=UTC)  # the CRMs' time during the first read
LATER = AS_OF + timedelta(hours=2)  # and when one row in a hundred has changed
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_CHANGED = AS_OF + timedelta(hours=1)
EVERY = 100  # of which one changes
_AWKWARD = 200

KINDS = {"account": 1, "contact": 4, "opportunity": 3}  # rows for each account
Cells = dict[str, str]  # by our own names of the fields; empty is nothing


@dataclass(frozen=True)
class Shape:
    """A field by our own name; `type` as Salesforce's describe says it."""

    name: str
    type: str


def _shapes(text: str) -> tuple[Shape, ...]:
    return tuple(Shape(*part.split(":")) for part in text.split())


_EXTRAS = _shapes(
    "x1:string x2:string x3:string x4:picklist x5:picklist x6:double x7:double x8:boolean x9:boolean x10:datetime "
    "x11:date x12:currency x13:textarea x14:string x15:string x16:int"
)
SHAPES: dict[str, tuple[Shape, ...]] = {
    "account": (
        *_shapes("name:string domain:url industry:picklist country:string parent:reference owner:reference"),
        *_shapes("created:datetime city:string employees:int revenue:currency"),
        *_EXTRAS,
    ),
    "contact": (
        *_shapes("account:reference first:string last:string email:email phone:phone title:string owner:reference"),
        *_shapes("opt_out:boolean status:string created:datetime"),
        *_EXTRAS,
    ),
    "opportunity": (
        *_shapes("account:reference name:string amount:currency currency:picklist stage:picklist closed:boolean"),
        *_shapes("won:boolean type:picklist created:datetime close:date owner:reference"),
        *_EXTRAS,
    ),
}

_INDUSTRIES = ("Software", "Retail", "Banking", "Healthcare", "Energy", "Media")
_COUNTRIES = ("Germany", "France", "United States", "Japan", "Brazil")
_FIRSTS = ("Ada", "Grace", "Jürgen", "Mária", "Kenji", "Olu", "Zoë", "Ines")
_LASTS = ("Okafor", "Schmidt", "Nakamura", "O'Neil", "Silva", "Dubois", "Larsen")
_STAGES = (("Prospecting", "false", "false"), ("Closed Won", "true", "true"), ("Closed Lost", "true", "false"))
_TYPES = ("New Business", "Existing Business", "Renewal", "")


def _extras(number: int) -> dict[str, str]:
    return {
        "x1": f"region {number % 23}",
        "x2": f"source of record {number}",
        "x3": "" if number % 3 else f"note {number}",
        "x4": ("gold", "silver", "bronze")[number % 3],
        "x5": ("a", "b", "c", "d")[number % 4],
        "x6": f"{number % 100}.{number % 9 + 1}",
        "x7": "" if number % 2 else str(number * 3),
        "x8": "true" if number % 2 else "false",
        "x9": "false",
        "x10": f"2025-{number % 12 + 1:02d}-03T10:11:12.000Z",
        "x11": f"2025-0{number % 9 + 1}-11",
        "x12": f"{number * 7}.5",
        "x13": "A longer text such as people write about the customers whom they look after. " * (1 + number % 2),
        "x14": f"ref-{number:06d}",
        "x15": "",
        "x16": str(number % 50),
    }


_EXTRA_ROWS = [_extras(number) for number in range(997)]
_AWKWARD_TEXT = 'She said "yes",\nthen signed; see ^ below'


def count(kind: str, accounts: int) -> int:
    return KINDS[kind] * accounts


def changed(number: int) -> bool:
    """Whether the row is one of those that change."""
    return number % EVERY == 7


def stamp(number: int, *, later: bool) -> datetime:
    """When the row was last modified; the order of the rows is that of the stamps."""
    if later and changed(number):
        return _CHANGED + timedelta(milliseconds=number)
    return _FIRST + timedelta(milliseconds=number * 11)


Ids = Callable[[str, int], str]


def row(kind: str, number: int, ids: Ids, *, later: bool = False) -> Cells:
    """The row's cells but id and stamp. `ids` gives the id of a kind's row by its number."""
    cells = _MAKERS[kind](number, ids)
    cells.update(_EXTRA_ROWS[number % 997])
    if number % _AWKWARD == 11:
        cells["x13"] = _AWKWARD_TEXT
    if later and changed(number):
        cells["x1"] = "moved"
        cells[_MOVED[kind]] += " (new)"
    return cells


_MOVED = {"account": "name", "contact": "title", "opportunity": "name"}


def _account(number: int, ids: Ids) -> Cells:
    return {
        "name": f"Company {number} & Sons",
        "domain": f"https://www.company-{number}.com/about",
        "industry": _INDUSTRIES[number % 6],
        "country": _COUNTRIES[number % 5],
        "parent": ids("account", number - 1) if number % 10 == 9 else "",
        "owner": ids("owner", number % 20),
        "created": "2024-02-03T04:05:06.000Z",
        "city": "Springfield",
        "employees": str(number % 5000),
        "revenue": f"{number * 1000}",
    }


def _contact(number: int, ids: Ids) -> Cells:
    return {
        "account": ids("account", number // 4),
        "first": _FIRSTS[number % 8],
        "last": _LASTS[number % 7],
        "email": f"person.{number}@company-{number // 4}.com",
        "phone": f"+49301234{number % 100000:05d}",
        "title": "Head of Operations",
        "owner": ids("owner", number % 20),
        "opt_out": "false",
        "status": "",
        "created": "2024-03-03T04:05:06.000Z",
    }


def _opportunity(number: int, ids: Ids) -> Cells:
    stage, closed, won = _STAGES[number % 3]
    return {
        "account": ids("account", number // 3),
        "name": f"Company {number // 3}: expansion {number}",
        "amount": f"{1000 + number % 90000}.{number % 10}",
        "currency": "USD",
        "stage": stage,
        "closed": closed,
        "won": won,
        "type": _TYPES[number % 4],
        "created": "2025-01-05T04:05:06.000Z",
        "close": f"2025-1{number % 3}-15",
        "owner": ids("owner", number % 20),
    }


_MAKERS = {"account": _account, "contact": _contact, "opportunity": _opportunity}


def changed_numbers(total: int) -> Iterator[int]:
    return iter(range(7, total, EVERY))
