"""The posting protocol alone: workers that take turns at every effect, a package and one clock.

The code under test is `settle/post.py` itself, over the in-memory store. Each effect (a write of
the store, a call of the package) is a turn: before it the scheduler may let another worker go
first, move the clock, or let something go wrong. What can go wrong:

- `before`, `after`: the process dies before the effect, or after it and before anybody heard;
- `stall`: the effect takes longer than all the time that the process has left;
- `down`: the package was not reached; `unsent`: its answer is lost and nothing will ever land;
- `lost`: it landed, the answer is lost; `late`: it lands as late as its bound allows.

A process that lives longer than its time-out is killed at its next turn. A package is one of
`KINDS`: what it can promise decides what the protocol may do.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from greenlet import getcurrent, greenlet

from koppeling.connectors.contract import Capabilities, Settlement, booked
from koppeling.formats.source import Source
from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from koppeling.model.mapping import Mapping
from koppeling.settle.bounds import Bounds
from koppeling.settle.draft import entry_of
from koppeling.settle.held import UNKNOWN
from koppeling.settle.ledger import Ledger, load, mapping_of
from koppeling.settle.memory import MemoryStore
from koppeling.settle.offline import Offline
from koppeling.settle.ports import Workshop
from koppeling.settle.post import post
from tests.scenario import KEY, Case, mapping

E = 100
START = 1_800_000_000
LATENESS, LAG = 7, 5
BOUNDS = Bounds(timeout=20, lease=25, quiet=33, retry=3, pause=1, patience=100_000)
MARGIN = 5


def _capable(**more: bool) -> Capabilities:
    promised = {"find": False, "unique_reference": False, **more}
    return Capabilities(lateness=LATENESS, query_lag=LAG, **promised)


KINDS = {
    "searches": _capable(find=True),
    "numbers": _capable(find=True, unique_reference=True, numbers=True),
    "refuses repeats": _capable(unique_reference=True),
    "neither": _capable(),
}
DIES = ("before", "after", "stall")
FAULTS = {
    "post": (*DIES, "down", "unsent", "lost", "late"),
    "find": (*DIES, "down"),
    "verify": (*DIES, "down"),
    "reserve": (*DIES, "down"),
}
WRITES = ("lease", "release", "begin", "finish", "trouble")


class Died(Exception):  # noqa: N818 - a process that is gone
    """Nothing after this happened."""


@cache
def settled(entries: int) -> Offline:
    """An administration with so many entries to post, half of them building on the others."""
    case = Case()
    for n in range((entries + 1) // 2):
        case.claim(f"F10000{n}", (1000 + n) * E)
        if 2 * n + 1 < entries:
            case.answer(f"F10000{n}")
    office = Offline(mapping(), KEY)
    office.adopt()
    for data in case.everything():
        office.give(Source.of(data, key=KEY))
    office.settle()
    assert len(office.store.todo()) == entries
    return office


@cache
def read_once(entries: int) -> tuple[Ledger, Mapping]:
    """What posting reads of an administration that stands still, for thousands of runs."""
    shop = settled(entries).shop()
    ledger = load(shop)
    return ledger, mapping_of(shop, ledger.newest)


@dataclass(slots=True)
class Sim:
    """One run: what goes wrong at which turn, who goes when, and what came of it."""

    kind: str
    entries: int = 2
    faults: dict[int, str] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=lambda: BOUNDS)
    now: int = START
    turns: list[str] = field(default_factory=list)
    store: MemoryStore = field(init=False)
    package: "Package" = field(init=False)
    shop: Workshop = field(init=False)

    def __post_init__(self) -> None:
        office = settled(self.entries)
        found = office.store
        self.store = MemoryStore(
            inputs=found.inputs, commits=found.commits, stand=found.stand, outbox={**found.outbox}
        )
        self.package = Package(self)
        real = office.shop()
        store: Any = Turns(self)
        self.shop = Workshop(
            real.tenant, real.administration, store, office.objects, KEY, office.raw
        )

    def turn(self, name: str, effect: Callable[[], Any]) -> Any:
        """One effect of the worker that is at it, when its turn comes."""
        worker = getcurrent()
        if isinstance(worker, Worker):
            worker.hand_over()
            if self.now > worker.until:
                raise Died(name)
        number = len(self.turns)
        self.turns.append(name)
        fault = self.faults.get(number, "")
        if fault not in FAULTS.get(name, DIES):
            fault = ""
        if fault == "before":
            raise Died(name)
        if fault == "stall":
            self.now += self.bounds.timeout - 1
            if isinstance(worker, Worker) and self.now > worker.until:
                raise Died(name)
        found = self.package.call(effect, fault) if name == "post" else self._read(effect, fault)
        if fault == "after":
            raise Died(name)
        return found

    def _read(self, effect: Callable[[], Any], fault: str) -> Any:
        if fault == "down":
            raise ConnectorUnavailable
        return effect()

    def once(self) -> dict[str, Any]:
        """One start of the function."""
        until = self.now + self.bounds.timeout - MARGIN
        return post(self.shop, self.package, lambda: self.now, self.bounds, until)

    def finish(self) -> "Sim":
        """What is under way lands, then undisturbed starts until nothing changes any more."""
        self.faults = {}
        self.now += self.bounds.lease + self.bounds.quiet + LATENESS
        for _ in range(12):
            before = self.store.outbox.copy()
            self.once()
            if not self.store.todo() or before == self.store.outbox:
                break
            self.now += self.bounds.quiet + 1
        self.now += 10 * self.bounds.quiet
        self.package.land()
        return self

    def wrong(self) -> str:
        """What the protocol must never do, and did; '' = nothing."""
        there = Counter(e.key for e, _, _ in self.package.bookings)
        for intent in self.store.intents():
            if intent.void:
                continue
            if there[intent.key] > 1:
                return "booked twice"
            if self.kind == "neither":
                if not intent.final and intent.attempt_at and intent.problem != UNKNOWN:
                    return "not shown"
                if intent.final and not there[intent.key]:
                    return "lost"
            elif not intent.final or not there[intent.key]:
                return "lost"
        return "" if set(there) <= set(self.store.outbox) else "invented"


class Turns:
    """The store: each write is a turn."""

    def __init__(self, sim: Sim) -> None:
        self.sim = sim

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.sim.store, name)
        if name not in WRITES:
            return method
        return lambda *a, **k: self.sim.turn(name, lambda: method(*a, **k))


@dataclass(slots=True)
class Package:
    """A package that books whatever arrives: only its capabilities keep it from booking twice."""

    sim: Sim
    bookings: list[tuple[JournalEntry, str, int]] = field(default_factory=list)
    under_way: list[tuple[int, JournalEntry, str]] = field(default_factory=list)
    sent: tuple[JournalEntry, str] | None = None

    @property
    def capabilities(self) -> Capabilities:
        return KINDS[self.sim.kind]

    def land(self) -> None:
        """What was under way and is due arrives, and is refused where the package refuses."""
        due = [x for x in self.under_way if x[0] <= self.sim.now]
        self.under_way = [x for x in self.under_way if x[0] > self.sim.now]
        for at, entry, number in sorted(due, key=lambda x: x[0]):
            if self._holder(entry, number) is None:
                self.bookings.append((entry, number, at))

    def _holder(self, entry: JournalEntry, number: str) -> JournalEntry | None:
        """Who has this number or, in a package that refuses repeats, this reference."""
        if not self.capabilities.unique_reference:
            return None
        same = (e for e, n, _ in self.bookings if (n == number if number else e.key == entry.key))
        return next(same, None)

    def call(self, effect: Callable[[], Any], fault: str) -> Any:
        """A request on its way: whether it lands, when, and whether anybody hears of it."""
        self.land()
        worker = getcurrent()
        if fault == "down":
            raise ConnectorUnavailable
        if fault == "unsent":
            raise OutcomeUnknown
        if fault == "late":
            assert self.sent is not None
            end = worker.until if isinstance(worker, Worker) else self.sim.now
            self.under_way.append((max(end, self.sim.now) + LATENESS, *self.sent))
            raise OutcomeUnknown
        found = effect()
        if fault == "lost":
            raise OutcomeUnknown
        return found

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        def effect() -> Receipt:
            holder = self._holder(entry, number)
            if holder is not None and holder.key != entry.key:
                code = "number_taken"
                raise ConnectorRefused(code)
            if holder is None:
                self.bookings.append((entry, number, self.sim.now))
            return Receipt("test", entry.key, now, verified=False)

        self.sent = (entry, number)
        return self.sim.turn("post", effect)  # type: ignore[no-any-return]

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        return self.post(entry, now, number)

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        def effect() -> tuple[Receipt, ...]:
            self.land()
            seen = [e for e, _, at in self.bookings if at + LAG <= self.sim.now]
            return tuple(
                Receipt("test", e.key, now, verified=False) for e in seen if e.key == entry.key
            )

        return self.sim.turn("find", effect)  # type: ignore[no-any-return]

    def reserve_number(self, entry: JournalEntry) -> str:
        def effect() -> str:
            self.land()
            return str(1 + max((int(n) for _, n, _ in self.bookings), default=0))

        return self.sim.turn("reserve", effect)  # type: ignore[no-any-return]

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        def effect() -> dict[str, Any] | None:
            return next((booked(e) for e, _, _ in self.bookings if e.key == entry_id), None)

        return self.sim.turn("verify", effect)  # type: ignore[no-any-return]

    def discover(self) -> Discovery:
        return Discovery((), ())

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        return ()

    def settle(self, settlement: Settlement) -> None:
        raise NotImplementedError


class Worker(greenlet):
    """One function that is started again each time it ends, as the state machine does."""

    def __init__(self, sim: Sim, starts: int) -> None:
        super().__init__(self.work)
        self.sim, self.starts = sim, starts
        self.until = 0
        self.sleeps = 0

    def hand_over(self) -> None:
        """Let the scheduler say who is next."""
        assert self.parent is not None
        self.parent.switch()

    def work(self) -> None:
        """Start, end or die, sleep, start again."""
        for _ in range(self.starts):
            self.until = self.sim.now + self.sim.bounds.timeout
            try:
                found = self.sim.once()
                self.sleeps = self.sim.now + (0 if found["done"] else self.sim.bounds.retry)
            except Died:
                self.sleeps = self.sim.now + self.sim.bounds.retry
            self.hand_over()
            if not self.sim.store.todo():
                return


def together(sim: Sim, workers: list[Worker], who: Callable[[list[Worker]], Worker]) -> None:
    """Let the workers take turns until all of them are done."""
    living = list(workers)
    while living:
        awake = [w for w in living if w.sleeps <= sim.now]
        if not awake:
            sim.now = min(w.sleeps for w in living)
            continue
        worker = who(awake)
        worker.parent = getcurrent()
        worker.switch()
        living = [w for w in living if not w.dead]


def single_faults(turns: list[str]) -> Iterator[tuple[int, str]]:
    """Every way in which every turn can go wrong."""
    for number, name in enumerate(turns):
        for fault in FAULTS.get(name, DIES):
            yield number, fault


def entries_of(sim: Sim) -> list[JournalEntry]:
    """What there is to post."""
    return [entry_of(i) for i in sim.store.intents()]
