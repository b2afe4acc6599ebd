"""Amounts and dates as people write them.

1. Every way of writing an amount that means one thing gives it to the cent.
2. What could be two amounts, or is none, is refused; a binary fraction is read as what was meant.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats.amounts import MONTHS, cents_of, day_of, iso_day
from koppeling.model.cents import euros, euros_nl

CENTS = st.integers(-(10**12), 10**12)


@given(cents=CENTS)
def test_dutch_amounts_keep_their_cents(cents: int) -> None:
    dutch = euros_nl(abs(cents))
    assert cents_of(euros_nl(cents)) == cents
    assert cents_of(f"€ {euros_nl(cents)}") == cents
    assert cents_of(f" EUR\u00a0{dutch} ") == abs(cents)
    assert [cents_of(x) for x in (f"-{dutch}", f"{dutch}-", f"({dutch})", f"\u2212 {dutch}")] == [
        -abs(cents)
    ] * 4


@given(cents=CENTS)
def test_a_number_of_a_spreadsheet_keeps_its_cents_whatever_the_binary_noise(cents: int) -> None:
    stored = cents / 100
    assert cents_of(repr(stored)) == cents or "e" in repr(stored)
    assert cents_of(f"{stored:.2f}") == cents
    assert cents_of(euros(cents) + "00000000001") == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("500,-", 50000),
        ("€ 1.500,--", 150000),
        ("12,5", 1250),
        ("500", 50000),
        ("1.234.567", 123456700),
        ("0.1", 10),
        ("1.0000000000000001E-2", 1),
        ("99.98999999999999", 9999),
        ("1234.5600000000001", 123456),
        ("-0,00", 0),
    ],
)
def test_other_ways_to_write_it(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "€", "abc", "1.234", "0.123", "12,345", "1,234.56", "12 34,00", "1e3", "1.2.3"),
        *("--5", "(-5", "5)", "-5-", "NaN", "1.5e999", "99999999999999", "1234.56001", "٣,00"),
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(text: str) -> None:
    assert cents_of(text) is None


@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_in_every_order_that_is_used(day: date) -> None:
    named = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    short = f"{day.day} {MONTHS[day.month - 1][:3]}. {day.year}"
    figures = f"{day.day}/{day.month}/{day.year}"
    for text in (f"{day:%d-%m-%Y}", figures, named, named.title(), short):
        assert day_of(text) == day
    assert day_of(day.isoformat()) == iso_day(f"{day.isoformat()}T00:00:00") == day


@pytest.mark.parametrize("text", ["", "30-02-2026", "2026-13-01", "1 dag 2026", "1-1-26"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text) is None
