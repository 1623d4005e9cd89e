"""YAML files as typed documents; what is wrong with one comes as findings with file, line and column.

YAML 1.2 by ruamel.yaml: `NO` stays text, a duplicate key is an error. Anchors are refused before
anything is built: a few lines of them can stand for gigabytes.
"""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent
from ruamel.yaml.reader import ReaderError

from advocacy_sync.kernel.finding import Finding, Place, brief
from advocacy_sync.mapping.check import did_you_mean

from .files import Layers
from .parts import Part, laid_over, part_of

__all__ = ["Document", "parse_document", "read_document", "read_layers"]

M = TypeVar("M", bound=BaseModel)
LARGEST_FILE = 1_000_000
DEEPEST = 30  # reading takes time with the square of the depth
_MAPPING, _WHOLE = "should be names with values", "should be a whole number"
_IN_WORDS = {  # by pydantic's type of error
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": "should be a list",
    "string_type": "should be text",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
}
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Document(Generic[M]):
    """A file that has been read, or one laid over another: its content, and where each part of it stands."""

    content: M
    part: Part

    def place(self, *path: str | int) -> Place:
        return self.part.spot(path)


def read_document(path: Path, model: type[M], shown: str | None = None) -> tuple[Document[M] | None, list[Finding]]:
    """The file as a document, or None and why. `shown` is the name for messages."""
    part, findings = _read(path, shown)
    return (None, findings) if part is None else _document(part, model)


def parse_document(text: str, model: type[M], file: str) -> tuple[Document[M] | None, list[Finding]]:
    """As `read_document`, of a text."""
    part, findings = _parse(text, file)
    return (None, findings) if part is None else _document(part, model)


def read_layers(layers: Layers, model: type[M], shown: str | None = None) -> tuple[Document[M] | None, list[Finding]]:
    """The mapping's file, laid over the packaged one unless it says `replaces: true`.

    `shown` is the name of the packaged file for messages; a finding names the file that has to be mended.
    """
    part, findings = _read(layers.file, shown if layers.under is None else None)
    if part is not None and layers.under is not None and part.plain().get("replaces") is not True:
        base, findings = _read(layers.under, shown)
        part, findings = laid_over(base, part) if base is not None else (None, findings)
    if part is None:
        return None, findings
    document, wrong = _document(part, model)
    return document, findings + wrong


def _document(part: Part, model: type[M]) -> tuple[Document[M] | None, list[Finding]]:
    """Parts as a document of the model's shape, or None and what does not fit."""
    try:
        return Document(model.model_validate(part.plain()), part), []
    except ValidationError as error:
        return None, _translated(error.errors(), model, part)


def _read(path: Path, shown: str | None = None) -> tuple[Part | None, list[Finding]]:
    """The file as YAML, whatever it holds; None and why where it cannot be read."""
    file = shown or str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe may wait for ever, a device never end
            return None, [_finding("file.unreadable", "cannot be read (is no file)", Place(file), "Name a file.")]
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)  # whatever size it claims
        if len(content) > LARGEST_FILE:
            return None, [_finding("file.size", "is larger than 1 MB; settings are not", Place(file))]
        text = content.decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [_finding("file.unreadable", f"cannot be read ({reason})", Place(file), "Check path and rights.")]
    except UnicodeDecodeError:
        return None, [_finding("file.encoding", "is not UTF-8 text", Place(file), "Save it as UTF-8.")]
    return _parse(text, file)


def _parse(text: str, file: str) -> tuple[Part | None, list[Finding]]:
    try:
        tree = _load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        said = str(error.problem or error.context or "is not YAML")
        # ruamel quotes both values of a key that stands twice; a store's address may hold a password.
        return None, [_finding("yaml.syntax", said.partition(" with value ")[0], place)]
    except ReaderError as error:
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [_finding("yaml.syntax", f"holds a character that YAML does not take ({error.reason})", place)]
    except (YAMLError, ValueError, RecursionError) as error:
        return None, [_finding("yaml.syntax", str(error).splitlines()[0] if str(error) else "is not YAML", Place(file))]
    if not isinstance(tree, CommentedMap):
        return None, [_finding("yaml.shape", "holds no settings (a mapping of names to values)", Place(file))]
    return part_of(tree, file), []


def _load(text: str) -> Any:
    depth = 0
    for event in YAML(typ="rt").parse(io.StringIO(text)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise _refusal(f"is nested deeper than {DEEPEST} levels", event)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _refusal("anchors and aliases (& and *) are not accepted; write the value out", event)
        if isinstance(event, ScalarEvent) and _IMPOSSIBLE.search(str(event.value)):
            raise _refusal("a text holds the character 0 or half a character, which no database takes", event)
    return YAML(typ="rt").load(text)


def _refusal(why: str, event: Event) -> MarkedYAMLError:
    return MarkedYAMLError(problem=why, problem_mark=event.start_mark)


def _translated(errors: Sequence[Any], model: type[BaseModel], part: Part) -> list[Finding]:
    """Findings, one for each spot: a key that takes several kinds is told once, with all of them."""
    findings: list[Finding] = []
    refused: dict[tuple[Any, ...], list[Any]] = {}
    for found in errors:
        path = tuple(found["loc"])
        name = str(path[-1]) if path else ""
        if found["type"] == "extra_forbidden":
            remedy = did_you_mean(name, _known_keys(model, path[:-1]))
            findings.append(_finding("key.unknown", f"{name!r} is no known setting here", part.spot(path), remedy))
        elif found["type"] == "missing":
            findings.append(_finding("key.missing", f"{name!r} is missing", part.spot(path[:-1]), "Add it."))
        else:
            refused.setdefault(_written(part, path), []).append(found)
    return findings + [_refused(path, found, part) for path, found in refused.items()]


def _refused(path: tuple[Any, ...], errors: Sequence[Any], part: Part) -> Finding:
    remedies = [did_you_mean(str(one["input"]), _literals(one)) for one in errors if one["type"] == "literal_error"]
    said = list(dict.fromkeys(_said(one) for one in errors))
    rest = [one.removeprefix("should be ") if said[0].startswith("should be ") else one for one in said[1:]]
    where = _named(part, path)
    text = " or ".join([said[0], *rest])
    return _finding("value.invalid", f"{where}: {text}" if where else text, part.spot(path), "".join(remedies[:1]))


def _said(found: Any) -> str:
    if found["loc"] and found["loc"][-1] == "[key]":
        return "the name itself has to be text"
    said = str(found["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return _IN_WORDS.get(found["type"]) or f"{said[:1].lower()}{said[1:]}"


def _written(part: Part, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The steps of a path that stand in the file, without those that name one of several kinds."""
    steps: list[Any] = []
    for step in path:
        inner = _step(part, step)
        if inner is not None:
            part = inner
            steps.append(step)
    return tuple(steps)


def _step(part: Part, step: Any) -> Part | None:
    if isinstance(part.value, dict):
        return part.value.get(step)
    if isinstance(part.value, list) and isinstance(step, int) and step < len(part.value):
        return part.value[step]
    return None


def _named(part: Part, path: tuple[Any, ...]) -> str:
    """A path in the words of the file: an entry of a list by what it calls itself. A number would count the
    entries of two files laid over each other."""
    said: list[str] = []
    for step in path:
        inner = _step(part, step)
        own = _own_name(inner) if isinstance(part.value, list) else str(step)
        said += [own] if own else []
        part = inner or part
    return ".".join(said)


def _own_name(part: Part | None) -> str:
    entry = part.plain() if part is not None else None
    said = [entry.get(key) for key in ("record", "name")] if isinstance(entry, dict) else []
    return next((one for one in said if isinstance(one, str)), "")


def _literals(found: Any) -> list[str]:
    return [part.strip().strip("'") for part in found["ctx"]["expected"].replace(" or ", ", ").split(",")]


def _known_keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys that a model accepts at a path; empty where it cannot be followed."""
    here: Any = model
    for part in path:
        here = _inside(here, part)
    if not _is_model(here):
        return []
    return [field.alias or name for name, field in here.model_fields.items()]


def _inside(annotation: Any, part: Any) -> Any:
    """What a model holds under a name, and what `list[X]` or `dict[str, X]` hold of one item; None if unknown."""
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next((_bare(field.annotation) for name, field in fields if part in (name, field.alias)), None)
    return _bare(get_args(annotation)[-1]) if get_origin(annotation) in (list, dict) else None


def _bare(annotation: Any) -> Any:
    """`X | None` and `Annotated[X, …]` as X."""
    while get_args(annotation) and get_origin(annotation) not in (list, dict):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _finding(code: str, message: str, place: Place, remedy: str = "") -> Finding:
    return Finding(code=code, message=brief(message), place=place, remedy=brief(remedy))
