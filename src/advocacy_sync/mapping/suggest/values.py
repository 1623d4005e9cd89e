"""What the values of a column look like: how many are filled, how many differ, and of which sort they are.

Looks at the first distinct values only, so that the cost of a wide table does not grow with its length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .choices import share_of
from .places import CODES, COUNTRIES
from .tokens import fold
from .vocabulary import COMPANY_FORMS, CURRENCIES, FIRST_NAMES, FREE_MAIL, INDUSTRY, JOBS, SOCIAL, STAGES

__all__ = ["SORTS", "Profile", "profile"]

LOOKED_AT = 60
_EMPTY = frozenset({"", "null", "none", "n/a", "na", "-", "nan"})
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(/[^\s]*)?")
_PHONE = re.compile(r"\+?[\d\s()./–-]{7,22}(?:\s?(?:x|ext\.?|-)\s?\d{1,5})?")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})|(\d{1,2}[./-]\d{1,2}[./-]\d{2,4})")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*|1[0-9]{12}|\d{1,2}[./]\d{1,2}[./]\d{4},? \d{1,2}:\d{2}.*")
_NUMBER = re.compile(r"[-+]?[€$£]?\s?\d{1,3}(?:[.,' ]\d{3})*(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?")
_WORDS = re.compile(r"[a-z0-9]+")
_BOOLEANS = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "1",
        "0",
        "ja",
        "nein",
        "oui",
        "non",
        "si",
        "nee",
        "y",
        "n",
        "x",
        "wahr",
        "falsch",
        "vrai",
        "faux",
        "1.0",
        "0.0",
    ]
)
_SF_ID = re.compile(r"[0-9a-zA-Z]{15}(?:[0-9a-zA-Z]{3})?")
_PREFIXES = {"001": "account", "003": "contact", "006": "opportunity", "005": "user", "701": "campaign", "00q": "lead"}
_PERSON = re.compile(r"[^\W\d_]+(?:[-' ][^\W\d_]+){0,2}\.?")
_JOB_ENDINGS = ("leiter", "leiterin", "manager", "fuehrer")
_PLAUSIBLE = range(1970, 2101)


def _words(value: str) -> list[str]:
    return _WORDS.findall(fold(value.replace("_", " ")).lower())


def _domain(value: str) -> bool:
    found = _HOST.fullmatch(value.lower())
    if found is None or SOCIAL & set(found.group(1).split(".")):
        return False
    return len((found.group(2) or "").strip("/")) <= 6  # a page of it may be anybody's


def _url(value: str) -> bool:
    return _HOST.fullmatch(value.lower()) is not None


def _country(value: str) -> bool:
    folded = " ".join(_words(value))
    return folded in COUNTRIES or (folded in CODES and value.isupper()) or (folded in CODES and len(folded) == 2)


def _industry(value: str) -> bool:
    words = _words(value)
    return bool(words) and len(words) <= 6 and any(word in INDUSTRY for word in words)


def _title(value: str) -> bool:
    words = _words(value)
    return len(words) <= 8 and any(word in JOBS or word.endswith(_JOB_ENDINGS) for word in words)


def _phone(value: str) -> bool:
    digits = sum(char.isdigit() for char in value)
    plain = value.isdigit() and not value.startswith("0")
    return 7 <= digits <= 16 and not plain and _PHONE.fullmatch(value) is not None and not _DATE.fullmatch(value)


def _date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    if not found:
        return False
    try:
        return not found.group(1) or date.fromisoformat(value).year in _PLAUSIBLE
    except ValueError:
        return False


def _score(value: str) -> bool:
    return re.fullmatch(r"(?:[0-9]|10)(?:\.0+)?", value) is not None


def _personal(value: str) -> bool:
    return value.lower().rpartition("@")[2] in FREE_MAIL


def _first_name(value: str) -> bool:
    words = re.split(r"[\s-]+", fold(value).lower())
    return len(words) <= 2 and words[0] in FIRST_NAMES


def _id_of(kind: str) -> Callable[[str], bool]:
    heads = tuple(head for head, named in _PREFIXES.items() if named == kind)
    return lambda value: (
        _SF_ID.fullmatch(value) is not None
        and value.lower().startswith(heads)
        and any(char.isdigit() for char in value[3:])
    )


SORTS: dict[str, Callable[[str], bool]] = {
    "email": lambda value: _EMAIL.fullmatch(value.lower()) is not None,
    "free_mail": _personal,
    "domain": _domain,
    "url": _url,
    "phone": _phone,
    "date": lambda value: _date(value) or _INSTANT.fullmatch(value) is not None,
    "instant": lambda value: _INSTANT.fullmatch(value) is not None,
    "number": lambda value: _NUMBER.fullmatch(value.lower()) is not None,
    "boolean": lambda value: value.lower() in _BOOLEANS,
    "country": _country,
    "industry": _industry,
    "title": _title,
    "company": lambda value: any(word in COMPANY_FORMS for word in _words(value)),
    "first_name": _first_name,
    "person": lambda value: _PERSON.fullmatch(value) is not None,
    "currency": lambda value: value.lower() in CURRENCIES,
    "stage": lambda value: any(word in STAGES for word in _words(value)) or "".join(_words(value)) in STAGES,
    "score": _score,
    "id_account": _id_of("account"),
    "id_contact": _id_of("contact"),
    "id_opportunity": _id_of("opportunity"),
    "id_user": _id_of("user"),
    "id_campaign": _id_of("campaign"),
    "id": lambda value: _SF_ID.fullmatch(value) is not None and any(char.isdigit() for char in value),
}
_CHOICES = ("opportunity.status", "opportunity.kind", "activity.kind", "activity.status", "support_case.priority")


@dataclass
class Profile:
    """`rows` looked at, the share `filled` of them, `distinct` of these; `values` the first that differ, with
    `counts` of all."""

    rows: int
    filled: float
    distinct: float
    values: list[str]
    counts: Mapping[str, int] = field(default_factory=dict)
    _shares: dict[str, float] = field(default_factory=dict)

    def share(self, sort: str) -> float:
        """How many of the different values are of that sort, 0 to 1."""
        if sort not in self._shares:
            if sort in _CHOICES:
                self._shares[sort] = share_of(sort, self.values)
            else:
                told = SORTS[sort]
                self._shares[sort] = (
                    sum(told(value) for value in self.values) / len(self.values) if self.values else 0.0
                )
        return self._shares[sort]


def profile(cells: Sequence[str]) -> Profile:
    """The profile of a column's cells, as text."""
    filled = [text for cell in cells if (text := cell.strip()).lower() not in _EMPTY]
    different = Counter(filled)
    share = len(filled) / len(cells) if cells else 0.0
    return Profile(
        len(cells), share, len(different) / len(filled) if filled else 0.0, list(different)[:LOOKED_AT], different
    )
