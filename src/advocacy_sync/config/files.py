"""Where mappings and rules lie: the packaged ones, and an organisation's own folder beside them.

A file of the organisation's folder replaces the packaged one of the same name.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["mapping_files", "packaged_mappings", "rule_file"]


def packaged_mappings() -> Path:
    """The copy inside an installed wheel, else the folder of the checkout that this code runs from."""
    installed = Path(__file__).parents[1] / "_mappings"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "mappings"


def mapping_files(crm: str, own: Path | None) -> list[Path]:
    """The mapping files of a CRM, sorted by name."""
    found: dict[str, Path] = {}
    for root in [packaged_mappings(), *([own] if own else [])]:
        for path in sorted((root / crm).glob("*.yaml")):
            found[path.name] = path
    return [found[name] for name in sorted(found)]


def rule_file(name: str, own: Path | None) -> Path:
    """A rule file such as `signals.yaml`, the organisation's own if it has one."""
    if own is not None and (own / "rules" / name).exists():
        return own / "rules" / name
    return packaged_mappings() / "rules" / name
