"""Settings to adapters: what is missing or misplaced is named by its setting, before anything connects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.compose import (
    Findings,
    connection_settings,
    job_table,
    load_catalogue,
    load_mappings,
    load_rules,
    load_settings,
)
from advocacy_sync.config.files import catalogue_file
from advocacy_sync.config.settings import ConnectionConfig, Settings
from advocacy_sync.kernel.errors import ConfigError


def config(**changed: Any) -> ConnectionConfig:
    auth = {"kind": "client_credentials", "client_id_env": "AN_ID", "client_secret_env": "A_SECRET"}
    usual = {"crm": "salesforce", "base_url": "https://acme.my.salesforce.com", "auth": auth}
    return ConnectionConfig.model_validate({**usual, **changed})


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AN_ID", "id")
    monkeypatch.setenv("A_SECRET", "opensesame")


def test_a_connection_gets_its_secrets_and_the_rooms_defaults() -> None:
    manifest, found = connection_settings("org", config())
    assert found.secrets["client_secret"].reveal() == "opensesame"
    assert "opensesame" not in repr(found)
    assert (found.api_version, found.hosts) == (manifest.default_api_version, manifest.hosts)
    assert found.login_url == manifest.login_url("https://acme.my.salesforce.com")


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({"kind": "magic"}, "connections.org.auth.kind: 'magic' is none of"),
        ({"kind": "client_credentials", "client_id_env": "AN_ID"}, "client_secret is missing"),
        ({"kind": "client_credentials", "client_id_env": "AN_ID", "tokn_env": "A_SECRET"}, "tokn_env is not used by"),
        (
            {"kind": "client_credentials", "client_id_env": "AN_ID", "client_secret_env": "NOT_SET"},
            "the environment variable NOT_SET",
        ),
    ],
)
def test_what_is_wrong_with_a_login_is_named_by_its_setting(auth: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        connection_settings("org", config(auth=auth))
    assert said in str(caught.value)
    assert "opensesame" not in str(caught.value)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_used_is_named_before_anything_connects(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match=r"connections\.org\.ca_file: .*ca\.pem cannot be used"):
        connection_settings("org", config(ca_file=str(file)))


def test_jobs_that_are_switched_off_are_not_in_the_table() -> None:
    settings = Settings.model_validate(
        {
            "connections": {"org": config().model_dump()},
            "schedule": {"jobs": {"pull": {"every_minutes": 5}, "push": {"cron": "0 6 * * *", "enabled": False}}},
        }
    )
    assert [(job.name, job.every_minutes, job.cron) for job in job_table(settings)] == [("pull", 5.0, None)]


def test_settings_that_cannot_be_read_come_with_every_finding(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("connections: {}\nstoer: x\n")
    with pytest.raises(Findings) as caught:
        load_settings(file)
    assert len(caught.value.findings) == 2


def test_a_file_of_ones_own_is_laid_over_the_packaged_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "hubspot").mkdir()
    (tmp_path / "hubspot" / "owners.yaml").write_text("records:\n  - {record: owner, omit: true}\n")
    files, findings = load_mappings("hubspot", tmp_path)
    packaged, _ = load_mappings("hubspot", None)
    assert findings == []
    assert len(files) == len(packaged)
    assert [file.document.records for file in files if file.document.object == "owners"] == [[]]


def test_a_crm_without_mappings_is_a_finding() -> None:
    files, [finding] = load_mappings("sugar", None)
    assert (files, finding.code) == ([], "mapping.none")


def test_rules_that_cannot_be_used_are_refused_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    text = 'version: "1"\nrules:\n  - {name: a, label: A, weight: 1, needs: [survey.scor], when: "true"}\n'
    (tmp_path / "rules" / "signals.yaml").write_text(text)
    with pytest.raises(Findings, match=r"rules/signals\.yaml:3:.*Did you mean 'survey\.score'"):
        load_rules(tmp_path)


def test_a_catalogue_that_cannot_be_used_is_refused_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_catalogue().fields
    broken = tmp_path / "catalogue.yaml"
    text = catalogue_file().read_text(encoding="utf-8")
    broken.write_text(text.replace("producer: advocate_status", "producer: advocate_statu"), encoding="utf-8")
    monkeypatch.setattr("advocacy_sync.compose.catalogue_file", lambda: broken)
    with pytest.raises(Findings, match=r"catalogue\.yaml:\d+:.*nothing we compute is called 'advocate_statu'"):
        load_catalogue()


def test_an_object_that_two_files_map_and_files_that_nobody_reads_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "salesforce"
    (folder / "old").mkdir(parents=True)
    (folder / "accounts.yaml").write_text("object: Account\nrecords: []\n")
    (folder / "contact.yml").write_text("object: Contact\n")
    visit = "{record: account, fields: {name: {from: Name}, parent: {from: P__c, to: Acount}}}"
    (folder / "visit.yaml").write_text(f"object: Visit__c\nrecords:\n- {visit}\n")
    findings = {finding.code: finding for finding in load_mappings("salesforce", tmp_path)[1]}
    twice = findings["mapping.object_twice"]
    assert (twice.severity, twice.message) == ("error", "Account is mapped by salesforce/account.yaml, too")
    assert findings["mapping.folder"].severity == "warning"
    assert findings["mapping.reference"].remedy == "Did you mean 'Account'?"


def test_what_is_packaged_is_without_a_finding() -> None:
    assert [load_mappings(crm, None)[1] for crm in ("salesforce", "hubspot")] == [[], []]
