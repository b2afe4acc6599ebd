"""Balances of the package (saldi in het pakket), as an auditfile states them: read, never booked.

A balance is that at the start of a day: what stood at the beginning of the file and every line
before that day. Of a file that does not say what stood at its beginning, and that begins on that
day or later, nothing is known. Sums a day of each account: `Auditfile.days`.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from koppeling.model.documents import Auditfile


def covering(files: Iterable[Auditfile], day: date) -> Auditfile | None:
    """The auditfile that knows the balances at the start of a day, None when there is none.

    Of several the one that runs up to nearest before that day: last year's closing is what stood,
    where this year's beginning is what was taken over from it.
    """
    known = [
        f
        for f in files
        if f.begin <= day <= f.end + timedelta(days=1) and (f.opened or f.begin < day)
    ]
    return min(known, key=lambda f: (f.end, f.begin, f.header.sha256), default=None)


def balances_on(file: Auditfile, day: date) -> dict[str, int]:
    """Signed cents by account at the start of a day, debit positive, without zeros."""
    found: dict[str, int] = {}
    for account, when, cents in file.days:
        if when is None or when < day:
            found[account] = found.get(account, 0) + cents
    return {account: cents for account, cents in found.items() if cents}
