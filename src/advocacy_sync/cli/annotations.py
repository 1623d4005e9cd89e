"""Findings in the forms that code hosts show beside the lines: SARIF 2.1.0 (OASIS), and GitHub's workflow commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from advocacy_sync.kernel.finding import Finding, Place, Severity
from advocacy_sync.mapping.codes import CODES

__all__ = ["github_lines", "sarif"]

_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "notice": "note"}


def sarif(findings: Sequence[Finding], version: str, otherwise: str) -> dict[str, Any]:
    """One run: a rule for each code that occurs, a result for each finding. `otherwise`: the file to show those at that
    are of no file, since code hosts refuse a result without a location."""
    codes = sorted({finding.code for finding in findings})
    driver = {"name": "advocacy-sync", "version": version, "rules": [_rule(code) for code in codes]}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, codes.index(one.code), one.place or Place(otherwise)) for one in findings],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if code in CODES:
        rule |= {"shortDescription": {"text": CODES[code].meaning}, "help": {"text": CODES[code].remedy}}
    return rule


def _result(finding: Finding, rule: int, place: Place) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": _text(finding)},
        "locations": [{"physicalLocation": _location(place)}],
    }


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    return {"artifactLocation": {"uri": _uri(place.file)}, "region": region}


def _uri(file: str) -> str:
    """Relative to where the program runs, which is how code hosts find the file; else the whole path."""
    path = Path(_beneath(file))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _beneath(file: str) -> str:
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return file


def _text(finding: Finding) -> str:
    named = f"{finding.subject}: " if finding.subject and finding.place is None else ""
    return f"{named}{finding.message}" + (f". {finding.remedy}" if finding.remedy else "")


def github_lines(findings: Iterable[Finding]) -> list[str]:
    """`::error file=…,line=…,col=…,title=…::message`, escaped as GitHub's runner reads it."""
    return [_annotation(finding) for finding in findings]


def _annotation(finding: Finding) -> str:
    place = finding.place
    named = {"file": _beneath(place.file), "line": place.line, "col": place.column} if place is not None else {}
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**named, "title": finding.code}.items())
    return f"::{finding.severity} {properties}::{_data(_text(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
