"""C13 (saldo in het pakket): what stands on Koppeling's own accounts there against what should.

An auditfile says what the package holds. Of each account that only Koppeling should touch its
balance on the last day that the file knows must be its beginning, with Koppeling's own entries and
what the package is expected to book. A difference is told line by line: a question for the
bookkeeper, nothing is blocked. Source: contract section 5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from koppeling.accounting.identities import judge
from koppeling.model.book import Behind, Identity
from koppeling.model.documents import Auditfile, PackageLine
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.mapping import Mapping

GUARDED = frozenset({"clearing", "unidentified", "rejected"})
"""Rollen van Koppeling alleen. On the others people book as well: the bank, debtors, advances."""
FOREIGN, MISSING, CHANGED = "foreign", "missing", "changed"


def guarded(mappings: Iterable[Mapping]) -> frozenset[str]:
    """The accounts of these roles in any version, less those that another role shares."""
    own: set[str] = set()
    others: set[str] = set()
    for mapping in mappings:
        for role, rows in mapping.accounts.items():
            (own if role in GUARDED else others).update(row.account for row in rows)
    return frozenset(own - others)


def package_identity(
    files: Iterable[Auditfile],
    entries: Iterable[JournalEntry],
    accounts: frozenset[str],
    start: date,
) -> Identity | None:
    """C13 over one auditfile a fiscal year; None = nothing to compare.

    `entries` = own and expected; `start` = the cut-over: what stands in the package before that
    day counts as its beginning.
    """
    every = tuple(entries)
    compared = [
        _Ledger(file, account, start)
        for file in files
        for account in sorted(accounts)
        if file.end >= start
    ]
    if not compared:
        return None
    return judge("C13", [item for ledger in compared for item in ledger.against(every)])


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Grootboekkaart: one account of one auditfile."""

    file: Auditfile
    account: str
    start: date

    @property
    def until(self) -> date:
        """The last day it knows: when it was written, or its last line where that is later."""
        said = [d for _, d, _ in self.file.days if d is not None]
        known = [*said, *([self.file.created] if self.file.created else [])]
        return min(self.file.end, max(known, default=self.file.end))

    def against(self, entries: Iterable[JournalEntry]) -> Iterator[Behind]:
        """What the package holds more (positive) or less than it should, line by line."""
        booked = [
            (entry, p)
            for entry in entries
            if max(self.start, self.file.begin) <= entry.date <= self.until
            for p in entry.postings
            if p.account == self.account
        ]
        lines = [
            line
            for line in self.file.kept
            if line.account == self.account
            and line.date <= self.until
            and (line.ours or line.date >= self.start)
        ]
        yield from self._ours(
            [pair for pair in booked if pair[0].own], [x for x in lines if x.ours]
        )
        yield from self._theirs(
            [pair for pair in booked if not pair[0].own], [x for x in lines if not x.ours]
        )

    def _ours(
        self, booked: list[tuple[JournalEntry, Posting]], lines: list[PackageLine]
    ) -> Iterator[Behind]:
        """Entries by their reference: each is there, once, with its own amount."""
        wanted: dict[str, int] = {}
        about: dict[str, tuple[JournalEntry, Posting]] = {}
        for entry, p in booked:
            wanted[entry.reference] = wanted.get(entry.reference, 0) + p.cents
            about.setdefault(entry.reference, (entry, p))
        there: dict[str, list[PackageLine]] = {}
        for line in lines:
            there.setdefault(line.ours, []).append(line)
        for reference in sorted({*wanted, *there}):
            found = there.get(reference, [])
            cents = sum(line.cents for line in found) - wanted.get(reference, 0)
            if not cents:
                continue
            if reference not in wanted:
                yield from (self._line(line, FOREIGN) for line in found)
            elif found:
                payer = about[reference][1].payer
                yield self._line(found[0], CHANGED, cents, payer)
            else:
                yield self._absent(*about[reference], cents)

    def _theirs(
        self, booked: list[tuple[JournalEntry, Posting]], lines: list[PackageLine]
    ) -> Iterator[Behind]:
        """What the package books itself has no reference of ours: by date and amount."""
        left = sorted(lines, key=lambda x: (x.date, x.cents, x.journal, x.number))
        for entry, p in sorted(booked, key=lambda pair: (pair[0].date, pair[1].cents)):
            same = [x for x in left if (x.date, x.cents) == (entry.date, p.cents)]
            if same:
                left.remove(same[0])
            else:
                yield self._absent(entry, p, -p.cents)
        yield from (self._line(line, FOREIGN) for line in left)

    def _line(
        self, line: PackageLine, kind: str, cents: int | None = None, payer: str = ""
    ) -> Behind:
        about = f"{self.account} {line.journal} {line.number}".strip()
        amount = line.cents if cents is None else cents
        where = (self.account, line.date, line.journal, line.number, line.user)
        return Behind(payer, about, amount, kind, *where)

    def _absent(self, entry: JournalEntry, p: Posting, cents: int) -> Behind:
        about = f"{self.account} {entry.reference}"
        where = (self.account, entry.date, entry.journal, entry.reference)
        return Behind(p.payer, about, cents, MISSING, *where)
