"""Money is signed integer cents; text with two decimals exists only at the border.

>>> euros(-1234567), euros(5)
('-12345.67', '0.05')
>>> euros_nl(-1234567)
'-12.345,67'
>>> parse_decimal("00149.870"), parse_decimal("-3"), parse_decimal("1.005")
(14987, -300, None)
"""

import re
from collections.abc import Callable

_USUAL = re.compile(r"[0-9]{1,15}\.[0-9][0-9]", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]*))?", re.ASCII)


def euros(cents: int) -> str:
    """`-12345.67`: two decimals, dot, no thousands (machine notation)."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def euros_nl(cents: int) -> str:
    """`-12.345,67`: as a Dutch bookkeeper writes it."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", ".") + f",{part:02d}"


def euros_en(cents: int) -> str:
    """`-12,345.67`: as an English reader expects it."""
    return euros_nl(cents).translate(str.maketrans(".,", ",."))


def euros_in(language: str) -> Callable[[int], str]:
    """How amounts are written for a reader of `nl` or `en`."""
    return euros_nl if language == "nl" else euros_en


def parse_decimal(text: str) -> int | None:
    """Cents of a decimal with a dot, exactly; None when it is no number or has part-cents."""
    if _USUAL.fullmatch(text):
        return int(text[:-3] + text[-2:])
    found = _DECIMAL.fullmatch(text)
    if not found:
        return None
    sign, whole, part = found[1], found[2], (found[3] or "").rstrip("0")
    if len(part) > 2:  # noqa: PLR2004 - cents have two decimals
        return None
    cents = int(whole) * 100 + int(part.ljust(2, "0") or "0")
    return -cents if sign == "-" else cents


def net_of(gross: int, percentage: int) -> int:
    """Cents without VAT of an amount that includes it, rounded half away from zero.

    `percentage` is in hundredths of a percent (2100 = 21 %). Source: EI amounts include VAT.
    """
    rate = 10_000 + percentage
    net = (abs(gross) * 20_000 + rate) // (2 * rate)
    return -net if gross < 0 else net
