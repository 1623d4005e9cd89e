"""One line of text to an incoming webhook: `{"text": …}`, as Slack, Microsoft Teams and Mattermost take it."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.secret import Secret

__all__ = ["message_sender"]

SECONDS = 10.0


def message_sender(url: Secret, transport: httpx.BaseTransport | None = None) -> Callable[[str], None]:
    """What sends a text to the address, which is a secret: who knows it can write there.

    The function raises RetryableError when the text was not taken; its message does not hold the address.
    """

    def send(text: str) -> None:
        try:
            with httpx.Client(transport=transport, timeout=SECONDS) as client:
                answer = client.post(url.reveal(), json={"text": text})
        except httpx.HTTPError as error:
            raise RetryableError(f"the message could not be sent ({type(error).__name__})") from None
        if not answer.is_success:
            raise RetryableError(f"the message was not taken: HTTP {answer.status_code}")

    return send
