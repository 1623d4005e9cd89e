"""Who holds a lease: ourselves, a process that has ended, or somebody of whom nothing is known."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from advocacy_sync.config.worker import gone, holder

HOST = socket.gethostname()


def test_we_are_alive_and_always_call_ourselves_the_same() -> None:
    assert holder() == holder()
    assert holder().startswith(f"{HOST} process {os.getpid()} of ")
    assert not gone(holder())


def test_a_process_that_has_ended_is_gone() -> None:
    asked = "from advocacy_sync.config.worker import holder; print(holder())"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert gone(ended.stdout.strip())


def test_a_number_that_another_process_has_by_now_is_not_the_holder() -> None:
    assert gone(f"{HOST} process {os.getpid()} of another start")


@pytest.mark.parametrize("other", ["elsewhere process 1 of 5", "", "this process", f"{HOST} process x of 5", HOST])
def test_of_whom_nothing_is_known_is_not_gone(other: str) -> None:
    assert not gone(other)


def test_a_process_that_has_ended_and_was_not_waited_for_is_gone() -> None:
    asked = "from advocacy_sync.config.worker import holder; print(holder(), flush=True)"
    with subprocess.Popen([sys.executable, "-c", asked], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended and is still in the table
        assert gone(name)
