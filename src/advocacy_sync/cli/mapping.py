"""`mapping suggest` and `mapping fields`: from an object's description and a few rows to a draft of its mapping."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, shown
from .output import guarded, log_to_stderr, say, table

if TYPE_CHECKING:
    from advocacy_sync.config.settings import Settings
    from advocacy_sync.mapping.suggest.columns import Described
    from advocacy_sync.mapping.suggest.draft import Draft
    from advocacy_sync.mapping.suggest.propose import Proposal
    from advocacy_sync.ports.store import Store
    from advocacy_sync.services.connected import Connected

__all__ = ["Crm", "mapping_fields", "mapping_suggest", "store_there"]


class Crm(StrEnum):
    SALESFORCE = "salesforce"
    HUBSPOT = "hubspot"


def mapping_suggest(
    crm: Annotated[Crm, typer.Option(help="Whose object it is.", case_sensitive=False)],
    object_name: Annotated[str, typer.Option("--object", help="The object's API name: Account, Visit__c, deals.")],
    describe: Annotated[
        Path | None, typer.Option(help="The vendor's answer as JSON: an sObject describe, or a list of properties.")
    ] = None,
    samples: Annotated[Path | None, typer.Option(help="A CSV of rows; its header names fields.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the draft goes: a file, or a folder.")] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Which field is what, how surely and why; and the draft of a mapping file, which overwrites none.

    Without --describe the org of the settings is asked, and unless --samples gives rows, some fifty are read
    from it, which nothing keeps. With --json the draft is only written where --out says so.
    """
    with guarded(as_json):
        name = object_name.strip()
        target = _target(crm.value, name, out, config) if out is not None or not as_json else None
        proposal, told = _proposal(crm.value, name, describe, samples, config)
        written = _write(proposal, target) if target is not None else None
        document = {"suggestions": [asdict(one) for one in proposal.suggestions]}

        def show() -> None:
            _show(proposal)
            if told:
                say(told)
            if written is not None and target is not None:
                _tell(written, target, config)

        shown(as_json, document, show)


def _proposal(crm: str, name: str, describe: Path | None, samples: Path | None, config: Path) -> tuple[Proposal, str]:
    """The proposal, and which rows an org was asked for."""
    from advocacy_sync.config.samples import read_json, read_samples
    from advocacy_sync.mapping.suggest.columns import described
    from advocacy_sync.mapping.suggest.propose import propose

    given = read_samples(samples) if samples is not None else None
    if describe is not None:
        return propose(crm, described(crm, name, read_json(describe)), given), ""
    return _live(crm, name, given, config)


def _live(crm: str, name: str, given: dict[str, list[str]] | None, config: Path) -> tuple[Proposal, str]:
    from advocacy_sync.compose import connect, load_settings
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.suggest.propose import propose
    from advocacy_sync.services.suggest import live

    settings = load_settings(config)
    events = log_to_stderr("warning", "text")
    names = [key for key, connection in settings.connections.items() if connection.crm == crm]
    if not names:
        raise ConfigError(f"the settings have no {crm} connection; give the vendor's answer by --describe")
    connections = [connect(key, settings, rank, events) for rank, key in enumerate(names)]
    connection, found = live(connections, crm, name)
    told = ""
    if given is None:
        given, told = _rows(settings, connection, found)
    return propose(crm, found, given), told


def _rows(settings: Settings, connection: Connected, found: Described) -> tuple[dict[str, list[str]], str]:
    """Cells by field of rows of the org, else of those that are kept; and which they are, in words."""
    from advocacy_sync.services.suggest import asked_samples, kept_ids, kept_samples

    store = store_there(settings)
    sampled = asked_samples(connection, found, kept_ids(store, connection, found.name) if store else ())
    calls = f"{sampled.calls} call{'s' if sampled.calls != 1 else ''}"
    if sampled.rows:
        rows = f"{sampled.rows} row{'s' if sampled.rows != 1 else ''}"
        return sampled.cells, f"Samples: {rows} with all fields, read from {connection.name} in {calls}; none is kept."
    kept = kept_samples(store, connection, found.name) if store else {}
    instead = "the kept rows are the samples, which hold mapped fields only" if kept else "there are no samples"
    return kept, f"No rows could be read from {connection.name} ({sampled.why}): {instead}."


def store_there(settings: Settings) -> Store | None:
    """The store, for a look at what is kept; None where there is none yet or it is out of reach, and none is made."""
    from advocacy_sync.compose import open_store
    from advocacy_sync.kernel.errors import AdvocacyError

    head, _, path = settings.store_url().partition("sqlite:///")
    if not head and path and not Path(path).exists():
        return None
    try:
        return open_store(settings)
    except AdvocacyError:
        return None


# --- the draft ------------------------------------------------------------------------------------


def _target(crm: str, name: str, out: Path | None, config: Path) -> Path:
    """Where the draft goes. Raises ConfigError if a file is there, before anything is asked of anybody."""
    from advocacy_sync.compose import load_settings
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.suggest.draft import file_name

    target = out / file_name(name) if out is not None and out.is_dir() else out
    if target is None:
        own = load_settings(config).mappings.path if config.exists() else None
        target = (own / crm if own is not None else Path()) / file_name(name)
    if target.exists():
        raise ConfigError(
            f"{target} is there, and a draft overwrites nothing: name another file by --out, or move it away"
        )
    return target


def _write(proposal: Proposal, target: Path) -> Draft:
    from advocacy_sync.config.documents import read_document
    from advocacy_sync.config.files import packaged_mappings
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.document import MappingDocument
    from advocacy_sync.mapping.suggest.draft import draft, file_name

    ours = packaged_mappings() / proposal.crm / file_name(proposal.described.name)
    document = read_document(ours, MappingDocument)[0] if proposal.key is not None and ours.exists() else None
    packaged = document.content if document is not None else None
    made = draft(proposal, packaged, over=packaged is not None and target.name == ours.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(made.text)
    except FileExistsError:
        raise ConfigError(f"{target} is there, and a draft overwrites nothing: name another file by --out") from None
    except OSError as error:
        raise ConfigError(f"{target} cannot be written ({error.strerror or type(error).__name__})") from None
    return made


def _show(proposal: Proposal) -> None:
    rows, before = [], ""
    for one in proposal.suggestions:
        canonical = one.canonical if one.canonical != before else ""
        rows.append((canonical, one.source, f"{one.confidence:.2f}", one.reason))
        before = one.canonical
    if rows:
        table(f"{proposal.described.name}: {', '.join(proposal.records)}", ["canonical", "field", "sure", "why"], rows)
    else:
        say(f"No field of {proposal.described.name} looks like anything we read.")


def _tell(made: Draft, target: Path, config: Path) -> None:
    for what in made.decide:
        say(f"decide: {what}")
    say(f"Draft: {target}. Read it, then: advocacy-sync mapping check --offline")
    if not config.exists() or target.parent == Path():
        say(f"It is used once it lies in the folder that mappings.path names in {config}, under the CRM's name.")


# --- the canonical names --------------------------------------------------------------------------


def mapping_fields(as_json: Json = False) -> None:
    """The canonical fields: record, type, whether they are needed, their choices, and what they mean."""
    from advocacy_sync.records.meanings import canonical_fields

    found = canonical_fields()
    document: list[dict[str, Any]] = [
        {
            "canonical": one.name,
            "record": one.record,
            "type": one.shape,
            "required": one.required,
            "choices": list(one.choices),
            "meaning": one.meaning,
        }
        for one in found
    ]

    def show() -> None:
        rows = [
            (one.name, one.shape, "yes" if one.required else "", _meaning(one.meaning, one.choices)) for one in found
        ]
        table("Canonical fields", ["canonical", "type", "needed", "meaning"], rows)

    shown(as_json, {"fields": document}, show)


def _meaning(meaning: str, choices: tuple[str, ...]) -> str:
    return f"{meaning} One of {', '.join(choices)}." if choices else meaning
