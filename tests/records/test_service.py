"""A survey answer that cannot be is not made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.service import SurveyAnswer

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)


@pytest.mark.parametrize("score", [0, 10])
def test_a_score_lies_between_0_and_10(score: int) -> None:
    assert SurveyAnswer(id=RecordId("s"), contact=RecordId("c"), score=score, answered_at=NOW).score == score


@pytest.mark.parametrize("score", [-1, 11])
def test_other_scores_are_refused(score: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        SurveyAnswer(id=RecordId("s"), contact=RecordId("c"), score=score, answered_at=NOW)
