"""A fault before and after every call that the functions make, of AWS and of the package.

The whole pipeline runs in the real handlers: a mapping and three files dropped, settled, told. In
each case one call goes wrong: the process dies before it or after it, or its answer is lost. What
died is called again, as the queues and the state machine do; at the end `watch` looks what is left.
Dying after a read is dying before the next call, so a read has one case.

1. In every case the package holds each entry once, the books are those of an undisturbed run, every
   file has its reply, and nothing is left to do.
2. There are at least 240 of them, each with a name: function, call, the how manieth, and fault.
3. Every function is among them, and every call of the package that posting makes.
"""

import types
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import boto3
import pytest
from moto import mock_aws

from koppeling.aws import office, packages
from koppeling.connectors.contract import Capabilities
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import OutcomeUnknown
from koppeling.settle import check, configure
from tests.faults.world import Package, Plan
from tests.functions.conftest import (
    NAMES,
    PLACE,
    REGION,
    Deployed,
    made,
    session_of_the_run,
)
from tests.scenario import MAPPING, Case

E = 100
CAN = Capabilities(find=True, unique_reference=False, lateness=1, query_lag=1, lists=True)
API = MAPPING.replace('kind = "files"', 'kind = "tryton"')
READS = ("GetItem", "Query", "GetObject", "GetSecretValue", "find", "verify", "lines")
STARTS = 6


class Died(BaseException):
    """The process is gone; nothing in the code under test catches this."""


@dataclass
class Calls:
    """Every call in order, and which of them goes wrong and how."""

    faulty: str = ""
    fault: str = ""
    names: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    after: bool = False

    def begin(self, function: str, call: str) -> str:
        """A call is about to be made: what is to go wrong with it. Raises Died."""
        self.counted[f"{function} {call}"] += 1
        name = f"{function} {call} {self.counted[f'{function} {call}']}"
        self.names.append(name)
        fault = self.fault if name == self.faulty else ""
        if fault == "before":
            raise Died
        return fault


@dataclass(slots=True)
class Ledger(Package):
    """A package that books whatever it is told, and whose calls are calls like any other."""

    calls: Calls = field(default_factory=Calls)
    capabilities: Any = CAN

    def around(self, call: str, effect: Callable[[], Any]) -> Any:
        fault = self.calls.begin("book", call)
        found = effect()
        if fault == "after":
            raise Died
        if fault == "lost":
            raise OutcomeUnknown
        return found

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        found: Receipt = self.around("post", partial(Package.post, self, entry, now, number))
        return found

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        found: tuple[Receipt, ...] = self.around("find", partial(Package.find, self, entry, now))
        return found

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.around(
            "verify", partial(Package.verify, self, entry_id)
        )
        return found

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        def listed() -> tuple[PackageLine, ...]:
            self.land()
            return tuple(
                PackageLine(p.account, e.date, e.journal, e.reference, p.cents, e.reference)
                for e in self.bookings
                for p in e.postings
                if p.account in accounts and since <= e.date <= until
            )

        found: tuple[PackageLine, ...] = self.around("lines", listed)
        return found


@dataclass
class Run:
    """One run of the pipeline with one fault, and its clock."""

    deployed: Deployed
    calls: Calls
    package: Ledger
    now: float = 1_800_000_000

    def live(self, step: Callable[[], Any]) -> Any:
        """A call that is made again when its process dies: after its lease and quiet time."""
        for _ in range(STARTS):
            try:
                return step()
            except Died:
                self.now += 1_000
                self.deployed.running = ""
        message = f"it never ends: {self.calls.faulty} {self.calls.fault}"
        raise AssertionError(message)

    def step(self, name: str) -> Any:
        whose = {"tenant": PLACE.tenant, "administration": PLACE.administration}
        return self.live(lambda: self.deployed.call(name, whose))

    def delivered(self, name: str, message: dict[str, Any]) -> None:
        """A message of a queue, which offers it again when the function says so or dies."""
        if self.deployed.call(name, {"Records": [message]})["batchItemFailures"]:
            raise Died

    def settle(self) -> str:
        """Once through the state machine."""
        self.step("reconcile")
        self.step("draft")
        following: str = self.step("prove")["next"]
        posting = following == "book_api"
        while posting:
            posting = self.step("book")["next"] == "pause"
            self.now += 500 if posting else 0
        self.step("prove")
        self.step("tell")
        return following

    def month(self) -> "Run":
        """Everything dropped and settled; what an event lost is found by watch."""
        key = "zorggroep/noord.toml"
        mapped = self.deployed.notice("test-config", key, API.encode())
        self.live(partial(self.delivered, "configure", mapped))
        for number, data in enumerate(FILES):
            notice = self.deployed.notice("test-inbox", f"{PLACE.prefix}{number}", data)
            self.live(partial(self.delivered, "intake", notice))
        self.settle()
        if self.step("watch")["woken"]:
            self.settle()
        return self


CASE = Case().claim("F100001", 1000 * E).answer("F100001").bank(1000 * E, "declaratie F100001")
FILES = CASE.everything()


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Run]]:
    """How to make a run: everything of AWS and of the package new, the handlers loaded anew."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(check, "BY_API", frozenset({"tryton"}))
    monkeypatch.setattr(configure, "fault_of", lambda _: "")
    clouds: list[Any] = []

    def run(faulty: str = "", fault: str = "") -> Run:
        while clouds:
            clouds.pop().stop()
        clouds.append(mock_aws())
        clouds[-1].start()
        boto3.setup_default_session(botocore_session=session_of_the_run())
        environment = made()
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        calls = Calls(faulty, fault)
        package = Ledger(Plan(), lambda: int(found.now), calls=calls)
        found = Run(Deployed(environment), calls, package)
        clock = types.SimpleNamespace(time=lambda: found.now)
        monkeypatch.setattr(office, "time", clock)
        monkeypatch.setattr(packages, "connector_for", lambda *_: package)
        hooked(found)
        return found

    yield run
    while clouds:
        clouds.pop().stop()


def hooked(run: Run) -> None:
    """Every call of AWS that a function makes is counted, and may go wrong."""
    calls = run.calls

    def before(model: Any, **_: Any) -> None:
        calls.after = bool(run.deployed.running) and bool(
            calls.begin(run.deployed.running, model.name)
        )

    def after(**_: Any) -> None:
        if calls.after:
            calls.after = False
            raise Died

    session: Any = boto3.DEFAULT_SESSION
    session.events.register("before-parameter-build", before)
    session.events.register("after-call", after)


def cases(names: list[str]) -> list[tuple[str, str]]:
    """Every call with every way in which it can go wrong."""
    found = []
    for name in names:
        call = name.split()[1]
        faults = ("before",) if call in READS else ("before", "after")
        found += [(name, fault) for fault in (*faults, *(["lost"] if call == "post" else []))]
    return found


def outcome(run: Run) -> dict[str, Any]:
    """What people find in the end."""
    found = run.deployed.book("result.json")
    return {k: found[k] for k in ("balances", "parked", "matches", "held")} | {
        "entries": sorted(e["key"] for e in found["entries"]),
        "posted": Counter(e.key for e in run.package.bookings),
        "replies": [run.deployed.reply(data)["outcome"] for data in FILES],
    }


PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_call_of_every_function(running: Callable[..., Run], part: int) -> None:
    calm = running().month()
    expected = outcome(calm)
    every = cases(calm.calls.names)
    assert len(every) >= 240, len(every)
    assert {name.split()[0] for name, _ in every} == {*NAMES}
    assert set(expected["posted"].values()) == {1}
    assert expected["parked"] == []
    for name, fault in every[part::PARTS]:
        run = running(name, fault).month()
        assert outcome(run) == expected, f"{name} {fault}"
        assert not run.deployed.call("watch", {})["woken"], f"{name} {fault}: something is left"
