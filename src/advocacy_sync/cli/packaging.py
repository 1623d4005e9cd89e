"""The package of a CRM's fields, from the catalogue and the mappings: what goes into it, and writing it to a folder."""

from __future__ import annotations

from pathlib import Path

from advocacy_sync.compose import Findings, load_catalogue, load_mappings, load_settings
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.mapping.inbound import sources
from advocacy_sync.registry import find
from advocacy_sync.services.provision import wishes

__all__ = ["package_files", "write_package"]

MARK = "sfdx-project.json"  # by which a folder is known for a package, and may be replaced


def package_files(crm: str, config: Path | None = None) -> dict[str, str]:
    """Texts by path. Without settings the mappings are those that we ship."""
    maker = find(crm).package
    if maker is None:
        raise ConfigError(f"there is no package for {crm}; use 'advocacy-sync crm apply'")
    files, findings = load_mappings(crm, load_settings(config).mappings.path if config is not None else None)
    if any(found.severity == "error" for found in findings):
        raise Findings([found for found in findings if found.severity == "error"])
    used = [wish for wish in wishes(load_catalogue(), crm, files) if wish.place is not None]
    reads = {file.document.object: sources(file.document) for file in files}
    writes = {file.document.object: [line.field for line in file.document.push.values()] for file in files}
    return maker(
        [wish.spec for wish in used if not wish.adopted], [wish.spec for wish in used if wish.adopted], reads, writes
    )


def write_package(folder: Path, files: dict[str, str]) -> list[str]:
    """Write the files, and take away those of an earlier package that are no longer among them."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ConfigError(f"{folder} holds something else than a package; name an empty folder")
    for old in [path for path in folder.rglob("*") if path.is_file()]:
        if old.relative_to(folder).as_posix() not in files and old.name.endswith("-meta.xml"):
            old.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(files)
