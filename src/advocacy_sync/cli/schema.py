"""`mapping schema`: the JSON Schema of mapping files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .output import guarded, say

__all__ = ["mapping_schema"]


def mapping_schema(
    out: Annotated[Path | None, typer.Option(help="Where it goes; without it, to stdout.")] = None,
) -> None:
    """The JSON Schema of mapping files: completion, meanings and checks while you type."""
    with guarded(False):
        from advocacy_sync.mapping.editor import schema

        text = _json(schema())
        if out is None:
            say(text)
        else:
            _write(out, text + "\n")
            say(f"{out} is written. Begin a mapping file with: # yaml-language-server: $schema={out}")


def _json(document: object) -> str:
    import orjson

    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _write(path: Path, text: str) -> None:
    """Over an older schema, over nothing else."""
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.editor import TITLE

    try:
        if path.exists() and TITLE not in path.read_text(encoding="utf-8", errors="replace")[:500]:
            raise ConfigError(f"{path} is there, and is no schema of ours: name another file by --out")
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror or type(error).__name__})") from None
