"""Exact Online keeps the contract of every connector, and what is its own, over real HTTP.

1. What the package would refuse is refused before it is asked: an error costs.
2. Calls and errors stay within their budgets, and nothing is booked twice by waiting.
3. A token goes to the package and nowhere else; a setting that is wrong is named.
"""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.connectors.contract import booked
from koppeling.connectors.exact import ExactConnector
from koppeling.connectors.exact_budget import ERRORS, Budget
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.wire import Reply
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from tests.connectors.contract import ConnectorContract
from tests.connectors.exact_world import Exact, memorial
from tests.connectors.world import NOW, an_entry, post
from tests.fakes.exact.client import control
from tests.reports.builder import posting


class TestExact(ConnectorContract):
    """The contract of every connector."""

    def world(self) -> Exact:
        return Exact()


REFUSED: dict[str, tuple[str, JournalEntry]] = {
    "an account that is not there": ("unknown_account", memorial(posting("1234", "x", 1))),
    "a blocked account": ("blocked_account", memorial(posting("9999", "x", 1))),
    "a debtor that is missing": ("unknown_debtor", memorial(posting("1300", "debtor", 1))),
    "a debtor that is not there": (
        "unknown_debtor",
        memorial(posting("1300", "debtor", 1, debtor="D9")),
    ),
    "a cost centre that is missing": ("dimension", memorial(posting("4000", "x", 1))),
    "a cost centre that is not there": (
        "dimension",
        memorial(posting("4000", "x", 1, cost_centre="OOST")),
    ),
    "a cost unit that is missing": ("dimension", memorial(posting("4100", "x", 1))),
    "a journal that is not there": (
        "unknown_journal",
        memorial(posting("1390", "x", 1), journal="XXX"),
    ),
    "a blocked journal": ("unknown_journal", memorial(posting("1390", "x", 1), journal="OUD")),
    "a sales journal": ("unknown_journal", memorial(posting("1390", "x", 1), journal="VRK")),
    "a bank journal without its account": (
        "unknown_journal",
        memorial(posting("1390", "x", 1), journal="BNK"),
    ),
    "a year that is not there": (
        "no_period",
        memorial(posting("1390", "x", 1), day=date(2031, 1, 2)),
    ),
    "a closed period": ("closed_period", memorial(posting("1390", "x", 1), day=date(2025, 3, 2))),
    "an account with VAT in a journal with VAT": (
        "vat",
        memorial(posting("8000", "revenue", 1), journal="MBT"),
    ),
    "a code with a percentage": (
        "vat",
        memorial(posting("8000", "revenue", 1, vat_code="2"), journal="MBT"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_refused_is_never_sent(name: str) -> None:
    world = Exact(page=60)
    control("close", division=world.division, journal="MEM", year=2025, period=3)
    code, wrong = REFUSED[name]
    with pytest.raises(ConnectorRefused) as why:
        post(world.here(), wrong)
    assert why.value.code == code
    state = world.state()
    assert (state["bookings"], state["errors"], state["blocks"]) == (0, 0, 0)


def test_a_period_that_closes_after_we_looked_is_refused_by_the_package_as_closed() -> None:
    world = Exact()
    connector = world.here()
    post(connector, an_entry())
    control("close", division=world.division, journal="MEM", year=2026, period=2)
    with pytest.raises(ConnectorRefused) as why:
        post(connector, an_entry())
    assert why.value.code == "closed_period"
    assert "2026-02" in world.connector().discover().closed


def test_a_month_is_posted_within_sixty_calls_a_minute_by_waiting() -> None:
    world, budget, posted = Exact(page=60), Budget(), 0
    waits: list[ConnectorUnavailable] = []
    entries = [an_entry(n) for n in range(1, 91)]
    connector = world.here(budget)
    for made in entries:
        for _ in range(4):
            try:
                receipt = post(connector, made)
                assert connector.verify(receipt.entry_id) == booked(made)
            except ConnectorUnavailable as why:
                waits.append(why)
                world.age(why.wait)
            else:
                posted += 1
                break
    state = world.state()
    assert (posted, state["bookings"]) == (90, 90)
    assert (state["throttled"], state["errors"], state["blocks"]) == (0, 0, 0)
    # two calls an entry and a few to learn the chart
    assert state["calls"] < 2 * 90 + 20
    assert len(waits) == state["calls"] // 60
    assert {why.code for why in waits} == {"rate_budget"}
    assert all(0 < why.wait <= 61 for why in waits)


def test_a_spent_day_is_said_before_asking_and_lasts_until_midnight() -> None:
    world = Exact(page=60)
    connector = world.here()
    control("set", division=world.division, day=3)
    connector.find(an_entry(), NOW)
    connector.find(an_entry(), NOW)
    connector.find(an_entry(), NOW)
    with pytest.raises(ConnectorUnavailable) as why:
        connector.find(an_entry(), NOW)
    now = control("clock", seconds=0)["now"]
    assert why.value.code == "rate_budget"
    assert why.value.wait == 86_400 - now % 86_400 + 1
    assert world.state()["throttled"] == 0


def test_errors_stop_at_half_of_what_the_package_bears() -> None:
    world, budget = Exact(page=60, journal="M' or 1"), Budget()
    never = Reply(404, {}, b"")
    asked = 0

    def send(*_: Any) -> Reply:
        nonlocal asked
        asked += 1
        return replace(never, headers={"date": "Tue, 24 Nov 2026 10:00:00 GMT"})

    settings = world.here().settings
    for n in range(12):
        connector = ExactConnector(settings, send, lambda: "t", budget)
        with pytest.raises(ConnectorUnavailable) as why:
            connector.find(an_entry(), NOW)
        assert why.value.code == ("settings" if n < ERRORS else "rate_budget")
    assert asked == ERRORS
    assert 0 < why.value.wait <= 3_601
    with pytest.raises(ConnectorUnavailable) as why:
        ExactConnector(settings, send, lambda: "t", budget).find(an_entry(), "2026-11-24T11:00:01Z")
    assert why.value.code == "settings"


def test_a_refused_token_is_a_consent_that_has_expired() -> None:
    world = Exact()
    connector = world.here()
    control("clock", seconds=601)
    with pytest.raises(ConnectorUnavailable) as why:
        connector.find(an_entry(), NOW)
    assert why.value.code == "consent_expired"


def test_a_time_out_on_the_way_says_nothing_about_the_booking() -> None:
    world, made = Exact(), an_entry()
    real = world.here()

    def send(method: str, url: str, headers: Any, body: bytes) -> Reply:
        answer = real.send(method, url, headers, body)
        return replace(answer, status=408, body=b"") if method == asked else answer

    asked = "POST"
    with pytest.raises(OutcomeUnknown):
        ExactConnector(real.settings, send, lambda: world.token).post(made, NOW, "1")
    asked = "GET"
    with pytest.raises(ConnectorUnavailable) as why:
        ExactConnector(real.settings, send, lambda: world.token).find(made, NOW)
    assert why.value.wait == 0
    assert len(real.find(made, NOW)) == 1


def test_another_host_never_gets_the_token() -> None:
    asked: list[str] = []

    def send(_: str, url: str, *__: Any) -> Reply:
        asked.append(url)
        following = {"d": {"results": [], "__next": "https://elsewhere.example/api/v1/x"}}
        return Reply(200, {}, json.dumps(following).encode())

    settings = Settings.of({"division": 1, "connection": "c"})
    with pytest.raises(ConnectorUnavailable):
        ExactConnector(settings, send, lambda: "t").find(an_entry(), NOW)
    assert all(url.startswith("https://start.exactonline.nl/api/v1/1/") for url in asked)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("division", "12"),
        ("division", True),
        ("division", -1),
        ("division", 2**31),
        ("connection", ""),
        ("connection", 3),
        ("number_from", "1"),
        ("base_url", "http://start.exactonline.nl"),
        ("journal", 90),
        ("exempt_code", 0.0),
        ("devision", 12),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: object) -> None:
    right = {"division": 12, "connection": "c"}
    assert Settings.of(right).division == 12
    with pytest.raises(ValueError, match=rf"^package\.{key}: "):
        Settings.of({**right, key: value})
