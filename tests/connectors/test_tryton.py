"""Tryton keeps the contract of every connector, and it is the real one: 8.2 on PostgreSQL.

Whatever goes wrong on the line, an entry ends as one posted move.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.connectors.contract import booked
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import OutcomeUnknown
from local.tryton import Administration
from tests import sizes
from tests.connectors.contract import ConnectorContract
from tests.connectors.outcomes import UnknownOutcomes
from tests.connectors.tryton_world import Books
from tests.connectors.world import NOW, an_entry
from tests.reports.builder import entries


def as_theirs(made: JournalEntry, texts: str) -> JournalEntry:
    """The same amounts and texts on accounts and journals that stand in the package."""
    known = {"*12": "1380", "(99)": "1650", "!x@y=z": "9100"}
    postings = tuple(
        replace(
            p,
            account=known.get(p.account, p.account),
            dimensions=(("debtor", "D1001"), ("invoice", texts)),
        )
        for p in made.postings
    )
    return replace(
        made,
        key=an_entry().key,
        journal={"A": "MEM", "B": "BNK"}[made.journal],
        postings=postings,
    )


class TestTryton(ConnectorContract):
    """The contract of every connector."""

    @pytest.fixture(autouse=True)
    def _books(self, books: Administration) -> None:
        self.books = books

    def world(self) -> Books:
        return Books(self.books)

    def test_two_lost_answers_in_a_row_are_still_one_booking(self) -> None:
        """The second try finds the draft of the first, so its exchanges are others."""
        world, entry = self.world(), an_entry()
        before = world.bookings()
        for effect in ("never", "once"):
            with pytest.raises(OutcomeUnknown):
                world.losing("/post", effect).post(entry, NOW)
        assert world.bookings() - before == len(world.connector().find(entry, NOW)) == 1
        assert world.drafts(entry) == 0

    def test_any_entry_reads_back_as_it_was_sent(self) -> None:
        world = self.world()

        @settings(max_examples=sizes.of(25, 300))
        @given(entries(1), st.text(max_size=30))
        def holds(made: JournalEntry, texts: str) -> None:
            theirs = as_theirs(made, texts)
            receipt = world.connector().post(theirs, NOW)
            assert world.connector().verify(receipt.entry_id) == booked(theirs)

        holds()


class TestTrytonConcepts(UnknownOutcomes):
    """A draft is the booking: the half of the contract that is about the line."""

    @pytest.fixture(autouse=True)
    def _books(self, books: Administration) -> None:
        self.books = books

    def world(self) -> Books:
        return Books(self.books, concept=True)
