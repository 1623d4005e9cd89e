"""Four hundred spoiled mapping files: each is a document or has findings, soon, and none raises."""

from __future__ import annotations

import time
from pathlib import Path

import orjson
import pytest

from advocacy_sync.cli.output import finding_document
from advocacy_sync.config.documents import Document, read_layers
from advocacy_sync.config.files import Layers, mapping_files
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.mapping.advice import advise
from advocacy_sync.mapping.check import check_document, check_schema
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.rights import excess, rights
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema
from mapping.malformed import SPOILERS, spoiled

FILES = 400
PARTS = 20
SECONDS = 20  # for one file, on a machine that has other work; the slowest needs about one
KINDS: dict[str, FieldType] = {"Name": "text", "Email": "email", "Type": "picklist", "Advocacy_Signals__c": "text"}
SCHEMA = ObjectSchema(
    name="X",
    label="X",
    fields={
        name: FieldSchema(name=name, label=name, type=kind, updateable=True, length=9, options=("A", "B"))
        for name, kind in KINDS.items()
    },
)
PACKAGED = [layers.file for crm in ("salesforce", "hubspot") for layers in mapping_files(crm, None).values()]


def read(layers: Layers) -> tuple[Document[MappingDocument] | None, list[Finding]]:
    """A file as `mapping check` reads it, against an object that has next to nothing."""
    document, findings = read_layers(layers, MappingDocument)
    if document is not None:
        wrong = check_document(document.content, document.place)
        findings = [*findings, *wrong]
        if not any(one.severity == "error" for one in findings):
            findings += check_schema(document.content, SCHEMA, document.place)
            findings += advise(document.content, SCHEMA, document.place, longest={"signals": 99})
            told = excess("org", [rights(document.content, SCHEMA)])
            assert all(finding.subject == "org" for finding in told)
    return document, findings


def tell(findings: list[Finding]) -> None:
    """What is said of the file can be written out, and stays short."""
    for finding in findings:
        assert finding.place is not None
        assert (finding.place.line, finding.place.column) >= (1, 1)
        assert finding.code
        assert len(finding.message) < 1_000
        assert len(str(finding).encode()) < 3_000
        orjson.dumps(finding_document(finding))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_spoiled_file_has_findings_or_is_a_document(part: int, tmp_path: Path) -> None:
    for seed in range(part * FILES // PARTS, (part + 1) * FILES // PARTS):
        whole = PACKAGED[seed % len(PACKAGED)]
        path = tmp_path / whole.name
        path.write_bytes(spoiled(whole.read_bytes(), seed))
        for layers in (Layers(path), Layers(path, whole), Layers(whole, path)):
            begun = time.monotonic()
            document, findings = read(layers)
            assert document is not None or findings, f"seed {seed}: nothing is said"
            assert time.monotonic() - begun < SECONDS, f"seed {seed}"
            tell(findings)


def test_most_of_the_spoiled_files_are_told_and_every_kind_of_slip_is_among_them(tmp_path: Path) -> None:
    path, told = tmp_path / "contact.yaml", 0
    whole = next(file for file in PACKAGED if file.name == "contact.yaml")
    for seed in range(3 * len(SPOILERS)):
        path.write_bytes(spoiled(whole.read_bytes(), seed))
        told += bool(read(Layers(path))[1])
    assert told > 2 * len(SPOILERS)


@pytest.mark.parametrize("levels", [2, 9, 40])
def test_a_bomb_is_refused_before_it_is_built(levels: int, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.yaml"
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels))]
    bomb.write_text("object: Account\n" + "\n".join(lines))
    document, [finding] = read(Layers(bomb))
    assert (document, finding.code) == (None, "yaml.syntax")
    assert "anchors" in finding.message
