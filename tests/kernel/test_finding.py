"""Findings read as one line: where, what, code, remedy."""

from __future__ import annotations

from advocacy_sync.kernel.finding import Finding, Place


def test_a_finding_names_its_place() -> None:
    finding = Finding(code="a.b", message="is wrong", place=Place("x.yaml", 3, 5), remedy="Mend it.")
    assert str(finding) == "x.yaml:3:5: is wrong [a.b] Mend it."


def test_without_a_place_the_subject_stands_there() -> None:
    assert str(Finding(code="a.b", message="is wrong", subject="acme")) == "acme: is wrong [a.b]"
    assert str(Finding(code="a.b", message="is wrong")) == "is wrong [a.b]"
