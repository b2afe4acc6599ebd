"""Functions that renew one rotating token side by side: the connection is never lost by us.

1. Without a crash no plan ends disconnected: whatever stalls, is away or is not answered.
2. With crashes it is lost only where nothing can prevent it: the process died, or the answer was
   lost, after the package rotated and before the new version was kept. Every other crash mends.
3. What is handed out is a token that the package takes.
4. Asking again at once after a lost answer loses less than waiting until a late request is over.
5. The checker sees a broken protocol: five of them are caught.
"""

from collections import Counter
from random import Random

import pytest

from koppeling.connectors.oauth import Grant
from koppeling.model.errors import OutcomeUnknown
from koppeling.settle.bounds import Bounds
from koppeling.settle.consent import Consent
from koppeling.settle.vault import Connection, Secret
from tests import sizes
from tests.faults.tokens import CALM, ROUGH, Call, Crash, Maker, World, as_it_is, drawn

STEPS = 60
WORKERS = (2, 3, 4)


def run(seed: int, kinds: tuple[str, ...], make: Maker = as_it_is, *, crashes: bool) -> World:
    dice = Random(seed)
    workers = WORKERS[seed % len(WORKERS)]
    return World(dice, drawn(dice, kinds, STEPS), crashes, make).run(workers)


def seeds(name: str, count: int) -> list[int]:
    first = sizes.generator(name).randrange(2**32)
    return list(range(first, first + count))


def test_nothing_but_a_crash_disconnects() -> None:
    seen: Counter[str] = Counter()
    for seed in seeds("calm", sizes.of(20_000, 100_000)):
        done = run(seed, CALM, crashes=False)
        assert not done.refused, ("disconnected", seed, done.faults)
        assert not done.stale, ("a token that had ended", seed, done.faults)
        seen["renewed"] += done.package.live
        seen["steps"] += done.steps
    assert seen["renewed"] > sizes.of(20_000, 100_000)
    assert seen["steps"] < STEPS * sizes.of(20_000, 100_000)  # faults fall where there are steps


def test_a_crash_disconnects_between_the_answer_and_the_store_and_nowhere_else() -> None:
    died: Counter[str] = Counter()
    lost = 0
    for seed in seeds("rough", sizes.of(10_000, 100_000)):
        done = run(seed, ROUGH, crashes=True)
        assert done.spent or not done.refused, ("disconnected", seed, done.faults, done.died)
        died.update(done.died)
        lost += done.refused
    assert {"lease", "exchange", "keep", "move", "read", "secret"} <= set(died)
    assert lost, "no crash fell where it costs the connection"


class Waits(Consent):
    """Keeps its lease after an unanswered request, so that nobody asks before it is over."""

    def under(self, fence: int) -> Secret | None:
        try:
            return super().under(fence)
        except OutcomeUnknown:
            raise Crash from None

    def answered(self, stands: Connection, refresh: str) -> Grant | None:
        return self.exchange(stands, refresh)


def waits(world: World, call: Call) -> Consent:
    made = as_it_is(world, call)
    return Waits(made.vault, made.exchange, made.clock, made.bounds, made.until)


def test_asking_again_at_once_beats_a_request_that_is_late() -> None:
    lost = {
        make: sum(
            run(seed, ("late",), make, crashes=True).refused
            for seed in seeds("late", sizes.of(1_500, 6_000))
        )
        for make in (as_it_is, waits)
    }
    assert lost[as_it_is] * 4 < lost[waits], lost


def without_lease(world: World, call: Call) -> Consent:
    made = as_it_is(world, call)
    vault = world.vault

    def always(now: int, seconds: int) -> int:
        vault.leased_until = 0
        return vault.lease(now, seconds) or 0

    made.vault.lease = lambda *given: world.effect(call, "lease", always, *given)  # type: ignore[method-assign]
    return made


def short_lease(world: World, call: Call) -> Consent:
    made = as_it_is(world, call)
    made.bounds = Bounds(timeout=300, lease=20, quiet=420)
    return made


class MovesFirst(Consent):
    def put_down(self, fence: int, stands: Connection, newer: Secret) -> None:
        self.vault.move(fence, stands.holding(stands.next, newer))
        self.vault.keep(stands.next, newer)


def moves_first(world: World, call: Call) -> Consent:
    made = as_it_is(world, call)
    return MovesFirst(made.vault, made.exchange, made.clock, made.bounds, made.until)


def reads_current(world: World, call: Call) -> Consent:
    """What is current is known everywhere only after some seconds."""
    made = as_it_is(world, call)

    def current(version: str) -> Secret | None:
        if version not in world.vault.kept:
            return None
        known = [v for v, at in world.kept_at.items() if at <= max(world.now - 30, 0)]
        return world.vault.secret(known[-1])

    made.vault.secret = lambda *given: world.effect(call, "secret", current, *given)  # type: ignore[method-assign]
    return made


def forgets_what_a_crash_left(world: World, call: Call) -> Consent:
    made = as_it_is(world, call)

    def named(version: str) -> Secret | None:
        item = world.vault.item
        return world.vault.secret(version) if item and version == item.version else None

    made.vault.secret = lambda *given: world.effect(call, "secret", named, *given)  # type: ignore[method-assign]
    return made


BROKEN = {
    "no lease": (without_lease, CALM, False),
    "a lease shorter than the stall": (short_lease, CALM, False),
    "the item moved before the secret": (moves_first, CALM, False),
    "what is current, not the version": (reads_current, CALM, False),
    "what a crash left is not looked for": (forgets_what_a_crash_left, ROUGH, True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_protocol_is_caught(name: str) -> None:
    make, kinds, crashes = BROKEN[name]
    for seed in seeds(name, 20_000):
        done = run(seed, kinds, make, crashes=crashes)
        if (done.refused and not done.spent) or done.stale:
            return
    pytest.fail(f"{name} was not seen")
