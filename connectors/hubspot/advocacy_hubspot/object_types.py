"""The vendor's names for object types: plural in paths, singular in events, an id in some APIs.

Ids: Understanding the CRM. Custom objects have an id of the form `2-123` and are called by it.
"""

from __future__ import annotations

__all__ = ["object_name", "type_id"]

_TYPES = (
    ("contacts", "contact", "0-1"),
    ("companies", "company", "0-2"),
    ("deals", "deal", "0-3"),
    ("tickets", "ticket", "0-5"),
    ("products", "product", "0-7"),
    ("line_items", "line_item", "0-8"),
    ("quotes", "quote", "0-14"),
    ("communications", "communication", "0-18"),
    ("feedback_submissions", "feedback_submission", "0-19"),
    ("tasks", "task", "0-27"),
    ("notes", "note", "0-46"),
    ("meetings", "meeting", "0-47"),
    ("calls", "call", "0-48"),
    ("emails", "email", "0-49"),
)
_IDS = {plural: number for plural, _, number in _TYPES}
_PLURALS = {name: plural for plural, singular, number in _TYPES for name in (plural, singular, number)}


def type_id(object_name: str) -> str:
    """The id by which some APIs want a type; a custom object's own name is taken for one."""
    return _IDS.get(object_name, object_name)


def object_name(told: str) -> str:
    """The name that reads use, for a plural, a singular (whatever its case) or an id.

    >>> object_name("0-1"), object_name("COMPANY"), object_name("2-123")
    ('contacts', 'companies', '2-123')
    """
    return _PLURALS.get(told.lower(), told)
