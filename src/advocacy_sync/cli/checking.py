"""`mapping check`: mapping files against their language, against the live orgs, or against a vendor's saved answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .mapping import Crm, store_there
from .options import DEFAULT_CONFIG, Config, Json, finish
from .output import finding_document, guarded, say, show_json

if TYPE_CHECKING:
    from advocacy_sync.mapping.rights import Rights
    from advocacy_sync.services.checking import Checked, Packaged

__all__ = ["mapping_check"]

WIDTH, MANY = 118, 10


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def mapping_check(
    config: Config = DEFAULT_CONFIG,
    offline: Annotated[bool, typer.Option("--offline", help="Only the files, not the live orgs.")] = False,
    describe: Annotated[
        Path | None, typer.Option(help="Against this saved answer: an sObject describe, or a list of properties.")
    ] = None,
    crm: Annotated[
        Crm | None, typer.Option(help="Whose answer it is, where that cannot be seen.", case_sensitive=False)
    ] = None,
    object_name: Annotated[
        str | None, typer.Option("--object", help="The object of the answer; a list of properties does not say it.")
    ] = None,
    show_rights: Annotated[bool, typer.Option("--rights", help="The rights that the mappings need, as lists.")] = False,
    form: Annotated[
        Form, typer.Option("--format", help="sarif and github: for code hosts.", case_sensitive=False)
    ] = Form.TEXT,
    as_json: Json = False,
) -> None:
    """Mapping files against their language and against the live orgs: file, line, remedy."""
    form = Form.JSON if as_json else form
    with guarded(form in (Form.JSON, Form.SARIF)):
        if describe is not None:
            checked, packaged = _saved(config, describe, crm, object_name)
        else:
            checked, packaged = _files(config, offline=offline)
        _show(checked, form, str(describe or config), show_rights=show_rights)
        if form is Form.TEXT and any(one.place and packaged(one.place) for one in checked.findings):
            _tell_packaged()
    finish(not any(finding.severity == "error" for finding in checked.findings))


def _files(config: Path, *, offline: bool) -> tuple[Checked, Packaged]:
    """Every file of every CRM in the settings, and against the live orgs unless `offline`."""
    from advocacy_sync.compose import connect, load_mappings, load_settings
    from advocacy_sync.registry import find
    from advocacy_sync.services.checking import Checked, check_live

    settings, checked = load_settings(config), Checked()
    crms = list(dict.fromkeys(connection.crm for connection in settings.connections.values()))
    packaged = _packaged(crms, settings.mappings.path)
    for crm in crms:
        checked.findings += load_mappings(crm, settings.mappings.path)[1]
    if offline or any(finding.severity == "error" for finding in checked.findings):
        return checked, packaged
    longest, store = _longest(settings.mappings.path), store_there(settings)
    for rank, name in enumerate(settings.connections):
        connected = connect(name, settings, rank)
        found = check_live(connected, find(connected.crm), longest, packaged=packaged, store=store)
        checked.findings += found.findings
        checked.rights += found.rights
    return checked, packaged


def _packaged(crms: Iterable[str], own: Path | None) -> Packaged:
    """Whether a spot is of a file that comes with the program, and not of the organisation's folder."""
    from advocacy_sync.config.files import mapping_files, packaged_mappings

    layers = [one for crm in crms for one in mapping_files(crm, own).values()]
    mine = {str(one.file) for one in layers if not one.file.is_relative_to(packaged_mappings())}
    heads = tuple(f"{crm}/" for crm in crms)
    return lambda place: place.file.startswith(heads) and place.file not in mine


def _saved(config: Path, path: Path, crm: Crm | None, name: str | None) -> tuple[Checked, Packaged]:
    """The files of one object. Settings are needed only for where the own files lie."""
    from advocacy_sync.compose import load_mappings, load_settings
    from advocacy_sync.config.samples import read_json
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.registry import find
    from advocacy_sync.services.checking import Checked, check_saved

    answer = read_json(path)
    told = answer if isinstance(answer, dict) else {}
    vendor = (crm or (Crm.SALESFORCE if "fields" in told else Crm.HUBSPOT)).value
    wanted = (name or str(told.get("name") or "")).strip()
    if not wanted:
        raise ConfigError(f"{path} does not say of which object it is: name it by --object")
    own = load_settings(config).mappings.path if config != DEFAULT_CONFIG or config.exists() else None
    files, findings = load_mappings(vendor, own)
    checked = Checked(findings)
    packaged = _packaged([vendor], own)
    found = check_saved(find(vendor), wanted, answer, files, _longest(own), packaged=packaged)
    if not found.rights and not any(finding.severity == "error" for finding in findings):
        checked.findings.append(_none(vendor, wanted))
    checked.findings += found.findings
    checked.rights += found.rights
    return checked, packaged


def _none(crm: str, name: str) -> Any:
    from advocacy_sync.kernel.finding import Finding

    remedy = f"advocacy-sync mapping suggest --crm {crm} --object {name} writes a draft."
    text = f"no mapping file of {crm} is for this object"
    return Finding(code="mapping.none", message=text, subject=name, remedy=remedy)


def _longest(own: Path | None) -> Mapping[str, int]:
    """By pushed text the most characters it can have; nothing while the rules cannot be read, which `doctor` tells."""
    from advocacy_sync.compose import load_rules
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.advice import longest_texts

    try:
        rules = load_rules(own)
    except ConfigError:
        return {}
    return longest_texts((rule.label for rule in rules.signals.rules.rules), rules.staleness.facts)


# --- showing it -----------------------------------------------------------------------------------


def _show(checked: Checked, form: Form, file: str, *, show_rights: bool) -> None:
    from importlib.metadata import version

    from .annotations import github_lines, sarif

    if form is Form.JSON:
        findings: list[Any] = [finding_document(finding) for finding in checked.findings]
        rights = [{"connection": whose, **asdict(one)} for whose, one in checked.rights]
        show_json({"findings": findings, "rights": rights} if show_rights else findings)
    elif form is Form.SARIF:
        show_json(sarif(checked.findings, version("advocacy-sync"), file))
    elif form is Form.GITHUB:
        for line in github_lines(checked.findings):
            say(line)
    else:
        for finding in checked.findings:
            say(f"{finding.severity}: {finding}")
        for whose, one in checked.rights if show_rights else []:
            _show_rights(whose, one)
        say(_sum(checked))


def _sum(checked: Checked) -> str:
    """`3 findings: 1 error, 2 notices.`"""
    parts = []
    for severity in ("error", "warning", "notice"):
        count = sum(finding.severity == severity for finding in checked.findings)
        parts += [f"{count} {severity}{'s' if count > 1 else ''}"] if count else []
    count = len(checked.findings)
    return f"{count} finding{'s' if count != 1 else ''}" + (f": {', '.join(parts)}." if parts else ".")


def _show_rights(whose: str, one: Rights) -> None:
    from advocacy_sync.kernel.finding import brief

    say(f"rights: {whose} {brief(one.object)}")
    said = {
        "reads": one.reads,
        "edits": one.edits,
        "missing or not to be seen": one.unseen,
        "may not edit": one.no_edit,
        "may edit, and need not": one.more,
    }
    for what, names in said.items():
        if names:
            _wrap(f"  {what}{f' ({len(names)})' if len(names) > MANY else ''}:", [brief(name) for name in names])
    if one.more is None:
        say("  what the login may edit is told by its scopes, not field by field")


def _wrap(head: str, names: Sequence[str]) -> None:
    """On the head's line if there is room, else beneath it."""
    text = ", ".join(names)
    if len(head) + 1 + len(text) <= WIDTH:
        say(f"{head} {text}")
        return
    say(head)
    for line in wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False,
                     break_on_hyphens=False):  # fmt: skip
        say(line)


def _tell_packaged() -> None:
    from advocacy_sync.config.files import packaged_mappings

    say(
        f"Files without a folder of yours before them (salesforce/…, hubspot/…) come with the program and lie in "
        f"{packaged_mappings()}. Leave them as they are: a file of the same name in the folder of mappings.path, under "
        f"salesforce/ or hubspot/, is laid over ours and says only what is different (docs/mappings.md)."
    )
