"""A value against what the CRM says of its field, before anything is sent. Nothing is ever cut to fit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from advocacy_sync.records.schema import FieldSchema, ValueRule

__all__ = ["misfit"]


def misfit(field: FieldSchema, value: Any) -> tuple[str, str] | None:
    """(code, message) of the first thing that forbids the value, None if it may be sent.

    `value` as the wire has it; None clears the field. Messages don't quote the value.
    """
    if not field.updateable:
        return "preflight.right", f"the connected user may not write {field.name}"
    if value is None:
        return ("preflight.required", f"{field.name} must not be empty") if field.required else None
    if field.type in ("integer", "number", "currency"):
        return _number(field, value) or _rules(field, value)
    if isinstance(value, str):
        return _text(field, value) or _rules(field, value)
    return None


def _text(field: FieldSchema, value: str) -> tuple[str, str] | None:
    if field.length is not None and len(value) > field.length:
        return "preflight.length", f"{len(value)} characters are too many for {field.name}, which holds {field.length}"
    if field.type in ("picklist", "multipicklist") and field.restricted:
        parts = value.split(";") if field.type == "multipicklist" else [value]
        if any(part not in field.options for part in parts):
            return "preflight.option", f"{field.name} accepts its own active values only, and this is none of them"
    return None


def _number(field: FieldSchema, value: Any) -> tuple[str, str] | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "preflight.number", f"{field.name} takes numbers only"
    if not number.is_finite():
        return "preflight.number", f"{field.name} takes finite numbers only"
    behind = max(0, -int(number.normalize().as_tuple().exponent))
    before = max(0, number.adjusted() + 1) if number else 0
    if field.scale is not None and behind > field.scale:
        return "preflight.scale", f"{behind} decimals are too many for {field.name}, which keeps {field.scale}"
    if field.precision and before > field.precision - (field.scale or 0):
        return "preflight.precision", f"the number has too many digits for {field.name}"
    return None


def _rules(field: FieldSchema, value: Any) -> tuple[str, str] | None:
    broken = next((rule for rule in field.rules if not _holds(rule, str(value))), None)
    if broken is None:
        return None
    return f"preflight.{broken.kind}", f"{field.name} has a rule of the CRM that the value breaks: {_words(broken)}"


def _holds(rule: ValueRule, text: str) -> bool:
    """A rule that cannot be evaluated here is left to the CRM."""
    try:
        if rule.kind == "pattern":
            return re.fullmatch(rule.argument, text) is not None
        bound = Decimal(rule.argument)
        found = Decimal(len(text)) if rule.kind in ("min_length", "max_length") else Decimal(text)
    except (InvalidOperation, re.error):
        return True
    return found >= bound if rule.kind in ("min_length", "min") else found <= bound


def _words(rule: ValueRule) -> str:
    words = {
        "min_length": "at least {} characters",
        "max_length": "at most {} characters",
        "min": "at least {}",
        "max": "at most {}",
        "pattern": "the pattern {}",
    }
    return words[rule.kind].format(rule.argument)
