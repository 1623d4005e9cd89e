"""Login errors name the connection, and stay what they are."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.transport.login import logging_in


@pytest.mark.parametrize("error", [ConfigError("refused"), RetryableError("refused", 7.0)])
def test_an_error_names_the_connection_and_stays_what_it_is(error: AdvocacyError) -> None:
    with pytest.raises(type(error), match=r"^connection eu: refused$") as told, logging_in(ConnectionName("eu")):
        raise error
    assert getattr(told.value, "retry_after", 7.0) == 7.0
