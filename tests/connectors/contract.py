"""What every connector is held to; a package's own test gives a world, and its faults.

1. What was posted is found by its reference, and reads back as it was sent (C10).
2. What was not posted is not found; another's key or reference finds nothing.
3. Where the package refuses a repeat, the same entry again is the same booking; where it does not,
   every booking that holds the reference is found, so that a double is seen.
4. Other content in the place of a booking is refused, and what was booked stays as it was.
5. Whatever goes wrong on the line, it tells the truth (`outcomes.py`).
6. Nothing but the argument `now` tells the time; the receipt says when and is not verified yet.

A capability decides what is expected, in every test; none is left out.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from koppeling.connectors.contract import Settlement, booked
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused
from koppeling.settle.bounds import Bounds
from tests.connectors import world as w
from tests.connectors.outcomes import ACCOUNTS, DAY, UnknownOutcomes
from tests.connectors.world import LATER, NOW, an_entry, attempt, numbered
from tests.reports.builder import entries


class ConnectorContract(UnknownOutcomes):
    """The tests; a subclass named `Test...` makes its world."""

    def test_what_was_posted_is_found_and_reads_back(self) -> None:
        world, entry = self.world(), an_entry()
        connector = world.connector()
        receipt = w.post(connector, entry)
        assert (receipt.package, receipt.at, receipt.verified) == (world.name, NOW, False)
        assert connector.verify(receipt.entry_id) == booked(entry)
        (found,) = connector.find(entry, LATER)
        assert (found.package, found.entry_id) == (receipt.package, receipt.entry_id)

    def test_what_was_not_posted_is_not_found(self) -> None:
        world, entry, other = self.world(), an_entry(), an_entry()
        connector = world.connector()
        assert connector.find(entry, NOW) == ()
        receipt = w.post(connector, entry)
        assert connector.find(other, NOW) == ()
        assert connector.verify(f"{receipt.entry_id}0") is None

    def test_the_same_entry_again_is_one_booking_or_is_seen(self) -> None:
        world, entry = self.world(), an_entry()
        connector, before = world.connector(), world.bookings()
        number = numbered(connector, entry)
        tries = [connector, connector, connector, world.connector()]
        receipts = {c.post(entry, NOW, number).entry_id for c in tries}
        made = world.bookings() - before
        assert made == len(receipts)
        assert {r.entry_id for r in connector.find(entry, LATER)} == receipts
        if connector.capabilities.unique_reference or connector.capabilities.numbers:
            assert made == 1

    def test_new_evidence_for_the_same_booking_is_no_other_booking(self) -> None:
        world, entry = self.world(), an_entry()
        connector, before = world.connector(), world.bookings()
        number = numbered(connector, entry)
        receipt = connector.post(entry, NOW, number)
        again = replace(entry, evidence=(), mapping_version=9)
        assert receipt.entry_id in {r.entry_id for r in connector.find(again, LATER)}
        if connector.capabilities.unique_reference or connector.capabilities.numbers:
            assert connector.post(again, LATER, number).entry_id == receipt.entry_id
            assert world.bookings() == before + 1

    def test_other_content_in_the_place_of_a_booking_is_refused(self) -> None:
        world, entry = self.world(), an_entry()
        connector = world.connector()
        number = numbered(connector, entry)
        receipt = connector.post(entry, NOW, number)
        before = world.bookings()
        others = [
            replace(an_entry(100_001, entry.movement), key=entry.key),
            replace(entry, date=date(2026, 2, 11)),
        ]
        if connector.capabilities.unique_reference:
            others.append(replace(entry, journal="BNK"))
        for other in others:
            outcome, why = attempt(connector, other, number)
            if connector.capabilities.unique_reference or connector.capabilities.numbers:
                assert isinstance(why, ConnectorRefused)
                assert why.code == "exists"
            made = world.bookings() - before
            assert made == 0 or outcome == "receipt"
        assert connector.verify(receipt.entry_id) == booked(entry)
        assert len(connector.find(entry, LATER)) == 1 + world.bookings() - before

    def test_a_booking_is_found_among_more_than_one_answer_holds(self) -> None:
        world, entry = self.world(), an_entry()
        connector = world.connector()
        receipt = w.post(connector, entry)
        for other in [an_entry() for _ in range(world.page)]:
            w.post(world.connector(), other)
        (found,) = world.connector().find(entry, LATER)
        assert found.entry_id == receipt.entry_id

    def test_numbers_are_the_packages_own_or_ours(self) -> None:
        world, entry, other = self.world(), an_entry(), an_entry()
        connector = world.connector()
        if not connector.capabilities.numbers:
            with pytest.raises(NotImplementedError):
                connector.reserve_number(entry)
            assert connector.verify(connector.post(entry, NOW, "7").entry_id) == booked(entry)
            return
        number = connector.reserve_number(entry)
        world.occupy(entry, number)
        before = world.bookings()
        with pytest.raises(ConnectorRefused) as why:
            connector.post(entry, NOW, number)
        assert why.value.code == "number_taken"
        assert (world.bookings(), connector.find(entry, LATER)) == (before, ())
        later = connector.reserve_number(entry)
        assert later != number
        connector.post(entry, NOW, later)
        assert connector.reserve_number(other) not in {number, later}

    def test_lines_are_told_apart_by_who_booked_them(self) -> None:
        world, entry = self.world(), an_entry(4_321)
        connector = world.connector()
        if not connector.capabilities.lists:
            with pytest.raises(NotImplementedError):
                connector.lines(ACCOUNTS, DAY, DAY)
            return
        w.post(connector, entry)
        world.stranger("1390", DAY, 777, "MEM")
        lines = connector.lines(ACCOUNTS, DAY, DAY)
        ours = sorted((x.account, x.cents) for x in lines if x.ours == entry.reference)
        assert ours == [("1300", -4_321), ("1390", 4_321)]
        assert ("1390", 777, "MEM") in {
            (x.account, x.cents, x.journal) for x in lines if not x.ours
        }
        assert connector.lines(frozenset({"1300"}), date(2026, 2, 11), date(2026, 2, 12)) == ()

    def test_items_that_came_to_nothing_are_matched_once(self) -> None:
        world, opened, closed = self.world(), an_entry(5_000), an_entry(-5_000)
        connector = world.connector()
        if not connector.capabilities.settles:
            with pytest.raises(NotImplementedError):
                connector.settle(Settlement("1300", "D1001", ()))
            return
        first, second = (w.post(connector, e).entry_id for e in (opened, closed))
        before = world.settled("1300", "D1001")
        settlement = Settlement("1300", "D1001", ((first, -5_000), (second, 5_000)))
        for _ in range(2):
            connector.settle(settlement)
            assert world.settled("1300", "D1001") == before + 2

    def test_a_mirror_takes_a_booking_back(self) -> None:
        world, entry = self.world(), an_entry()
        connector = world.connector()
        receipt = w.post(connector, entry)
        mirror = replace(
            an_entry(),
            postings=tuple(replace(p, cents=-p.cents) for p in entry.postings),
            of=entry.key,
        )
        number = numbered(connector, mirror)
        made = connector.reverse(mirror, receipt.entry_id, LATER, number)
        assert connector.verify(made.entry_id) == booked(mirror)
        assert connector.verify(receipt.entry_id) == booked(entry)
        assert len(connector.find(mirror, LATER)) == len(connector.find(entry, LATER)) == 1

    def test_what_it_found_can_be_posted_to(self) -> None:
        world = self.world()
        discovery = world.connector().discover()
        if discovery.accounts or discovery.journals:
            assert {"1300", "1390"} <= {a.code for a in discovery.accounts}
            assert "MEM" in {j.code for j in discovery.journals if j.kind == "general"}
            assert "2026-02" in {p.month for p in discovery.periods} - discovery.closed

    def test_its_promises_fit_the_posting_protocol(self) -> None:
        capabilities = self.world().connector().capabilities
        assert capabilities.lateness >= 0
        assert capabilities.query_lag >= 0
        quiet = 31 + capabilities.lateness + capabilities.query_lag
        Bounds(timeout=30, lease=60, quiet=quiet).check(capabilities)

    def test_any_entry_reads_back_as_it_was_sent(self) -> None:
        world = self.world()

        @given(entries(1), entries(2))
        def holds(first: JournalEntry, second: JournalEntry) -> None:
            before, connector = world.bookings(), world.connector()
            fresh = [_owed(replace(e, key=an_entry().key)) for e in (first, second)]
            receipts = [w.post(connector, entry) for entry in fresh]
            for entry, receipt in zip(fresh, receipts, strict=True):
                assert connector.verify(receipt.entry_id) == booked(entry)
            assert world.bookings() == before + 2

        holds()


def _owed(entry: JournalEntry) -> JournalEntry:
    """Every posting on the debtor account names its debtor: no package takes it without."""
    return replace(
        entry,
        postings=tuple(
            replace(p, dimensions=tuple(sorted({**dict(p.dimensions), "debtor": "D1001"}.items())))
            if p.account == "1300"
            else p
            for p in entry.postings
        ),
    )
