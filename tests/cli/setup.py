"""A settings file for the two local CRMs, and the program run on it in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from advocacy_sync.cli.main import app

__all__ = ["SECRETS", "Answer", "call", "settings_file"]

SECRETS = {"ORG_ID": "sandbox-client", "ORG_SECRET": "sandbox-secret", "PORTAL_TOKEN": "pat-na1-sandbox"}
SETTINGS = """
store: {store}
connections:
  org:
    crm: salesforce
    base_url: {salesforce}
    allow_host: 127.0.0.1
    auth: {{kind: client_credentials, client_id_env: ORG_ID, client_secret_env: ORG_SECRET}}
  portal:
    crm: hubspot
    base_url: {hubspot}
    allow_host: 127.0.0.1
    auth: {{kind: private_app, token_env: PORTAL_TOKEN}}
"""
NOBODY = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def call(*words: str, env: dict[str, str] | None = None) -> Answer:
    """What a user sees of a command; an escaped exception fails the test that made it."""
    found = CliRunner().invoke(app, list(words), env={**SECRETS, **(env or {})})
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert "Traceback" not in found.stderr
    for secret in SECRETS.values():
        assert secret not in found.stdout + found.stderr
    return Answer(found.exit_code, found.stdout, found.stderr)


def settings_file(folder: Path, told: dict[str, Any] | None = None, *, more: str = "", store: str = "") -> str:
    """The path of a settings file; without a sandbox nobody answers at its addresses."""
    urls = {crm: told[crm]["url"] if told else NOBODY for crm in ("salesforce", "hubspot")}
    path = folder / "config.yaml"
    path.write_text(SETTINGS.format(store=store or f"sqlite:///{folder / 'advocacy.db'}", **urls) + more)
    return str(path)
