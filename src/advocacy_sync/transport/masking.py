"""A vendor's reason without the values that it refused, which it quotes and which may be people's names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["masked"]

SHORTEST = 3  # characters; shorter texts stand in any message


def masked(message: str, values: Iterable[Any]) -> str:
    """The message with each value as `…`; one of a single word is left where it is a part of a longer word."""
    texts = {str(value) for value in values if value is not None and not isinstance(value, bool)}
    for text in sorted(texts, key=lambda one: (-len(one), one)):
        if len(text) >= SHORTEST:
            edges = (r"(?<!\w)", r"(?!\w)") if re.fullmatch(r"\w+", text) else ("", "")
            message = re.sub(re.escape(text).join(edges), "…", message)
    return message
