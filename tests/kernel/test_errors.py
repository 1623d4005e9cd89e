"""One error tree, named by what the caller must do."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel import errors


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name != "AdvocacyError"])
def test_every_error_is_one_of_ours_and_no_other_kind_of_ours(name: str) -> None:
    assert getattr(errors, name).__bases__ == (errors.AdvocacyError,)


def test_a_retryable_error_says_when() -> None:
    assert errors.RetryableError("busy", 3.0).retry_after == 3.0
    assert errors.RetryableError("busy").retry_after is None
