"""Where mappings and rules lie: the packaged ones, and an organisation's own folder beside them.

A mapping file of the organisation's folder is laid over the packaged one of the same name; a rule file replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Layers", "catalogue_file", "mapping_files", "packaged_mappings", "rule_file"]


@dataclass(frozen=True, slots=True)
class Layers:
    """The file of a mapping, and the packaged one that it is laid over, if there is one."""

    file: Path
    under: Path | None = None


def packaged_mappings() -> Path:
    """The copy inside an installed wheel, else the folder of the checkout that this code runs from."""
    installed = Path(__file__).parents[1] / "_mappings"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "mappings"


def mapping_files(crm: str, own: Path | None) -> dict[str, Layers]:
    """The mappings of a CRM by file name, sorted."""
    packaged, mine = _files(packaged_mappings() / crm), _files(own / crm) if own else {}
    found = {name: Layers(path) for name, path in packaged.items()}
    found |= {name: Layers(path, packaged.get(name)) for name, path in mine.items()}
    return {name: found[name] for name in sorted(found)}


def _files(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in folder.glob("*.yaml")}


def catalogue_file() -> Path:
    """The fields that are ours to ask for. An organisation names other fields in its mappings, not here."""
    return packaged_mappings() / "catalogue.yaml"


def rule_file(name: str, own: Path | None) -> Path:
    """A rule file such as `signals.yaml`, the organisation's own if it has one."""
    if own is not None and (own / "rules" / name).exists():
        return own / "rules" / name
    return packaged_mappings() / "rules" / name
