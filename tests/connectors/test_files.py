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
from tests.connectors.contract import LATER, NOW, ConnectorContract, Fault, World


class Books(World):
    """Objects that are written once, by name, and a store that can fail."""

    name = "files"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def failing(self) -> Fault:
        fault, self.fault = self.fault, ""
        if fault == "unavailable":
            raise ConnectorUnavailable
        if fault == "refused":
            raise ConnectorRefused
        if fault == "lost before":
            raise OutcomeUnknown
        return fault

    def put(self, name: str, data: bytes) -> bytes | None:
        fault = self.failing()
        before = self.objects.get(name)
        self.objects.setdefault(name, data)
        if fault == "lost":
            raise OutcomeUnknown
        return before

    def get(self, name: str) -> bytes | None:
        self.failing()
        return self.objects.get(name)

    def connector(self) -> FilesConnector:
        return FilesConnector(self.put, self.get)

    def bookings(self) -> int:
        return len(self.objects)


class TestFiles(ConnectorContract):
    """The contract of every connector."""

    def world(self) -> Books:
        return Books()

    def test_an_entry_is_one_canonical_object_under_its_key(self) -> None:
        books, entry = Books(), self.entry()
        books.connector().post(entry, NOW)
        ((name, data),) = books.objects.items()
        assert name == f"entry/{entry.key}.json"
        assert data == canonical(json.loads(data))
        assert from_plain(JournalEntry, json.loads(data)) == entry

    def test_the_object_never_changes(self) -> None:
        books, entry = Books(), self.entry()
        books.connector().post(entry, NOW)
        before = dict(books.objects)
        books.connector().post(replace(entry, evidence=()), LATER)
        assert books.objects == before

    def test_a_changed_object_is_seen(self) -> None:
        books, entry = Books(), self.entry()
        receipt = books.connector().post(entry, NOW)
        name, data = next(iter(books.objects.items()))
        books.objects[name] = data.replace(b"1300", b"1301")
        found = books.connector().verify(receipt.entry_id)
        assert found is not None
        assert found != booked(entry)
