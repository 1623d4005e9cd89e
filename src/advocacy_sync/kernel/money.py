"""Money as whole minor units of an ISO 4217 currency; no float, no context, no silent conversion.

Decimal text appears at the border only (CRM text in, CRM text out). Exponents are those of
ISO 4217 table A.1; a currency that is not listed there has two decimals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from .errors import RecordError

__all__ = ["Money", "exponent", "minor_units", "split"]

# ISO 4217: currencies whose minor unit is not one hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
_LARGEST = 2**63 - 1  # what a BIGINT column of either database holds
_EXACT = Context(prec=60, traps=[Inexact])
# What a CRM writes: ASCII digits, no grouping, an exponent that a context can hold.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_CODE = re.compile(r"[A-Z]{3}")


def exponent(currency: str) -> int:
    """Decimals of a currency's minor unit.

    >>> exponent("JPY"), exponent("USD"), exponent("KWD")
    (0, 2, 3)
    """
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units (cents for USD) of one currency. May be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.currency):
            raise RecordError("the currency is not an ISO 4217 code of three capital letters")
        if abs(self.minor) > _LARGEST:
            raise RecordError("the amount has more digits than can be kept exactly (19 in minor units)")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Decimal text (`1054`, `-12.50`, `1.0E7`) as money.

        Raises RecordError when it is not a finite number, has more decimals than the currency
        (trailing zeros apart) or more digits than a 64-bit integer of minor units holds.

        >>> Money.parse("1054.5", "USD")
        Money(minor=105450, currency='USD')
        """
        minor = minor_units(text, exponent(currency))
        return cls(minor, currency)

    def text(self) -> str:
        """Plain decimal text with all the decimals of the currency.

        >>> Money(105450, "USD").text(), Money(-5, "KWD").text(), Money(7, "JPY").text()
        ('1054.50', '-0.005', '7')
        """
        places = exponent(self.currency)
        digits = str(abs(self.minor)).rjust(places + 1, "0")
        whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
        return f"{'-' if self.minor < 0 else ''}{whole}{'.' + part if part else ''}"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise RecordError(f"{self.currency} and {other.currency} cannot be added; convert first")


def minor_units(text: str, places: int) -> int:
    """Decimal text as a whole number of units of 10^-places. Raises RecordError as `Money.parse`."""
    plain = text.strip()
    whole, _, part = plain.partition(".")
    digits = whole + part.ljust(places, "0")
    if whole and len(digits) < 19 and len(part) <= places and digits.isascii() and digits.isdigit():
        return int(digits)  # as most amounts are written
    if not _NUMBER.fullmatch(plain):
        raise RecordError("the amount is not a finite decimal number")
    value = Decimal(plain)
    if value and value.adjusted() > 20:
        raise RecordError("the amount has more digits than can be kept exactly (19 in minor units)")
    try:
        scaled = value.scaleb(places, _EXACT)
    except Inexact:
        scaled = None
    if scaled is None or scaled != scaled.to_integral_value():
        raise RecordError(f"the amount has more than {places} decimals")
    return int(scaled)


def split(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Divide a whole number in proportion to weights (not negative, at least one positive).

    The parts sum to `total` exactly: largest remainder, ties to the earlier part. A negative
    total is divided by its magnitude and the sign restored.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    """
    scale = sum(weights)
    if not weights or scale <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and at least one must be positive")
    size = abs(total)
    exact = [Fraction(weight) * size / Fraction(scale) for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: size - sum(parts)]:
        parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]
