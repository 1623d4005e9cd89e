"""Answers of another shape than the vendor documents: said in words, of which object, and to be tried again.

Rooms check what they rely on where they read it; this stands behind that, so that no answer, however odd, takes
more with it than the object that it is about (C-07).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from traceback import extract_tb

from advocacy_sync.kernel.errors import RetryableError

__all__ = ["making_sense"]

_ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@contextmanager
def making_sense(vendor: str, what: str) -> Iterator[None]:
    """Whatever an answer breaks in the block by its shape becomes a RetryableError about `what`."""
    try:
        yield
    except _ODD as error:
        raise RetryableError(f"{vendor}'s answer about {what} makes no sense: {_said(error)}") from None


def _said(error: Exception) -> str:
    """What was amiss and where it was noticed. Values stay out: they may be people's."""
    frame = extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name}:{frame.lineno}"
    if isinstance(error, KeyError) and isinstance(error.args[0], str) and error.args[0].isidentifier():
        return f"it lacks {error.args[0]} ({place})"
    return f"a part of it is of another kind than documented ({type(error).__name__} at {place})"
