"""The journal of a worked case as a page (journaal): what was booked, for a bookkeeper to read."""

from collections.abc import Iterable

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.model.entries import JournalEntry
from koppeling.model.reasons import REASONS
from koppeling.reports.accounts import accounts

HEAD = ("| datum | boeking | rekening | debet | credit |", "|---|---|---|---:|---:|")


def journal(book: Book) -> list[str]:
    """The entries of a book, then its balances and what is to be found out."""
    names = {number: f"{number} {a.words}" for number, a in accounts(book).items()}
    rows = [*HEAD]
    for entry in sorted(book.entries, key=lambda e: (e.date, e.movement, e.part, e.key)):
        rows += _entry(entry, names)
    rows += _balances(book, names)
    asked = [f"{REASONS[p.reason][0]} {euros_nl(p.cents)}" for p in book.parked]
    return [*rows, "", f"Uit te zoeken: {', '.join(sorted(asked)) or 'niets'}.", ""]


def _entry(entry: JournalEntry, names: dict[str, str]) -> Iterable[str]:
    head = f"{entry.date.isoformat()} | {entry.text}"
    if entry.back_reference:
        head += f" (hoort bij {entry.back_reference})"
    for p in sorted(entry.postings, key=lambda p: p.cents < 0):
        yield f"| {head} | {names[p.account]} | {_sides(p.cents)} |"
        head = "|"


def _balances(book: Book, names: dict[str, str]) -> Iterable[str]:
    sums: dict[str, int] = {}
    for p in (p for e in book.entries for p in e.postings):
        sums[p.account] = sums.get(p.account, 0) + p.cents
    head = "| **saldo**"
    for number, cents in sorted(sums.items()):
        if cents:
            yield f"| {head} | {names[number]} | {_sides(cents)} |"
            head = "|"


def _sides(cents: int) -> str:
    amount = euros_nl(abs(cents))
    return f"{amount} |" if cents > 0 else f"| {amount}"
