"""At most one booking for ever, and nothing lost, whatever goes wrong while posting.

1. Every single fault at every turn, and every ordered pair of faults, in a package of each kind.
2. Seeded runs of one to three workers with several faults, in any order, with time passing.
3. Two workers in every order of their turns, with every single fault.
4. In all of these: no entry is in the package twice; each is there once, or is shown as unknown
   where the package can neither be asked nor refuse a repeat; nothing is there that was not meant.
5. The checker can see: six protocols that are known to book twice or never, each made by changing
   the real code at one named point, are all caught.
6. Beyond its bounds only the package itself can prevent: with numbers nothing is booked twice when
   a request lands far later than declared; without, the sweep is what is left.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from koppeling.model.errors import OutcomeUnknown
from koppeling.settle import post as posting
from koppeling.settle.bounds import Bounds
from koppeling.settle.memory import MemoryStore
from koppeling.settle.post import Poster
from tests import sizes
from tests.faults import protocol
from tests.faults.protocol import FAULTS, KINDS, Sim, Worker, read_once, single_faults, together

ENTRIES = 6
"""In a plan of every pair of faults: enough turns for 25,000 plans over the four kinds."""
SEEDS = sizes.of(5_000, 25_000)
"""Of each kind of package; there are four."""


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped meanwhile: what posting reads is read once, for all runs."""
    monkeypatch.setattr(posting, "load", lambda shop: read_once(shop.store.sim.entries)[0])
    monkeypatch.setattr(posting, "mapping_of", lambda shop, _: read_once(shop.store.sim.entries)[1])


def alone(sim: Sim) -> Sim:
    together(sim, [Worker(sim, 6)], lambda workers: workers[0])
    return sim


def verdict(sim: Sim) -> str:
    return sim.finish().wrong()


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_and_every_pair_of_faults(kind: str) -> None:
    plans = 0
    for first in single_faults(alone(Sim(kind, entries=ENTRIES)).turns):
        once = alone(Sim(kind, entries=ENTRIES, faults=dict([first])))
        turns = once.turns.copy()
        assert verdict(once) == "", (kind, first)
        plans += 1
        for second in single_faults(turns):
            if second[0] > first[0]:
                plan = dict([first, second])
                assert verdict(alone(Sim(kind, entries=ENTRIES, faults=plan))) == "", (kind, plan)
                plans += 1
    assert plans > 6_250, plans  # of each of four kinds: 25,000 together


def drawn(kind: str, number: int) -> tuple[Sim, list[Worker], Callable[[list[Worker]], Worker]]:
    """One seeded run: up to three workers, up to five faults, and time that passes."""
    dice = sizes.generator(f"{kind} {number}")
    wrong = {dice.randrange(40): dice.choice(FAULTS["post"]) for _ in range(dice.randrange(6))}
    sim = Sim(kind, entries=2, faults=wrong)
    workers = [Worker(sim, 4) for _ in range(dice.randrange(1, 4))]

    def who(awake: list[Worker]) -> Worker:
        if dice.random() < 0.1:
            sim.now += dice.randrange(1, 9)
        return dice.choice(awake)

    return sim, workers, who


@pytest.mark.parametrize("kind", KINDS)
def test_seeded_runs(kind: str) -> None:
    met: Counter[tuple[str, str]] = Counter()
    for number in range(SEEDS):
        sim, workers, who = drawn(kind, number)
        faults = sim.faults
        together(sim, workers, who)
        met.update((name, faults.get(n, "")) for n, name in enumerate(sim.turns))
        found = verdict(sim)
        assert found == "", f"{found}: seed {sizes.SEED}, {kind} {number}, {faults}"
    missed = [f for f in FAULTS["post"] if met["post", f] < SEEDS // 100]
    assert not missed, met


def orders() -> list[tuple[int, ...]]:
    """Which six of twelve turns are the first worker's: all 924."""
    turns = range(12)
    return [tuple(0 if n in firsts else 1 for n in turns) for firsts in combinations(turns, 6)]


def in_order(order: tuple[int, ...]) -> Callable[[list[Worker]], Worker]:
    turns = iter(order)

    def who(awake: list[Worker]) -> Worker:
        wanted = next(turns, 0)
        return awake[wanted] if wanted < len(awake) else awake[0]

    return who


@pytest.mark.parametrize("kind", ["searches", "numbers"])
def test_two_workers_in_every_order_with_every_fault(kind: str) -> None:
    calls = alone(Sim(kind, entries=1)).turns.index("post")
    plans = [{n: f} for n in (0, calls - 1, calls + 1) for f in ("before", "after", "stall")]
    plans += [{calls: f} for f in ("down", "unsent", "lost", "late")]
    for order in orders():
        for plan in plans:
            sim = Sim(kind, entries=1, faults=plan)
            together(sim, [Worker(sim, 3), Worker(sim, 3)], in_order(order))
            assert verdict(sim) == "", (kind, plan, order)


Change = Callable[[pytest.MonkeyPatch], Any]


def no_intent(patch: pytest.MonkeyPatch) -> None:
    """P0: post and acknowledge; nothing is written before, nobody holds a lease."""
    patch.setattr(MemoryStore, "begin", lambda *_: None)
    patch.setattr(MemoryStore, "lease", lambda *_: 1)


def only_a_table(patch: pytest.MonkeyPatch) -> None:
    """P1: look in the table, post, mark as done; the attempt is not written."""
    patch.setattr(MemoryStore, "begin", lambda *_: None)


def forgotten_on_error(patch: pytest.MonkeyPatch) -> None:
    """P2: a lost answer is taken for a failure, as an idempotency record that is deleted."""

    def unknown(self: Poster, intent: Any) -> None:
        self.shop.store.trouble(intent.key, "", attempted=False)

    patch.setattr(Poster, "unknown", unknown)


def claimed_once(patch: pytest.MonkeyPatch) -> None:
    """P3: whoever attempted it does it; a repeat is dropped."""
    real = Poster.may_post

    def may_post(self: Poster, intent: Any, entry: Any, mapping: Any) -> bool:
        return not intent.attempt_at and real(self, intent, entry, mapping)

    patch.setattr(Poster, "may_post", may_post)
    patch.setattr(Poster, "was_found", lambda *_: False)


def never_asks(patch: pytest.MonkeyPatch) -> None:
    """P4a: intent, lease and fence, and posted again without asking."""
    patch.setattr(Poster, "was_found", lambda *_: False)


def short_lease(patch: pytest.MonkeyPatch) -> None:
    """P4f: a lease shorter than the time-out, and no quiet time."""
    patch.setattr(Bounds, "check", lambda *_: None)
    patch.setattr(protocol, "BOUNDS", Bounds(20, 3, 1, 3, 1, 100_000))


BROKEN = (no_intent, only_a_table, forgotten_on_error, claimed_once, never_asks, short_lease)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b.__name__)
def test_a_broken_protocol_is_caught(broken: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    for number in range(SEEDS):
        sim, workers, who = drawn("searches", number)
        together(sim, workers, who)
        found = verdict(sim)
        if found:
            assert found == ("lost" if broken is claimed_once else "booked twice")
            return
    pytest.fail(f"{broken.__name__} was not caught in {SEEDS} runs")


@pytest.mark.parametrize(("kind", "twice"), [("searches", True), ("numbers", False)])
def test_beyond_its_bounds_only_the_package_can_prevent(
    kind: str, twice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def very_late(self: protocol.Package, effect: Any, fault: str) -> Any:
        self.land()
        if fault == "late":
            assert self.sent is not None
            self.under_way.append((self.sim.now + 10 * protocol.BOUNDS.quiet, *self.sent))
            raise OutcomeUnknown
        return effect()

    monkeypatch.setattr(protocol.Package, "call", very_late)
    first = alone(Sim(kind)).turns.index("post")
    sim = alone(Sim(kind, faults={first: "late"}))
    assert verdict(sim) == ("booked twice" if twice else "")
