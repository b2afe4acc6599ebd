"""What becomes of a post and of a question when something goes wrong on the line.

Whatever goes wrong (`unknown.CASES`): what is called unavailable or refused is nowhere, now or
later; what may be booked is unknown; after the quiet time `find` tells what became of it, and
posting what is absent makes one booking. A question that went wrong is unavailable, never an
answer. No other exception comes out.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from koppeling.connectors.contract import Connector
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorUnavailable, OutcomeUnknown
from tests.connectors.trouble import ASKED_WAIT, Trouble
from tests.connectors.unknown import CASES, READ_TROUBLES, Case, allowed
from tests.connectors.world import (
    LATER,
    NOW,
    World,
    an_entry,
    attempt,
    numbered,
    post,
    quiet,
)

ACCOUNTS = frozenset({"1300", "1390"})
DAY = date(2026, 2, 10)
LOST = Trouble("once", "no answer")


class UnknownOutcomes(ABC):
    """The half of the contract that is about the line."""

    @abstractmethod
    def world(self) -> World:
        """A package; it may be the same each time."""

    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_whatever_goes_wrong_a_post_tells_the_truth_and_ends_as_one_booking(
        self, case: Case
    ) -> None:
        world = self.world()
        steps, booking = _steps(world)
        chosen = {"first": [1], "booking": [booking], "last": [steps]}
        for step in chosen.get(case.step, range(1, steps + 1)):
            _one_trouble(world, case, step, booking)

    def test_two_lost_answers_in_a_row_are_still_one_booking(self) -> None:
        world, entry = self.world(), an_entry()
        before = world.bookings()
        _, booking = _steps(world)
        before = world.bookings()
        number = numbered(world.connector(), entry)
        for trouble in (Trouble("never", "no answer"), LOST):
            connector = world.connector()
            numbered(connector, entry)
            world.line.fail(trouble, booking)
            attempt(connector, entry, number)
            quiet(world, connector)
        assert world.bookings() - before == len(world.connector().find(entry, LATER)) == 1

    def test_what_lands_after_every_bound_is_refused_or_seen(self) -> None:
        world, entry = self.world(), an_entry()
        _, booking = _steps(world)
        before = world.bookings()
        connector = world.connector()
        number = numbered(connector, entry)
        world.line.fail(Trouble("late", "no answer"), booking)
        attempt(connector, entry, number)
        quiet(world, connector, lands=False)
        if not connector.find(entry, LATER):
            connector.post(entry, LATER, number)
        world.line.land()
        quiet(world, connector)
        made = world.bookings() - before
        assert len(world.connector().find(entry, LATER)) == made
        if connector.capabilities.unique_reference or connector.capabilities.numbers:
            assert made == 1

    def test_a_question_that_lags_is_answered_after_the_quiet_time(self) -> None:
        world, entry = self.world(), an_entry()
        _, booking = _steps(world)
        connector = world.connector()
        number = numbered(connector, entry)
        before = world.bookings()
        world.lag()
        world.line.fail(LOST, booking)
        attempt(connector, entry, number)
        if connector.capabilities.numbers:  # too early: its holder may not be seen yet
            again, _ = attempt(connector, entry, number)
            assert again in {"unknown", "receipt"}
        quiet(world, connector)
        assert len(connector.find(entry, LATER)) == world.bookings() - before == 1

    @pytest.mark.parametrize("trouble", READ_TROUBLES, ids=str)
    @pytest.mark.parametrize("name", ["find", "verify", "discover", "lines", "reserve_number"])
    def test_a_question_that_went_wrong_is_no_answer(self, name: str, trouble: Trouble) -> None:
        world, entry = self.world(), an_entry()
        receipt = post(world.connector(), entry)
        start = world.line.count
        _ask(world.connector(), name, entry, receipt.entry_id)
        steps = world.line.count - start
        # of a long dialogue the ends and two in between: its middle is pages of the same
        for step in sorted({1, 2, steps // 2, steps} & set(range(1, steps + 1))):
            connector = world.connector()
            world.line.fail(trouble, step)
            with pytest.raises(ConnectorUnavailable) as why:
                _ask(connector, name, entry, receipt.entry_id)
            if trouble.answer == "429 with Retry-After":
                assert why.value.wait >= ASKED_WAIT
        assert len(world.connector().find(entry, LATER)) == 1

    def test_a_number_whose_holder_cannot_be_seen_is_an_unknown_outcome(self) -> None:
        world, entry = self.world(), an_entry()
        connector = world.connector()
        if not connector.capabilities.numbers:
            return  # said by the test above: there is no number to be taken
        _, booking = _steps(world)
        number = connector.reserve_number(entry)
        connector.post(entry, NOW, number)
        again = world.connector()
        again.reserve_number(entry)
        world.line.fail(Trouble("never", "no answer"), booking + 1)
        with pytest.raises(OutcomeUnknown):
            again.post(entry, NOW, number)


def _ask(connector: Connector, name: str, entry: JournalEntry, entry_id: str) -> None:
    """One question; what a connector does not offer is not asked, and so cannot go wrong."""
    can = connector.capabilities
    questions: dict[str, Callable[[], object]] = {
        "find": partial(connector.find, entry, LATER),
        "verify": partial(connector.verify, entry_id),
        "discover": connector.discover,
    }
    if can.lists:
        questions["lines"] = partial(connector.lines, ACCOUNTS, DAY, DAY)
    if can.numbers:
        questions["reserve_number"] = partial(connector.reserve_number, entry)
    questions.get(name, lambda: None)()


def _steps(world: World) -> tuple[int, int]:
    """How many exchanges a post takes, and the how manieth is the one that books."""
    entry, connector = an_entry(), world.connector()
    number = numbered(connector, entry)
    start, before = world.line.count, world.bookings()
    seen: list[int] = []
    world.line.after = lambda: seen.append(world.bookings() - before)
    connector.post(entry, NOW, number)
    world.line.after = lambda: None
    return world.line.count - start, seen.index(1) + 1


def _one_trouble(world: World, case: Case, step: int, booking: int) -> None:
    entry, connector = an_entry(), world.connector()
    number, before = numbered(connector, entry), world.bookings()
    world.line.fail(case.trouble, step)
    outcome, told = attempt(connector, entry, number)
    assert not world.line.troubles, "the trouble came"
    assert outcome in allowed(case, before=step < booking, books=step == booking), told
    if isinstance(told, ConnectorUnavailable) and case.trouble.answer == "429 with Retry-After":
        assert told.wait >= ASKED_WAIT
    quiet(world, connector)
    other = world.connector()
    made, found = world.bookings() - before, other.find(entry, LATER)
    assert len(found) == made
    assert made == 0 or outcome in {"receipt", "unknown"}
    safe = other.capabilities.unique_reference or other.capabilities.numbers
    if safe or not found:
        other.post(entry, LATER, number)
    made = world.bookings() - before
    assert made == len(world.connector().find(entry, LATER))
    assert made == 1 or (case.trouble.effect == "twice" and not safe)
