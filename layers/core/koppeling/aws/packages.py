"""The package of an administration (pakket): as its newest mapping says, with its own secret."""

from collections.abc import Callable
from typing import Any

from koppeling.aws.keys import Owner, Place
from koppeling.aws.objects import S3Objects
from koppeling.aws.office import Office, now
from koppeling.connectors.contract import Connector
from koppeling.connectors.files import FilesConnector
from koppeling.connectors.registry import BY_API, connector_of
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused
from koppeling.model.mapping import Package
from koppeling.settle.ledger import load, mapping_of
from koppeling.settle.ports import Workshop
from koppeling.settle.sweep import seen

CONNECT = 5
ANSWER = 60
"""Seconds for a whole answer of a package: a thousand lines take a few."""
KEPT: dict[str, Any] = {}
"""What connectors keep from one call of this environment to the next: calls and errors left."""


def connector_for(office: Office, place: Place, until: int) -> Connector:
    """A connector, with the time that this call of the function has: `until`, epoch seconds.

    Raises ConnectorRefused (`settings`) where the mapping's keys are wrong.
    """
    package = _by_api(office.shop(place))
    if package is None:
        return _files(office, place)
    # only who posts over an API pays for what speaks to it
    from koppeling.aws.consents import Consents
    from koppeling.aws.wire import sender

    connection = str((package.model_extra or {}).get("connection", ""))
    try:
        token = Consents(office).token(Owner(place.tenant, connection), until)
        return connector_of(package, sender(CONNECT, ANSWER), token, KEPT)
    except (ValueError, AssertionError) as error:
        raise ConnectorRefused("settings", str(error)) from None  # noqa: EM101 - a code


def note_lost(office: Office, place: Place) -> None:
    """The package refused the secret itself: watch tells people, with the link (A12)."""
    from koppeling.aws.consents import Consents
    from koppeling.settle.consent import lose

    package = _by_api(office.shop(place))
    if package is not None:
        connection = str((package.model_extra or {})["connection"])
        vault = Consents(office).vault(Owner(place.tenant, connection))
        lose(vault, now, office.bounds)


def held_by(office: Office, place: Place) -> Callable[[JournalEntry], bool | None]:
    """Whether an entry stands in its package: our own books are read, another as last counted.

    Each receipt says which package it is of, so that a damaged book can be asked about too.
    """
    shop, files = office.shop(place), _files(office, place)
    elsewhere = {
        i.key
        for i in shop.store.intents()
        if i.receipt is not None and i.receipt.get("package") in BY_API
    }
    counted = seen(shop) if elsewhere else None
    wrong = {key for key, _ in counted.faults} if counted else set()

    def holds(entry: JournalEntry) -> bool | None:
        return entry.key not in wrong if entry.key in elsewhere else files.holds(entry)

    return holds


def _by_api(shop: Workshop) -> Package | None:
    ledger = load(shop)
    package = mapping_of(shop, ledger.newest).package if ledger.mappings else None
    return package if package and package.kind in BY_API else None


def _files(office: Office, place: Place) -> FilesConnector:
    books = S3Objects(office.once, office.settings.books, place)
    return FilesConnector(books.put_once, books.look)
