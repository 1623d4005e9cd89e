"""Broken lines over real sockets: what the plan says is what a client on the other end meets."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from advocacy_sync.sandbox.faults.plan import Line, Rule, When
from advocacy_sync.sandbox.wire import Request, Response
from rooms import serving
from sandbox.faults.crms import CONTACTS, NOW, account, hubspot, salesforce

HEADERS = {"Authorization": "Bearer pat-na1-sandbox"}


def asked(line: Line, ask: Callable[[str], Any]) -> Any:
    with serving(hubspot(Rule(what=line)).machine) as url:
        return ask(url + CONTACTS)


def raw(url: str) -> tuple[bytes, float]:
    """All bytes of an answer until the line ends, and how long they took. Raises what the socket raises."""
    parts = urlsplit(url)
    begun = time.monotonic()
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=5) as peer:
        head = f"GET {parts.path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer pat-na1-sandbox\r\n\r\n"
        peer.sendall(head.encode())
        found = b""
        while read := peer.recv(65_536):
            found += read
    return found, time.monotonic() - begun


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_reset_is_a_reset_c_08(kind: str) -> None:
    with pytest.raises(ConnectionResetError):
        asked(Line(kind=kind), raw)


def test_a_cut_body_is_shorter_than_it_was_announced_c_06() -> None:
    answer, _ = asked(Line(kind="cut", bytes=20), raw)
    head, _, body = answer.partition(b"\r\n\r\n")
    announced = next(int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length: "))
    assert len(body) == 20 < announced
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        asked(Line(kind="cut"), lambda url: requests.get(url, headers=HEADERS, timeout=5))


def test_a_hang_lasts_until_the_client_has_had_enough_c_05() -> None:
    with pytest.raises(requests.ReadTimeout):
        asked(Line(kind="hang"), lambda url: requests.get(url, headers=HEADERS, timeout=0.1))


def test_a_drip_takes_its_time_and_ends_c_05() -> None:
    answer, took = asked(Line(kind="drip", seconds=0.0002), raw)
    body = answer.partition(b"\r\n\r\n")[2]
    assert body.startswith(b'{"results":')
    assert body.endswith(b"}")
    assert took > len(body) * 0.0002


def test_gzip_that_lacks_its_end_has_the_right_length_c_06() -> None:
    answer, _ = asked(Line(kind="cut_gzip"), lambda url: (raw_body(url), 0))
    with pytest.raises(EOFError):
        gzip.decompress(answer)


def raw_body(url: str) -> bytes:
    with requests.get(url, headers=HEADERS, timeout=5, stream=True) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return bytes(answer.raw.read(decode_content=False))


def test_a_bomb_is_small_on_the_wire_c_06() -> None:
    packed = asked(Line(kind="bomb", bytes=1 << 20), raw_body)
    assert len(packed) < 5_000
    assert len(gzip.decompress(packed)) == 1 << 20


def test_the_next_connection_is_served_as_if_nothing_had_happened() -> None:
    portal = hubspot(Rule(when=When(every=2), what=Line(kind="reset_after")))
    with serving(portal.machine) as url:
        for _ in range(3):
            assert requests.get(url + CONTACTS, headers=HEADERS, timeout=5).status_code == 200
            with pytest.raises(requests.ConnectionError):
                requests.get(url + CONTACTS, headers=HEADERS, timeout=5)


def test_a_lost_answer_was_a_write_c_08() -> None:
    org = salesforce(Rule(when=When(method=("PATCH",)), what=Line(kind="reset_after")), rows=1)
    login = {"Authorization": f"Bearer {org.token}"}
    with serving(org.machine) as url:
        target = f"{url}/services/data/v60.0/sobjects/Account/{account(1)}"
        with pytest.raises(requests.ConnectionError):
            requests.patch(target, json={"Name": "B"}, headers=login, timeout=5)
    assert org.names() == ["B"]


def test_a_line_may_break_under_any_machine() -> None:
    class Curt:
        def handle(self, request: Request, now: Any) -> Response:
            return Response(200, b"hello", line="cut", sent=2)

    with serving(Curt(), lambda: NOW) as url:
        assert raw(f"{url}/x")[0].endswith(b"\r\n\r\nhe")
