"""Values that people write in their own language: countries, numbers, names of people.

Names of countries and the marks of numbers come from the Unicode CLDR through Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal

__all__ = ["country_code", "decimal_text", "known_locale", "name_parts"]

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "cs", "ja", "zh")
# What people write and CLDR does not name.
_ALSO = {
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB", "u k": "GB",
    "u s a": "US", "u s": "US", "united states of america": "US", "america": "US",
    "holland": "NL", "the netherlands": "NL", "korea": "KR", "south korea": "KR", "republic of korea": "KR",
    "russian federation": "RU", "czech republic": "CZ", "uae": "AE", "republic of ireland": "IE", "viet nam": "VN",
    "people s republic of china": "CN", "macedonia": "MK", "ivory coast": "CI", "burma": "MM",
    "turkey": "TR", "hong kong": "HK", "hong kong sar": "HK", "macau": "MO", "macao": "MO", "palestine": "PS",
    "state of palestine": "PS", "palestinian territory": "PS", "occupied palestinian territory": "PS",
    "swaziland": "SZ", "east timor": "TL", "slovak republic": "SK", "kyrgyz republic": "KG", "ksa": "SA", "prc": "CN",
    "u a e": "AE", "bosnia": "BA", "cabo verde": "CV", "brunei darussalam": "BN", "myanmar": "MM", "vatican": "VA",
    "holy see": "VA", "holy see vatican city state": "VA", "lao people s democratic republic": "LA", "lao pdr": "LA",
    "syrian arab republic": "SY", "taiwan province of china": "TW", "republic of china": "TW",
    "democratic people s republic of korea": "KP", "dprk": "KP", "drc": "CD", "dr congo": "CD",
    "democratic republic of the congo": "CD", "democratic republic of congo": "CD",
    "republic of the congo": "CG", "republic of congo": "CG", "former yugoslav republic of macedonia": "MK",
    "united kingdom of great britain and northern ireland": "GB", "united states minor outlying islands": "UM",
    "falkland islands malvinas": "FK", "heard island and mcdonald islands": "HM", "pitcairn": "PN",
    "saint helena ascension and tristan da cunha": "SH", "saint vincent and the grenadines": "VC",
    "saint martin french part": "MF", "sint maarten dutch part": "SX", "bonaire sint eustatius and saba": "BQ",
    "south georgia and the south sandwich islands": "GS", "canary islands": "ES",
}  # fmt: skip
# All of Switzerland writes amounts so, whatever CLDR says of numbers in French.
_SWISS = "de_CH"
_AMBIGUOUS = frozenset({"congo"})
_CODE = re.compile(r"[A-Z]{2}")
# CLDR has codes of its own and codes that ISO only reserves. Kosovo's stays: it has no other.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_KINDS = re.compile(
    r"(?:(?:islamic|united|bolivarian|federal|federated|socialist) )?"
    r"(?:republic|states|kingdom|sultanate|principality|plurinational state) of "
)
_BESIDE = re.compile(r"([^()]+)\(([A-Za-z]{2,3})\)")
# Words that belong to the family name behind them (lower case as written: "Van" may be a given name).
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "las", "los"}
    | {"ten", "ter", "te", "zu", "zum", "zur", "af", "av", "bin", "ibn", "al", "el", "y", "e"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "esq"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "m", "sir", "dame", "ing", "dipl"})


# -- countries -------------------------------------------------------------------------------------


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code (alpha-2, alpha-3, numeric) or a name in one of LANGUAGES; None if it is none."""
    code = text.upper()
    if _CODE.fullmatch(code) and code in _codes():
        return code
    aliases = get_global("territory_aliases").get(code, ())
    if len(aliases) == 1 and aliases[0] in _codes():  # an old country that fell apart has several heirs
        return str(aliases[0])
    beside = _BESIDE.fullmatch(text)  # `United States (US)`, but neither `Korea (PRK)` nor `Congo (Kinshasa)`
    if beside is not None:
        found = country_code(beside[1].strip())
        return found if found == country_code(beside[2]) else None
    return next((found for name in _forms(text) if (found := _names().get(name))), None)


def _forms(text: str) -> Iterator[str]:
    """A name as it stands, and as it may be known: `Korea, Republic of` turned round, without `the`, without its kind.

    A whole name goes before a part of it: `Republic of China` is not `China`.
    """
    head, comma, tail = text.rpartition(",")
    for said in (_bare(text), *((_bare(f"{tail} {head}"),) if comma else ())):
        bare = said.removeprefix("the ")
        yield from (said, bare, _KINDS.sub("", bare, count=1).removeprefix("the ") if _KINDS.match(bare) else bare)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    codes = frozenset(code for code in map(str, Locale("en").territories) if _CODE.fullmatch(code))
    return codes - _NO_COUNTRIES


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Codes by bare name. What two countries are called in two languages names neither."""
    found: dict[str, str | None] = {}
    for language in LANGUAGES:
        for known, name in Locale(language).territories.items():
            code, bare = str(known), _bare(str(name))
            if code in _codes() and bare:
                found[bare] = code if found.get(bare, code) == code else None
    return {name: code for name, code in found.items() if code and name not in _AMBIGUOUS} | _ALSO


def _bare(text: str) -> str:
    """Lower case, without accents and marks: `Côte d’Ivoire` as `cote d ivoire`; `&` and `St.` as words."""
    parts = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = "".join(mark for mark in parts if not unicodedata.combining(mark))
    words = re.sub(r"[^\w]+", " ", plain.casefold()).split()
    return " ".join("saint" if word == "st" else word for word in words)


# -- numbers ---------------------------------------------------------------------------------------


def known_locale(name: str) -> bool:
    """Whether Babel knows a locale such as `de` or `fr_CH`."""
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def decimal_text(text: str, locale: str) -> str | None:
    """`1.234,56` of a German as `1234.56`; None where the locale does not write numbers so."""
    if any(mark.isalpha() for mark in text):  # 1e5, NaN: no way in which people write amounts
        return None
    return _parsed(text.strip(), locale) or (_parsed(text.strip(), _SWISS) if _is_swiss(locale) else None)


def _is_swiss(locale: str) -> bool:
    return Locale.parse(locale).territory == "CH"


def _parsed(typed: str, locale: str) -> str | None:
    group = get_group_symbol(locale)
    if group.isspace() or group == "\N{RIGHT SINGLE QUOTATION MARK}":  # keyboards have neither the thin space nor this
        typed = re.sub(r"\s" if group.isspace() else "'", group, typed)
    try:
        return format(parse_decimal(typed, locale=locale, strict=True), "f")
    except NumberFormatError:
        return None


# -- names of people -------------------------------------------------------------------------------


def name_parts(text: str) -> tuple[str | None, str | None]:
    """(given, family) of a full name: `Ludwig van Beethoven`, `Beethoven, Ludwig van`, `Dr. Ada Lovelace, PhD`.

    One word alone is a family name. Nothing is guessed of names whose family name stands first without a comma.
    """
    head, comma, tail = (part.strip() for part in text.partition(","))
    if comma and tail and not _are(tail.split(), _SUFFIXES):
        given = [word for word in tail.split() if not _is(word, _TITLES)]
        moved = [word for word in given if word in _PARTICLES]
        return " ".join(word for word in given if word not in _PARTICLES) or None, " ".join([*moved, head]) or None
    words = head.split()
    while len(words) > 1 and _is(words[0], _TITLES):
        words.pop(0)
    while len(words) > 1 and _is(words[-1], _SUFFIXES):
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[:start]) or None, " ".join(words[start:]) or None


def _is(word: str, known: frozenset[str]) -> bool:
    return word.casefold().replace(".", "") in known


def _are(words: list[str], known: frozenset[str]) -> bool:
    return all(_is(word, known) for word in words)
