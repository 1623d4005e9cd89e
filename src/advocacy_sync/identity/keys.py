"""By what a company, a person or a colleague may be recognised in another CRM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advocacy_sync.kernel.ids import SourceKey, parse_source_key
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.owner import Owner

__all__ = ["keys", "recognised"]

# Domains that many companies' people share: they recognise nobody.
_SHARED_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
        "aol.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "qq.com", "163.com", "proton.me", "protonmail.com",
        "linkedin.com", "facebook.com", "github.io", "wordpress.com", "example.com",
    }
)  # fmt: skip


def recognised(record: Any) -> bool:
    """Whether records of this kind are told apart by keys, so that several sources may speak of one."""
    return type(record) in _KEYS


def keys(record: Any) -> list[str]:
    """The record's identity keys, strongest first: `id:…` across CRMs, `domain:…`, `email:…`.

    A record also carries its own id as a key, so that another CRM's cross-id finds it.
    """
    return _KEYS[type(record)](record)


def _own(source: SourceKey, cross_id: str | None) -> list[str]:
    """Salesforce ids are exact in their first 15 characters; cross ids are kept in that form. Plain
    numbers are not offered: two portals give the same ones to different companies."""
    external = source.external_id
    own = external[:15] if len(external) == 18 and external.isalnum() else external
    return [*([] if own.isdigit() else [f"id:{own}"]), *([f"id:{cross_id}"] if cross_id else [])]


def _account(account: Account) -> list[str]:
    found = _own(parse_source_key(account.id), account.cross_id)
    if account.domain and account.domain not in _SHARED_DOMAINS:
        found.append(f"domain:{account.domain}")
    return found


def _contact(contact: Contact) -> list[str]:
    found = _own(parse_source_key(contact.id), contact.cross_id)
    return [*found, f"email:{contact.email}"] if contact.email else found


def _owner(owner: Owner) -> list[str]:
    return [f"email:{owner.email}"] if owner.email else []


_KEYS: dict[type[Any], Callable[[Any], list[str]]] = {Account: _account, Contact: _contact, Owner: _owner}
