"""Every setting, with its default and unit. Unknown keys are refused."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.secret import Secret

__all__ = ["Auth", "ConnectionConfig", "JobConfig", "Settings", "resolve_secret"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no IANA time zone such as Europe/Berlin") from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Auth(BaseModel):
    """A kind of login, and for each of its secrets `<name>_env` or `<name>_file`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    kind: str

    @model_validator(mode="after")
    def _names_only(self) -> Auth:
        for name, value in (self.model_extra or {}).items():
            if not name.endswith(("_env", "_file")) or not isinstance(value, str):
                raise ValueError(f"{name}: secrets are not written here; use {name}_env or {name}_file")
        return self

    def names(self) -> dict[str, str]:
        return {name: str(value) for name, value in (self.model_extra or {}).items()}


class TimeoutConfig(_Strict):
    """Seconds."""

    connect: Seconds = 10.0
    read: Seconds = 60.0
    total: Seconds = 300.0


class ConnectionConfig(_Strict):
    crm: str
    base_url: str | None = None
    login_url: str | None = None
    auth: Auth
    api_version: str | None = None
    ca_file: Path | None = None
    allow_host: str | None = None
    timeouts: TimeoutConfig = TimeoutConfig()
    currency: Currency | None = None


class MappingsConfig(_Strict):
    path: Path | None = None


class PullConfig(_Strict):
    overlap_minutes: Annotated[int, Field(ge=15, le=525_600)] = 15
    settle_seconds: Annotated[int, Field(ge=0, le=86_400)] = 300
    refresh_hours: Annotated[float, Field(gt=0, le=8_760)] = 24
    sweep_hours: Annotated[float, Field(gt=0, le=8_760)] = 24
    vanish_share: Share = 0.1
    modified_since: date | None = None


class QuotaConfig(_Strict):
    reserve: Share = 0.2


class LimitsConfig(_Strict):
    rows: Annotated[int, Field(ge=0)] = 100_000
    share: Share = 0.5
    money_share: Share = 0.5


class PushConfig(_Strict):
    limits: LimitsConfig = LimitsConfig()
    canary_rows: Annotated[int, Field(ge=1, le=10_000)] = 20
    bad_share: Share = 0.2
    moved_share: Share = 0.2
    plan_hours: Annotated[float, Field(gt=0, le=8_760)] = 24


class AttributionConfig(_Strict):
    window_days: Annotated[int, Field(ge=0, le=36_500)] = 180


class StalenessConfig(_Strict):
    data_age_hours: Annotated[int, Field(gt=0, le=87_600)] = 48


class JobConfig(_Strict):
    """One line of the job table: a cron expression or an interval, never both."""

    cron: str | None = None
    every_minutes: Annotated[float, Field(gt=0, le=525_600)] | None = None
    misfire_minutes: Annotated[float, Field(gt=0, le=525_600)] = 60
    enabled: bool = True

    @model_validator(mode="after")
    def _one_clock(self) -> JobConfig:
        if (self.cron is None) == (self.every_minutes is None):
            raise ValueError("give either cron or every_minutes")
        return self


class ScheduleConfig(_Strict):
    time_zone: Zone = "UTC"
    jobs: dict[Literal["pull", "flag", "attribute", "push", "cycle", "drift"], JobConfig] = {
        "cycle": JobConfig(every_minutes=60),
        "drift": JobConfig(cron="0 5 * * *"),
    }


class HooksConfig(_Strict):
    """Webhooks are off unless a public address is given, the journal unless it is told how often to look."""

    public_url: Annotated[str, Field(pattern=r"^https://[^\s/?#]+$")] | None = None
    port: Annotated[int, Field(ge=0, le=65_535)] = 8090
    wait_seconds: Annotated[float, Field(ge=0, le=3_600)] = 30
    journal_minutes: Annotated[float, Field(gt=0, le=4_320)] | None = None


class AlertsConfig(_Strict):
    """An incoming webhook; its address is a secret. Off unless one is named."""

    url_env: str | None = None
    url_file: str | None = None


class LogConfig(_Strict):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(_Strict):
    store: str = "sqlite:///advocacy.db"
    store_env: str | None = None
    currency: Currency = "USD"
    time_zone: Zone = "UTC"
    phone_region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    connections: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")], ConnectionConfig],
                           Field(min_length=1)]  # fmt: skip
    mappings: MappingsConfig = MappingsConfig()
    pull: PullConfig = PullConfig()
    quota: QuotaConfig = QuotaConfig()
    push: PushConfig = PushConfig()
    attribution: AttributionConfig = AttributionConfig()
    staleness: StalenessConfig = StalenessConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    hooks: HooksConfig = HooksConfig()
    alerts: AlertsConfig = AlertsConfig()
    log: LogConfig = LogConfig()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def store_url(self) -> str:
        """The store's address: from the environment variable `store_env` if one is named."""
        if self.store_env is None:
            return self.store
        return resolve_secret("store", {"store_env": self.store_env}, "store").reveal()


def resolve_secret(name: str, names: dict[str, str], owner: str) -> Secret:
    """The secret `name` from `<name>_env` or `<name>_file`. Raises ConfigError, which never holds its value."""
    variable, file = names.get(f"{name}_env"), names.get(f"{name}_file")
    if variable is not None:
        value = os.environ.get(variable, "")
        if not value:
            raise ConfigError(f"{owner}: the environment variable {variable} (for {name}) is not set")
        return Secret(value)
    if file is None:
        raise ConfigError(f"{owner}: {name} is missing: set {name}_env or {name}_file")
    path = Path(file)
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o007:
            raise ConfigError(f"{owner}: {file} (for {name}) can be read by everybody; chmod 600 it")
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{owner}: {file} (for {name}) cannot be read ({type(error).__name__})") from None
    if not value:
        raise ConfigError(f"{owner}: {file} (for {name}) is empty")
    return Secret(value)
