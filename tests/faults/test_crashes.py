"""A process killed between any two steps, an event lost, doubled or late: the same books.

1. For every step of the whole pipeline and every way to fail there, the package holds each entry
   exactly once and the book is the book of an undisturbed run.
2. The same for seeded plans of several faults at once.
3. Every kind of step is among them: at least twenty named kill points.
4. The checker can see a fault: protocols that are known to be broken are caught.
"""

from collections import Counter

import pytest

from koppeling.settle.book import book_of
from koppeling.settle.post import Poster
from tests import sizes
from tests.faults.world import Plan, World
from tests.scenario import Case, mapping, per_year

E = 100
FAULTS = ("before", "after", "lost", "down", "late")


def files() -> list[bytes]:
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.bank(1000 * E, "declaratie F100001")
    return [*case.everything(), *Case().decide("rejection", "F100001", "writeoff").files]


def world(plan: Plan) -> World:
    return World(mapping(), files(), plan)


def outcome(done: World) -> tuple[object, object]:
    book = book_of(done.office.shop())
    assert book is not None
    return per_year(book), [i for i in book.identities if i.holds is False]


def check_books(done: World, expected: object, plan: Plan) -> None:
    posted = Counter(e.key for e in done.package.bookings)
    twice = [k for k, n in posted.items() if n > 1]
    assert not twice, ("booked twice", plan.faults)
    keys = {i.key for i in done.office.store.intents() if i.void == ""}
    assert set(posted) == keys, ("lost or invented", plan.faults)
    assert outcome(done) == expected, plan.faults
    assert not done.office.store.todo(), plan.faults


@pytest.fixture(scope="module")
def calm() -> World:
    return world(Plan()).run()


def kinds_of(steps: list[str], number: int) -> tuple[str, ...]:
    return FAULTS if steps[number] == "post" else ("before", "after")


def test_every_single_fault_at_every_step(calm: World) -> None:
    expected, steps = outcome(calm), calm.plan.steps
    plans = [(n, f) for n in range(len(steps)) for f in kinds_of(steps, n)]
    named = {f"{steps[n]} {f}" for n, f in plans}
    assert len(named) >= 20, sorted(named)
    for number, fault in plans:
        plan = Plan({number: fault})
        check_books(world(plan).run(), expected, plan)


def test_several_faults_at_once(calm: World) -> None:
    expected, length = outcome(calm), len(calm.plan.steps)
    dice = sizes.generator("several faults")
    for _ in range(sizes.of(300, 20_000)):
        plan = Plan({dice.randrange(length * 2): dice.choice(FAULTS) for _ in range(3)})
        check_books(world(plan).run(), expected, plan)


def test_a_doubled_or_lost_event_changes_nothing(calm: World) -> None:
    dice = sizes.generator("events")
    for _ in range(sizes.of(20, 500)):
        done = world(Plan())
        for data in done.files:
            for _ in range(dice.randrange(1, 4)):
                done.drop(data)
            if dice.random() < 0.5:  # the event that should wake settle is lost
                done.settle()
        done.settle()
        check_books(done, outcome(done), done.plan)
        assert outcome(done) == outcome(calm)


def test_a_protocol_that_does_not_ask_is_caught(
    calm: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reposting without asking books twice in this world: the checker must see it."""
    monkeypatch.setattr(Poster, "was_found", lambda *_: False)
    steps = calm.plan.steps
    caught = 0
    for number in (n for n, s in enumerate(steps) if s == "post"):
        plan = Plan({number: "lost"})
        with pytest.raises(AssertionError, match="booked twice"):
            check_books(world(plan).run(), outcome(calm), plan)
        caught += 1
    assert caught >= 5


def test_a_protocol_without_quiet_time_is_caught(
    calm: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that lands late is only safe behind the quiet time."""
    monkeypatch.setattr(Poster, "quiet_until", lambda *_: 0)
    steps = calm.plan.steps
    number = steps.index("post")
    plan = Plan({number: "late"})
    done = world(plan)
    monkeypatch.setattr(World, "book", _impatient)
    done.run()
    done.now += 1_000
    done.package.land()
    with pytest.raises(AssertionError, match="booked twice"):
        check_books(done, outcome(calm), plan)


def _impatient(self: World) -> None:
    from koppeling.settle.post import post
    from tests.faults.world import BOUNDS

    post(self.shop(), self.package, lambda: self.now, BOUNDS, self.now + 10_000)
