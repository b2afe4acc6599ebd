"""A month dropped in the local cloud and booked in a real bookkeeping package, over its API.

1. The month of the flow tests ends in Tryton to the cent: every entry once, with its reference, on
   its own date and accounts, as `result.json` has it. Dropped again, it adds nothing there.
2. What the package has closed is booked in the first open month, a bank line excepted; a bank line
   that somebody booked there already is a question, and a person may post it all the same.
3. A key that the package does not take books nothing; with a right one posting goes on.
"""

import json
import time
from collections import Counter
from datetime import date
from typing import Any

import pytest

from koppeling.aws.connections import AwsVault
from koppeling.aws.keys import Owner
from koppeling.aws.wire import sender
from koppeling.connectors.registry import connector_of
from koppeling.model.documents import PackageLine
from koppeling.settle.bounds import Bounds
from koppeling.settle.consent import establish
from koppeling.settle.vault import Connection, Secret
from local.cloud import Administration
from local.tryton import KEYS
from local.tryton import Administration as Books
from tests.flow.conftest import FlowCloud
from tests.flow.test_alarms import rings
from tests.flow.test_settle import E, month, toml
from tests.scenario import MAPPING, Case, mapping

OTHERWISE = {"QuietSeconds": "75"}
KIND = """kind = "tryton"
url = "{url}"
database = "{database}"
company = 1
connection = "boeken\""""
FAR = date(2027, 12, 31)


def inside(books: Books, text: str = MAPPING) -> str:
    """A mapping that posts in this administration of the package."""
    keys = KIND.format(url=books.server.url, database=books.database)
    return text.replace('kind = "files"', keys)


def connect(cloud: FlowCloud, to: Administration, key: str) -> None:
    """The key of the connection, as `koppeling connect` keeps it."""
    owner = Owner(to.tenant, "boeken")
    secrets = cloud.client("secretsmanager")
    vault = AwsVault(cloud.table, secrets, "koppeling-test/connection/", owner)
    vault.open(Connection(to.tenant, "boeken", "tryton"))
    bounds = Bounds(timeout=9, lease=10, quiet=75)
    establish(vault, lambda: Secret(key), lambda: int(time.time()), bounds)


def lines_in(books: Books) -> tuple[PackageLine, ...]:
    """Every line that stands in the package."""
    package = mapping(inside(books)).package
    connector = connector_of(package, sender(5, 60), lambda: KEYS["clerk"])
    codes = frozenset(a.code for a in connector.discover().accounts)
    return connector.lines(codes, date(2025, 1, 1), FAR)


def wanted(result: dict[str, Any]) -> Counter[tuple[str, str, str, int]]:
    """Reference, date, account and cents of every posting that is to be there."""
    from koppeling.model.entries import reference

    return Counter(
        (reference(e["key"]), e["date"], p["account"], p["cents"])
        for e in result["entries"]
        for p in e["postings"]
    )


def there(books: Books) -> Counter[tuple[str, str, str, int]]:
    return Counter((x.ours, x.date.isoformat(), x.account, x.cents) for x in lines_in(books))


@pytest.fixture
def administration(cloud: FlowCloud, books: Books) -> Administration:
    """One that posts in an empty administration of the package."""
    books.clear()
    to = cloud.fresh()
    connect(cloud, to, KEYS["koppeling"])
    cloud.adopt(toml(to, inside(books)), to)
    return to


def test_a_month_stands_in_the_package_to_the_cent(
    cloud: FlowCloud, books: Books, administration: Administration
) -> None:
    for data in month():
        cloud.put(data, administration)
    result = cloud.books(administration)
    assert len(result["entries"]) > 5
    assert there(books) == wanted(result)
    assert all(i["holds"] is not False for i in result["identities"].values())
    before = there(books)
    for data in month():
        cloud.put(data, administration)
    assert there(books) == before


def test_a_closed_month_and_a_bank_line_that_is_there(
    cloud: FlowCloud, books: Books, administration: Administration
) -> None:
    books.sql("update account_period set state = 'closed' where start_date < '2026-02-01'")
    case = Case().claim("F100001", 1000 * E).answer("F100001").bank(700 * E, "deel")
    assert rings(cloud, "PeriodClosed", lambda: cloud.put(case.files[0], administration))
    cloud.put(case.files[1], administration)
    claim = next(e for e in cloud.books(administration)["entries"] if e["period"] != "2026-01")
    assert (claim["period"], claim["date"]) == ("2026-02", "2026-02-02")
    booked_by_hand(books)
    cloud.put(case.statement(), administration)
    (question,) = [
        p for p in cloud.books(administration)["parked"] if p["reason"] == "already_in_package"
    ]
    assert not [x for x in lines_in(books) if x.ours and x.account == "1100"]
    decided = Case().decide("post", question["id"], "").files[0]
    cloud.put(decided, administration)
    result = cloud.books(administration)
    assert {k: n for k, n in there(books).items() if k[0]} == wanted(result)


def booked_by_hand(books: Books) -> None:
    """A person books the same line in the package."""
    from koppeling.model.entries import Evidence, JournalEntry, Posting

    connector = connector_of(mapping(inside(books)).package, sender(5, 60), lambda: KEYS["clerk"])
    postings = (
        Posting("1100", "bank", 700 * E, "met de hand"),
        Posting("1395", "unidentified", -700 * E, "met de hand"),
    )
    entry = JournalEntry(
        "f" * 32, "paid/x", 1, 0, date(2026, 2, 15), "2026-02", "MEM", "met de hand", postings,
        (Evidence("0" * 64),), 1,
    )  # fmt: skip
    connector.post(entry, "2026-02-15T00:00:00Z")
    books.sql("update account_move set description = 'hand' where description like '%met de hand'")


def test_a_key_that_is_not_taken_books_nothing(cloud: FlowCloud, books: Books) -> None:
    books.clear()
    to = cloud.fresh()
    connect(cloud, to, "no-key-of-anybody")
    cloud.adopt(toml(to, inside(books)), to)
    cloud.put(Case().claim("F100001", 1000 * E).files[0], to)
    assert lines_in(books) == ()
    connect(cloud, to, KEYS["koppeling"])
    cloud.put(Case().claim("F100002", 500 * E).files[0], to)
    assert there(books) == wanted(cloud.books(to))
    assert json.dumps(cloud.books(to)).count("F100001") > 0
