"""Valid dates as a set (datums): one look-up a line instead of a parse."""

from datetime import date, timedelta
from functools import cache


@cache
def valid_days() -> frozenset[bytes]:
    """Every date from 1990 to 2059 as eight digits, and the two ways to leave one open."""
    first = date(1990, 1, 1)
    days = (first + timedelta(n) for n in range(70 * 365 + 17))
    return frozenset([*(d.strftime("%Y%m%d").encode() for d in days), b"00000000"])
