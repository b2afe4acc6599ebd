"""What posting needs of a bookkeeping package (koppelvlak); every connector is held to it.

A connector raises one of four exceptions and nothing else: unavailable (nothing was booked),
refused (proven not booked), outcome unknown (it may be booked), conflict. Its reason is a code of
`model/refusals.py`. What it can promise stands in its capabilities, and the posting protocol asks
no more than that.

Every booking holds the entry's reference where `find` can find it; a booking is what a person
would call booked: a draft that a crash left behind is none, `post` removes or finishes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Mogelijkheden: can a booking be found by its reference, and does a repeat get refused.

    `lateness` = seconds that a request may still land after its time-out, `query_lag` = seconds
    after which a booking can surely be found. `numbers` = we choose the entry number, and the
    package refuses one that is used; `settles` = debtor items can be matched after booking;
    `lists` = the lines on an account can be asked; `concept` = a booking can stay a draft.
    """

    find: bool
    unique_reference: bool
    lateness: int
    query_lag: int
    numbers: bool = False
    settles: bool = False
    lists: bool = False
    concept: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """Aflettering: postings on one account (of one debtor, '' = none) that are nothing together.

    `lines` = (entry id in the package, cents debit positive).
    """

    account: str
    debtor: str
    lines: tuple[tuple[str, int], ...]


class Connector(Protocol):
    """Koppeling met een pakket."""

    @property
    def capabilities(self) -> Capabilities:
        """What this package can promise."""

    def discover(self) -> Discovery:
        """Accounts, journals, dimensions, debtors and periods of the administration."""

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        """What stands on these accounts between two days, ours (by reference) and of others.

        With `lists` only. Bank lines before a bank posting, C13 and the sweep are asked by it.
        """

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        """Every booking that holds the entry's reference; none when there surely is none."""

    def reserve_number(self, entry: JournalEntry) -> str:
        """An entry number that is free now in the entry's journal and year. With `numbers` only."""

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        """Book one entry, with its reference inside. `now` is ISO text.

        `number` = the one that was reserved. Taken by this very entry: its receipt; by another:
        refused as `number_taken`; when that cannot be seen: outcome unknown.
        """

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        """Book an entry that mirrors the booking with id `of`, as the package likes it best."""

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        """What stands in the package, in the shape of `booked`; None when absent."""

    def settle(self, settlement: Settlement) -> None:
        """Match these lines with each other; matched already = done. With `settles` only."""


def booked(entry: JournalEntry) -> dict[str, Any]:
    """What of an entry must come back the same (C10): date, period, lines, in order."""
    return {
        "date": entry.date.isoformat(),
        "period": entry.period,
        "journal": entry.journal,
        "lines": sorted([p.account, p.cents] for p in entry.postings),
    }


Put = Callable[[str, bytes], bytes | None]
"""Write a named object once; None when it was written, else the bytes that were there before."""
Get = Callable[[str], bytes | None]
"""The package `files`: an entry is an immutable object, written once under its key.

The store refuses a second object under one name, so a repeated reference is refused by the package
itself; another content under the same key is a refusal that a person must see.
"""
