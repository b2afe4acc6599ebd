"""What posting needs of a bookkeeping package (koppelvlak); every connector is held to it.

A connector raises one of four exceptions and nothing else: unavailable (nothing was booked),
refused (proven not booked), outcome unknown (it may be booked), conflict. What it can promise
stands in its capabilities, and the posting protocol asks no more than that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from koppeling.model.entries import JournalEntry, Receipt


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Mogelijkheden: can a booking be found by its reference, and does a repeat get refused.

    `lateness` = seconds that a request may still land after its time-out, `query_lag` = seconds
    after which a booking can surely be found.
    """

    find: bool
    unique_reference: bool
    lateness: int
    query_lag: int


class Connector(Protocol):
    """Koppeling met een pakket."""

    @property
    def capabilities(self) -> Capabilities:
        """What this package can promise."""

    def post(self, entry: JournalEntry, now: str) -> Receipt:
        """Book one entry, with its reference inside the booking. `now` is ISO text."""

    def find(self, reference: str, key: str, now: str) -> Receipt | None:
        """The booking with this reference, None when there surely is none."""

    def read_back(self, entry_id: str) -> dict[str, Any] | None:
        """What stands in the package, in the shape of `booked`; None when absent."""


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
