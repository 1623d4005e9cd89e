"""The two CRMs in a process of their own that outlives the killed one, and says at the end what was written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Any

from advocacy_sync.sandbox.host import Options, Sandbox, build
from advocacy_sync.sandbox.server import serve
from advocacy_sync.sandbox.watch import Effect, Effects

__all__ = ["Crms", "prepared", "serving"]

STAMPS = frozenset({"SystemModstamp", "LastModifiedDate", "LastModifiedById", "updatedAt", "hs_lastmodifieddate",
                    "lastmodifieddate"})  # fmt: skip


@dataclass
class Crms:
    """Where they are, and how to ask them to end: the answer lists effects that were there already."""

    addresses: dict[str, str]
    end: Callable[[], list[str]]


def prepared(size: int = 3, seed: int = 3) -> Sandbox:
    """Both machines full of data, to be forked off as often as needed."""
    return build(Options(size=size, seed=seed))


@contextmanager
def serving(sandbox: Sandbox) -> Iterator[Crms]:
    """Both in a child, at a clock that stands still: two undisturbed cycles give the same bytes."""
    here, there = Pipe()
    child = os.fork()
    if child == 0:
        here.close()
        asyncio.run(_serve(sandbox, there))
        os._exit(0)
    there.close()
    ended: list[list[str]] = []

    def end() -> list[str]:
        if not ended:
            here.send("end")
            ended.append(here.recv())
        return ended[0]

    try:
        yield Crms(here.recv(), end)
    finally:
        end()
        os.waitpid(child, 0)
        here.close()


async def _serve(sandbox: Sandbox, told: Connection) -> None:
    machines: dict[str, Any] = {"salesforce": sandbox.salesforce, "hubspot": sandbox.hubspot}
    logs: dict[str, Effects] = {name: machine.log_effects() for name, machine in machines.items()}
    servers = {name: await serve(machine, lambda: sandbox.as_of, 0) for name, machine in machines.items()}
    told.send({name: f"http://127.0.0.1:{one.sockets[0].getsockname()[1]}" for name, one in servers.items()})
    await asyncio.get_running_loop().run_in_executor(None, told.recv)
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # connections that were killed
    told.send([text for name, log in logs.items() for text in _doubled(name, log)])


def _doubled(crm: str, log: Effects) -> Iterator[str]:
    """Requests that wrote a row and changed nothing of it but its stamps."""
    writes: dict[int, list[Effect]] = {}
    for effect in log:
        writes.setdefault(effect.write, []).append(effect)
    for effects in writes.values():
        first = effects[0]
        if first.request > 0 and not first.object_name.startswith("@") and {one.field for one in effects} <= STAMPS:
            yield f"{crm} {first.object_name} {first.key} by request {first.request}"
