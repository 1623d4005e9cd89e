"""YAML files as typed documents: what is wrong with one is told with its line, and nothing makes it hang."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from advocacy_sync.config.documents import DEEPEST, LARGEST_FILE, parse_document, read_document
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.mapping.document import MappingDocument


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str = "red"
    size: Annotated[int, Field(ge=1)] = 1


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    parts: list[Part] = []
    named: dict[str, Part] = {}
    spare: Part | None = None


def wrong(text: str) -> list[Finding]:
    document, findings = parse_document(text, Whole, "x.yaml")
    assert (document is None) == bool(findings)
    return findings


def only(text: str) -> Finding:
    [finding] = wrong(text)
    return finding


def test_a_right_file_is_read_and_knows_where_things_stand() -> None:
    document, findings = parse_document("# why\nname: NO\nparts:\n  - colour: blue\n", Whole, "x.yaml")
    assert findings == []
    assert document is not None
    assert document.content == Whole(name="NO", parts=[Part(colour="blue")])
    assert document.place("parts", 0, "colour") == Place("x.yaml", 4, 5)
    assert document.place("parts", 0, "size") == Place("x.yaml", 4, 5)
    assert document.place("gone") == Place("x.yaml", 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "name: x\nnaem: 1",
        "name: x\nparts: [{color: red}]",
        "name: x\nnamed: {one: {color: red}}",
        "name: x\nspare: {color: red}",
    ],
)
def test_an_unknown_key_is_told_with_its_line_and_what_was_meant(text: str) -> None:
    finding = only(text)
    assert finding.code == "key.unknown"
    assert finding.place is not None
    assert finding.place.line == 2
    assert finding.remedy in ("Did you mean 'name'?", "Did you mean 'colour'?")


def test_a_missing_key_and_a_wrong_value_are_told_with_their_lines() -> None:
    assert [(one.code, str(one.place)) for one in wrong("parts:\n- size: 0")] == [
        ("key.missing", "x.yaml:1:1"),
        ("value.invalid", "x.yaml:2:3"),
    ]


MAPPING = """object: Deal
records:
  - record: opportunity
    fields: {name: {from: Name}}
  - record: contact
    when: {from: Kind, in: A}
    fields: {name: {constant: [x]}, email: 7, phone: {from: X, optional: perhaps, map: {a: [b]}}}
  - 7
push: {load_band: 7}
reference_roles: [a, 7]
"""


def test_a_wrong_value_is_told_in_the_words_of_the_language() -> None:
    document, findings = parse_document(MAPPING, MappingDocument, "x.yaml")
    assert document is None
    assert {one.message for one in findings if one.code == "value.invalid"} == {
        "records.contact.when.in: should be a list",
        "records.contact.fields.name.constant: should be text or true or false or a whole number",
        "records.contact.fields.email: should be names with values",
        "records.contact.fields.phone.optional: should be true or false",
        "records.contact.fields.phone.map.a: should be text",
        "records: should be names with values",
        "push.load_band: should be names with values",
        "reference_roles: should be text",
    }
    assert [one.place for one in findings if "email" in one.message] == [Place("x.yaml", 7, 37)]
    assert not any(text in str(one) for one in findings for text in ("instance", "Mapping", "dictionary", "Input"))


@pytest.mark.parametrize(
    "text",
    [
        "name: &a x\nparts: []",
        "name: x\nparts: [*a]",
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "name: x\nspare: {<<: *a}",
    ],
)
def test_anchors_and_aliases_are_refused(text: str) -> None:
    finding = only(text)
    assert finding.code == "yaml.syntax"
    assert "anchors" in finding.message or "undefined alias" in finding.message


@pytest.mark.parametrize("text", ["name: [" + "[" * 50_000, "name: " + "{a: " * 300, "name: " + "[" * 300 + "]" * 300])
def test_deep_nesting_is_refused_without_reading_it_all(text: str) -> None:
    assert f"deeper than {DEEPEST}" in only(text).message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("name: x\nparts: &a []", 2, 8),
        ("name: x\nother: y\n  \nspare: [x, *a]", 4, 12),
        ("name: x\nnamed: " + "[" * 40, 2, 8 + DEEPEST - 1),
        ('name: x\nnamed: {a: "\\0"}', 2, 12),
        ("name: x\nna\0med: y", 2, 3),
        ("\0", 1, 1),
    ],
)
def test_what_is_refused_is_told_where_it_stands(text: str, line: int, column: int) -> None:
    finding = only(text)
    assert (finding.code, finding.place) == ("yaml.syntax", Place("x.yaml", line, column))


def test_a_key_that_stands_twice_is_told_without_its_values() -> None:
    finding = only("name: postgresql://me:s3cret@db\nname: y")
    assert (finding.code, finding.place) == ("yaml.syntax", Place("x.yaml", 2, 1))
    assert "duplicate key" in finding.message
    assert "s3cret" not in str(finding)


@pytest.mark.parametrize("text", ["name: [", "name: 'x", "\t- a", "name: x: y", "{", "\x00", "--- a\n--- b", "%YAML 9"])
def test_what_is_no_yaml_is_told(text: str) -> None:
    assert only(text).code in ("yaml.syntax", "yaml.shape")


@pytest.mark.parametrize("text", ["", "# nothing", "---", "- name: x", "name", "7", "null"])
def test_a_file_that_is_no_mapping_holds_no_settings(text: str) -> None:
    assert only(text).code == "yaml.shape"


@pytest.mark.parametrize("text", ["name: x\n1: 2", "name: x\n? [a, b]\n: c", "name: x\nnull: y"])
def test_keys_that_are_no_text_are_refused(text: str) -> None:
    assert only(text).code == "value.invalid"


def test_words_of_yaml_1_1_and_odd_tags_are_text_or_refused() -> None:
    for text in ("name: yes", "name: off", "name: NO"):
        assert wrong(text) == []
    assert only("name: !!python/object/apply:os.system [id]").code in ("value.invalid", "yaml.syntax")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.text(st.sampled_from("nameprts:[]{}-#&*!|>?'\"% \n\t"), max_size=40))
def test_no_text_makes_reading_raise(text: str) -> None:
    assert all(finding.code and finding.message for finding in wrong(text))


def read(path: Path) -> Finding:
    document, [finding] = read_document(path, Whole, "shown.yaml")
    assert document is None
    assert finding.place == Place("shown.yaml")
    return finding


def test_a_file_is_read_from_disk_and_named_as_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("\ufeffname: Zoë\n", encoding="utf-8")
    document, _ = read_document(path, Whole)
    assert document is not None
    assert (document.place().file, document.content.name) == (str(path), "Zoë")


def test_a_file_that_cannot_be_used_is_told_and_why(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    assert "No such file" in read(path).message
    assert read(tmp_path).code == "file.unreadable"
    path.write_bytes("name: Zoë".encode("latin-1"))
    assert read(path).code == "file.encoding"
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    assert read(path).code == "file.size"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    os.mkfifo(path)
    for one in (path, Path("/dev/zero")):
        assert (read(one).code, "is no file" in read(one).message) == ("file.unreadable", True)


def test_a_file_may_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"name: |\r\n  a\r\n  b\r\nparts: []\r\n")
    document, _ = read_document(path, Whole)
    assert document is not None
    assert (document.content.name, document.place("parts").line) == ("a\nb\n", 4)


@pytest.mark.parametrize("text", ['name: "\\0"', 'name: "\\ud83d"', 'name: x\n"\\ud83d": y'])
def test_text_that_no_database_takes_is_refused(text: str) -> None:
    assert "which no database takes" in only(text).message


def test_what_a_finding_quotes_is_one_short_line() -> None:
    said = only('name: x\n"' + "k" * 2_000 + '\\e[31m": y').message
    assert (len(said) < 500, said.isprintable()) == (True, True)
