"""crm plan, apply and package as people type them, on the two local CRMs without any field of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.sandbox.host import Options, start
from cli.setup import SECRETS, Answer, call, settings_file

MAPPING = "push:\n  advocate_status: My_Status__c\n"


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    with start(Options(size=3, seed=3, bare=True)) as addresses:
        yield addresses


@pytest.fixture
def crm(told: dict[str, Any], tmp_path: Path) -> Any:
    config = settings_file(tmp_path, told)
    assert call("store", "upgrade", "--config", config).code == 0

    def run(*words: str) -> Answer:
        return call("crm", *words, "--config", config)

    return run


def test_plan_apply_and_plan_again(crm: Any, tmp_path: Path) -> None:
    """One story, as the second half of it needs what the first one made."""
    plan = crm("plan", "--json")
    assert plan.code == 0
    assert {one["connection"]: one["changes"] for one in plan.document["plans"]} == {"org": 36, "portal": 26}
    assert "Advocacy_Status__c" in crm("plan").out

    asked = crm("apply", "--json")
    assert (asked.code, "--yes" in asked.document["error"]["message"]) == (2, True)
    dry = crm("apply", "--dry-run", "--json")
    assert (dry.code, dry.document["done"]) == (0, [])
    assert crm("plan", "--json").document == plan.document

    done = crm("apply", "--yes", "--json", "--connection", "portal")
    assert done.code == 0
    (report,) = done.document["done"]
    assert (report["connection"], report["green"], report["left_to_do"], len(report["made"])) == ("portal", True, 0, 26)
    text = crm("apply", "--yes")
    assert text.code == 0
    assert "org: everything is in place" in text.out
    assert "portal" in text.out

    again = crm("apply", "--json")  # nothing to ask about
    assert (again.code, again.document["done"]) == (0, [])
    assert [one["changes"] for one in again.document["plans"]] == [0, 0]
    runs = call("runs", "list", "--json", "--config", str(tmp_path / "config.yaml")).document
    assert [(one["job"], one["status"]) for one in runs] == [("crm apply", "green")] * 2
    shown = call("runs", "show", "1", "--json", "--config", str(tmp_path / "config.yaml")).document
    assert {one["chosen"] for one in shown["decisions"]} == {"made"}
    assert call("mapping", "check", "--config", str(tmp_path / "config.yaml")).code == 0


def test_a_field_that_will_not_do_makes_the_plan_fail_with_its_place(told: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "own" / "salesforce").mkdir(parents=True)
    (tmp_path / "own" / "salesforce" / "contact.yaml").write_text(MAPPING)
    config = settings_file(tmp_path, told, more=f"mappings: {{path: {tmp_path / 'own'}}}\n")
    plan = call("crm", "plan", "--connection", "org", "--json", "--config", config)
    assert plan.code == 1
    (found,) = [one for one in plan.document["plans"][0]["findings"] if one["severity"] == "error"]
    assert found["code"] == "crm.missing"
    assert "contact.yaml:2" in found["place"]
    assert "crm.missing" in call("crm", "plan", "--connection", "org", "--config", config).out
    assert call("store", "upgrade", "--config", config).code == 0
    assert call("crm", "apply", "--yes", "--connection", "org", "--config", config).code == 1


def test_a_connection_that_is_not_there_is_told_with_the_closest(crm: Any) -> None:
    answer = crm("plan", "--connection", "orgg", "--json")
    assert answer.code == 2
    assert "Did you mean 'org'?" in answer.document["error"]["message"]


def test_a_missing_right_is_one_clear_error(tmp_path: Path) -> None:
    with start(Options(size=1, seed=3, bare=True, faults=_no_scope(tmp_path))) as addresses:
        config = settings_file(tmp_path, addresses)
        assert call("store", "upgrade", "--config", config).code == 0
        answer = call("crm", "apply", "--yes", "--connection", "portal", "--json", "--config", config)
    assert answer.code == 2
    assert "crm.schemas.contacts.write" in answer.document["error"]["message"]


def _no_scope(folder: Path) -> Path:
    plan = folder / "faults.yaml"
    plan.write_text(
        "seed: 1\nrules:\n  - name: the scope is missing\n"
        "    when: {crm: hubspot, method: POST, path: '*/crm/properties/*'}\n    answer: {name: missing_scopes}\n"
    )
    return plan


def test_the_package_is_written_and_written_again(tmp_path: Path) -> None:
    out = tmp_path / "package"
    first = call("crm", "package", "--out", str(out), "--json").document
    assert "sfdx-project.json" in first["files"]
    stale = out / "force-app/main/default/objects/Contact/fields/Gone__c.field-meta.xml"
    stale.write_text("<CustomField/>")
    mine = out / "notes.txt"
    mine.write_text("mine")
    assert call("crm", "package", "--out", str(out), "--json").document == first
    assert (stale.exists(), mine.exists()) == (False, True)


def test_the_package_of_an_own_mapping_refers_to_its_fields(tmp_path: Path) -> None:
    (tmp_path / "own" / "salesforce").mkdir(parents=True)
    (tmp_path / "own" / "salesforce" / "contact.yaml").write_text(MAPPING)
    config = settings_file(tmp_path, more=f"mappings: {{path: {tmp_path / 'own'}}}\n")
    files = call("crm", "package", "--out", str(tmp_path / "p"), "--config", config, "--json").document["files"]
    assert not any("_Status__c.field" in name for name in files)
    rights = tmp_path / "p/force-app/main/default/permissionsets/Advocacy_Sync_Integration.permissionset-meta.xml"
    assert "<field>Contact.My_Status__c</field>" in rights.read_text()


def test_a_folder_with_something_else_and_a_crm_without_a_package_are_refused(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    assert call("crm", "package", "--out", str(tmp_path)).code == 2
    answer = call("crm", "package", "--crm", "hubspot", "--out", str(tmp_path / "p"))
    assert (answer.code, "crm apply" in answer.err) == (2, True)


def test_no_secret_is_told(crm: Any) -> None:
    text = crm("plan", "--json").out
    assert not any(secret in text for secret in SECRETS.values())
