"""Metadata as the XML of the vendor's source format: the same parts give the same bytes.

The vendor's types are sequences in the order of the alphabet behind `fullName`, and what is repeated stands together
(Metadata API WSDL); so parts are sorted here, and lists are written one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias
from xml.sax.saxutils import escape

__all__ = ["Parts", "document"]

Part: TypeAlias = "str | int | bool | Parts | Sequence[str] | Sequence[Parts]"
Parts: TypeAlias = Mapping[str, Part]
NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
FIRST = "fullName"
INDENT = "    "


def document(root: str, parts: Parts) -> str:
    """A whole file. A part of "" is an empty element.

    >>> print(document("ReportFolder", {"name": "A & B"}), end="")
    <?xml version="1.0" encoding="UTF-8"?>
    <ReportFolder xmlns="http://soap.sforce.com/2006/04/metadata">
        <name>A &amp; B</name>
    </ReportFolder>
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">', *_lines(parts, INDENT)]
    return "\n".join([*lines, f"</{root}>", ""])


def _lines(parts: Parts, indent: str) -> Iterator[str]:
    for name in sorted(parts, key=lambda one: (one != FIRST, one)):
        value = parts[name]
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        for one in several:
            yield from _element(name, one, indent)


def _element(name: str, value: str | int | Parts, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield f"{indent}<{name}>"
        yield from _lines(value, indent + INDENT)
        yield f"{indent}</{name}>"
    elif isinstance(value, bool):
        yield f"{indent}<{name}>{str(value).lower()}</{name}>"
    else:
        text = escape(str(value), {'"': "&quot;", "'": "&apos;"})
        yield f"{indent}<{name}>{text}</{name}>" if text else f"{indent}<{name}/>"
