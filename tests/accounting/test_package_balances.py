"""Balances of the package, from its auditfile.

1. At the start of any day a balance is the beginning plus every line before that day.
2. Salary journals and accounts of the result are not kept, and nothing but sums a day is.
3. A file that begins on the day and does not say what stood then says nothing.
"""

from datetime import date, timedelta

import pytest

from koppeling.accounting.package_balances import balances_on, covering
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.model.documents import Auditfile
from tests import sizes
from tests.scenario import KEY

START = date(2026, 1, 1)


def read(lines: list[Booked], *, year: int = 2026, opening: dict[str, int] | None) -> Auditfile:
    data = auditfile("3.2", lines, year=year, opening=opening)
    (found,) = read_file(Source.of(data, key=KEY))
    assert isinstance(found, Auditfile), found
    assert not found.header.refused, found.header.problems
    return found


def test_a_balance_is_the_beginning_and_every_line_before_the_day() -> None:
    dice = sizes.generator("package balances")
    for _ in range(sizes.of(20, 400)):
        opening = {a: dice.randrange(-9000, 9000) for a in ("1300", "1390")}
        days = [START + timedelta(days=dice.randrange(365)) for _ in range(dice.randrange(12))]
        lines = [
            Booked(a, sign * dice.randrange(1, 5000), transaction=str(i), day=day)
            for i, day in enumerate(days)
            for a, sign in (("1300", 1), ("1390", -1))
        ]
        rest = sum(x.cents for x in lines)
        lines.append(Booked("8000", -rest, transaction="rest", day=date(2026, 12, 31)))
        found = read(lines, opening=opening)
        for day in (START, START + timedelta(days=dice.randrange(366)), date(2027, 1, 1)):
            expected = {
                account: cents + sum(x.cents for x in lines if x.account == account and x.day < day)
                for account, cents in opening.items()
            }
            assert balances_on(found, day) == {k: v for k, v in expected.items() if v}


def test_salaries_and_the_result_are_not_kept() -> None:
    wages = [
        Booked("1700", -900, ("SAL", "Salarissen", "M"), "9"),
        Booked("4000", 900, ("SAL", "Salarissen", "M"), "9"),
    ]
    sold = [Booked("1300", 500), Booked("8000", -500)]
    assert read([*wages, *sold], opening=None).days == (("1300", date(2026, 1, 31), 500),)


@pytest.mark.parametrize(
    ("year", "opening", "known"),
    [(2026, None, False), (2026, {"1300": 5}, True), (2025, None, True), (2024, {}, False)],
)
def test_what_a_file_can_know(year: int, opening: dict[str, int] | None, *, known: bool) -> None:
    found = read([], year=year, opening=opening)
    assert (covering([found], START) is found) is known


def test_last_years_closing_goes_before_this_years_beginning() -> None:
    before, after = read([], year=2025, opening={}), read([], opening={"1300": 5})
    assert covering([after, before], START) is before
    assert covering([after, before], date(2026, 1, 2)) is after
