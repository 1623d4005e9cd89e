"""One file laid over another: names are merged, anything else replaces, null takes away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from advocacy_sync.config.documents import read_layers
from advocacy_sync.config.files import Layers
from advocacy_sync.config.parts import laid_over, part_of
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.mapping.check import check_document
from advocacy_sync.mapping.document import FieldMapping, MappingDocument

PACKAGED = """\
object: Contact
records:
  - record: contact
    fields:
      first_name: {from: FirstName}
      title: {from: Title}
      owner: {from: OwnerId, to: User}
  - record: survey_answer
    when: {from: Score__c}
    fields:
      contact: {from: Id, to: Contact}
      score: {from: Score__c}
      answered_at: {from: Scored_On__c, transform: moment}
push:
  signals: Signals__c
  staleness: {field: Staleness__c, shorten: true}
"""


class Laid:
    def __init__(self, folder: Path, own: str) -> None:
        (folder / "packaged.yaml").write_text(PACKAGED, encoding="utf-8")
        (folder / "own.yaml").write_text(own, encoding="utf-8")
        layers = Layers(folder / "own.yaml", folder / "packaged.yaml")
        document, self.findings = read_layers(layers, MappingDocument, "packaged.yaml")
        assert document is not None, self.findings
        self.document, self.place, self._own = document.content, document.place, str(folder / "own.yaml")
        self.findings += check_document(self.document, document.place)

    def field(self, record: int, name: str) -> FieldMapping:
        return self.document.records[record].fields[name]

    def spot(self, *path: Any) -> tuple[str, int, int]:
        place = self.place(*path)
        return place.file.replace(self._own, "own.yaml"), place.line, place.column


@pytest.fixture
def laid(tmp_path: Path) -> Any:
    return lambda own: Laid(tmp_path, own)


def test_a_field_is_overridden_and_the_others_stay(laid: Any) -> None:
    found = laid("records:\n  - record: contact\n    fields:\n      title: {from: Job__c}\n")
    assert found.findings == []
    assert found.field(0, "title").from_ == ["Job__c"]
    assert found.field(0, "first_name").from_ == ["FirstName"]
    assert [record.record for record in found.document.records] == ["contact", "survey_answer"]
    assert found.document.object == "Contact"


def test_what_is_said_of_a_field_is_merged_and_null_takes_a_key_away(laid: Any) -> None:
    found = laid("records:\n  - record: contact\n    fields:\n      owner: {optional: true}\n      title:\n")
    assert found.field(0, "owner") == FieldMapping.model_validate({"from": "OwnerId", "to": "User", "optional": True})
    assert "title" not in found.document.records[0].fields


def test_records_are_told_apart_by_what_they_make_and_new_ones_are_added(laid: Any) -> None:
    found = laid(
        "records:\n  - record: survey_answer\n    fields: {score: {from: Nps__c}}\n"
        "  - record: owner\n    fields: {name: {from: Name}}\n"
    )
    assert [record.record for record in found.document.records] == ["contact", "survey_answer", "owner"]
    assert found.field(1, "score").from_ == ["Nps__c"]
    assert found.document.records[1].when is not None


def test_a_record_of_the_packaged_file_is_left_out(laid: Any) -> None:
    found = laid("records:\n  - {record: survey_answer, omit: true}\n")
    assert [record.record for record in found.document.records] == ["contact"]
    assert found.findings == []


def test_pushed_fields_are_overridden_one_by_one(laid: Any) -> None:
    found = laid("push:\n  signals:\n  staleness: Stale__c\n")
    assert {name: line.field for name, line in found.document.push.items()} == {"staleness": "Stale__c"}


def test_each_part_is_known_to_stand_where_it_is_written(laid: Any) -> None:
    found = laid("records:\n  - record: contact\n    fields:\n      title: {from: Job__c}\n")
    assert found.spot("records", 0, "fields", "title") == ("own.yaml", 4, 7)
    assert found.spot("records", 0, "fields", "first_name") == ("packaged.yaml", 5, 7)
    assert found.spot("records", 1, "when") == ("packaged.yaml", 9, 5)
    assert found.spot("push", "signals") == ("packaged.yaml", 15, 3)


def test_what_is_wrong_is_told_of_the_file_that_says_it(laid: Any) -> None:
    found = laid("records:\n  - record: contact\n    fields:\n      titel: {from: Job__c}\n")
    [finding] = found.findings
    assert finding.code == "mapping.canonical"
    assert (finding.place.file.endswith("own.yaml"), finding.place.line) == (True, 4)


@pytest.mark.parametrize(
    "own",
    [
        "records:\n  - record: contact\n    fields: {phone: }\n",
        "push: {influenced_revenue: }\n",
        "records:\n  - {record: account, omit: true}\n",
    ],
)
def test_what_is_taken_away_has_to_be_there(laid: Any, own: str) -> None:
    [finding] = laid(own).findings
    assert (finding.code, finding.severity) == ("mapping.overlay", "warning")


def test_a_file_that_replaces_stands_alone(laid: Any) -> None:
    found = laid("replaces: true\nobject: Person__c\nrecords: []\n")
    assert (found.document.object, found.document.records, found.document.push) == ("Person__c", [], {})


def test_omit_without_a_packaged_record_is_told(laid: Any) -> None:
    found = laid("replaces: true\nobject: X\nrecords:\n  - {record: owner, omit: true, fields: {name: {from: N}}}\n")
    assert [finding.code for finding in found.findings] == ["mapping.overlay"]


def test_a_packaged_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("push: {}\n", encoding="utf-8")
    layers = Layers(tmp_path / "own.yaml", tmp_path / "gone.yaml")
    document, findings = read_layers(layers, MappingDocument, "contact.yaml")
    assert (document, findings) == (
        None,
        [
            Finding(
                code="file.unreadable",
                message="cannot be read (No such file or directory)",
                place=Place("contact.yaml"),
                remedy="Check path and rights.",
            )
        ],
    )


def over(base: str, own: str) -> dict[str, Any]:
    """The own text laid over the base, as plain values."""
    parts = [part_of(YAML(typ="rt").load(text), "f.yaml") for text in (base, own)]
    found, findings = laid_over(*parts)
    assert findings == []
    plain: dict[str, Any] = found.plain()
    return plain


def test_a_bare_name_under_push_changes_the_field_and_keeps_the_rest_of_the_line() -> None:
    base = "push: {top: {field: A, shorten: true, rule: ours}, bare: B}"
    assert over(base, "push: {top: Mine, bare: {rule: hold}}")["push"] == {
        "top": {"field": "Mine", "shorten": True, "rule": "ours"},
        "bare": {"field": "B", "rule": "hold"},
    }
    assert over(base, "push: {top: null}")["push"] == {"bare": {"field": "B"}}


def test_a_source_takes_the_place_of_a_constant_and_the_other_way_round() -> None:
    base = "records: [{record: activity, fields: {status: {constant: completed}, kind: {from: K, map: {a: b}}}}]"
    own = "records: [{record: activity, fields: {status: {from: S}, kind: {constant: quote}}}]"
    [record] = over(base, own)["records"]
    assert record["fields"] == {"status": {"from": "S"}, "kind": {"map": {"a": "b"}, "constant": "quote"}}
