"""A deterministic world for the token simulation: functions that run side by side, one package.

Each function call is a greenlet that gives way before every effect (a read or write of the vault,
a request to the package) for a drawn number of seconds, so that effects of several calls come in
any order. A plan says at which effect what goes wrong:

- `stall`: the call stands still for up to its time-out;
- `away`: the vault did nothing, `unheard`: it did, and the answer was lost;
- `unsent`, `unanswered`: the request did not reach the package, known or not;
- `before`, `after`: the process dies around the effect; `lost`: the package rotated, its answer
  was lost; `late`: the request arrives up to a minute after nobody waits for its answer any more.
  These are the crashes; a call that outlives its time-out dies too when they are on.

The package is as strict as Exact Online: a refresh token once, a new access token only after 570
of its 600 seconds.
"""

import contextlib
import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet

from koppeling.connectors.oauth import Grant
from koppeling.model.errors import ConnectorUnavailable, OutcomeUnknown
from koppeling.settle.bounds import Bounds
from koppeling.settle.consent import EXPIRED, Consent
from koppeling.settle.memory import MemoryVault
from koppeling.settle.vault import Connection, Secret

BOUNDS = Bounds(timeout=300, lease=360, quiet=420, pause=2)
RENEW, LIFE = 570, 600
EPOCHS = 2
"""Times that the token comes due while the calls go on."""
CALM = ("stall", "away", "unheard", "unsent", "unanswered")
ROUGH = (*CALM, "before", "after", "lost", "late")


class Crash(BaseException):
    """The process is gone: nothing after this line happened, not even a `finally` that writes."""


@dataclass(slots=True)
class Package:
    """A package with one rotating refresh token, `r0`, `r1`, ..."""

    live: int = 0
    issued: list[int] = field(default_factory=lambda: [0])

    def rotate(self, refresh: str, now: int) -> Grant | None:
        if refresh != f"r{self.live}":
            raise ConnectorUnavailable(EXPIRED)
        if now < self.issued[-1] + RENEW:
            return None
        self.live += 1
        self.issued.append(now)
        return Grant(f"a{self.live}", f"r{self.live}", RENEW, LIFE)

    def takes(self, access: str, now: int) -> bool:
        return now < self.issued[int(access[1:])] + LIFE


@dataclass(slots=True)
class Call:
    """One call of a function: when it began, and what it did last."""

    began: int
    last: str = ""


class Watched:
    """The vault as one call sees it: every use of it is an effect."""

    def __init__(self, world: "World", call: Call) -> None:
        self.world, self.call = world, call

    def __getattr__(self, name: str) -> Callable[..., Any]:
        effect = getattr(self.world.vault, name)
        return lambda *given: self.world.effect(self.call, name, effect, *given)


Maker = Callable[["World", Call], Consent]


def as_it_is(world: "World", call: Call) -> Consent:
    """The real protocol."""
    vault: Any = Watched(world, call)
    return Consent(vault, world.exchange(call), world.clock, BOUNDS, call.began + BOUNDS.timeout)


@dataclass
class World:
    """One connection, some workers, and what went wrong; `spent` = a rotation that died unkept."""

    dice: Random
    faults: Mapping[int, str] = field(default_factory=dict)
    crashes: bool = False
    make: Maker = as_it_is
    now: int = 0
    steps: int = 0
    vault: MemoryVault = field(default_factory=MemoryVault)
    package: Package = field(default_factory=Package)
    kept_at: dict[str, int] = field(default_factory=dict)
    refused: bool = False
    spent: bool = False
    stale: bool = False
    died: list[str] = field(default_factory=list)
    asleep: list[tuple[int, int, int, greenlet]] = field(default_factory=list)

    def __post_init__(self) -> None:
        connection = Connection("zorggroep", "exact", "exact")
        first = Secret("a0", "r0", 0, RENEW, LIFE)
        self.vault.keep(connection.next, first)
        self.vault.item = connection.holding(connection.next, first)
        self.kept_at[connection.next] = 0
        self.scheduler = getcurrent()
        self.ticket = 0

    def clock(self) -> int:
        return self.now

    def pause(self, seconds: int) -> None:
        """Give way; others that wake at the same second come in a drawn order."""
        self.ticket += 1
        turn = self.dice.getrandbits(16)
        heapq.heappush(self.asleep, (self.now + seconds, turn, self.ticket, getcurrent()))
        self.scheduler.switch()

    def run(self, workers: int) -> "World":
        """All workers to their end, then one calm call, long after."""
        for _ in range(workers):
            worker = greenlet(self.work)
            self.ticket += 1
            heapq.heappush(self.asleep, (0, self.dice.getrandbits(16), self.ticket, worker))
        while self.asleep:
            self.now, _, _, worker = heapq.heappop(self.asleep)
            worker.switch()
        self.faults, self.now = {}, self.now + BOUNDS.lease + LIFE
        self.called()
        while self.asleep:
            self.now, _, _, worker = heapq.heappop(self.asleep)
            worker.switch()
        return self

    def called(self) -> None:
        """A call of its own, outside every worker."""
        last = greenlet(self.call)
        last.switch()

    def work(self) -> None:
        """A call around each moment at which the token comes due."""
        for epoch in range(1, EPOCHS + 1):
            begin = epoch * LIFE - 45 + self.dice.randrange(60)
            self.pause(max(begin - self.now, 0))
            self.call()

    def call(self) -> None:
        """A function that needs the token, perhaps again later on; a failure is tried once more."""
        for _ in range(2):
            call = Call(self.now)
            consent = self.make(self, call)
            try:
                self.use(consent)
                if self.dice.random() < 0.3:
                    self.pause(self.dice.randrange(60))
                    self.use(consent)
            except Crash:
                self.died.append(call.last)
            except ConnectorUnavailable as why:
                self.refused |= why.code == EXPIRED
            else:
                return
            self.pause(5)

    def use(self, consent: Consent) -> None:
        """What was handed out must be worth a request, unless the call itself stood still."""
        access = consent()
        calm = "stall" not in self.faults.values()
        self.stale |= calm and not self.package.takes(access, self.now)

    def effect(self, call: Call, name: str, effect: Callable[..., Any], *given: Any) -> Any:
        """An effect, and what goes wrong at it."""
        number, self.steps = self.steps, self.steps + 1
        self.pause(self.dice.getrandbits(2) >> 1)
        fault = self.faults.get(number, "")
        if self.crashes and (fault == "before" or self.now > call.began + BOUNDS.timeout):
            self.die(call)
        if fault:
            self.prevented(fault, name, given)
        found = effect(*given)
        call.last = name
        if name == "keep":
            self.kept_at.setdefault(given[0], self.now)
        if fault:
            self.after(fault, name, call)
        return found

    def prevented(self, fault: str, name: str, given: tuple[Any, ...]) -> None:
        """The effect does not happen."""
        if fault == "away" and name != "exchange":
            raise ConnectorUnavailable
        if name == "exchange" and fault == "unsent":
            raise ConnectorUnavailable
        if name == "exchange" and fault in {"unanswered", "late"}:
            if fault == "late":
                self.later(self.dice.randrange(60), str(given[0]))
            raise OutcomeUnknown

    def later(self, seconds: int, refresh: str) -> None:
        """A request that is still on its way; if it is the first to arrive, it spends the token."""

        def arrive() -> None:
            with contextlib.suppress(ConnectorUnavailable):
                self.spent |= self.package.rotate(refresh, self.now) is not None

        self.ticket += 1
        heapq.heappush(self.asleep, (self.now + seconds, 0, self.ticket, greenlet(arrive)))

    def after(self, fault: str, name: str, call: Call) -> None:
        """The effect has happened."""
        if fault == "stall":
            self.pause(self.dice.randrange(BOUNDS.timeout + 60 * self.crashes))
        elif fault == "after":
            self.die(call)
        elif fault == "lost" and name == "exchange":
            self.spent = True
            raise OutcomeUnknown
        elif fault == "unheard" and name != "exchange":
            raise ConnectorUnavailable

    def die(self, call: Call) -> None:
        """Between the answer of the package and the new version kept, it costs the connection."""
        self.spent |= call.last == "exchange"
        raise Crash

    def exchange(self, call: Call) -> Callable[[Connection, str], Grant | None]:
        """The package, as one call reaches it."""

        def rotate(refresh: str) -> Grant | None:
            return self.package.rotate(refresh, self.now)

        return lambda _, refresh: self.effect(call, "exchange", rotate, refresh)


def drawn(dice: Random, kinds: tuple[str, ...], steps: int) -> dict[int, str]:
    """Up to three faults."""
    return {dice.randrange(steps): dice.choice(kinds) for _ in range(dice.randrange(4))}
