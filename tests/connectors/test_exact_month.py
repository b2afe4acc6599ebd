"""A month through the real engine into Exact Online, over HTTP, on a line that keeps failing.

1. Every entry is booked once, reads back as it was sent, and stands to the cent on its accounts.
2. Debtor items that came to nothing are matched.
3. Nothing was refused, throttled or shut out on the way.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from koppeling.model.errors import OutcomeUnknown
from koppeling.settle.book import book_of
from koppeling.settle.bounds import Bounds
from koppeling.settle.post import post
from tests.connectors.exact_world import Exact
from tests.connectors.trouble import Answer, Line, T, Trouble
from tests.connectors.world import LATER
from tests.fakes.exact.client import control
from tests.faults.world import Plan, World
from tests.scenario import MAPPING, Case, mapping
from tests.sizes import generator, of

E = 100
BANK = """
[[accounts.bank]]
account = "1100"
journal = "BNK"
"""
TROUBLES = tuple(
    Trouble(effect, answer)  # type: ignore[arg-type]
    for effect, answer in (
        ("never", "not sent"),
        ("never", "no answer"),
        ("never", "500"),
        ("never", "429"),
        ("once", "no answer"),
        ("once", "502"),
        ("once", "truncated"),
        ("late", "no answer"),
        ("twice", "no answer"),
    )
)
BOUNDS = Bounds(timeout=10, lease=20, quiet=191, retry=5)


@dataclass
class Flaky(Line):
    """A line on which one exchange in so many goes wrong, whatever it is; 0 = none."""

    one_in: int = 0
    draws: random.Random = field(default_factory=lambda: generator("a month into exact"))

    def carry(self, real: Callable[[], T], spoil: Callable[[Answer, T | None], T]) -> T:
        if self.one_in and not self.draws.randrange(self.one_in):
            self.fail(self.draws.choice(TROUBLES))
        return super().carry(real, spoil)


class Month(World):
    """A world whose package is over HTTP, and whose clock is the package's."""

    def into(self, package: Exact) -> "Month":
        self.exact = package
        self.package = package.here()  # type: ignore[assignment]
        self.now = control("clock", seconds=0)["now"]
        return self

    def book(self) -> None:
        start = self.now
        try:
            found = post(self.shop(), self.package, lambda: self.now, BOUNDS, self.now + 10_000)
        except OutcomeUnknown:  # of matching, twice: the machine starts the function again
            found = {"wait_until": "soon"}
        self.tallies.append(found)
        if found["wait_until"]:
            self.now += BOUNDS.quiet + 1
        self.exact.age(self.now - start)
        self.exact.line.land()


def month(claims: int) -> list[bytes]:
    case = Case()
    for n in range(claims):
        name, cents = f"F10{n:04d}", (1_000 + n) * E
        case.claim(name, cents).answer(name).bank(cents, f"declaratie {name}")
    return case.everything()


@pytest.mark.parametrize("one_in", [0, 9, 3, 2])
def test_a_month_is_booked_once_whatever_the_line_does(one_in: int) -> None:
    text = MAPPING.replace('bank = "1100"\n', "") + BANK
    package = Exact(page=20)
    package.line = line = Flaky(one_in=one_in)
    made = Month(mapping(text), month(of(8, 16)), Plan()).into(package)
    made.run()
    line.one_in = 0
    book = book_of(made.office.shop())
    assert book is not None
    intents = made.office.store.intents()
    assert all(i.receipt and i.receipt["verified"] for i in intents)
    state = package.state()
    assert state["bookings"] == len(intents) == len(book.entries)
    sums: Counter[str] = Counter()
    for entry in book.entries:
        for p in entry.postings:
            sums[p.account] += p.cents
        assert len(package.connector().find(entry, LATER)) == 1
    assert state["balances"] == {account: cents for account, cents in sums.items() if cents}
    assert state["matched"]
    assert (state["errors"], state["throttled"], state["blocks"]) == (0, 0, 0)
