"""`mapping suggest` and `mapping fields` as people type them: offline, on a live org; nothing is overwritten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.sandbox.host import Options, start
from cli.setup import call, settings_file

FIELDS = [
    {"name": "Name", "label": "Account Name", "type": "string", "custom": False},
    {"name": "Acme_Homepage__c", "label": "Homepage", "type": "url", "custom": True},
    {"name": "Old_Website__c", "label": "Old Website", "type": "url", "custom": True},
]


@pytest.fixture
def describe(tmp_path: Path) -> str:
    path = tmp_path / "account.json"
    path.write_text(json.dumps({"name": "Account", "label": "Account", "fields": FIELDS}))
    return str(path)


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    with start(Options(size=6, seed=3)) as addresses:
        yield addresses


def suggest(*words: str, crm: str = "salesforce", name: str = "Account") -> Any:
    return call("mapping", "suggest", "--crm", crm, "--object", name, *words)


def test_as_json_there_are_suggestions_and_nothing_else_and_no_file(
    describe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    answer = suggest("--describe", describe, "--json")
    assert answer.code == 0
    assert set(answer.document) == {"suggestions"}
    for one in answer.document["suggestions"]:
        assert set(one) == {"canonical", "source", "confidence", "reason"}
    found = {one["canonical"]: one["source"] for one in answer.document["suggestions"] if one["confidence"] >= 0.8}
    assert found == {"account.name": "Name", "account.domain": "Acme_Homepage__c"}
    assert set(tmp_path.iterdir()) == before


def test_a_draft_is_written_once_and_never_overwritten(
    describe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = suggest("--describe", describe)
    assert (first.code, "Draft: account.yaml" in first.out) == (0, True)
    (tmp_path / "account.yaml").write_text("mine")
    again = suggest("--describe", describe)
    assert (again.code, "overwrites nothing" in again.err) == (2, True)
    assert (tmp_path / "account.yaml").read_text() == "mine"
    assert suggest("--describe", describe, "--out", "other.yaml").code == 0


def test_a_draft_in_the_organisations_folder_passes_the_check(describe: str, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    config = settings_file(tmp_path, more=f"mappings: {{path: {own}}}\n")
    assert suggest("--describe", describe, "--config", config).code == 0
    assert "Acme_Homepage__c" in (own / "salesforce" / "account.yaml").read_text()
    checked = call("mapping", "check", "--offline", "--json", "--config", config)
    assert (checked.code, checked.document) == (0, [])


def test_samples_decide_between_fields_that_are_called_alike(tmp_path: Path) -> None:
    fields = [FIELDS[0], {"name": "Website", "label": "Website", "type": "url", "custom": False}, FIELDS[1]]
    described, samples = tmp_path / "a.json", tmp_path / "a.csv"
    described.write_text(json.dumps({"name": "Account", "fields": fields}))
    rows = "\n".join(f"Acme {number};;acme{number}.com" for number in range(9))
    samples.write_bytes(f"Name;Website;Acme_Homepage__c\n{rows}\n".encode("utf-8-sig"))
    answer = suggest("--describe", str(described), "--samples", str(samples), "--json")
    found = {one["canonical"]: one["source"] for one in answer.document["suggestions"] if one["confidence"] >= 0.8}
    assert found["account.domain"] == "Acme_Homepage__c"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no fields"),
        ('{"name": "Contact", "fields": [{"name": "Id"}]}', "is of Contact"),
    ],
)
def test_a_describe_that_cannot_be_used_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    answer = suggest("--describe", str(path), "--json")
    assert (answer.code, said in answer.document["error"]["message"]) == (2, True)


def test_without_a_describe_the_org_is_asked(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told)
    answer = suggest("--config", config, "--json", crm="hubspot", name="deals")
    found = {one["canonical"]: one["source"] for one in answer.document["suggestions"] if one["confidence"] >= 0.8}
    assert (found["opportunity.amount"], found["opportunity.close_date"]) == ("amount", "closedate")


def test_a_few_rows_of_the_org_are_the_samples_and_the_output_says_so(told: dict[str, Any], tmp_path: Path) -> None:
    config, out = settings_file(tmp_path, told), tmp_path / "opportunity.yaml"
    answer = suggest("--config", config, "--out", str(out), name="Opportunity")
    assert re.search(
        r"^Samples: \d+ rows with all fields, read from org in \d calls; none is kept\.$", answer.out, re.M
    )
    assert "of its samples are" in out.read_text()
    found = suggest("--config", config, "--json", name="Opportunity").document
    assert set(found) == {"suggestions"}


def test_where_rows_are_given_none_is_read(told: dict[str, Any], tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("Name\nAcme\n")
    out = tmp_path / "opportunity.yaml"
    answer = suggest(
        "--config", settings_file(tmp_path, told), "--samples", str(rows), "--out", str(out), name="Opportunity"
    )
    assert (answer.code, "read from org" in answer.out) == (0, False)
    assert "1 sampled rows" in out.read_text()


def test_kept_rows_stand_in_where_none_can_be_read(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told)
    bare = suggest("--config", config, "--out", str(tmp_path / "a.yaml"), crm="hubspot", name="owners")
    assert "No rows could be read from portal" in bare.out
    assert "there are no samples" in bare.out
    assert not (tmp_path / "advocacy.db").exists()
    call("store", "upgrade", "--config", config)
    call("pull", "--config", config)
    kept = suggest("--config", config, "--out", str(tmp_path / "b.yaml"), crm="hubspot", name="owners")
    assert "the kept rows are the samples, which hold mapped fields only" in kept.out


def test_an_object_that_nobody_shows_is_named(told: dict[str, Any], tmp_path: Path) -> None:
    answer = suggest("--config", settings_file(tmp_path, told), "--json", name="Nothing__c")
    assert (answer.code, "Nothing__c" in answer.document["error"]["message"]) == (2, True)


def test_the_canonical_fields_are_listed_with_type_and_meaning() -> None:
    fields = {one["canonical"]: one for one in call("mapping", "fields", "--json").document["fields"]}
    assert fields["account.name"]["required"] is True
    assert fields["opportunity.status"]["choices"] == ["open", "won", "lost"]
    assert all(one["meaning"] and one["type"] for one in fields.values())
    assert "opportunity.close_date" in call("mapping", "fields").out
