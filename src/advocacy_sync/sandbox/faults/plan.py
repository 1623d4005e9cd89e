"""A fault plan as values: a seed, and rules of when and what.

The words are those of docs/faults.md, which tells what each fault does; `document` reads them from files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as holding
from datetime import datetime
from typing import Any, ClassVar

from advocacy_sync.sandbox.faults.answers import ANSWERS

__all__ = [
    "ACTIONS",
    "ALTERATIONS",
    "JOBS",
    "LINES",
    "PAGES",
    "WHAT",
    "Alter",
    "Answer",
    "Clock",
    "Do",
    "Job",
    "Late",
    "Line",
    "Lock",
    "Pages",
    "Plan",
    "Quota",
    "Refuse",
    "Rule",
    "What",
    "When",
]

STATUS_DIGITS = 3
CRMS = ("", "salesforce", "hubspot")
LINES = (
    "reset_before", "reset_after", "cut", "cut_gzip", "bomb", "drip", "hang", "empty", "html", "charset", "bom",
    "twice",
)  # fmt: skip
PAGES = ("repeated", "missing", "short", "lossy", "empty", "endless", "reordered", "shuffled", "total")
JOBS = ("stuck", "aborted", "failed", "vanished", "shuffled")
ALTERATIONS = ("upper", "round", "clear", "cut", "set")


ACTIONS = (
    "delete", "hard_delete", "undelete", "empty_bin", "merge", "edit", "edit_silently", "associate", "dissociate",
    "remove_field", "rename_field", "retype_field", "shorten_field", "deactivate_value", "hide_field", "show_field",
    "hide_object", "show_object", "hide_rows", "show_rows", "deactivate_owner", "change_org", "expire_sessions",
    "rotate_refresh_tokens", "revoke_refresh_token", "close_cursors",
)  # fmt: skip


def _one_of(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise ValueError(f"{what}: {value!r} is none of {', '.join(filter(None, known))}")


def _share(value: float, what: str) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{what}: {value} is not between 0 and 1")


@dataclass(frozen=True, kw_only=True)
class When:
    """Which calls a rule is about: those of a CRM, method, path and body (globs), between two instants.

    Of these, counted from 1: the numbers in `calls`, every n-th, those from `from_` on and before `until`;
    each with `probability`, drawn by the seed; in all at most `times`. `at` is the first call at or after
    an instant, once.
    """

    crm: str = ""
    method: tuple[str, ...] = ()
    path: str = ""
    body: str = ""
    calls: tuple[int, ...] = ()
    every: int = 1
    from_: int = 1
    until: int | None = None
    probability: float = 1.0
    times: int | None = None
    after: datetime | None = None
    before: datetime | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        _one_of(self.crm, CRMS, "crm")
        _share(self.probability, "probability")
        if self.every < 1 or self.from_ < 1:
            raise ValueError("every and from count from 1")
        if self.at is not None and (self.after or self.before):
            raise ValueError("at stands for one instant: it goes with neither after nor before")


@dataclass(frozen=True, kw_only=True)
class Line:
    """The line breaks, or carries something else. `bytes` of the body go out before a cut; a bomb unpacks
    to `bytes`; `seconds` between two bytes of a drip; `status` of a maintenance page (html)."""

    SHORT: ClassVar[str] = "kind"
    kind: str
    bytes: int | None = None
    seconds: float = 1.0
    status: int = 200

    def __post_init__(self) -> None:
        _one_of(self.kind, LINES, "line")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Another answer than the CRM's: a name (see `answers`) or a status, with the vendor's body.

    `retry_after` is the header as it is sent, `retry_after_date` makes it a date so many seconds ahead.
    With `took_effect` the request is carried out before its answer is replaced.
    """

    SHORT: ClassVar[str] = "name"
    name: str
    status: int | None = None
    retry_after: str = ""
    retry_after_date: float | None = None
    to: str = ""
    took_effect: bool = False

    def __post_init__(self) -> None:
        if not (self.name.isdigit() and len(self.name) == STATUS_DIGITS):
            _one_of(self.name, tuple(sorted(frozenset().union(*ANSWERS.values()))), "answer")


@dataclass(frozen=True, kw_only=True)
class Pages:
    """A page of a query, list, search or Bulk result is not what it should be. `rows` is how many rows
    are kept (short) or lost (lossy), `by` how far a total is off; `cursors` "new" gives an endless
    listing another cursor each time."""

    SHORT: ClassVar[str] = "kind"
    kind: str
    rows: int = 1
    by: int = 1
    cursors: str = "same"

    def __post_init__(self) -> None:
        _one_of(self.kind, PAGES, "pages")
        _one_of(self.cursors, ("same", "new"), "cursors")


@dataclass(frozen=True, kw_only=True)
class Late:
    """Rows show to queries, lists and searches only `seconds` after they were written; with `up_to` the lag
    is drawn by the seed from a heavy-tailed distribution with that median, cut at `up_to`."""

    SHORT: ClassVar[str] = "seconds"
    seconds: float
    up_to: float | None = None
    object: str = ""
    searches_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """A Bulk job that the matching call makes never ends, is aborted, fails, vanishes, or gives its results
    in another order; `rows` of an ingest job are written before it ends, all by default."""

    SHORT: ClassVar[str] = "kind"
    kind: str
    rows: int | None = None

    def __post_init__(self) -> None:
        _one_of(self.kind, JOBS, "job")


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Another application uses up so many calls with each matching one."""

    SHORT: ClassVar[str] = "calls"
    calls: int


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Rows of an object are refused: a share drawn by the seed, those whose `field` holds `equals`, those
    of `ids`; all that is named must hold. `whole` refuses the batch with them."""

    object: str = ""
    share: float = 1.0
    ids: tuple[str, ...] = ()
    field: str = ""
    equals: tuple[str, ...] = ()
    code: str = ""
    message: str = "refused by a rule of the org"
    whole: bool = False

    def __post_init__(self) -> None:
        _share(self.share, "share")


@dataclass(frozen=True, kw_only=True)
class Lock:
    """Children of some parents (a share, drawn by the seed) are locked: UNABLE_TO_LOCK_ROW."""

    SHORT: ClassVar[str] = "parent"
    parent: str
    object: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        _share(self.share, "share")


@dataclass(frozen=True, kw_only=True)
class Alter:
    """Automation changes what was written: to upper case, rounded or cut to `digits`, cleared, set."""

    object: str = ""
    field: str
    how: str
    digits: int = 0
    value: Any = None

    def __post_init__(self) -> None:
        _one_of(self.how, ALTERATIONS, "how")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The CRM's clock is `ahead` seconds ahead for the matching calls; below zero, behind."""

    SHORT: ClassVar[str] = "ahead"
    ahead: float


@dataclass(frozen=True, kw_only=True)
class Do:
    """People at work, see `acting`: an action on rows named by `ids`, or on `pick` of the living rows of an
    object drawn by the seed, or on a `share` of them."""

    SHORT: ClassVar[str] = "action"
    action: str
    object: str = ""
    ids: tuple[str, ...] = ()
    pick: int = 0
    share: float = 0.0
    field: str = ""
    to: str = ""
    value: str = ""
    length: int = 0
    fields: Mapping[str, Any] = holding(default_factory=dict)
    stamps: bool = False

    def __post_init__(self) -> None:
        _one_of(self.action, ACTIONS, "do")
        _share(self.share, "share")


What = Line | Answer | Pages | Late | Job | Quota | Refuse | Lock | Alter | Clock | Do
WHAT: Mapping[str, type[What]] = {
    "line": Line, "answer": Answer, "pages": Pages, "late": Late, "job": Job, "quota": Quota, "refuse": Refuse,
    "lock": Lock, "alter": Alter, "clock": Clock, "do": Do,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rule:
    what: What
    when: When = When()
    name: str = ""

    def __post_init__(self) -> None:
        when = self.when
        if isinstance(self.what, Late) and (when.method or when.path or when.body or when.calls or when.at):
            raise ValueError(
                "late: rows are late whoever writes them; of `when` it takes crm, after, before, probability"
            )

    @property
    def kind(self) -> str:
        """The word of the language for what the rule does."""
        return next(word for word, kind in WHAT.items() if isinstance(self.what, kind))


@dataclass(frozen=True, kw_only=True)
class Plan:
    seed: int = 0
    rules: tuple[Rule, ...] = ()
