"""Saved files in whatever form a spreadsheet or a terminal left them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy_sync.config.samples import ROWS, read_json, read_samples
from advocacy_sync.kernel.errors import ConfigError


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content)
    return path


TEXT = 'Name;Länd\r\n"Müller; Söhne";AT\r\nx\r\n\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    assert read_samples(saved(tmp_path, TEXT.encode(encoding))) == {"Name": ["Müller; Söhne", "x"], "Länd": ["AT", ""]}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_told_by_the_header(tmp_path: Path, sign: str) -> None:
    text = f"Id{sign}Name{sign}Web\n1{sign}Acme{sign}acme.com\n"
    assert read_samples(saved(tmp_path, text.encode())) == {"Id": ["1"], "Name": ["Acme"], "Web": ["acme.com"]}


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert read_samples(saved(tmp_path, b"Name\nAcme\n")) == {"Name": ["Acme"]}


def test_of_many_rows_the_first_are_read(tmp_path: Path) -> None:
    assert len(read_samples(saved(tmp_path, b"Name\n" + b"x\n" * (ROWS + 50)))["Name"]) == ROWS


def test_cells_without_a_header_and_headers_that_stand_twice_are_left_out(tmp_path: Path) -> None:
    assert read_samples(saved(tmp_path, b"A,,A\n1,2,3,4\n")) == {"A": ["1"]}


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n1,2,3\n"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ConfigError, match="no header"):
        read_samples(saved(tmp_path, content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.csv cannot be read"):
        read_samples(tmp_path / "none.csv")


def test_json_is_read_with_or_without_a_mark_and_a_mistake_has_its_place(tmp_path: Path) -> None:
    assert read_json(saved(tmp_path, b"\xef\xbb\xbf[1]")) == [1]
    with pytest.raises(ConfigError, match=r"rows\.csv:2:\d+ is not JSON"):
        read_json(saved(tmp_path, b'{\n"a": }'))
