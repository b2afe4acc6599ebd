"""A deterministic world for the fault simulations: a store, a package and a clock that can fail.

Every effect has a name (`append`, `begin`, `post`, ...) and happens at a numbered step. A plan says
at which step what goes wrong: `before` = the process dies before the effect, `after` = after it and
before anybody hears of it, `lost` = only the package's answer is lost, `down` = the package was
not reached, `late` = the request lands after its time-out. A process that died is started again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppeling.connectors.contract import Settlement, booked
from koppeling.connectors.files import CAPABILITIES
from koppeling.formats.source import Source
from koppeling.matching.facts import Ruling
from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import Conflict, ConnectorUnavailable, OutcomeUnknown
from koppeling.model.mapping import Mapping
from koppeling.settle.bounds import Bounds
from koppeling.settle.check import check
from koppeling.settle.draft import draft
from koppeling.settle.intake import take_in
from koppeling.settle.ledger import load
from koppeling.settle.memory import MemoryObjects, MemoryStore
from koppeling.settle.offline import Offline
from koppeling.settle.ports import Workshop
from koppeling.settle.post import post
from koppeling.settle.reconcile import reconcile
from tests.scenario import KEY

BOUNDS = Bounds(timeout=10, lease=20, quiet=30, retry=5)
WRITES = (
    "keep",
    "append",
    "intend",
    "lease",
    "release",
    "begin",
    "finish",
    "trouble",
    "block",
    "checked",
    "waited",
)


class Crash(Exception):  # noqa: N818 - a process that dies
    """The process is gone: nothing after this line happened."""


@dataclass(slots=True)
class Plan:
    """What goes wrong at which step; `steps` remembers what there was to go wrong."""

    faults: dict[int, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def around(self, name: str, effect: Callable[[], Any]) -> Any:
        """Run an effect, or die around it."""
        number = len(self.steps)
        self.steps.append(name)
        fault = self.faults.get(number, "")
        if fault == "before":
            raise Crash(name)
        found = effect()
        if fault == "after":
            raise Crash(name)
        return found


class FaultyStore:
    """A store whose writes can be the last thing that a process does."""

    def __init__(self, real: MemoryStore, plan: Plan) -> None:
        self.real, self.plan = real, plan

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.real, name)
        if name not in WRITES:
            return method
        return lambda *a, **k: self.plan.around(name, lambda: method(*a, **k))


class FaultyObjects:
    """Objects whose puts can be the last thing that a process does."""

    def __init__(self, real: MemoryObjects, plan: Plan) -> None:
        self.real, self.plan = real, plan

    def get(self, name: str) -> bytes | None:
        return self.real.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.plan.around(f"put {name.partition('/')[0]}", lambda: self.real.put(name, data))


@dataclass(slots=True)
class Package:
    """A bookkeeping package that forgets nothing and refuses nothing: it would book twice."""

    plan: Plan
    clock: Callable[[], int]
    capabilities: Any = CAPABILITIES
    bookings: list[JournalEntry] = field(default_factory=list)
    late: list[tuple[int, JournalEntry]] = field(default_factory=list)

    def land(self) -> None:
        """What was under way arrives."""
        arrived = [x for x in self.late if x[0] <= self.clock()]
        self.late = [x for x in self.late if x[0] > self.clock()]
        self.bookings += [entry for _, entry in arrived]

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        self.land()
        fault = self.plan.faults.get(len(self.plan.steps), "")
        if fault == "down":
            self.plan.steps.append("post")
            raise ConnectorUnavailable
        if fault == "late":
            self.plan.steps.append("post")
            self.late.append((self.clock() + BOUNDS.timeout, entry))
            raise OutcomeUnknown
        self.plan.around("post", lambda: self.bookings.append(entry))
        if fault == "lost":
            raise OutcomeUnknown
        return Receipt("test", entry.key, now, verified=False)

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        return self.post(entry, now, number)

    def discover(self) -> Discovery:
        return Discovery((), ())

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        return ()

    def reserve_number(self, entry: JournalEntry) -> str:
        raise NotImplementedError

    def settle(self, settlement: Settlement) -> None:
        raise NotImplementedError

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        self.land()
        found = [e for e in self.bookings if e.reference == entry.reference]
        return tuple(Receipt("test", e.key, now, verified=False) for e in found)

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        return next((booked(e) for e in self.bookings if e.key == entry_id), None)


@dataclass(slots=True)
class World:
    """One administration that is settled to the end, whatever dies on the way."""

    mapping: Mapping
    files: list[bytes]
    plan: Plan
    now: int = 1_800_000_000
    office: Offline = field(init=False)
    package: Package = field(init=False)
    tallies: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office = Offline(self.mapping, KEY)
        self.office.store.clock = lambda: self.now
        self.office.adopt()
        self.package = Package(self.plan, lambda: self.now)

    def shop(self) -> Workshop:
        real = self.office.shop()
        return Workshop(
            real.tenant,
            real.administration,
            FaultyStore(self.office.store, self.plan),
            FaultyObjects(self.office.objects, self.plan),
            KEY,
            self.office.raw,
        )

    def live(self, step: Callable[[], Any]) -> Any:
        """A step that is started again when its process dies, as the machine does."""
        for _ in range(50):
            try:
                return step()
            except (Crash, Conflict):
                self.now += BOUNDS.lease + 1
        message = "it never ends"
        raise AssertionError(message)

    def drop(self, data: bytes) -> None:
        """A file comes in: archived first, then taken in."""
        source = Source.of(data, key=KEY)
        self.office.sources.setdefault(source.sha256, source)
        self.live(lambda: take_in(self.shop(), source))

    def settle(self) -> None:
        """Reconcile, draft, check and post until nothing is left."""
        for _ in range(200):
            if not self.step():
                return
        message = "it never settles"
        raise AssertionError(message)

    def step(self) -> bool:
        """Once through the state machine; whether there was anything to do."""
        taken = self.live(lambda: reconcile(self.shop()))["taken"]
        self.live(lambda: draft(self.shop()))
        checked = self.live(lambda: check(self.shop()))
        if checked["next"] == "book":
            self.live(self.book)
        return bool(taken) or checked["next"] == "book"

    def rulings(self) -> list[Ruling]:
        """The decisions as taken."""
        return load(self.office.shop()).rulings

    def book(self) -> None:
        """One chunk of posting; the machine pauses as long as it is told."""
        found = post(self.shop(), self.package, lambda: self.now, BOUNDS, self.now + 10_000)
        self.tallies.append(found)
        if found["wait_until"]:
            self.now += BOUNDS.quiet + 1

    def run(self) -> "World":
        """Every file, settled before the next."""
        for data in self.files:
            self.drop(data)
            self.settle()
        return self
