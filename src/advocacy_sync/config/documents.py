"""YAML files as typed documents; what is wrong with one comes as findings with file, line and column.

YAML 1.2 by ruamel.yaml: `NO` stays text, a duplicate key is an error. Anchors are refused before
anything is built: a few lines of them can stand for gigabytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.mapping.check import did_you_mean

__all__ = ["Document", "parse_document", "read_document"]

M = TypeVar("M", bound=BaseModel)
LARGEST_FILE = 1_000_000
DEEPEST = 30  # reading takes time with the square of the depth


@dataclass(frozen=True)
class Document(Generic[M]):
    """A file that has been read: its content, and where each part of it stands."""

    file: str
    content: M
    tree: Any

    def place(self, *path: str | int) -> Place:
        return _place(self.file, self.tree, path)


def read_document(path: Path, model: type[M], shown: str | None = None) -> tuple[Document[M] | None, list[Finding]]:
    """The file as a document, or None and why. `shown` is the name for messages."""
    file = shown or str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None, [_finding("file.size", "is larger than 1 MB; settings are not", Place(file))]
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [_finding("file.unreadable", f"cannot be read ({reason})", Place(file), "Check path and rights.")]
    except UnicodeDecodeError:
        return None, [_finding("file.encoding", "is not UTF-8 text", Place(file), "Save it as UTF-8.")]
    return parse_document(text, model, file)


def parse_document(text: str, model: type[M], file: str) -> tuple[Document[M] | None, list[Finding]]:
    try:
        tree = _load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        said = str(error.problem or error.context or "is not YAML")
        # ruamel quotes both values of a key that stands twice; a store's address may hold a password.
        return None, [_finding("yaml.syntax", said.partition(" with value ")[0], place)]
    except (YAMLError, ValueError, RecursionError) as error:
        return None, [_finding("yaml.syntax", str(error).splitlines()[0] if str(error) else "is not YAML", Place(file))]
    if not isinstance(tree, CommentedMap):
        return None, [_finding("yaml.shape", "holds no settings (a mapping of names to values)", Place(file))]
    try:
        return Document(file, model.model_validate(_plain(tree)), tree), []
    except ValidationError as error:
        return None, [_translate(found, model, file, tree) for found in error.errors()]


def _load(text: str) -> Any:
    depth = 0
    for event in YAML(typ="rt").parse(io.StringIO(text)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"is nested deeper than {DEEPEST} levels")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise ValueError("anchors and aliases (& and *) are not accepted; write the value out")
    return YAML(typ="rt").load(text)


def _plain(value: Any) -> Any:
    if isinstance(value, CommentedMap):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, CommentedSeq):
        return [_plain(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def _translate(found: Any, model: type[BaseModel], file: str, tree: Any) -> Finding:
    path = tuple(found["loc"])
    name = str(path[-1]) if path else ""
    if found["type"] == "extra_forbidden":
        remedy = did_you_mean(name, _known_keys(model, path[:-1]))
        return _finding("key.unknown", f"{name!r} is no known setting here", _place(file, tree, path), remedy)
    if found["type"] == "missing":
        return _finding("key.missing", f"{name!r} is missing", _place(file, tree, path[:-1]), "Add it.")
    remedy = ""
    if found["type"] == "literal_error":
        remedy = did_you_mean(str(found["input"]), _literals(found))
    where = ".".join(str(part) for part in path)
    said = found["msg"].removeprefix("Value error, ")
    return _finding("value.invalid", f"{where}: {said[:1].lower()}{said[1:]}", _place(file, tree, path), remedy)


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


def _place(file: str, tree: Any, path: tuple[Any, ...]) -> Place:
    """The spot of a key or item; of the closest parent that exists where it does not."""
    line, column = 0, 0
    here = tree
    for part in path:
        try:
            if isinstance(here, CommentedMap):
                line, column = here.lc.key(part)
            elif isinstance(here, CommentedSeq):
                line, column = here.lc.item(part)
            here = here[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return Place(file, line + 1, column + 1)


def _finding(code: str, message: str, place: Place, remedy: str = "") -> Finding:
    return Finding(code=code, message=message, place=place, remedy=remedy)
