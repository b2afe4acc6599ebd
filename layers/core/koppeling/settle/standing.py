"""What stays as it is, day after day (blijft staan): the clearing account that is not explained.

What a payer paid and nobody can explain stands on the clearing account against what it owes. One
day that is nothing; the next day it is an alarm. Nothing is counted: each day says anew since when.
"""

from collections.abc import Mapping as Known
from datetime import date

from koppeling.model.book import Book

Since = dict[str, str]
"""By payer: the first of the days on end on which something was not explained."""


def unexplained(book: Book) -> dict[str, int]:
    """Cents on the clearing account that no open item explains, by payer; receipts positive."""
    found: dict[str, int] = {}
    for asked in book.parked:
        if asked.held_on == "clearing":
            found[asked.payer] = found.get(asked.payer, 0) + asked.cents
    for identity in book.identities:
        if identity.name == "C6":
            for item in identity.items:
                found[item.payer] = found.get(item.payer, 0) - item.cents
    return {payer: cents for payer, cents in sorted(found.items()) if cents}


def brought_forward(since: Known[str, str], book: Book, today: date) -> Since:
    """What is not explained today, and since when; what was explained meanwhile starts anew."""
    return {payer: since.get(payer, today.isoformat()) for payer in unexplained(book)}


def two_days_running(since: Since, book: Book, today: date) -> list[tuple[str, int, str]]:
    """(payer, cents, since) of what was not explained on an earlier day either (A16)."""
    standing = unexplained(book)
    return [(p, standing[p], day) for p, day in since.items() if day < today.isoformat()]
