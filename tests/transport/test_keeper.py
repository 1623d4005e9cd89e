"""A refresh token that changes with each use: kept before it counts, exchanged by one at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import httpx
import pytest

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.transport.keeper import Keeper, MemoryKeeper
from advocacy_sync.transport.oauth import Token, request_token

URL = "https://login.example/token"


@dataclass
class Server:
    """A token endpoint that gives a new refresh token with each use and refuses all older ones."""

    current: str = "r0"
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        given = dict(httpx.QueryParams(request.content.decode()))["refresh_token"]
        self.asked.append(given)
        if given != self.current:
            return httpx.Response(400, json={"error": "invalid_grant"})
        self.current = f"r{int(given[1:]) + 1}"
        return httpx.Response(200, json={"access_token": f"a-{given}", "refresh_token": self.current})


def ask(server: Callable[[httpx.Request], httpx.Response], keeper: Keeper) -> Token:
    form = {"grant_type": "refresh_token", "refresh_token": "from the settings"}
    transport = httpx.MockTransport(server)
    return request_token(URL, lambda: form, timeout=httpx.Timeout(5), ca_file=None, transport=transport, keeper=keeper)


def test_the_kept_token_is_sent_and_the_new_one_kept() -> None:
    server, keeper = Server(), MemoryKeeper(Secret("r0"))
    assert [ask(server, keeper).access.reveal() for _ in range(3)] == ["a-r0", "a-r1", "a-r2"]
    assert keeper.read().reveal() == "r3"


def test_a_server_that_gives_no_new_token_leaves_the_old_one() -> None:
    keeper = MemoryKeeper(Secret("r0"))
    ask(lambda _: httpx.Response(200, json={"access_token": "a"}), keeper)
    assert keeper.read().reveal() == "r0"


@dataclass
class Overtaken:
    """Another process exchanges the token between our reading and our asking (matrix C-15)."""

    tokens: list[str]

    def locked(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self) -> Secret:
        return Secret(self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0])

    def replace(self, old: Secret, new: Secret) -> None:
        self.tokens = [new.reveal()]


def test_a_token_that_another_process_has_exchanged_is_read_again_and_the_account_is_not_given_up() -> None:
    server = Server(current="r5")
    assert ask(server, Overtaken(["r4", "r5"])).access.reveal() == "a-r5"
    assert server.asked == ["r4", "r5"]


def test_a_token_that_is_refused_and_that_nobody_has_exchanged_is_refused() -> None:
    server = Server(current="r5")
    with pytest.raises(ConfigError, match="invalid_grant"):
        ask(server, MemoryKeeper(Secret("r4")))
    assert server.asked == ["r4"]


def test_a_token_that_could_not_be_kept_is_not_used() -> None:
    class Full(MemoryKeeper):
        def replace(self, old: Secret, new: Secret) -> None:
            raise RetryableError("no space")

    with pytest.raises(RetryableError):
        ask(Server(), Full(Secret("r0")))
