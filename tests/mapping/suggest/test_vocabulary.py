"""The words of values are in the form in which they are looked up."""

from __future__ import annotations

from advocacy_sync.mapping.suggest.vocabulary import COMPANY_FORMS, FIRST_NAMES, INDUSTRY, JOBS, STAGES


def test_words_are_lower_case_ascii_without_spaces() -> None:
    for words in (COMPANY_FORMS, FIRST_NAMES, INDUSTRY, JOBS, STAGES):
        assert [word for word in words if not word.isascii() or word != word.lower() or " " in word] == []
