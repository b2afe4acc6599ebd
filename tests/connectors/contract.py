"""What every connector is held to; a package's own test gives a way to make one, and its faults.

1. What was posted is found by its reference, and reads back as it was sent (C10).
2. What was not posted is not found; another's key or reference finds nothing.
3. The same entry again is the same booking: there is never a second one.
4. Other content under the same key is refused, and what was booked stays as it was.
5. A lost answer is an unknown outcome, and asking afterwards tells what became of it; a package
   that was not reached, or that refuses, has booked nothing. No other exception comes out.
6. Nothing but the argument `now` tells the time; the receipt says when and is not verified yet.
"""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest
from hypothesis import given

from koppeling.connectors.contract import Connector, booked
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from koppeling.settle.bounds import Bounds
from tests.reports.builder import entries, simple

Fault = Literal["", "lost", "lost before", "unavailable", "refused"]
NOW = "2026-11-24T10:00:00Z"
LATER = "2026-11-24T10:05:00Z"


class World(ABC):
    """A package in a test: `fault` is what goes wrong with the next call, once."""

    fault: Fault = ""
    name: str

    @abstractmethod
    def connector(self) -> Connector:
        """A connector to this package."""

    @abstractmethod
    def bookings(self) -> int:
        """How many bookings stand in it."""


class ConnectorContract(ABC):
    """The tests; a subclass named `Test...` makes its world."""

    @abstractmethod
    def world(self) -> World:
        """An empty package."""

    def entry(self, name: str = "awarded/F1", cents: int = 100_000) -> JournalEntry:
        return simple(name, cents, date(2026, 2, 10))

    def test_what_was_posted_is_found_and_reads_back(self) -> None:
        world = self.world()
        connector, entry = world.connector(), self.entry()
        receipt = connector.post(entry, NOW)
        assert (receipt.package, receipt.at, receipt.verified) == (world.name, NOW, False)
        assert connector.verify(receipt.entry_id) == booked(entry)
        (found,) = connector.find(entry, LATER)
        assert (found.package, found.entry_id) == (receipt.package, receipt.entry_id)

    def test_what_was_not_posted_is_not_found(self) -> None:
        world = self.world()
        connector, entry, other = world.connector(), self.entry(), self.entry("awarded/F2")
        assert connector.find(entry, NOW) == ()
        receipt = connector.post(entry, NOW)
        assert connector.find(other, NOW) == ()
        assert connector.verify(f"{receipt.entry_id}0") is None

    def test_the_same_entry_again_is_the_same_booking(self) -> None:
        world = self.world()
        connector, entry = world.connector(), self.entry()
        if not connector.capabilities.unique_reference:
            pytest.skip("this package does not refuse a repeat: the protocol asks it first")
        receipts = {connector.post(entry, NOW).entry_id for _ in range(3)}
        receipts.add(world.connector().post(entry, LATER).entry_id)
        assert len(receipts) == 1
        assert world.bookings() == 1

    def test_new_evidence_for_the_same_booking_is_no_other_booking(self) -> None:
        world = self.world()
        connector, entry = world.connector(), self.entry()
        connector.post(entry, NOW)
        connector.post(replace(entry, evidence=(), mapping_version=9), LATER)
        assert world.bookings() == 1

    def test_other_content_under_the_same_key_is_refused(self) -> None:
        world = self.world()
        connector, entry = world.connector(), self.entry()
        receipt = connector.post(entry, NOW)
        for other in (
            self.entry(cents=100_001),
            replace(entry, date=date(2026, 2, 11)),
            replace(entry, journal="BNK"),
        ):
            assert other.key == entry.key
            with pytest.raises(ConnectorRefused):
                connector.post(other, LATER)
        assert connector.verify(receipt.entry_id) == booked(entry)
        assert world.bookings() == 1

    def test_after_a_lost_answer_asking_tells_what_became_of_it(self) -> None:
        faults: tuple[tuple[Fault, int], ...] = (("lost", 1), ("lost before", 0))
        for fault, there in faults:
            world = self.world()
            connector, entry = world.connector(), self.entry()
            world.fault = fault
            with pytest.raises(OutcomeUnknown):
                connector.post(entry, NOW)
            assert world.bookings() == there
            assert len(connector.find(entry, LATER)) == there
            connector.post(entry, LATER)
            assert world.bookings() == 1

    def test_what_was_not_reached_or_refuses_has_booked_nothing(self) -> None:
        faults: tuple[tuple[Fault, type[Exception]], ...] = (
            ("unavailable", ConnectorUnavailable),
            ("refused", ConnectorRefused),
        )
        for fault, expected in faults:
            world = self.world()
            connector, entry = world.connector(), self.entry()
            world.fault = fault
            with pytest.raises(expected):
                connector.post(entry, NOW)
            assert world.bookings() == 0
            assert connector.find(entry, LATER) == ()

    def test_asking_a_package_that_is_away_is_no_answer(self) -> None:
        world = self.world()
        connector, entry = world.connector(), self.entry()
        receipt = connector.post(entry, NOW)
        world.fault = "unavailable"
        with pytest.raises(ConnectorUnavailable):
            connector.find(entry, LATER)
        world.fault = "unavailable"
        with pytest.raises(ConnectorUnavailable):
            connector.verify(receipt.entry_id)

    def test_its_promises_fit_the_posting_protocol(self) -> None:
        capabilities = self.world().connector().capabilities
        assert capabilities.lateness >= 0
        assert capabilities.query_lag >= 0
        quiet = 31 + capabilities.lateness + capabilities.query_lag
        Bounds(timeout=30, lease=60, quiet=quiet).check(capabilities)

    @given(entries(1), entries(2))
    def test_any_entry_reads_back_as_it_was_sent(
        self, first: JournalEntry, second: JournalEntry
    ) -> None:
        world = self.world()
        connector = world.connector()
        receipts = [connector.post(entry, NOW) for entry in (first, second)]
        for entry, receipt in zip((first, second), receipts, strict=True):
            assert connector.verify(receipt.entry_id) == booked(entry)
        assert world.bookings() == 2
