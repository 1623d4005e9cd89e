"""`mapping check` and `mapping schema` as a user sees them: saved answers, rights, forms for code hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.cli.annotations import github_lines, sarif
from advocacy_sync.config.files import packaged_mappings
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.sandbox.host import Options, start
from cli.setup import Answer, call, settings_file

OWN = """object: Visit__c
records:
  - record: activity
    fields:
      kind: {from: Kind__c, map: {Call: reference_call}}
      status: {constant: completed}
      occurred_at: {from: Held__c}
"""
DESCRIBE: dict[str, Any] = {
    "name": "Visit__c",
    "fields": [
        {
            "name": "Kind__c",
            "label": "Kind",
            "type": "picklist",
            "picklistValues": [{"value": "Call"}, {"value": "Tea"}],
        },
        {"name": "Held_On__c", "label": "Held", "type": "datetime", "updateable": True},
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody works: an own mapping, a saved describe, settings whose CRMs nobody can reach."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "salesforce").mkdir(parents=True)
    (tmp_path / "own" / "salesforce" / "visit__c.yaml").write_text(OWN)
    (tmp_path / "describe.json").write_text(json.dumps(DESCRIBE))
    settings_file(tmp_path, more="mappings: {path: own}\n")
    return tmp_path


def check(*words: str) -> Answer:
    return call("mapping", "check", "--describe", "describe.json", *words)


@pytest.mark.usefixtures("folder")
def test_a_saved_describe_is_enough_to_check_an_own_file() -> None:
    answer = check("--json")
    assert answer.code == 1
    found = {one["code"]: one for one in answer.document}
    assert set(found) == {"mapping.field", "mapping.option_unnamed", "mapping.rights_excess"}
    missing = found["mapping.field"]
    assert (missing["file"], missing["line"], missing["column"]) == ("own/salesforce/visit__c.yaml", 7, 7)
    assert missing["remedy"] == "Renamed? Held_On__c (label 'Held') looks like it."
    assert "'Tea'" in found["mapping.option_unnamed"]["message"]


@pytest.mark.usefixtures("folder")
def test_the_text_ends_with_a_sum() -> None:
    assert check().out.splitlines()[-1] == "3 findings: 1 error, 1 warning, 1 notice."


@pytest.mark.usefixtures("folder")
def test_findings_of_own_files_alone_need_no_word_on_packaged_ones() -> None:
    assert "come with the program" not in check().out


def test_of_packaged_files_it_is_told_where_they_lie_and_how_one_lays_an_own_file_over(folder: Path) -> None:
    fields = [{"name": "Type", "type": "picklist", "picklistValues": [{"value": "Odd"}]}]
    (folder / "describe.json").write_text(json.dumps({"name": "Opportunity", "fields": fields}))
    out = check().out
    assert out.count("come with the program") == 1
    assert f"lie in {packaged_mappings()}" in out
    assert "has no value" not in out
    own = folder / "own" / "salesforce" / "opportunity.yaml"
    own.write_text(
        "object: Opportunity\nrecords:\n  - {record: opportunity, fields: {kind: {map: {Gone: new, Odd: new}}}}\n"
    )
    said = [one["message"] for one in check("--json").document if one["code"] == "mapping.option_gone"]
    assert said == ["Opportunity.Type has no value 'Gone', which the map names"]


def test_one_finding_is_one_finding(folder: Path) -> None:
    (folder / "own" / "salesforce" / "visit__c.yaml").unlink()
    assert check().out.splitlines()[-1] == "1 finding: 1 error."


def test_many_names_are_counted_and_wrapped(folder: Path) -> None:
    fields = [{"name": f"Field_{n:03}__c", "type": "string", "updateable": True} for n in range(300)]
    (folder / "describe.json").write_text(json.dumps({**DESCRIBE, "fields": [*DESCRIBE["fields"], *fields]}))
    lines = check("--rights").out.splitlines()
    at = lines.index("  may edit, and need not (301):")
    assert lines[at + 1].startswith("    Field_000__c, Field_001__c, ")
    rights = lines[lines.index("rights: salesforce Visit__c") : at + 40]
    assert max(map(len, rights)) <= 118
    assert sum(line.count("Field_") for line in lines) == 300


def test_a_saved_answer_needs_no_settings(folder: Path) -> None:
    (folder / "config.yaml").unlink()
    answer = check("--json")
    assert (answer.code, [one["code"] for one in answer.document]) == (1, ["mapping.none"])
    assert "mapping suggest --crm salesforce --object Visit__c" in answer.document[0]["remedy"]


def test_a_list_of_properties_has_to_be_named(folder: Path) -> None:
    (folder / "describe.json").write_text('{"results": [{"name": "firstname", "type": "string"}]}')
    answer = check()
    assert (answer.code, "name it by --object" in answer.err) == (2, True)
    assert "'lastname'" in check("--object", "contacts").out
    assert check("--object", "contacts", "--crm", "salesforce").code == 2


@pytest.mark.usefixtures("folder")
def test_rights_are_lists_and_the_findings_stay_as_they_are() -> None:
    answer = check("--json", "--rights").document
    assert answer["findings"] == check("--json").document
    [rights] = answer["rights"]
    assert (rights["object"], rights["reads"]) == ("Visit__c", ["Kind__c", "Held__c"])
    assert (rights["unseen"], rights["edits"], rights["more"]) == (["Held__c"], [], ["Held_On__c"])
    said = check("--rights").out
    assert "  missing or not to be seen: Held__c\n  may edit, and need not: Held_On__c\n" in said


def test_names_of_a_saved_answer_do_not_steer_the_terminal(folder: Path) -> None:
    odd = {"name": "Odd\x1b[31m__c", "label": "\x1b[0m", "type": "string", "updateable": True}
    (folder / "describe.json").write_text(json.dumps({**DESCRIBE, "fields": [*DESCRIBE["fields"], odd]}))
    assert "\x1b" not in check("--rights").out
    assert "Odd\\x1b[31m__c" in check("--rights").out


def test_an_org_is_checked_with_its_rights(tmp_path: Path) -> None:
    with start(Options(size=1, seed=3)) as told:
        config = settings_file(tmp_path, told)
        document = call("mapping", "check", "--config", config, "--json", "--rights").document
    assert not (tmp_path / "advocacy.db").exists()
    rights = {(one["connection"], one["object"]): one for one in document["rights"]}
    assert "Advocacy_Status__c" in rights["org", "Contact"]["edits"]
    assert rights["org", "Contact"]["no_edit"] == []
    assert rights["portal", "contacts"]["more"] is None


def test_the_forms_for_code_hosts_point_at_the_line(folder: Path) -> None:
    assert check("--format", "github").out.splitlines()[0] == (
        "::error file=own/salesforce/visit__c.yaml,line=7,col=7,title=mapping.field::Visit__c has no field 'Held__c' "
        "that the connected user may read. Renamed? Held_On__c (label 'Held') looks like it."
    )
    answer = check("--format", "sarif")
    assert answer.code == 1
    [run] = answer.document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["mapping.field", "mapping.option_unnamed", "mapping.rights_excess"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    [location] = run["results"][0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "own/salesforce/visit__c.yaml"},
        "region": {"startLine": 7, "startColumn": 7},
    }
    assert (folder / "describe.json").exists()
    assert run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "describe.json"


def test_what_github_would_take_for_its_own_signs_is_escaped() -> None:
    odd = Finding(code="x.y", message="100 %\nnext", place=Place("a,b:c.yaml", 2, 3), severity="notice")
    assert github_lines([odd]) == ["::notice file=a%2Cb%3Ac.yaml,line=2,col=3,title=x.y::100 %25%0Anext"]


def test_a_file_elsewhere_is_an_address_and_a_clean_check_a_run_without_results(tmp_path: Path) -> None:
    odd = Finding(code="x.y", message="m", place=Place(str(tmp_path / "ä b.yaml")))
    [result] = sarif([odd], "1", "config.yaml")["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.endswith("/%C3%A4%20b.yaml")
    [run] = sarif([], "1", "config.yaml")["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_errors_of_the_call_are_a_document_where_one_is_asked_for(tmp_path: Path) -> None:
    answer = call("mapping", "check", "--describe", str(tmp_path / "no.json"), "--format", "json")
    assert (answer.code, "cannot be read" in answer.document["error"]["message"]) == (2, True)


def test_the_schema_goes_to_stdout_or_over_an_older_one_and_over_nothing_else(tmp_path: Path) -> None:
    shown = call("mapping", "schema")
    out = tmp_path / "mapping.schema.json"
    assert call("mapping", "schema", "--out", str(out)).code == 0
    assert json.loads(out.read_text()) == shown.document
    assert call("mapping", "schema", "--out", str(out)).code == 0
    mine = tmp_path / "contact.yaml"
    mine.write_text(OWN)
    assert call("mapping", "schema", "--out", str(mine)).code == 2
    assert mine.read_text() == OWN
    assert call("mapping", "schema", "--out", str(tmp_path / "no" / "x.json")).code == 2
