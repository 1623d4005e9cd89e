"""One text for one number, however a CRM wrote it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

__all__ = ["canonical_number"]

_LARGEST_EXPONENT = 60  # beyond, plain digits would be a memory bomb; such text is refused later


def canonical_number(text: str) -> str:
    """Plain decimal text without needless zeros; what is no finite number stays as it is.

    >>> canonical_number("1054.50"), canonical_number("1.0E7"), canonical_number("NaN"), canonical_number("-0")
    ('1054.5', '10000000', 'NaN', '0')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or (number and abs(number.adjusted()) > _LARGEST_EXPONENT):
        return text
    if not number:
        return "0"
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
