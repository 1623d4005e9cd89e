"""Reads the written tables of standard objects (`standard.py`) into `SObject`s.

One line is one field: name | type | label | options. Lines that begin with @ stand for the groups
of fields that many objects share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advocacy_sync.sandbox.salesforce.schema import Field, SObject

__all__ = ["read_objects"]

HEAD = re.compile(r"^(?P<name>\w+) (?P<prefix>\w{3}|-) (?P<label>[^/]+)/(?P<plural>[^|]+)(?:\| *(?P<flags>.*))?$")
TYPE = re.compile(r"(?P<type>\w+)(?:\((?P<args>[^)]*)\))?")
LENGTHS = {"id": 18, "reference": 18, "email": 80, "phone": 40, "url": 255, "picklist": 255, "multipicklist": 4099}
GROUPS = {
    "id": "Id | id | {label} ID | ro lookup req defaulted",
    "deleted": "IsDeleted | boolean | Deleted | ro",
    "audit": """
        CreatedDate | datetime | Created Date | ro req defaulted
        CreatedById | reference(User) | Created By ID | ro req defaulted rel=CreatedBy
        LastModifiedDate | datetime | Last Modified Date | ro req defaulted
        LastModifiedById | reference(User) | Last Modified By ID | ro req defaulted rel=LastModifiedBy
        SystemModstamp | datetime | System Modstamp | ro req defaulted""",
    "owner": "OwnerId | reference(User) | Owner ID | req defaulted rel=Owner",
    "viewed": """
        LastViewedDate | datetime | Last Viewed Date | ro
        LastReferencedDate | datetime | Last Referenced Date | ro""",
    "address": """
        {arg}Street | textarea(255) | {words}Street | of={arg}Address
        {arg}City | string(40) | {words}City | of={arg}Address
        {arg}State | string(80) | {words}State/Province | of={arg}Address
        {arg}PostalCode | string(20) | {words}Zip/Postal Code | of={arg}Address
        {arg}Country | string(80) | {words}Country | of={arg}Address
        {arg}Latitude | double(18,15) | {words}Latitude | of={arg}Address
        {arg}Longitude | double(18,15) | {words}Longitude | of={arg}Address
        {arg}GeocodeAccuracy | picklist(GeocodeAccuracy) | {words}Geocode Accuracy | restricted of={arg}Address
        {arg}Address | address | {words}Address | ro""",
}


def read_objects(text: str, picklists: dict[str, list[str]]) -> Iterator[SObject]:
    """The objects of a written table. An object's head has no leading space, its fields have."""
    for block in re.split(r"\n(?=\w)", text.strip()):
        head, _, body = block.partition("\n")
        match = HEAD.match(head)
        if not match:
            raise ValueError(f"not the head of an object: {head!r}")
        fields = [_field(line, picklists) for line in _lines(body, match["label"].strip())]
        yield SObject(
            name=match["name"],
            prefix=match["prefix"].replace("-", ""),
            label=match["label"].strip(),
            plural=match["plural"].strip(),
            fields={field.name: field for field in fields},
            flags=_flags(match["flags"] or ""),
        )


def _flags(text: str) -> dict[str, bool]:
    return {word.lstrip("-"): not word.startswith("-") for word in text.split()}


def _lines(body: str, label: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, body.split("\n"))):
        if not line.startswith("@"):
            yield line
            continue
        group, _, arg = line[1:].partition(" ")
        words = f"{arg} " if arg else ""
        yield from filter(None, map(str.strip, GROUPS[group].format(label=label, arg=arg, words=words).split("\n")))


def _field(line: str, picklists: dict[str, list[str]]) -> Field:
    name, kind, label, *rest = (part.strip() for part in line.split("|"))
    match = TYPE.fullmatch(kind)
    if not match:
        raise ValueError(f"not a field type: {line!r}")
    options = dict(part.partition("=")[::2] for part in (rest[0] if rest else "").split())
    return Field(
        name=name, label=label, type=match["type"], **_sized(match["type"], match["args"] or "", picklists),
        **_rights(options, match["type"]), **_links(options),
    )  # fmt: skip


def _sized(kind: str, args: str, picklists: dict[str, list[str]]) -> dict[str, Any]:
    """What the brackets behind a type say: targets, values, digits or a length."""
    if kind == "reference":
        return {"reference_to": tuple(args.split(",")), "length": 18}
    if kind in {"picklist", "multipicklist"}:
        return {"picklist": tuple(picklists[args]), "length": LENGTHS[kind]}
    if kind in {"double", "currency", "percent"}:
        precision, _, scale = (args or "18,2").partition(",")
        return {"precision": int(precision), "scale": int(scale or 0)}
    if kind == "int":
        return {"precision": int(args or 8)}
    return {"length": int(args or LENGTHS.get(kind, 0))}


def _rights(options: dict[str, str], kind: str) -> dict[str, Any]:
    default = options.get("default")
    return {
        "nillable": "req" not in options and kind != "boolean",
        "createable": "ro" not in options,
        "updateable": "ro" not in options and "createonly" not in options,
        "defaulted": "defaulted" in options or default is not None or kind == "boolean",
        "default": default == "true" if kind == "boolean" else default and default.replace("_", " "),
        "restricted": "restricted" in options,
        "unique": "unique" in options,
        "id_lookup": "lookup" in options,
        "formula": options.get("formula"),
    }


def _links(options: dict[str, str]) -> dict[str, Any]:
    return {
        "relationship_name": options.get("rel"),
        "child_relationship": options.get("child"),
        "cascade_delete": "cascade" in options,
        "compound": options.get("of"),
        "auto_number": options.get("auto"),
        "name_field": "name" in options,
    }
