"""The process of the sandbox: both machines on loopback, one event loop, one clock, one state.

The clock starts at the instant of the data and runs on at real speed. With a state file the world is
made once; after that the state is what the file holds, and time goes on from its last change.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import trustme

from advocacy_sync.kernel.clock import ShiftedClock, parse_instant
from advocacy_sync.sandbox.data.exports import load_data
from advocacy_sync.sandbox.data.generator import generate
from advocacy_sync.sandbox.data.world import DEFAULT_AS_OF, World, bare, populate
from advocacy_sync.sandbox.faults.document import read_plan
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.server import serve
from advocacy_sync.sandbox.state import Journal, State
from advocacy_sync.sandbox.wire import Machine

__all__ = ["Addresses", "Options", "Sandbox", "build", "run", "start"]

Addresses = dict[str, Any]
Ready = Callable[[Addresses, Callable[[], None]], None]

ABOUT, KEPT = "@sandbox", ("as_of", "currency")
CHANGED = ("SystemModstamp", "updatedAt")
SALESFORCE_LOGIN = {
    "client_id": "sandbox-client",
    "client_secret": "sandbox-secret",
    "username": "integration@sandbox.example",
    "password": "sandbox-password",
    "security_token": "sandbox-token",
    "refresh_token": "sandbox-refresh",
}
HUBSPOT_LOGIN = {
    "token": "pat-na1-sandbox",
    "client_id": "sandbox-client",
    "client_secret": "sandbox-secret",
    "refresh_token": "sandbox-refresh",
}


@dataclass(frozen=True)
class Options:
    """`data`: a folder with the Maven files or with exports; without one the world is made up from
    `size` and `seed`. `as_of`: the clock's start, by default that of the data. Port 0 is any free
    one. `state`: the file whose name, with `.salesforce` and `.hubspot` behind it, keeps the rows.
    `faults`: a written plan of what goes wrong (docs/faults.md). `bare`: without the custom fields that the product
    uses, and what they hold."""

    data: Path | None = None
    size: int = 200
    seed: int = 7
    as_of: datetime | None = None
    salesforce_port: int = 0
    hubspot_port: int = 0
    tls: bool = False
    state: Path | None = None
    faults: Path | None = None
    bare: bool = False


@dataclass(frozen=True)
class Sandbox:
    """The two machines with their states, before any socket is open."""

    salesforce: Machine
    hubspot: Machine
    states: tuple[State, State]
    journals: tuple[Journal, ...]
    as_of: datetime
    currency: str

    def keep(self) -> None:
        """Write what the last request changed to the journals, or forget that it changed."""
        for journal in self.journals:
            journal.append()
        if not self.journals:
            for state in self.states:
                state.drain()

    def tell(self) -> None:
        """Write what went wrong on purpose since the last call to stderr, a JSON line each, and forget it."""
        for machine in (self.salesforce, self.hubspot):
            if isinstance(machine, Faulty) and machine.fired:
                for fired in machine.fired:
                    sys.stderr.write(orjson.dumps({"crm": machine.crm, **asdict(fired)}).decode() + "\n")
                sys.stderr.flush()
                machine.fired.clear()


def build(options: Options) -> Sandbox:
    """Machines full of data. Raises DataError when the folder cannot be used."""
    states = State(), State()
    journals = _journals(options.state, states)
    if journals and all(journal.exists for journal in journals):
        for journal in journals:
            journal.load()
        as_of, currency = _resumed(states, options.as_of)
        machines = SalesforceMachine(states[0]), HubspotMachine(states[1])
    else:
        world = bare(_world(options)) if options.bare else _world(options)
        as_of, currency = options.as_of or world.as_of, world.currency
        machines = SalesforceMachine(states[0]), HubspotMachine(states[1])
        populate(world, *machines, now=as_of)
        states[0].put(ABOUT, "world", {"as_of": as_of.isoformat(), "currency": currency})
    for journal in journals:
        journal.compact()
    plan = read_plan(options.faults) if options.faults else None
    served = tuple(Faulty(machine, plan) for machine in machines) if plan else machines
    sandbox = Sandbox(served[0], served[1], states, journals, as_of, currency)
    sandbox.keep()
    return sandbox


def run(options: Options) -> None:
    """Serve until SIGTERM or SIGINT. Where to reach the machines is one JSON line on stdout."""
    sandbox = build(options)
    gc.freeze()  # the rows stay: no collection need ever look at them again

    def ready(addresses: Addresses, stop: Callable[[], None]) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop())
        sys.stdout.write(orjson.dumps(addresses).decode() + "\n")
        sys.stdout.flush()

    asyncio.run(_serve(sandbox, options, ready))


@contextmanager
def start(options: Options) -> Iterator[Addresses]:
    """The same in a thread of this process, for as long as the block lasts."""
    sandbox = build(options)
    started: Future[tuple[Addresses, Callable[[], None]]] = Future()

    def serving() -> None:
        try:
            asyncio.run(_serve(sandbox, options, lambda *both: started.set_result(both)))
        except BaseException as failed:
            if started.done():
                raise
            started.set_exception(failed)

    thread = Thread(target=serving, name="sandbox", daemon=True)
    thread.start()
    addresses, stop = started.result()
    try:
        yield addresses
    finally:
        stop()
        thread.join()


async def _serve(sandbox: Sandbox, options: Options, ready: Ready) -> None:
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    clock = ShiftedClock(sandbox.as_of).now
    context, ca_file = _tls(options) if options.tls else (None, None)

    def after() -> None:
        sandbox.keep()
        sandbox.tell()

    salesforce = await serve(sandbox.salesforce, clock, options.salesforce_port, after, context)
    hubspot = await serve(sandbox.hubspot, clock, options.hubspot_port, after, context)

    def stop() -> None:
        loop.call_soon_threadsafe(stopped.set)

    ready(_addresses(sandbox, _url(salesforce, context), _url(hubspot, context), ca_file), stop)
    await stopped.wait()
    # Open connections are cut off when the loop ends; asyncio of Python 3.11 logs each one as an error.
    loop.set_exception_handler(lambda *_: None)
    for server in (salesforce, hubspot):
        server.close()
    sandbox.keep()


def _addresses(sandbox: Sandbox, salesforce: str, hubspot: str, ca_file: Path | None) -> Addresses:
    return {
        "salesforce": {"url": salesforce, "login_url": salesforce, **SALESFORCE_LOGIN},
        "hubspot": {"url": hubspot, **HUBSPOT_LOGIN},
        "as_of": sandbox.as_of.isoformat(),
        "currency": sandbox.currency,
        "ca_file": None if ca_file is None else str(ca_file),
    }


def _url(server: asyncio.Server, context: ssl.SSLContext | None) -> str:
    port = server.sockets[0].getsockname()[1]
    return f"{'https' if context else 'http'}://127.0.0.1:{port}"


def _tls(options: Options) -> tuple[ssl.SSLContext, Path]:
    """A certificate for loopback, and the file with the authority that clients have to trust."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    if options.state:
        ca_file = _beside(options.state, "ca.pem")
    else:
        ca_file = Path(tempfile.mkdtemp(prefix="advocacy-sandbox-")) / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return context, ca_file


def _world(options: Options) -> World:
    if options.data is not None:
        return load_data(options.data, options.seed)
    return generate(options.size, options.seed, options.as_of or DEFAULT_AS_OF)


def _beside(state: Path, ending: str) -> Path:
    return state.with_name(f"{state.name}.{ending}")


def _journals(file: Path | None, states: tuple[State, State]) -> tuple[Journal, ...]:
    if file is None:
        return ()
    file.parent.mkdir(parents=True, exist_ok=True)
    return Journal(_beside(file, "salesforce"), states[0]), Journal(_beside(file, "hubspot"), states[1])


def _resumed(states: tuple[State, State], asked: datetime | None) -> tuple[datetime, str]:
    """When to go on, and the currency. Never before the last change: time does not run backwards."""
    about = states[0].get(ABOUT, "world") or {}
    instants = [parse_instant(about["as_of"])] if about else []
    instants += [asked] if asked else []
    for state in states:
        instants += _last_change(state)
    return max(instants), about.get("currency", "USD")


def _last_change(state: State) -> list[datetime]:
    last = max(
        (
            str(row[name])
            for rows in state.tables.values()
            for row in rows.values()
            for name in CHANGED
            if row.get(name)
        ),
        default="",
    )
    with suppress(ValueError):
        return [parse_instant(last) + timedelta(seconds=1)]
    return []
