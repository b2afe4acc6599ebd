r"""Amounts, dates and accounts as MT940 writes them (bedragen, datums, rekeningen).

>>> cents_of("9", ""), cents_of("000000001640", "76"), cents_of("300", "00"), cents_of("1", "005")
(900, 164076, 30000, None)
>>> balance_of("C140219EUR662\n,23\n-}").cents
66223
>>> account_of("NL69INGB0123456789EUR"), account_of("1291.99.348EUR"), account_of("TRIODOSBANK/06")
(('NL69INGB0123456789', 'EUR'), ('129199348', 'EUR'), ('06', ''))
"""

import re
from datetime import date
from typing import NamedTuple

DECIMALS = 2
CENTURY = 80
"""Years from 80 are of the last century: the standard writes two digits."""

_BALANCE = r"([CDcd])([0-9]{6})([A-Z]{3})([0-9]{1,15})(?:[,.]([0-9]*))?"
_IBAN = r"([A-Z]{2}[0-9]{2}[A-Z0-9]{4,29}[0-9]) *([A-Z]{3})?"
_NUMBER = r"(?:.*/)?([0-9][0-9. ]*)([A-Z]{3})?"


class Balance(NamedTuple):
    """Saldo: signed cents on a day; `day` is None when it is no date."""

    cents: int
    currency: str
    day: date | None


def cents_of(whole: str, part: str | None) -> int | None:
    """Exact cents of the digits before and behind the comma; None when there are part-cents."""
    part = part or ""
    if len(part) > DECIMALS:
        part = part[:DECIMALS] + part[DECIMALS:].rstrip("0")
        if len(part) > DECIMALS:
            return None
    return int(whole + part.ljust(DECIMALS, "0"))


def year_of(digits: str) -> int:
    """The year of a date that begins with YY."""
    year = int(digits[:2])
    return (1900 if year >= CENTURY else 2000) + year


def day_of(digits: str) -> date | None:
    """The date of YYMMDD; None when there is no such day."""
    try:
        return date(year_of(digits), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def booking_day(value_day: date | None, year: int, entry: str) -> date | None:
    """The date of an entry's MMDD: the one nearest to its value date, also around new year.

    >>> booking_day(date(2025, 12, 31), 2025, "0102")
    datetime.date(2026, 1, 2)
    """
    near = value_day or date(year, 7, 1)
    found = []
    for y in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(y, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue
    return min(found, key=lambda day: abs(day - near), default=None)


def balance_of(value: str) -> Balance | None:
    """A balance; a line that was broken inside the amount is put together again."""
    first, _, rest = value.partition("\n")
    found = re.fullmatch(_BALANCE, first.strip())
    if rest and not (found and found[5] and len(found[5]) >= DECIMALS):
        # only what is a balance as a whole: behind it may stand the envelope of the next message
        found = re.fullmatch(_BALANCE, first.strip() + rest.partition("\n")[0].strip()) or found
    cents = cents_of(found[4], found[5]) if found else None
    if found is None or cents is None:
        return None
    return Balance(-cents if found[1] in "Dd" else cents, found[3], day_of(found[2]))


def account_of(value: str) -> tuple[str, str]:
    """(IBAN or digits of the account, currency behind it); ('', '') when there is no account."""
    first = value.partition("\n")[0].strip()
    if found := re.fullmatch(_IBAN, first):
        return found[1], found[2] or ""
    if found := re.fullmatch(_NUMBER, first):
        return found[1].replace(".", "").replace(" ", ""), found[2] or ""
    return "", ""
