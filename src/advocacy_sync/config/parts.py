"""A YAML file as parts that know where they stand, and one file laid over another.

Laying over follows RFC 7396 (JSON Merge Patch): names are merged, anything else replaces, null takes away. One
rule is ours: the entries of `records` are told apart by the record they make, the first of a kind with the first.
A bare name under `push` stands for `{field: …}`; `from` takes the place of a `constant`, and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from advocacy_sync.kernel.finding import Finding, Place, brief

__all__ = ["Part", "laid_over", "part_of"]

RECORDS, PUSH = "records", "push"
OMIT = "omit"
INSTEAD = {"from": "constant", "constant": "from"}  # who names one means it in the place of the other


@dataclass(frozen=True, slots=True)
class Part:
    """A value (names to parts, a list of parts, or a plain scalar) and the spot where it is written."""

    value: dict[Any, Part] | list[Part] | Any
    place: Place

    def plain(self) -> Any:
        """The value as Python's own types."""
        if isinstance(self.value, dict):
            return {name: part.plain() for name, part in self.value.items()}
        if isinstance(self.value, list):
            return [part.plain() for part in self.value]
        return self.value

    def spot(self, path: tuple[Any, ...]) -> Place:
        """Where a path stands; the closest parent that exists where it does not."""
        here = self
        for name in path:
            inner = here._inside(name)
            if inner is None:
                break
            here = inner
        return here.place

    def _inside(self, name: Any) -> Part | None:
        if isinstance(self.value, dict):
            return self.value.get(name)
        if isinstance(self.value, list) and isinstance(name, int) and name < len(self.value):
            return self.value[name]
        return None


def part_of(tree: Any, file: str) -> Part:
    """What ruamel.yaml read of a file."""
    return _part(tree, Place(file))


def _part(value: Any, place: Place) -> Part:
    if isinstance(value, CommentedMap):
        return Part({key: _part(inner, _at(value.lc.key, key, place)) for key, inner in value.items()}, place)
    if isinstance(value, CommentedSeq):
        return Part([_part(inner, _at(value.lc.item, n, place)) for n, inner in enumerate(value)], place)
    return Part(_scalar(value), place)


def _at(find: Callable[[Any], tuple[int, int]], name: Any, place: Place) -> Place:
    try:
        line, column = find(name)
    except (KeyError, TypeError):  # odd tags and keys come without a place: the whole's stands for it
        return place
    return Place(place.file, line + 1, column + 1)


def _scalar(value: Any) -> Any:
    """ruamel's texts and numbers remember how they were written; ours don't."""
    if isinstance(value, bool) or value is None:
        return value
    return next((kind(value) for kind in (int, float, str) if isinstance(value, kind)), value)


def laid_over(base: Part, own: Part) -> tuple[Part, list[Finding]]:
    """`base` with what `own` says of it; findings where `own` takes away what is not there."""
    findings: list[Finding] = []
    return _merged(_spelt_out(base), _spelt_out(own), findings), findings


def _spelt_out(document: Part) -> Part:
    """The document with the bare names under `push` as what they stand for, so that lines merge key by key."""
    if not isinstance(document.value, dict):
        return document
    lines = document.value.get(PUSH)
    if lines is None or not isinstance(lines.value, dict):
        return document
    whole = {
        name: Part({"field": part}, part.place) if isinstance(part.value, str) else part
        for name, part in lines.value.items()
    }
    return Part({**document.value, PUSH: Part(whole, lines.place)}, document.place)


def _merged(base: Part, own: Part, findings: list[Finding]) -> Part:
    if not isinstance(base.value, dict) or not isinstance(own.value, dict):
        return own
    found = dict(base.value)
    for name, part in own.value.items():
        if part.value is None:
            if found.pop(name, None) is None:
                findings.append(_nothing(f"{name!r} is taken away, but the packaged file has none here", part.place))
        elif name == RECORDS and isinstance(part.value, list) and _is_list(found.get(name)):
            found[name] = Part(list(_records(found[name], part, findings)), part.place)
        else:
            found[name] = _merged(found[name], part, findings) if name in found else part
            if name in INSTEAD and INSTEAD[name] in found and INSTEAD[name] not in own.value:
                del found[INSTEAD[name]]
    return Part(found, own.place)


def _is_list(part: Part | None) -> bool:
    return part is not None and isinstance(part.value, list)


def _records(base: Part, own: Part, findings: list[Finding]) -> Iterator[Part]:
    """The base's records, each with what the own file says of it; then those that only the own file has."""
    mine = dict(_by_kind(own))
    for key, part in _by_kind(base):
        over = mine.pop(key, None)
        if over is None:
            yield part
        elif not _omitted(over):
            yield _merged(part, over, findings)
    for key, part in mine.items():
        if _omitted(part):
            findings.append(_nothing(f"{key[0]!r} is left out, but the packaged file makes none", part.place))
        else:
            yield part


def _by_kind(records: Part) -> Iterator[tuple[tuple[str, int], Part]]:
    seen: Counter[str] = Counter()
    for part in records.value:
        kind = str(part.value["record"].value) if isinstance(part.value, dict) and "record" in part.value else ""
        yield (kind, seen[kind]), part
        seen[kind] += 1


def _omitted(part: Part) -> bool:
    return isinstance(part.value, dict) and OMIT in part.value and part.value[OMIT].value is True


def _nothing(message: str, place: Place) -> Finding:
    return Finding(
        code="mapping.overlay", message=brief(message), severity="warning", place=place, remedy="Leave it out."
    )
