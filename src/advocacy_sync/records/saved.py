"""A field of a vendor's saved answer, which people and tools may have edited: what can be taken is taken.

A text of another kind counts as missing, an option without a value as none; what a check would rest on (a length,
a lookup's name) and is of another kind is refused with the field and the key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.finding import brief

__all__ = ["field_of"]


def field_of(
    field: Any,
    *,
    options: str,
    texts: Sequence[str] = (),
    lists: Sequence[str] = (),
    numbers: Sequence[str] = (),
    strict: Mapping[str, tuple[type, str]],
) -> dict[str, Any]:
    """The field with its parts of the kinds that a room reads.

    `options`: the key of the options; `texts`, `lists` (of texts): keys that may be of any kind, and then count as
    empty; `numbers`: keys that hold a whole number or nothing; `strict`: keys that hold a kind (and its name) or
    nothing. Raises ConfigError.
    """
    if not isinstance(field, Mapping):
        raise ConfigError("the description holds a field that is none: each is an object with a 'name'")
    found: dict[str, Any] = dict(field)
    for key in numbers:
        if found.get(key) is not None and type(found[key]) is not int:
            raise _wrong(found, key, "a whole number")
    for key, (kind, named) in strict.items():
        if found.get(key) is not None and not isinstance(found[key], kind):
            raise _wrong(found, key, named)
    found.update({key: found[key] if isinstance(found.get(key), str) else "" for key in texts})
    found.update({key: [part for part in _listed(found.get(key)) if isinstance(part, str)] for key in lists})
    found[options] = [one for part in _listed(found.get(options)) if (one := _option(part)) is not None]
    return found


def _wrong(field: Mapping[str, Any], key: str, wanted: str) -> ConfigError:
    return ConfigError(
        brief(f"the description of {field.get('name')!s:.80} holds {key!r} {field[key]!r:.40}, not {wanted}")
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _option(part: Any) -> dict[str, Any] | None:
    value = part.get("value") if isinstance(part, Mapping) else None
    if not isinstance(value, str | int | float) or value == "":
        return None
    return {**part, "value": str(value), "active": part.get("active") is not False}
