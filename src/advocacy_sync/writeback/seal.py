"""The canonical bytes of a plan, and the SHA-256 by which it is known to be the one that was approved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

__all__ = ["seal"]


def seal(kind: str, values: Iterable[Mapping[str, Any]]) -> str:
    """Hexadecimal digest of the plan's kind and its values, whatever their order.

    The bytes are UTF-8 JSON without spaces, keys sorted, values in the order of record and field, so
    that anyone can compute them again from the document.
    """
    ordered = sorted(values, key=lambda value: (str(value["record"]), str(value["field"])))
    document = {"kind": kind, "values": ordered}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
