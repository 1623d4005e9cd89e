"""A secret shows itself only when asked to."""

from __future__ import annotations

import pickle

import pytest

from advocacy_sync.kernel.secret import Secret


def test_only_reveal_gives_the_value() -> None:
    secret = Secret("s3cret")
    assert secret.reveal() == "s3cret"
    assert "s3cret" not in f"{secret} {secret!r} {secret!s} {[secret]}"


def test_a_secret_is_not_pickled_nor_compared_by_value() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("s3cret"))
    assert Secret("s3cret") != Secret("s3cret")
    assert not hasattr(Secret("s3cret"), "__dict__")
