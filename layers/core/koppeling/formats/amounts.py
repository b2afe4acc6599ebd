"""Amounts and dates as people and payers write them (bedragen en datums), exact or not at all.

Payers print Dutch decimals, spreadsheets keep binary floats as text, letters put the minus behind.
What can be read in two ways (`1.234`) is refused: a thousand euros are no place to guess.

>>> [cents_of(x) for x in ("1.234,56", "-300,00", "300,00-", "(300,00)", "€ 500,-", "500")]
[123456, -30000, -30000, -30000, 50000, 50000]
>>> cents_of("1234.5600000000001"), cents_of("1.234"), cents_of("12,345")
(123456, None, None)
>>> day_of("16-2-2026") == day_of("2026-02-16") == day_of("16 februari 2026")
True
"""

import re
from datetime import date
from decimal import Decimal

_WHOLE = r"[0-9]{1,13}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}"
_DUTCH = re.compile(rf"({_WHOLE})(?:,([0-9]{{1,2}}|-{{1,2}}))?", re.ASCII)
# what a spreadsheet keeps of a number: a binary fraction, at times with an exponent
_STORED = re.compile(r"[0-9]{1,13}\.[0-9]{1,20}(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_TWO_WAYS = re.compile(r"[0-9]{1,3}\.[0-9]{3}", re.ASCII)
_CURRENCY = re.compile(r"€|\beur\b|\beuro\b", re.IGNORECASE)
# the largest distance to a whole cent that a binary fraction can bring, in cents
_NOISE = Decimal("0.0001")
_MOST = 10**15
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?", re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2}|[a-z]{3,9})\.?[-/. ]([0-9]{4})", re.ASCII)
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_MONTH = {name: place for place, name in enumerate(MONTHS, 1)}
_MONTH |= {name[:3]: place for name, place in _MONTH.items()} | {"mrt": 3}


def cents_of(text: str) -> int | None:
    """Cents of an amount in euros; None for what is no amount, or could be two."""
    bare = _CURRENCY.sub("", text.replace("\u2212", "-").replace("\u00a0", " ")).strip()
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1].strip()
    elif bare[:1] in {"-", "+"}:
        negative, bare = bare[0] == "-", bare[1:].strip()
    elif bare.endswith("-") and not bare.endswith(",-") and not bare.endswith(",--"):
        negative, bare = True, bare[:-1].strip()
    cents = _unsigned(bare)
    return -cents if negative and cents else cents


def _unsigned(bare: str) -> int | None:
    if _TWO_WAYS.fullmatch(bare):
        return None
    if found := _DUTCH.fullmatch(bare):
        part = (found[2] or "").strip("-")
        return int(found[1].replace(".", "")) * 100 + int(part.ljust(2, "0") or "0")
    if not _STORED.fullmatch(bare):
        return None
    stored = Decimal(bare).scaleb(2)
    whole = stored.to_integral_value()
    return int(whole) if abs(stored - whole) <= _NOISE and whole < _MOST else None


def day_of(text: str) -> date | None:
    """The day of a date as the Dutch write it, or in ISO order; None when it is none."""
    bare = text.strip().lower()
    found = _DAY_FIRST.fullmatch(bare)
    if not found:
        return iso_day(bare)
    month = int(found[2]) if found[2].isdigit() else _MONTH.get(found[2], 0)
    try:
        return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None


def iso_day(text: str) -> date | None:
    """The day of a date in ISO order, as our own forms ask for it; a time behind it is cut."""
    try:
        return date.fromisoformat(text[:10] if _ISO.fullmatch(text) else "")
    except ValueError:
        return None
