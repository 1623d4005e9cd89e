"""A body is read whole, or given up at the deadline of the call."""

from __future__ import annotations

import gzip
import io

import pytest
from urllib3 import HTTPResponse

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.transport.body import CHUNK, Deadline, TooLarge, read_body

AMPLE, OVER = 3600.0, -1.0


def response(content: bytes, encoding: str | None = None) -> HTTPResponse:
    headers = {"content-encoding": encoding} if encoding else {}
    return HTTPResponse(io.BytesIO(content), headers=headers, preload_content=False)


@pytest.mark.parametrize("size", [0, 1, CHUNK, 3 * CHUNK + 7])
def test_a_body_of_any_size_is_read_whole(size: int) -> None:
    assert read_body(response(b"x" * size), Deadline(AMPLE)) == b"x" * size


def test_a_compressed_body_is_read_as_what_it_stands_for() -> None:
    assert read_body(response(gzip.compress(b"x" * CHUNK * 2), "gzip"), Deadline(AMPLE)) == b"x" * CHUNK * 2


def test_a_body_that_comes_after_the_deadline_is_given_up() -> None:
    with pytest.raises(RetryableError, match="longer than the total time"):
        read_body(response(b"x"), Deadline(OVER))


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_a_body_larger_than_allowed_is_given_up_before_it_is_all_there(encoding: str | None) -> None:
    """C-06: a gzip bomb."""
    content = bytes(40 * CHUNK)
    answer = response(gzip.compress(content) if encoding else content, encoding)
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        read_body(answer, Deadline(AMPLE), 2**20)
    assert read_body(response(content), Deadline(AMPLE), len(content)) == content


def test_a_deadline_that_is_not_over_lets_go_on() -> None:
    Deadline(AMPLE).check()
    with pytest.raises(RetryableError):
        Deadline(OVER).check()
