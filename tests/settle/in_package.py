"""A package with a life of its own: closed periods, numbers, other people, calls that fail."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppeling.connectors.contract import Capabilities, Settlement
from koppeling.model.book import Book
from koppeling.model.discovery import Discovery, Period
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable
from koppeling.settle.book import book_of
from tests.faults.world import Package, Plan, World
from tests.scenario import TOWN, Case, mapping

E = 100
CAN = Capabilities(
    find=True,
    unique_reference=True,
    lateness=1,
    query_lag=1,
    numbers=True,
    settles=True,
    lists=True,
)


@dataclass(slots=True)
class Own(Package):
    """A package with a life of its own."""

    capabilities: Any = CAN
    closed: set[str] = field(default_factory=set)
    others: list[PackageLine] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    matched: list[Settlement] = field(default_factory=list)
    mirrors: list[tuple[str, str]] = field(default_factory=list)
    away: Counter[str] = field(default_factory=Counter)
    refuses: str = ""
    twice: str = ""
    young: list[JournalEntry] = field(default_factory=list)

    def reached(self, call: str) -> None:
        if self.away[call] > 0:
            self.away[call] -= 1
            raise ConnectorUnavailable

    def discover(self) -> Discovery:
        self.reached("discover")
        return Discovery((), (), periods=tuple(Period(m, closed=True) for m in sorted(self.closed)))

    def reserve_number(self, entry: JournalEntry) -> str:
        self.reached("reserve_number")
        return str(26_000_001 + len(self.numbers))

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        self.reached("post")
        if entry.period in self.closed:
            code = "closed_period"
            raise ConnectorRefused(code, entry.period)
        if number in self.taken:
            self.numbers[f"other {number}"] = number
            code = "number_taken"
            raise ConnectorRefused(code, number)
        assert number not in self.numbers.values()
        self.numbers[entry.key] = number
        return Package.post(self, entry, now, number)

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        self.mirrors.append((entry.key, of))
        return self.post(entry, now, number)

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        self.reached("lines")
        numbers = [self.numbers[e.key] for e in self.bookings]
        if self.twice:
            numbers[-1] += "0"
        ours = [
            PackageLine(p.account, e.date, e.journal, number, p.cents, e.reference)
            for e, number in zip(self.bookings, numbers, strict=True)
            for p in e.postings
        ]
        return tuple(
            x for x in [*ours, *self.others] if x.account in accounts and since <= x.date <= until
        )

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        self.reached("verify")
        return Package.verify(self, entry_id)

    def settle(self, settlement: Settlement) -> None:
        self.reached("settle")
        if self.refuses:
            raise ConnectorRefused(self.refuses)
        self.matched.append(settlement)


def world(**more: Any) -> tuple[World, Own]:
    made = World(mapping(**more), [], Plan())
    package = Own(made.plan, lambda: made.now)
    made.package = package
    return made, package


def after(made: World, *files: bytes) -> Book:
    """Drop, and go as far as it goes: what a person must decide stays."""
    for data in files:
        made.drop(data)
    for _ in range(6):
        made.step()
    book = book_of(made.office.shop())
    assert book is not None
    return book


def month() -> list[bytes]:
    case = Case().claim("F100001", 1000 * E).answer("F100001")
    return case.bank(1000 * E, "declaratie F100001").everything()


def unclear() -> bytes:
    return Case().bank(300 * E, "jeugdhulp", iban=TOWN).everything()[0]
