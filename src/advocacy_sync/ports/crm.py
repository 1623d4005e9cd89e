"""The seam to a CRM: what every room reads, writes and says of itself.

The core asks capabilities, never names. Instants are aware and in UTC, spans half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import ConnectionName, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.kernel.timespan import ALWAYS, Span
from advocacy_sync.records.crm_fields import FieldSpec, Group
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.transport.budget import Budget
from advocacy_sync.transport.keeper import Keeper
from advocacy_sync.transport.timing import Timing

from .events import Events

__all__ = [
    "NOT_SENT",
    "AuthKind",
    "Built",
    "BuiltAs",
    "Change",
    "ConnectionSettings",
    "CrmReader",
    "CrmSchema",
    "CrmSession",
    "CrmWriter",
    "FieldFound",
    "Grant",
    "Hint",
    "HintKind",
    "Journal",
    "Manifest",
    "Org",
    "PackageMaker",
    "Page",
    "PushOutcome",
    "ReadRequest",
    "Receipt",
    "Surrounding",
    "Timeouts",
    "Value",
    "Verify",
    "Webhook",
]

Value = str | int | bool | date | Money | None  # what can be pushed; None clears the field


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, between two reads, and for one call in all."""

    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """One CRM org or portal as a room needs it. `secrets` are resolved, by the names of the auth kind.

    `budget` is asked before each call and told what each answer says of the quota; `timing` is the
    only way to wait or to ask for the time.
    """

    name: ConnectionName
    crm: str
    base_url: str
    login_url: str
    auth: str
    secrets: Mapping[str, Secret]
    api_version: str
    ca_file: str | None = None
    hosts: tuple[str, ...] = ()  # the vendor's domains
    allow_host: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    budget: Budget = field(default_factory=Budget)
    timing: Timing = field(default_factory=Timing)
    keeper: Keeper | None = None  # of the refresh token, where the auth kind has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """Which org or portal answered. `user` is the name of the integration's login, never a token."""

    id: str
    name: str
    user: str
    sandbox: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """Rows of one object modified in `span` (an unbounded start: all of them), with these source paths.

    Sources are field names, dotted paths through parents, and whatever else the room says it `adds`.
    With `ids`, only these rows, whatever their stamp; ids that the CRM no longer has are left out, and
    an id that was merged away may bring the row that it went into, with `absorbed` naming it.
    """

    object: str
    sources: tuple[str, ...]
    span: Span = ALWAYS
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order read. `cursor` resumes after this page; None: there is no further one.

    A page may be empty and still carry a cursor: whoever stores it need not begin anew (a Bulk job that
    has been created, an empty page in the middle). `total`: rows of the whole request, if known.
    `doubt`: why rows of the request may be missing though it was read to its end, in words; what is missing
    here is not gone. `unread`: ids that the CRM would not give now, though they may be there: they are to be
    read again.
    """

    rows: tuple[SourceRow, ...]
    cursor: str | None
    total: int | None = None
    doubt: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New values for fields of one row, by the CRM's field names, each as `CrmWriter.wire` gives it.

    A field that is absent stays as it is; None clears it. `group` names the parent that the CRM locks
    with the row (an account, say): writers keep rows of one group together.
    """

    key: SourceKey
    values: Mapping[str, Any]
    group: str = ""


class PushOutcome(StrEnum):
    """How one planned value ended."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    CONFLICTED = "conflicted"
    UNKNOWN = "unknown"


NOT_SENT = "NOT_SENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The CRM's answer for one change, in its own words where it refused (record text left out).

    `code` is the CRM's stable error code (`FIELD_CUSTOM_VALIDATION_EXCEPTION`, `VALIDATION_ERROR`), or
    `NOT_SENT`: no call carried the change, it is as if it had never been tried.
    """

    key: SourceKey
    outcome: PushOutcome
    message: str = ""
    code: str = ""


class CrmReader(Protocol):
    def org(self) -> Org:
        """Log in and say who we are. Raises ConfigError when the login or host is refused."""
        ...

    def describe(self, object_name: str) -> ObjectSchema | None:
        """The object's fields that the connected user may see; None if it may not see the object."""
        ...

    def refresh(self) -> None:
        """Forget what was described: fields, rights and stages may have changed since."""
        ...

    def now(self) -> datetime:
        """The CRM's own clock."""
        ...

    def adds(self, object_name: str, source: str) -> bool:
        """Whether a source path is one that the room joins to the row itself (associations, stages)."""
        ...

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        """Those of the sources whose values may change without moving the row's stamp: calculated
        fields, paths through parents, lists that the room joins. They are refreshed on their own schedule."""
        ...

    def tidy(self, cursors: Sequence[str]) -> None:
        """End what earlier work left open in the CRM (Bulk jobs) and no stored cursor names.

        Raises RetryableError when something of ours may still take effect and could not be ended: nothing may be
        written before it has been.
        """
        ...

    def count(self, object_name: str, span: Span) -> int | None:
        """How many rows were modified last in the span; None where the CRM cannot tell."""
        ...

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        """Every row of the request, page by page, each row at least once, but for what a page's `doubt` and
        `unread` say.

        Raises RetryableError when the CRM is busy or away, or gives fewer rows than it has, or answers what makes
        no sense; ConfigError when rights are missing.
        """
        ...

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        """The named rows that exist, as they are now, in any order, with the named fields.

        Raises RetryableError when the CRM keeps one back that may exist.
        """
        ...

    def calls(self) -> int:
        """API calls made so far in this session."""
        ...


class CrmWriter(Protocol):
    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        """Apply changes in the vendor's batches: one receipt per change.

        A receipt is `applied` when the CRM said so, `rejected` with its reason, or `unknown` when
        the answer was lost; an unknown one is settled by reading back, never by sending again.
        """
        ...

    def batch(self, waiting: int) -> int:
        """How many of so many waiting rows one `write` should take."""
        ...

    def cost(self, rows: int) -> int:
        """API calls that reading, writing and reading back so many rows takes, if all goes well."""
        ...

    def wire(self, value: Value) -> Any:
        """A value as a read of the same field would give it, to compare with what was seen."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFound:
    """A field that is there. `visible`: the connected user sees it, and `schema` says what it may do with it."""

    schema: FieldSchema
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What the connected user needs of one field: to read it, and to write it if `edit`. `new`: it is to be made."""

    object: str
    field: str
    edit: bool
    new: bool = False


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What has to stand around fields and does not: a group, a permission set, rights. `key` is the room's own,
    `text` says it to people; `first`: it has to be there before the fields."""

    object: str
    key: tuple[str, ...]
    text: str
    first: bool = False


class BuiltAs(StrEnum):
    """How the making of a field or of what stands around it ended."""

    MADE = "made"
    THERE = "there"  # somebody was quicker
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the answer was lost: look before anything is tried again


@dataclass(frozen=True, slots=True)
class Built:
    outcome: BuiltAs
    message: str = ""
    code: str = ""


class CrmSchema(Protocol):
    """The shape of a CRM's objects, for a user who may change it. Nothing is ever taken away or renamed.

    Writes raise ConfigError, naming the right that is missing and the way to get it, when the user may not
    change the shape at all; each is sent once.
    """

    def find(self, object_name: str, names: Sequence[str]) -> Mapping[str, FieldFound] | None:
        """By name, the fields that the user sees and those of `names` that are there unseen; None: no such object.
        Asked anew each time."""
        ...

    def owns(self, object_name: str, name: str) -> bool:
        """Whether the field bears the mark that `create` leaves."""
        ...

    def surroundings(self, group: Group, grants: Sequence[Grant]) -> list[Surrounding]:
        """What is missing around these fields, in the order in which it has to be made."""
        ...

    def provide(self, group: Group, missing: Surrounding) -> Built: ...

    def create(self, field: FieldSpec) -> Built: ...

    def widen(self, field: FieldSpec) -> Built:
        """Give a field of ours the length, digits and options that it lacks; it keeps those that it has more."""
        ...

    def lacks(self) -> tuple[str, ...]:
        """Rights that the connected user lacks for changing the shape, as far as the CRM tells; empty: none known."""
        ...

    def limits(self) -> tuple[str, ...]:
        """In sentences: what the catalogue asks for and this CRM does not offer."""
        ...


class PackageMaker(Protocol):
    def __call__(
        self,
        fields: Sequence[FieldSpec],
        adopted: Sequence[FieldSpec],
        reads: Mapping[str, Sequence[str]],
        writes: Mapping[str, Sequence[str]],
    ) -> dict[str, str]:
        """Files by path that an administrator deploys with the vendor's own tool: `fields` are made by it, `adopted`
        are there. `reads`, `writes`: sources and pushed fields by object, as the mappings name them.
        """
        ...


@dataclass(frozen=True, slots=True)
class CrmSession:
    """A connected room. Not for several threads at once. `schema`: None where fields cannot be made."""

    reader: CrmReader
    writer: CrmWriter
    schema: CrmSchema | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthKind:
    """One way to log in: the secrets it needs, and what a user must know of it."""

    name: str
    secrets: tuple[str, ...]
    optional: tuple[str, ...] = ()
    notice: str = ""


HintKind = Literal["changed", "deleted", "merged", "restored", "association"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A row that a CRM says has changed. Hints may be late, doubled, out of order or lost: they say what to
    read, and polling stays the truth. `object` is named as in reads."""

    object: str
    id: str
    kind: HintKind
    occurred_at: datetime


class Verify(Protocol):
    def __call__(
        self,
        method: str,
        url: str,
        *,
        body: bytes,
        headers: Sequence[tuple[str, str]],
        secret: Secret,
        now: datetime,
    ) -> str | None:
        """Why a delivery is not the CRM's, None when it is.

        `url` is the public address as the CRM called it, `body` as it came off the wire.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """How a CRM pushes hints. `signed_with` names the secret; `hints` raises nothing, whatever the body."""

    signed_with: str
    verify: Verify
    hints: Callable[[bytes], list[Hint]]


class Journal(Protocol):
    """Hints that a CRM keeps to be asked for."""

    def after(self, offset: str | None) -> Iterator[tuple[list[Hint], str]]:
        """Hints in portions, each with the offset to go on from; ends at the newest. None: from the oldest on.

        Raises ConflictError when what follows the offset is no longer kept.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a room says of itself without connecting. `connect` loads the vendor's SDK.

    `described`: an object's name and the vendor's saved description of it, as `CrmReader.describe` would give it;
    raises ConfigError for what is no description. `adds`: as of CrmReader.
    """

    crm: str
    title: str
    auth: tuple[AuthKind, ...]
    hosts: tuple[str, ...]  # domains of the vendor; others need `allow_host`
    default_api_version: str
    base_url: str | None  # None: every org has its own
    login_url: Callable[[str], str]
    required_rights: tuple[str, ...]
    connect: Callable[[ConnectionSettings, Events], CrmSession]
    check: Callable[[ConnectionSettings], list[Finding]] = lambda _: []
    journal: Callable[[ConnectionSettings], Journal] | None = None
    journal_secrets: tuple[str, ...] = ()  # which the journal needs besides the login's
    webhook: Webhook | None = None  # None: the CRM pushes nothing that we take
    described: Callable[[str, Any], ObjectSchema] | None = None
    adds: Callable[[str, str], bool] = lambda _, __: False
    rights_by_field: bool = True  # whether a description tells of each field whether the connected user may write it
    package: PackageMaker | None = None  # None: there is no way but the CRM's own pages and `CrmSchema`
