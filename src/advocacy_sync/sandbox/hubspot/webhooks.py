"""The sender's side of webhooks v3: notifications and their signature, for whoever tests a receiver.

Request validation, v3: base64 of HMAC-SHA256 under the client secret over method, URI, body and timestamp;
some percent-encoded characters of the URI are decoded first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .instants import milliseconds

__all__ = ["notification", "signed"]

# What the vendor decodes before it signs; other escapes stay.
DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'", "%28": "(", "%29": ")",
    "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ENCODED = re.compile("|".join(DECODED), re.IGNORECASE)


def signed(method: str, uri: str, body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The headers that a notification comes with. `uri` is the whole one, as the receiver's app has it.

    >>> from datetime import UTC
    >>> sorted(signed("POST", "https://x.example/hook", b"[]", "s", datetime(2026, 1, 5, tzinfo=UTC)))
    ['X-HubSpot-Request-Timestamp', 'X-HubSpot-Signature-v3']
    """
    timestamp = str(milliseconds(at))
    plain = _ENCODED.sub(lambda found: DECODED[found[0].upper()], uri)
    source = method.encode() + plain.encode() + body + timestamp.encode()
    digest = hmac.new(secret.encode(), source, hashlib.sha256).digest()
    return {"X-HubSpot-Signature-v3": base64.b64encode(digest).decode(), "X-HubSpot-Request-Timestamp": timestamp}


def notification(number: int, kind: str, object_id: int, at: datetime, **more: Any) -> Mapping[str, Any]:
    """One event of a notification's list. `kind` is a subscription type such as `contact.propertyChange`."""
    return {
        "eventId": number,
        "subscriptionId": 1,
        "portalId": 24681357,
        "appId": 1357924,
        "occurredAt": milliseconds(at),
        "subscriptionType": kind,
        "attemptNumber": 0,
        "objectId": object_id,
        "changeSource": "CRM",
        **more,
    }
