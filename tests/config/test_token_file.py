"""The file of a refresh token: whole or not at all, nobody else's to read, one process at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from advocacy_sync.config.token_file import TokenFile
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.secret import Secret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "token"
    found.write_text("old\n")
    found.chmod(0o600)
    return found


def test_a_new_token_takes_the_place_of_the_old_one_and_is_the_owners_alone(path: Path) -> None:
    keeper = TokenFile(path, "connections.acme.auth")
    keeper.replace(Secret("old"), Secret("new"))
    assert keeper.read().reveal() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.with_name("token.new").exists()


def test_a_token_that_somebody_else_replaced_is_left_alone(path: Path) -> None:
    path.write_text("newer")
    keeper = TokenFile(path, "connections.acme.auth")
    keeper.replace(Secret("old"), Secret("new"))
    assert keeper.read().reveal() == "newer"


def test_what_an_earlier_kill_left_behind_is_no_hindrance(path: Path) -> None:
    path.with_name("token.new").write_text("half of a tok")
    TokenFile(path, "connections.acme.auth").replace(Secret("old"), Secret("new"))
    assert path.read_text() == "new\n"


def test_a_token_that_cannot_be_kept_says_so_and_not_what_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ConfigError, match=r"could not be kept in .*No space left") as caught:
        TokenFile(path, "connections.acme.auth").replace(Secret("old"), Secret("verysecret"))
    assert "verysecret" not in str(caught.value)
    assert path.read_text() == "old\n"


def test_processes_exchange_one_after_another(path: Path) -> None:
    """Four processes count the token up, five steps each: none of the steps is lost."""
    program = (
        "import sys; from pathlib import Path; from advocacy_sync.config.token_file import TokenFile; "
        "from advocacy_sync.kernel.secret import Secret; keeper = TokenFile(Path(sys.argv[1]), 'x')\n"
        "for _ in range(5):\n"
        "  with keeper.locked():\n"
        "    old = keeper.read(); keeper.replace(old, Secret(str(int(old.reveal()) + 1)))\n"
    )
    path.write_text("0")
    running = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert path.read_text().strip() == "20"
