"""The package `files`: an entry is an immutable object, written once under its key.

The store refuses a second object under one name, so a repeated reference is refused by the package
itself; another content under the same key is a refusal that a person must see.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from koppeling.connectors.contract import Capabilities, Get, Put, Settlement, booked
from koppeling.model.canonical import canonical
from koppeling.model.codec import within
from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.entry_codec import content, entry_from, entry_plain
from koppeling.model.errors import ConnectorRefused

PACKAGE = "files"
CAPABILITIES = Capabilities(find=True, unique_reference=True, lateness=1, query_lag=1)


@dataclass(frozen=True, slots=True)
class FilesConnector:
    """Pakket `files`: two calls of the store that holds the books."""

    put: Put
    get: Get
    capabilities: Capabilities = CAPABILITIES

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        """Write the entry once; the same entry again is the same booking."""
        before = self.put(_name(entry.key), canonical(entry_plain(entry)))
        if before is not None and content(_entry(before)) != content(entry):
            code = "exists"
            raise ConnectorRefused(code)
        return Receipt(PACKAGE, entry.key, now, verified=False)

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        """A mirror is an entry like any other; it names the key of what it mirrors."""
        assert entry.of == of, "an entry mirrors the booking with its own key"
        return self.post(entry, now, number)

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        """The entry by its key: there is one name, so there is one at most."""
        there = self.get(_name(entry.key)) is not None
        return (Receipt(PACKAGE, entry.key, now, verified=False),) if there else ()

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        """What stands in the books."""
        data = self.get(_name(entry_id))
        return None if data is None else booked(_entry(data))

    def discover(self) -> Discovery:
        """Anything goes: books of our own have no accounts or journals of their own."""
        return Discovery((), ())

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        """Not asked: nobody else books in these books."""
        raise NotImplementedError

    def reserve_number(self, entry: JournalEntry) -> str:
        """Not asked: an entry's name is its key."""
        raise NotImplementedError

    def settle(self, settlement: Settlement) -> None:
        """Not asked: there are no debtor items apart from the entries."""
        raise NotImplementedError

    def holds(self, entry: JournalEntry) -> bool | None:
        """Whether the books hold this very entry; None when it is not there."""
        data = self.get(_name(entry.key))
        if data is None:
            return None
        try:
            return _entry(data) == entry and within(json.loads(data), entry_plain(entry))
        # whatever a changed byte made of it
        except (ValueError, KeyError, TypeError, AssertionError):
            return False


def _name(key: str) -> str:
    return f"entry/{key}.json"


def _entry(data: bytes) -> JournalEntry:
    return entry_from(json.loads(data))
