"""Who this process is among those that may work on one store, and whether another one still lives."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

__all__ = ["gone", "holder"]


def holder() -> str:
    """Host, process id and start: no two processes have the same, not even after a restart in a container."""
    return f"{socket.gethostname()} process {os.getpid()} of {_started(os.getpid())}"


def gone(other: str) -> bool:
    """Whether the named holder is certainly no more: a process of this host that has ended.

    Of another host's processes nothing is known, so their lease is waited for.
    """
    host, _, rest = other.partition(" process ")
    number, _, started = rest.partition(" of ")
    if host != socket.gethostname() or not number.isdigit():
        return False
    return not _alive(int(number)) or _started(int(number)) != started


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(number: int) -> str:
    """When a process began, in ticks since the machine did (proc(5), field 22); `?` where that is not told.

    Of one that has ended, and that nobody has waited for yet, nothing (field 3).
    """
    with suppress(OSError, IndexError):
        told = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return "" if told[0] in "ZX" else told[19]
    return "?"
