"""What must be seen before a bank line is posted (voor het boeken van de bank).

Many packages read the bank themselves. Before the first bank posting on an account the package must
show that nobody else booked on it since the cut-over date; and before each of them that no line of
the same journal, day and cents is there that is not ours. A person who posts it all the same has
seen it.
"""

from collections.abc import Iterable
from datetime import date

from koppeling.connectors.contract import Connector
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry
from koppeling.settle.held import trouble_of
from koppeling.settle.ports import Intent

FEED, THERE = "bank_feed", "already_in_package"


def takes_bank(entry: JournalEntry) -> bool:
    """Whether an entry books a bank line; the mirror of one takes it back and is no bank line."""
    return not entry.of and any(p.role == "bank" for p in entry.postings)


def overlap(
    connector: Connector,
    start: date,
    intent: Intent,
    entry: JournalEntry,
    earlier: Iterable[JournalEntry],
) -> tuple[str, str] | None:
    """Code and words of why this bank line may be there already; None = it may be posted.

    `start` = the cut-over date; `earlier` = entries that are in the package.
    """
    trouble = trouble_of(intent)
    seen = trouble is not None and trouble.code in {FEED, THERE}
    if not takes_bank(entry) or seen or not connector.capabilities.lists:
        return None
    sums: dict[str, int] = {}
    for p in entry.postings:
        if p.role == "bank":
            sums[p.account] = sums.get(p.account, 0) + p.cents
    posted = {p.account for e in earlier for p in e.postings if p.role == "bank"}
    first = not sums.keys() <= posted
    # what was booked after its day shows a feed as well
    since, until = (start, date(entry.date.year + 1, 12, 31)) if first else (entry.date, entry.date)
    lines = connector.lines(frozenset(sums), since, until)
    others = [x for x in lines if not x.ours and x.journal == entry.journal]
    if first and others:
        return FEED, _feed(others)
    same = [x for x in others if (x.date, x.cents) == (entry.date, sums.get(x.account))]
    return (THERE, f"{same[0].journal} {same[0].number}".strip()) if same else None


def _feed(lines: list[PackageLine]) -> str:
    oldest = min(lines, key=lambda x: (x.date, x.number))
    return f"{oldest.account}: {len(lines)} x, {oldest.date}, {oldest.journal} {oldest.number}"
