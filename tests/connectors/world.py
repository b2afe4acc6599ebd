"""A package in a test, and what the suite asks of it besides being a package."""

from abc import ABC, abstractmethod
from datetime import date
from itertools import count

from koppeling.connectors.contract import Connector
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from tests.connectors.trouble import Line
from tests.connectors.unknown import Outcome
from tests.reports.builder import simple

NOW = "2026-11-24T10:00:00Z"
LATER = "2026-11-24T10:30:00Z"
_names = count(1)


class World(ABC):
    """A package: every connector to it speaks over `line`, where troubles are put.

    `page` = bookings that do not fit in one answer of the package, where it has pages.
    """

    name: str
    line: Line
    page: int = 3

    @abstractmethod
    def connector(self) -> Connector:
        """A connector to this package that remembers nothing."""

    @abstractmethod
    def bookings(self) -> int:
        """How many bookings stand in it, whoever made them; asked behind the connector's back."""

    @abstractmethod
    def age(self, seconds: int) -> None:
        """Time goes by in the package."""

    @abstractmethod
    def lag(self) -> None:
        """From now on questions are answered `query_lag` late; a package without lag: nothing."""

    def stranger(self, account: str, day: date, cents: int, journal: str) -> None:
        """Somebody else books a line. Asked where the connector `lists`."""
        raise NotImplementedError

    def occupy(self, entry: JournalEntry, number: str) -> None:
        """Somebody else takes a number in the entry's journal and year. Asked with `numbers`."""
        raise NotImplementedError

    def settled(self, account: str, debtor: str) -> int:
        """How many lines on it are matched. Asked where the connector `settles`."""
        raise NotImplementedError


def an_entry(cents: int = 100_000, name: str = "") -> JournalEntry:
    """An entry that no other test has, so that tests may share a package."""
    return simple(name or f"awarded/{next(_names)}", cents, date(2026, 2, 10))


def numbered(connector: Connector, entry: JournalEntry) -> str:
    """The number that the protocol would post under."""
    return connector.reserve_number(entry) if connector.capabilities.numbers else ""


def attempt(connector: Connector, entry: JournalEntry, number: str) -> tuple[Outcome, object]:
    """What came of a post, and the receipt or the exception; anything else ends the test."""
    try:
        return "receipt", connector.post(entry, NOW, number)
    except ConnectorUnavailable as why:
        return "unavailable", why
    except ConnectorRefused as why:
        return "refused", why
    except OutcomeUnknown as why:
        return "unknown", why


def post(connector: Connector, entry: JournalEntry, now: str = NOW) -> Receipt:
    """Book an entry as the protocol does when nothing goes wrong."""
    return connector.post(entry, now, numbered(connector, entry))


def quiet(world: World, connector: Connector, *, lands: bool = True) -> None:
    """The quiet time goes by; `lands` = what was on its way arrives in it, as was promised."""
    world.age(connector.capabilities.lateness)
    if lands:
        world.line.land()
    world.age(connector.capabilities.query_lag + 1)
