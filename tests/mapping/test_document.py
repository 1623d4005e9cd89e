"""The closed language of a mapping file."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from advocacy_sync.config.documents import parse_document
from advocacy_sync.mapping.document import FieldMapping, MappingDocument

TEXT = """
object: Account
records:
  - record: account
    fields:
      name: {{from: Name}}
      domain: {{{field}}}
{more}
"""


def wrong(field: str = "from: Website", more: str = "") -> list[tuple[str, int, str]]:
    _, findings = parse_document(TEXT.format(field=field, more=more), MappingDocument, "account.yaml")
    return [(finding.code, finding.place.line if finding.place else 0, finding.remedy) for finding in findings]


def test_the_text_itself_is_right() -> None:
    assert wrong() == []


def test_one_source_may_stand_without_a_list() -> None:
    assert FieldMapping.model_validate({"from": "Name"}).from_ == ["Name"]
    assert FieldMapping.model_validate({"from": ["A", "B"]}).from_ == ["A", "B"]


@pytest.mark.parametrize(
    ("field", "line", "remedy"),
    [
        ("from: Website, tranform: domain", 7, "Did you mean 'transform'?"),
        ("form: Website", 7, "Did you mean 'from'?"),
        ("from: Website, zzz: 1", 7, ""),
    ],
)
def test_an_unknown_key_is_told_with_its_line_and_what_was_meant(field: str, line: int, remedy: str) -> None:
    assert wrong(field) == [("key.unknown", line, remedy)]


def test_an_unknown_key_of_the_file_and_of_a_condition_is_told_too() -> None:
    assert wrong(more="pushh: {}") == [("key.unknown", 8, "Did you mean 'push'?")]
    more = "  - {record: owner, fields: {}, when: {from: X, inn: [a]}}"
    assert wrong(more=more) == [("key.unknown", 8, "Did you mean 'in'?")]


def test_an_unknown_transform_is_told_with_its_line_and_what_was_meant() -> None:
    assert wrong("from: Website, transform: domian") == [("value.invalid", 7, "Did you mean 'domain'?")]


@pytest.mark.parametrize("more", ["push: [a]", "push: {a: [b]}", "optional: perhaps", "reference_roles: Reference"])
def test_a_value_of_another_shape_is_told_with_its_line(more: str) -> None:
    [(code, line, _)] = wrong(more=more)
    assert (code, line) == ("value.invalid", 8)


@pytest.mark.parametrize("content", [{}, {"records": []}, {"object": "A", "records": [{"fields": {}}]}])
def test_a_file_without_its_object_or_record_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        MappingDocument.model_validate(content)
