"""What a query of an object asks for: its keys, then the sources that the org has, then paths through parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advocacy_sync.records.schema import FieldSchema, ObjectSchema

from .catalog import Catalog

__all__ = ["MASTER", "Columns", "clock", "columns"]

MASTER = "MasterRecordId"
PARENTS = 3  # objects behind one relationship that are described in search of a field; a task may lead to thirty
_CLOCKS = ("SystemModstamp", "LastModifiedDate", "CreatedDate")  # strongest first (CS-18)


@dataclass(frozen=True, slots=True)
class Columns:
    """`schema` knows the fields behind paths, too. `keys` come with every part of a row; `names` are all."""

    object: str
    schema: ObjectSchema
    stamp: str | None
    keys: tuple[str, ...]
    names: tuple[str, ...]
    master_wanted: bool

    @property
    def rest(self) -> tuple[str, ...]:
        """The names that are no keys."""
        return tuple(name for name in self.names if name not in self.keys)

    @property
    def unfit_for_bulk(self) -> str | None:
        """A field that Bulk cannot carry: a compound one, or one of a kind of its own."""
        types = ((name, self.schema.fields.get(name)) for name in self.names)
        return next((name for name, field in types if field is not None and field.type == "other"), None)


def clock(schema: ObjectSchema) -> str | None:
    """The field that says when a row changed; None if the object has none."""
    return next((name for name in _CLOCKS if name in schema.fields), None)


def columns(catalog: Catalog, object_name: str, sources: Iterable[str]) -> Columns:
    """Raises ConfigError if the org does not show the object. Sources that it does not have are left out."""
    schema, wanted = catalog.get(object_name), dict.fromkeys(sources)
    stamp = clock(schema)
    keys = ["Id", *([stamp] if stamp else []), *(name for name in ("IsDeleted", MASTER) if name in schema.fields)]
    own = [name for name in wanted if name in schema.fields]
    paths, behind = [], dict[str, FieldSchema]()
    for path in (name for name in wanted if "." in name):
        parents = _parents(schema, path.partition(".")[0])
        field = _behind(catalog, schema, path)
        if field is not None:
            behind[path] = field
        if field is not None or len(parents) > 1:  # through several objects SOQL offers fields of its own (Owner.Type)
            paths.append(path)
    names = tuple(dict.fromkeys([*keys, *own, *paths]))
    known = replace(schema, fields={**schema.fields, **behind})
    return Columns(object_name, known, stamp, tuple(keys), names, MASTER in wanted)


def _parents(schema: ObjectSchema, relationship: str) -> Sequence[str]:
    return [name for field in schema.fields.values() if field.relationship == relationship for name in field.references]


def _behind(catalog: Catalog, schema: ObjectSchema, path: str) -> FieldSchema | None:
    """The field behind a path, so that both routes give its values alike (CS-96)."""
    head, _, rest = path.partition(".")
    if not rest:
        return schema.fields.get(head)
    for parent in _parents(schema, head)[:PARENTS]:
        described = catalog.find(parent)
        found = _behind(catalog, described, rest) if described else None
        if found is not None:
            return found
    return None
