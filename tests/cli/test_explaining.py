"""`explain` as people and scripts see it. The store is a real one, the CRM a fake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.writeback.codes import code_of
from cli.setup import Answer, call, settings_file
from services.company import company


@pytest.fixture
def explain(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = company(light)
    made.cycle()

    def build(*_: object, **__: object) -> Programme:
        return made.programme()

    monkeypatch.setattr(compose, "build", build)
    settings_file(tmp_path)

    def run(*words: str) -> Answer:
        return call("explain", *words, "--config", str(tmp_path / "config.yaml"))

    return run


def test_a_row_as_a_document(explain: Any) -> None:
    [one] = explain("org", "won", "--json").document["explanations"]
    assert (one["object"], one["id"], one["code"]) == ("Deal", "won", code_of("org/Deal/won"))
    [money] = [value for value in one["values"] if value["value"] == "influenced_revenue"]
    assert (money["stands"], money["wish"]["state"], money["grounds"]) == ("100.01", "in_place", ["ledger", "touches"])
    assert {line["verdict"] for line in one["grounds"]["touches"]} == {"eligible"}
    assert one["sources"][0].keys() >= {"connection", "object", "external_id", "stamp", "mapping", "last_run"}


def test_a_field_for_people(explain: Any) -> None:
    said = explain("org", "won", "--field", "Influenced")
    assert (said.code, said.err) == (0, "")
    for part in ("stands there   100.01", "we wrote last  100.01", "what stands there; because won", "sha256",
                 "Ledger entries", "Touches and verdicts", "Ann Ek", "eligible", "Source rows behind"):  # fmt: skip
        assert part in said.out
    assert "advocate_touches" not in said.out


def test_a_code_will_do_and_the_answer_is_the_same(explain: Any) -> None:
    assert explain(code_of("org/Deal/won").lower()).out == explain("org", "won").out


def test_what_was_never_pushed_ends_with_what_can_be_asked(explain: Any) -> None:
    said = explain("org", "bob")
    assert said.code == 2
    assert "nothing was ever planned for org/Contact/bob; to its object we push advocate_status (Status)" in said.err
    assert explain("org", "won", "--field", "Amount", "--json").document["error"]["kind"] == "ConfigError"


# -- the page ----------------------------------------------------------------------------------------

PAGE = Path(__file__).parents[2] / "docs" / "pushing.md"
ASKED = ("acme", "006gL00000000GB", "--field", "attributed_revenue")


def example() -> str:
    """What the page says that its second command answers."""
    found = re.search(r"<!-- explain: .*?-->\n```text\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    assert found is not None
    return found[1]


def steady(text: str) -> str:
    """Without what differs from one day or mapping to the next: instants, seal, versions, the width of tables."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\dZ", "<instant>", text)
    text = re.sub(r"sha256 [0-9a-f]{12}", "sha256 <seal>", text)
    text = re.sub(r"\b[0-9a-f]{16}\b", "<mapping>", text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip(" ─"))


def test_the_example_of_the_page_is_what_the_program_says(tmp_path: Path) -> None:
    with start(Options(size=5, seed=7)) as told:
        config = settings_file(tmp_path, told)
        Path(config).write_text(Path(config).read_text().replace("  org:", "  acme:"))
        for words in (
            ["store", "upgrade"],
            ["pull"],
            ["flag"],
            ["attribution", "run"],
            ["push", "plan"],
            ["push", "apply"],
        ):
            assert call(*words, "--config", config).code == 0
    said = call("explain", *ASKED, "--config", config)  # both CRMs are gone by now: no call is made
    assert (said.code, said.err.count("error")) == (0, 0)
    assert f"$ advocacy-sync explain {' '.join(ASKED)}" in PAGE.read_text()
    assert steady(said.out) == steady(example())
