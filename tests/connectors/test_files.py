"""The package `files` keeps the contract of every connector, and its objects never change.

1. An entry is one object `entry/<key>.json`, canonical JSON, written once and never again.
2. What stands in the books is what is read back: a changed object is seen (C10).
"""

import json
from dataclasses import replace

from koppeling.connectors.contract import booked
from koppeling.connectors.files import FilesConnector
from koppeling.model.canonical import canonical
from koppeling.model.codec import from_plain
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from tests.connectors.contract import ConnectorContract
from tests.connectors.trouble import ASKED_WAIT, THROTTLED, Answer, Line
from tests.connectors.world import LATER, NOW, World, an_entry


class Books(World):
    """Objects that are written once, by name, behind a line that can fail."""

    name = "files"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.line = Line()

    def put(self, name: str, data: bytes) -> bytes | None:
        def write() -> bytes | None:
            before = self.objects.get(name)
            self.objects.setdefault(name, data)
            return before

        return self.line.carry(write, _spoilt_write)

    def get(self, name: str) -> bytes | None:
        return self.line.carry(lambda: self.objects.get(name), _spoilt_read)

    def connector(self) -> FilesConnector:
        return FilesConnector(self.put, self.get)

    def bookings(self) -> int:
        return len(self.objects)

    def age(self, seconds: int) -> None:
        """A store has no clock."""

    def lag(self) -> None:
        """And never lags."""


def _spoilt_write(answer: Answer, _: bytes | None) -> bytes | None:
    """What the store's own adapter makes of such an answer (`aws/objects.py`)."""
    if answer == "refused":
        raise ConnectorRefused
    if answer in THROTTLED or answer == "not sent":
        raise ConnectorUnavailable(wait=ASKED_WAIT)
    raise OutcomeUnknown


def _spoilt_read(_: Answer, __: bytes | None) -> bytes | None:
    raise ConnectorUnavailable(wait=ASKED_WAIT)


class TestFiles(ConnectorContract):
    """The contract of every connector."""

    def world(self) -> Books:
        return Books()

    def test_an_entry_is_one_canonical_object_under_its_key(self) -> None:
        books, entry = Books(), an_entry()
        books.connector().post(entry, NOW)
        ((name, data),) = books.objects.items()
        assert name == f"entry/{entry.key}.json"
        assert data == canonical(json.loads(data))
        assert from_plain(JournalEntry, json.loads(data)) == entry

    def test_the_object_never_changes(self) -> None:
        books, entry = Books(), an_entry()
        books.connector().post(entry, NOW)
        before = dict(books.objects)
        books.connector().post(replace(entry, evidence=()), LATER)
        assert books.objects == before

    def test_a_changed_object_is_seen(self) -> None:
        books, entry = Books(), an_entry()
        receipt = books.connector().post(entry, NOW)
        name, data = next(iter(books.objects.items()))
        books.objects[name] = data.replace(b"1300", b"1301")
        found = books.connector().verify(receipt.entry_id)
        assert found is not None
        assert found != booked(entry)
