"""A field's name or label as a set of concepts: split, freed of prefixes, abbreviations and typing errors read.

Words come from `words`; what the object's own fields have in common (an organisation's prefix) is no
word of any one of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .words import NEUTRAL, NOISE, PHRASES

__all__ = ["Reading", "common_prefix", "common_words", "fold", "read", "squash", "tokens"]

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae", "ø": "o"}
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SUFFIX = re.compile(r"__(?:c|pc|r|s)$", re.IGNORECASE)
_VOWELS = re.compile(r"(?<=.)[aeiouy]")
_SECOND = re.compile(
    r"(?<![\dv])(?<!tier)(?<!level)[ _]?[2-9](?:__c)?$", re.IGNORECASE
)  # `Phone 2` is no second sort of `Phone`
_LONGEST_PHRASE = 5
_DATED = frozenset({"CLOSE", "CREATED", "START", "END", "OPENED", "ANSWER", "MODIFIED", "BIRTH", "OCCUR", "DUE"})
_DAY_WORD = re.compile("date|datum|fecha|termin")
_NAME_WORD = re.compile("name|naam|raison|razon")
_LINKS = ("", "s", "n", "en", "es", "e", "er")


@dataclass(frozen=True, slots=True)
class Reading:
    """`concepts`: what was read and how surely (0 to 1). `unknown`: words that say nothing to us."""

    concepts: dict[str, float]
    unknown: int
    stale: bool

    @property
    def telling(self) -> bool:
        return bool(self.concepts)


def fold(text: str) -> str:
    """Without accents, umlauts written out.

    >>> fold("Länder"), fold("Prénom")
    ('Laender', 'Prenom')
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_UMLAUTS))
    return "".join(char for char in plain if not unicodedata.combining(char))


def tokens(text: str) -> tuple[str, ...]:
    """Lower-case words of a name in any notation, digits apart.

    >>> tokens("Acme_CloseDate__c"), tokens("Chiffre d'affaires (EUR)")
    (('acme', 'close', 'date'), ('chiffre', 'd', 'affaires', 'eur'))
    """
    bare = _SUFFIX.sub("", fold(text))
    bare = bare.partition("__")[2] if re.fullmatch(r"[A-Za-z]\w{0,14}?__\w+", bare) and _SUFFIX.search(text) else bare
    return tuple(word.lower() for word in _WORD.findall(bare.replace("E-Mail", "Email").replace("e-mail", "email")))


def squash(text: str) -> str:
    return "".join(tokens(text))


def common_words(names: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """What so many names of an object begin with, or hold without our knowing it, that it tells none from another."""
    listed = [name for name in names if name]
    first = Counter(name[0] for name in listed if len(name) > 1)
    anywhere = Counter(word for name in listed for word in set(name))
    many = max(3, round(0.2 * len(listed)))
    most = max(5, round(0.5 * len(listed)))
    begun = {word for word, count in first.items() if count >= (most if word in PHRASES else many)}
    return frozenset(
        begun | {word for word, count in anywhere.items() if word not in PHRASES and count >= max(5, many)}
    )


def common_prefix(names: Sequence[str]) -> str:
    """The letters that most of an organisation's own names begin with; empty where there are none.

    >>> common_prefix(["acmname", "acmphone", "acmland", "acmtitle", "acmwert", "other"])
    'acm'
    """
    for length in range(10, 1, -1):
        heads = Counter(name[:length] for name in names if len(name) > length)
        if heads:
            head, count = heads.most_common(1)[0]
            if count >= 5 and count >= 0.7 * len(names):
                return head
    return ""


@lru_cache(maxsize=8192)
def read(text: str, common: frozenset[str] = frozenset()) -> Reading:
    """The concepts that a text names."""
    words = [word for word in tokens(text) if not word.isdigit()]
    if any(word not in common for word in words):
        words = [word for word in words if word not in common]
    concepts: dict[str, float] = {}
    unknown, stale, at = 0, False, 0
    while at < len(words):
        length, found = _longest(words, at)
        if not length:
            length, found = 1, _guess(words[at])
        if found is None:
            known = words[at] in NOISE or words[at] in NEUTRAL or len(words[at]) == 1
            unknown += not known
        else:
            for concept, trust in found:
                stale = stale or concept == "STALE"
                concepts[concept] = max(trust, concepts.get(concept, 0.0))
        at += length
    concepts.pop("STALE", None)
    if _SECOND.search(text) and concepts:
        concepts.setdefault("OTHER", 1.0)
    return Reading(concepts, unknown, stale)


Found = tuple[tuple[str, float], ...]


def _longest(words: list[str], at: int) -> tuple[int, Found | None]:
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        run = "".join(words[at : at + length])
        concept = PHRASES.get(run)
        if concept and not (length == 1 and words[at] in NOISE and concept != "DATE"):
            return length, tuple((part, 1.0) for part in _said(run, concept))
    return 0, None


def _said(word: str, concept: str) -> tuple[str, ...]:
    """A compound's own concept, and the general one that it ends or begins with."""
    if concept in _DATED and _DAY_WORD.search(word):
        return concept, "DATE"
    return (concept, "NAME") if concept in ("ACCOUNT", "OPP") and _NAME_WORD.search(word) else (concept,)


@cache
def _guess(word: str) -> Found | None:
    """What a word that is not listed may be: several run together, a typing error, vowels left out."""
    if word in NEUTRAL or word in NOISE:
        return None
    parts = _segments(word) if len(word) >= 6 else None
    if parts is not None:
        return tuple((said, 0.95) for part in parts if part in PHRASES for said in _said(part, PHRASES[part]))
    tail = _tail(word)
    if tail is not None:
        return ((PHRASES[tail], 0.8),)
    near = _near(word) if len(word) >= 5 else None
    if near:
        return ((near, 0.85),)
    bare = len(word) >= 3 and not re.search("[aeiou]", word[1:])
    thin = _by_skeleton().get(_VOWELS.sub("", word)) if bare else None
    return ((thin, 0.85),) if thin else None


@cache
def _segments(word: str) -> tuple[str, ...] | None:
    """The word as a run of listed ones, the fewest, at least one of them a concept; None if it is none."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for start in range(len(word)):
        so_far = best[start]
        if so_far is None:
            continue
        for end in range(start + 3, len(word) + 1):
            part = word[start:end]
            if part not in PHRASES and part not in NEUTRAL:
                continue
            for link in _LINKS if end < len(word) else ("",):
                if word.startswith(link, end):
                    there = best[end + len(link)]
                    if there is None or len(there) > len(so_far) + 1:
                        best[end + len(link)] = (*so_far, part)
    found = best[len(word)]
    return found if found and any(part in PHRASES for part in found) else None


def _tail(word: str) -> str | None:
    """The last part of a compound whose first one nobody knows: `Bearbeitungsstatus` is a status."""
    ends = (word[at:] for at in range(4, len(word) - 4))
    return next((end for end in ends if end in PHRASES), None)


@cache
def _by_deletion() -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for word, concept in PHRASES.items():
        if len(word) >= 5:
            for form in {word, *_deletions(word)}:
                near.setdefault(form, set()).add(concept)
    return {form: frozenset(found) for form, found in near.items()}


def _deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


def _near(word: str) -> str | None:
    """The concept of listed words one typing error away, if they agree."""
    known = _by_deletion()
    forms = [form for form in _deletions(word) if len(form) >= 4]
    lacking = set(known.get(word, ())) | {PHRASES[form] for form in forms if len(form) >= 5 and form in PHRASES}
    changed = forms if len(word) >= 7 else []  # a letter for another makes a short word another word
    found = lacking or {concept for form in changed for concept in known.get(form, ())}
    return next(iter(found)) if len(found) == 1 else None


@cache
def _by_skeleton() -> dict[str, str]:
    """Words without their vowels, where that stands for one concept only."""
    found: dict[str, set[str]] = {}
    for word, concept in PHRASES.items():
        thin = _VOWELS.sub("", word)
        if 3 <= len(thin) < len(word):
            found.setdefault(thin, set()).add(concept)
    return {thin: next(iter(concepts)) for thin, concepts in found.items() if len(concepts) == 1}
