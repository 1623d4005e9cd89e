"""Every setting is checked, and a secret comes from the environment or a file and shows nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advocacy_sync.config.documents import parse_document
from advocacy_sync.config.settings import Settings, resolve_secret
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.finding import Finding

TEXT = """\
connections:
  {name}:
    crm: hubspot
    auth: {{kind: private_app, {auth}}}
{inside}
{more}
"""
EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def parsed(*, name: str = "acme", auth: str = "token_env: T", inside: str = "", more: str = "") -> Settings:
    document, findings = parse_document(TEXT.format(name=name, auth=auth, inside=inside, more=more), Settings, "c.yaml")
    assert document is not None, findings
    return document.content


def wrong(*, name: str = "acme", auth: str = "token_env: T", inside: str = "", more: str = "") -> Finding:
    text = TEXT.format(name=name, auth=auth, inside=inside, more=more)
    document, [finding] = parse_document(text, Settings, "c.yaml")
    assert document is None
    return finding


def test_a_connection_is_enough() -> None:
    settings = parsed()
    assert settings.connections["acme"].auth.names() == {"token_env": "T"}
    assert settings.zone.key == "UTC"
    assert settings.store_url() == "sqlite:///advocacy.db"
    assert settings.schedule.jobs["cycle"].every_minutes == 60


def test_without_a_connection_there_is_nothing_to_do() -> None:
    for text in ("store: x", "connections: {}"):
        document, findings = parse_document(text, Settings, "c.yaml")
        assert document is None
        assert len(findings) == 1


@pytest.mark.parametrize(
    ("more", "line", "remedy"),
    [
        ("curency: EUR", 6, "Did you mean 'currency'?"),
        ("pull: {overlap_minute: 20}", 6, "Did you mean 'overlap_minutes'?"),
        ("schedule: {jobs: {pull: {evry_minutes: 5, cron: '* * * * *'}}}", 6, "Did you mean 'every_minutes'?"),
    ],
)
def test_an_unknown_setting_is_told_with_its_line_and_what_was_meant(more: str, line: int, remedy: str) -> None:
    finding = wrong(more=more)
    assert (finding.code, finding.remedy) == ("key.unknown", remedy)
    assert finding.place is not None
    assert finding.place.line == line


def test_an_unknown_setting_of_a_connection_is_told_too() -> None:
    finding = wrong(inside="    bas_url: https://x.example")
    assert (finding.code, finding.remedy) == ("key.unknown", "Did you mean 'base_url'?")
    assert str(finding.place) == "c.yaml:5:5"


@pytest.mark.parametrize("auth", ["token: s3cret", "token_env: 7", "token_value: s3cret"])
def test_a_secret_is_not_written_into_the_settings_and_not_shown(auth: str) -> None:
    finding = wrong(auth=auth)
    assert finding.code == "value.invalid"
    assert "secrets are not written here; use" in finding.message
    assert "s3cret" not in str(finding)


@pytest.mark.parametrize("zone", ["Europe/Berln", "CEST+1", "../etc/passwd", "''", "/etc/localtime"])
def test_a_zone_that_is_none_is_refused_with_an_example_that_is_one(zone: str) -> None:
    assert "Europe/Berlin" in wrong(more=f"time_zone: {zone}").message
    assert "Europe/Berlin" in wrong(more=f"schedule: {{time_zone: {zone}}}").message


@pytest.mark.parametrize("name", ["Acme", "1acme", "a/b", "a.b", "a" * 41, "-a"])
def test_a_connections_name_is_plain(name: str) -> None:
    assert wrong(name=name).code == "value.invalid"


@pytest.mark.parametrize(
    "job",
    ["{cron: '0 * * * *', every_minutes: 5}", "{}", "{enabled: false}", "{every_minutes: 0}", "{every_minutes: .inf}"],
)
def test_a_job_has_a_cron_expression_or_an_interval_and_never_both(job: str) -> None:
    assert wrong(more=f"schedule: {{jobs: {{pull: {job}}}}}").code == "value.invalid"


@pytest.mark.parametrize(
    "more",
    [
        "currency: eur",
        "currency: EURO",
        "phone_region: de",
        "attribution: {window_days: -1}",
        "attribution: {window_days: 999999999}",
        "pull: {overlap_minutes: 5}",
        "staleness: {data_age_hours: 0}",
        "log: {level: loud}",
        "schedule: {jobs: {sweep: {every_minutes: 5}}}",
    ],
)
def test_a_value_out_of_bounds_is_refused(more: str) -> None:
    assert wrong(more=more).code == "value.invalid"


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T", "s3cret")
    assert resolve_secret("token", {"token_env": "T"}, "acme").reveal() == "s3cret"


@pytest.mark.parametrize("names", [{}, {"other_env": "T"}, {"token_env": "T"}, {"token_file": "no/such/file"}])
def test_a_secret_that_is_not_there_is_told_by_name(names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("T", "")
    with pytest.raises(ConfigError, match=r"^acme: .*token"):
        resolve_secret("token", names, "acme")


def secret_file(folder: Path, mode: int, content: bytes = b" s3cret\n") -> dict[str, str]:
    path = folder / "token"
    path.write_bytes(content)
    path.chmod(mode)
    return {"token_file": str(path)}


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_a_secret_comes_from_a_file_that_is_not_for_everybody(tmp_path: Path, mode: int) -> None:
    assert resolve_secret("token", secret_file(tmp_path, mode), "acme").reveal() == "s3cret"


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o601])
def test_a_secret_file_that_everybody_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        resolve_secret("token", secret_file(tmp_path, mode), "acme")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_secret_file_without_a_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ConfigError, match="token"):
        resolve_secret("token", secret_file(tmp_path, 0o600, content), "acme")


def test_the_stores_address_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE", "postgresql+psycopg://db")
    assert parsed(more="store_env: STORE").store_url() == "postgresql+psycopg://db"
    monkeypatch.delenv("STORE")
    with pytest.raises(ConfigError, match="STORE"):
        parsed(more="store_env: STORE").store_url()


def test_the_example_in_the_repository_can_be_used() -> None:
    document, findings = parse_document(EXAMPLE.read_text(encoding="utf-8"), Settings, "config.example.yaml")
    assert document is not None, findings
