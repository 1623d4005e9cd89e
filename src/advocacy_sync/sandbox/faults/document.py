"""Reads a fault plan from a YAML or JSON file. What it does not know it refuses, with the file's line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from advocacy_sync.kernel.clock import parse_instant
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.faults.plan import WHAT, Plan, Rule, What, When

__all__ = ["read_plan"]

T = TypeVar("T")


def read_plan(path: Path) -> Plan:
    """The plan in the file. Raises ConfigError, with file and line, for what is no plan."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the fault plan cannot be read ({type(error).__name__})") from None
    try:
        found = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: {error.problem}") from None
    return _Reader(path).plan(found)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def plan(self, node: Any) -> Plan:
        top = self._mapping(node, 1, "a fault plan", ("seed", "rules"))
        listed = top.get("rules") or []
        if not isinstance(listed, list):
            raise self._wrong(top, "rules", "rules must be a list")
        seed = self._value(top, "seed", "int") if "seed" in top else 0
        return Plan(seed=seed, rules=tuple(self._rule(one, place, listed) for place, one in enumerate(listed)))

    def _rule(self, node: Any, place: int, listed: Any) -> Rule:
        line = listed.lc.item(place)[0] + 1
        rule = self._mapping(node, line, "a rule", ("name", "when", *WHAT))
        kinds = [key for key in rule if key in WHAT]
        if len(kinds) != 1:
            raise ConfigError(f"{self._path}:{line}: a rule does one thing, one of {', '.join(WHAT)}")
        when = self._made(When, rule["when"], self._line(rule, "when")) if "when" in rule else When()
        what: What = self._made(WHAT[kinds[0]], rule[kinds[0]], self._line(rule, kinds[0]))
        try:
            return Rule(name=str(rule.get("name", "")), when=when, what=what)
        except ValueError as error:
            raise ConfigError(f"{self._path}:{line}: {error}") from None

    def _made(self, kind: type[T], node: Any, line: int) -> T:
        """A dataclass of the language out of a mapping, or out of its one most telling value."""
        fields = {one.name.rstrip("_"): one for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
        short = getattr(kind, "SHORT", None)
        if not isinstance(node, Mapping) and short is not None:
            node = CommentedMap({short: node})
        mapping = self._mapping(node, line, kind.__name__.lower(), tuple(fields))
        given = {fields[key].name: self._value(mapping, key, str(fields[key].type), line) for key in mapping}
        try:
            return kind(**given)
        except (TypeError, ValueError) as error:
            words = str(error) if isinstance(error, ValueError) else f"{kind.__name__.lower()}: {_missing(error)}"
            raise ConfigError(f"{self._path}:{line}: {words}") from None

    def _value(self, mapping: Any, key: str, kind: str, line: int = 1) -> Any:
        value = mapping[key]
        reader = _READERS[kind.removesuffix(" | None")]
        try:
            return reader(value)
        except (TypeError, ValueError):
            where = self._line(mapping, key, line)
            raise ConfigError(f"{self._path}:{where}: {key}: {value!r} is not {_WORDS[reader]}") from None

    def _mapping(self, node: Any, line: int, what: str, known: tuple[str, ...]) -> Any:
        if not isinstance(node, Mapping):
            raise ConfigError(f"{self._path}:{line}: {what} must be a mapping of {', '.join(known)}")
        for key in node:
            if key not in known:
                raise self._wrong(node, key, f"{what} has no {key!r}; it knows {', '.join(known)}")
        return node

    def _wrong(self, mapping: Any, key: Any, words: str) -> ConfigError:
        return ConfigError(f"{self._path}:{self._line(mapping, key)}: {words}")

    @staticmethod
    def _line(mapping: Any, key: Any, default: int = 1) -> int:
        try:
            return int(mapping.lc.key(key)[0]) + 1
        except (AttributeError, KeyError, TypeError):
            return default


def _missing(error: TypeError) -> str:
    return "it lacks " + str(error).rpartition("argument")[2].lstrip("s: ")


def _text(value: Any) -> str:
    if isinstance(value, Mapping | list | bool) or value is None:
        raise TypeError
    return str(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(_whole(one) for one in (value if isinstance(value, list) else [value]))


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return parse_instant(value.isoformat() if isinstance(value, date) else _text(value))


def _fields(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return {str(key): one for key, one in value.items()}


def _anything(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "str": _text, "int": _whole, "float": _number, "bool": _truth, "tuple[str, ...]": _texts,
    "tuple[int, ...]": _numbers, "datetime": _instant, "Mapping[str, Any]": _fields, "Any": _anything,
}  # fmt: skip
_WORDS: Mapping[Callable[[Any], Any], str] = {
    _text: "a text", _whole: "a whole number", _number: "a number", _truth: "true or false", _texts: "a list of texts",
    _numbers: "a list of whole numbers", _instant: "an instant such as 2026-03-02T08:00:00Z", _fields: "a mapping",
}  # fmt: skip
