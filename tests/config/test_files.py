"""Packaged mappings and rules, and an organisation's own beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy_sync.config.files import Layers, mapping_files, packaged_mappings, rule_file


def own(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("object: X\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_without_files_of_ones_own_the_packaged_ones_are_used_in_order(crm: str, tmp_path: Path) -> None:
    found = mapping_files(crm, None)
    assert [layers.file for layers in found.values()] == sorted((packaged_mappings() / crm).glob("*.yaml"))
    assert mapping_files(crm, tmp_path) == found


def test_a_file_of_ones_own_lies_over_the_packaged_one_of_its_name_and_others_are_added(tmp_path: Path) -> None:
    root = own(
        tmp_path, "salesforce/account.yaml", "salesforce/zebra.yaml", "salesforce/notes.txt", "hubspot/other.yaml"
    )
    found, packaged = mapping_files("salesforce", root), packaged_mappings() / "salesforce"
    assert found["account.yaml"] == Layers(root / "salesforce/account.yaml", packaged / "account.yaml")
    assert found["contact.yaml"] == Layers(packaged / "contact.yaml")
    assert found["zebra.yaml"] == Layers(root / "salesforce/zebra.yaml")
    assert list(found) == sorted({*mapping_files("salesforce", None), "zebra.yaml"})


def test_an_unknown_crm_has_the_files_of_ones_own_alone(tmp_path: Path) -> None:
    root = own(tmp_path, "pipedrive/deal.yaml")
    assert mapping_files("pipedrive", root) == {"deal.yaml": Layers(root / "pipedrive/deal.yaml")}
    assert mapping_files("pipedrive", None) == {}


def test_a_rule_file_of_ones_own_comes_first(tmp_path: Path) -> None:
    assert rule_file("signals.yaml", tmp_path) == packaged_mappings() / "rules/signals.yaml"
    root = own(tmp_path, "rules/signals.yaml")
    assert rule_file("signals.yaml", root) == root / "rules/signals.yaml"
    assert rule_file("staleness.yaml", root).exists()
