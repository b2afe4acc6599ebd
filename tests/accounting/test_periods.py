"""Dates and periods over all combinations (contract 2, *Dates and periods*; S34, S35).

1. Revenue stands in the month that `period` names; when that is closed, in the first open one, and
   the entry says from where. Its date is the document's if that lies in the period and is open,
   else the period's last day.
2. Revenue of an earlier year than its period's goes to `revenue_prior`, when the mapping separates
   it and `period` is `service`, and never otherwise.
3. What is dated before the cut-over books nothing; what is booked lies in an open period.
4. A bank line is booked on its own day, or parked `bank_period_closed`; it is never moved.
5. What a package closes moves an entry to where it would have stood, had the mapping closed the
   same months; never a bank line, nor revenue whose account of an earlier year asks for more than
   an entry knows.
6. No period, closed or not, changes what an account of the balance sheet comes to, or the sum of
   the revenue.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.accounting.next_period import in_next_open
from koppeling.accounting.periods import (
    date_in,
    day_is_closed,
    first_open,
    last_day,
    month_of,
    months,
    next_month,
)
from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping
from tests import sizes
from tests.scenario import Case, balances, mapping, parked

E = 100
FIRST = date(2025, 11, 1)
days = st.integers(0, 240).map(lambda n: FIRST + timedelta(n))


@dataclass(frozen=True, slots=True)
class Time:
    """When everything was."""

    start: date
    closed_until: date | None
    served: date
    claimed: date
    answered: date
    paid: date

    def mapping(self, **booking: str) -> Mapping:
        base = mapping(**booking)
        known = {"start": self.start, "closed_until": self.closed_until}
        return base.model_copy(
            update={"administration": base.administration.model_copy(update=known)}
        )

    def book(self, chosen: Mapping, scheme: str) -> Book:
        served, claimed, answered, paid = (
            d.isoformat() for d in (self.served, self.claimed, self.answered, self.paid)
        )
        case = Case().claim("F100001", 500 * E, claimed, month=served)
        case.answer("F100001", when=answered).bank(500 * E, "declaratie F100001", paid)
        return case.book(chosen, scheme)


def times(*, after: bool) -> st.SearchStrategy[Time]:
    """Any order of closing; the documents follow each other, and the cut-over if `after`."""

    def made(start: date, closed: date | None, gaps: list[int]) -> Time:
        served = FIRST + timedelta(gaps[0])
        claimed = max(served + timedelta(gaps[1]), start if after else date.min)
        answered = claimed + timedelta(gaps[2])
        return Time(start, closed, served, claimed, answered, answered + timedelta(gaps[3]))

    gaps = st.lists(st.integers(0, 70), min_size=4, max_size=4)
    return st.builds(made, days, st.none() | days, gaps)


def first_day_open(time: Time, month: str) -> str:
    """The first month from this one on that has a day in it which is open."""
    year, number = int(month[:4]), int(month[5:])
    while True:
        size = calendar.monthrange(year, number)[1]
        every = (date(year, number, n) for n in range(1, size + 1))
        if any(d >= time.start and d > (time.closed_until or date.min) for d in every):
            return f"{year:04d}-{number:02d}"
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)


@settings(max_examples=sizes.of(60, 1_000), deadline=None)
@given(
    time=times(after=True),
    months_closed=st.integers(1, 5),
    period=st.sampled_from(["service", "claim"]),
    prior=st.sampled_from(["separate", "same"]),
)
def test_a_month_closed_in_the_package_is_as_one_closed_in_the_mapping(
    time: Time, months_closed: int, period: str, prior: str
) -> None:
    time = replace(time, closed_until=None, start=FIRST)
    chosen = time.mapping(period=period, prior_year=prior)
    (entry,) = about(time.book(chosen, "outstanding"), "submitted")
    closed = entry.period
    for _ in range(months_closed - 1):
        closed = next_month(closed)
    shut = frozenset(months(entry.period, next_month(closed)))
    assert len(shut) == months_closed
    moved = in_next_open(chosen, 1, entry, time.claimed, shut)
    assert moved is not None
    same = replace(time, closed_until=last_day(closed)).mapping(period=period, prior_year=prior)
    (there,) = about(time.book(same, "outstanding"), "submitted")
    assert moved.key not in {entry.key, there.key}
    assert replace(moved, key=there.key, again=0) == there


def test_what_a_person_must_move() -> None:
    time = Time(FIRST, None, *(date(2025, 12, n) for n in (3, 10, 12, 15)))
    chosen = time.mapping(bank="koppeling")
    december = frozenset({"2025-12"})
    book = time.book(chosen, "outstanding")
    (paid,) = about(book, "paid")
    assert in_next_open(chosen, 1, paid, time.paid, december) is None
    (sent,) = about(book, "submitted")
    assert in_next_open(chosen, 1, sent, time.claimed, december) is not None
    row = chosen.accounts["revenue_prior"][0]
    for rows in ((), (row.model_copy(update={"product": "12*"}),), (row, row)):
        accounts = {**chosen.accounts, "revenue_prior": rows}
        asks = chosen.model_copy(update={"accounts": accounts})
        assert in_next_open(asks, 1, sent, time.claimed, december) is None
        assert in_next_open(asks, 1, sent, time.claimed, frozenset({"2025-11"})) is None
    within = replace(sent, period="2025-11", date=date(2025, 11, 30))
    moved = in_next_open(asks, 1, within, time.claimed, frozenset({"2025-11"}))
    assert moved is not None
    assert (moved.period, moved.postings) == ("2025-12", within.postings)


def about(book: Book, kind: str) -> list[JournalEntry]:
    return [e for e in book.entries if e.movement.startswith(f"{kind}/")]


@settings(max_examples=sizes.of(40, 1_000), deadline=None)
@given(
    time=times(after=True),
    period=st.sampled_from(["service", "claim", "remittance"]),
    prior=st.sampled_from(["separate", "same"]),
    recognise=st.sampled_from(["outstanding", "awarded"]),
)
def test_revenue_stands_where_the_switches_say(
    time: Time, period: str, prior: str, recognise: str
) -> None:
    book = time.book(time.mapping(period=period, prior_year=prior), f"{recognise}+clearing")
    dated = time.claimed if recognise == "outstanding" else time.answered
    wanted = month_of({"service": time.served, "claim": time.claimed}.get(period, dated))
    (entry,) = about(book, "submitted" if recognise == "outstanding" else "awarded")
    assert entry.period == first_day_open(time, wanted)
    assert entry.back_reference == ("" if entry.period == wanted else wanted)
    open_ = dated >= time.start and dated > (time.closed_until or date.min)
    fits = month_of(dated) == entry.period and open_
    assert entry.date == (dated if fits else last_day(entry.period))
    earlier = time.served.year < int(entry.period[:4])
    separate = prior == "separate" and period == "service" and earlier
    (revenue,) = [p for p in entry.postings if p.role.startswith("revenue")]
    assert revenue.role == ("revenue_prior" if separate else "revenue")


@settings(max_examples=sizes.of(40, 1_000), deadline=None)
@given(time=times(after=False), scheme=st.sampled_from(["outstanding", "awarded+clearing"]))
def test_nothing_lies_in_what_is_closed(time: Time, scheme: str) -> None:
    chosen = time.mapping()
    book = time.book(chosen, scheme)
    for entry in book.entries:
        assert not day_is_closed(chosen, entry.date)
        assert month_of(entry.date) == entry.period
    if time.claimed < time.start:
        assert about(book, "submitted") == []
    received = about(book, "paid")
    closed = [c for reason, c, _ in parked(book) if reason == "bank_period_closed"]
    if time.paid < time.start:
        assert (received, closed) == ([], [])
    elif day_is_closed(chosen, time.paid):
        assert (received, closed) == ([], [500 * E])
        assert about(book, "explained") == []
    else:
        assert [e.date for e in received] == [time.paid]
        assert closed == []


@settings(max_examples=sizes.of(30, 500), deadline=None)
@given(
    time=times(after=True),
    period=st.sampled_from(["service", "claim", "remittance"]),
    prior=st.sampled_from(["separate", "same"]),
)
def test_no_period_moves_a_cent_between_balance_sheet_and_revenue(
    time: Time, period: str, prior: str
) -> None:
    def ends(chosen: Mapping) -> dict[str, int]:
        found = balances(time.book(chosen, "outstanding+clearing"))
        found["revenue"] = found.get("revenue", 0) + found.pop("revenue_prior", 0)
        return found

    chosen = time.mapping(period=period, prior_year=prior)
    opened = chosen.administration.model_copy(update={"closed_until": None})
    if not day_is_closed(chosen, time.paid):
        assert ends(chosen) == ends(chosen.model_copy(update={"administration": opened}))


@given(time=times(after=True), month=days.map(month_of), document=days)
def test_a_date_lies_in_its_period_and_is_open(time: Time, month: str, document: date) -> None:
    chosen = time.mapping()
    period = first_open(chosen, month)
    assert period == first_day_open(time, month)
    assert period >= month
    made = date_in(chosen, period, document)
    assert month_of(made) == period
    assert not day_is_closed(chosen, made)


@pytest.mark.parametrize("bank", ["koppeling", "package"])
def test_s35_whoever_books_the_bank(bank: str) -> None:
    """A line in a closed period is nobody's entry, and nobody is expected to book it here."""
    time = Time(
        start=date(2026, 1, 1),
        closed_until=date(2026, 2, 28),
        served=date(2026, 1, 10),
        claimed=date(2026, 2, 10),
        answered=date(2026, 2, 12),
        paid=date(2026, 2, 20),
    )
    book = time.book(time.mapping(bank=bank), "outstanding+clearing")
    assert parked(book) == [("bank_period_closed", 500 * E, None)]
    assert book.expected == ()
    assert balances(book) == {"clearing": 500 * E, "revenue": -500 * E}
    assert {e.period for e in book.entries} == {"2026-03"}
