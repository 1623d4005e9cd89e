"""CSV from bytes to cells and back: CS-21 to CS-24, F-06."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_salesforce.cells import Table, line, read
from advocacy_sync.kernel.errors import RetryableError

# Texts that try to look like the borders of cells and lines.
texts = st.text(st.sampled_from('"^,\n\r ab;\t\u2028'), max_size=8)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=5)
)


def lines(table: Table) -> list[list[str]]:
    return [table.header, *table.lines(0, table.count)]


def quoted(rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


@settings(max_examples=500, deadline=None)
@given(tables, st.sampled_from(",^;|\t`"))
def test_every_cell_is_read_as_it_was_written(rows: list[list[str]], delimiter: str) -> None:
    assert lines(read(quoted(rows, delimiter), delimiter)) == rows


@settings(max_examples=300, deadline=None)
@given(tables)
def test_what_we_write_is_what_the_csv_module_writes(rows: list[list[str]]) -> None:
    assert b"".join(line(row, "^") for row in rows) == quoted(rows, "^")


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from('"^\na'), max_size=30))
def test_bytes_that_are_no_table_of_quoted_cells_are_never_split_into_one(text: str) -> None:
    try:
        found = lines(read(text.encode(), "^"))
    except RetryableError:
        return
    with io.StringIO(text, newline="") as given:
        assert [row for row in csv.reader(given, delimiter="^", strict=True) if row] == [row for row in found if row]


@pytest.mark.parametrize(
    ("content", "cell"),
    [
        (b'"Id","T"\n"a","one\ntwo\r\nthree"\n', "one\ntwo\r\nthree"),
        (b'"Id","T"\n"a","say ""hi"", then"\n', 'say "hi", then'),
        (b'"Id","T"\n"a","x, y;\tz|"\n', "x, y;\tz|"),
        (b'"Id","T"\n"a",","",""\n', None),
        (b'\xef\xbb\xbf"Id","T"\n"a","marked"\n', "marked"),
        (b'"Id","T"\r\n"a","N/A"\r\n', "N/A"),
        (b'"Id","T"\n"a","007"\n', "007"),
        (b"Id,T\na,bare\n", "bare"),
        ('"Id","T"\n"a","a\u2028b\x85c"\n'.encode(), "a\u2028b\x85c"),
        (b'"Id","T"\n"a",""\n', ""),
        (b'"Id","T"\n"a","' + b"x" * 200_000 + b'"\n', "x" * 200_000),
    ],
)
def test_a_cell_holds_what_the_vendor_wrote(content: bytes, cell: str | None) -> None:
    if cell is None:
        with pytest.raises(RetryableError):
            read(content, ",")
        return
    assert lines(read(content, ",")) == [["Id", "T"], ["a", cell]]


def test_nul_is_dropped_and_counted() -> None:
    found = read(b'"Id","T"\n"a","nu\0l\0"\n', ",")
    assert (lines(found)[1], found.nuls) == (["a", "nul"], 2)


@pytest.mark.parametrize(
    "content",
    [b'"Id","T"\n"a"\n', b'"Id"\n"a"b\n', b'"Id"\n"\xff"\n', b'"Id"\n"cut of', b'"Id","T"\n"a","b"\n"c","d","e"\n'],
)
def test_what_is_no_csv_is_an_error_and_no_row(content: bytes) -> None:
    with pytest.raises(RetryableError, match="no well-formed CSV"):
        read(content, ",")


@pytest.mark.parametrize("content", [b'"Id"\n', b""])
def test_a_file_without_rows_has_none(content: bytes) -> None:
    assert read(content, ",").count == 0


def test_lines_are_given_in_slices() -> None:
    found = read(b'"Id"\n"a"\n"b"\n"c"\n', ",")
    assert list(found.lines(1, 3)) == [["b"], ["c"]]
    assert list(found.lines(3, 9)) == []
