"""What Salesforce says of the org's daily calls, with nearly every answer (REST API guide, Limit Info Header).

The line may carry the app's own share behind the org's; a pattern anchored at its end would never match (CS-40).
"""

from __future__ import annotations

import re

from advocacy_sync.transport.budget import Reading

__all__ = ["reading"]

_USAGE = re.compile(r"(?:^|[^-\w])api-usage\s*=\s*(\d+)\s*/\s*(\d+)", re.ASCII)


def reading(header: str | None) -> Reading | None:
    """Calls in all and left, of the rolling day; None when the header does not say.

    >>> reading("api-usage=18/5000; per-app-api-usage=17/250(appName=sample)").left
    4982
    """
    found = _USAGE.search(header or "")
    if found is None:
        return None
    used, total = int(found[1]), int(found[2])
    return Reading(total, max(total - used, 0)) if total else None
