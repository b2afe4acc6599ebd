"""Rows of roles, dates and periods, as contract sections 1 and 2 have them.

1. The row with most conditions wins, then the longest product; a tie parks and names both; a gap
   parks and never falls back on a default.
2. Revenue follows `period`; an entry never spans two; its date lies in its period.
3. A closed period gives the first open one, with a back reference; a bank line is never re-dated.
4. Revenue of an earlier fiscal year goes to `revenue_prior` when the mapping separates it.
5. What is dated before the cut-over opens items and books nothing.
6. An item closes on the accounts that it was opened with, whatever today's mapping says.
7. VAT is split off revenue, half cents away from zero; a percentage without a row parks.
"""

from datetime import date

import pytest

from koppeling.accounting.roles import Facts, Missing, resolve
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.cents import net_of
from koppeling.model.mapping import Row
from koppeling.settle.configure import adopt
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline
from koppeling.settle.reconcile import reconcile
from tests.scenario import KEY, MAPPING, Case, balances, mapping, parked

E = 100

ROWS = (
    MAPPING.replace(
        'revenue = "8000"',
        "",
    )
    + """
[[accounts.revenue]]
account = "8000"
[[accounts.revenue]]
law = "Wlz"
account = "8010"
[[accounts.revenue]]
law = "Zvw"
product = "12*"
account = "8020"
[[accounts.revenue]]
law = "Zvw"
product = "1200*"
account = "8021"
cost_centre = "KP100"
[[accounts.revenue]]
payer = "uzovi:5555"
year = 2025
account = "8030"
[[accounts.revenue]]
agb = "04000002"
year = 2025
account = "8031"
"""
)


@pytest.mark.parametrize(
    ("facts", "account"),
    [
        (Facts(law="Wlz"), "8010"),
        (Facts(law="Jw"), "8000"),
        (Facts(law="Zvw", product="129999"), "8020"),
        (Facts(law="Zvw", product="120001"), "8021"),
        (Facts(law="Zvw", product="999"), "8000"),
        (Facts(law="Wlz", payer="uzovi:5555", year=2025), "8030"),
    ],
)
def test_the_most_specific_row_wins(facts: Facts, account: str) -> None:
    found = resolve(mapping(ROWS), "revenue", facts)
    assert isinstance(found, Row)
    assert found.account == account


def test_a_tie_parks_and_names_both() -> None:
    facts = Facts(law="Wlz", payer="uzovi:5555", agb="04000002", year=2025)
    found = resolve(mapping(ROWS), "revenue", facts)
    assert found == Missing("account_tie", "revenue", "revenue: 8030 / 8031")


def test_a_gap_parks_and_is_drafted_once_the_account_is_there() -> None:
    text = MAPPING.replace('revenue = "8000"', '[[accounts.revenue]]\nlaw = "Jw"\naccount = "8005"')
    text = text.replace("[[accounts.revenue]]", "").replace('law = "Jw"\naccount = "8005"', "")
    text += '\n[[accounts.revenue]]\nlaw = "Jw"\naccount = "8005"\n'
    case = Case().claim("F1", 500 * E)
    book = case.book(mapping(text))
    assert balances(book) == {}
    assert parked(book) == [("no_account", 500 * E, None)]
    assert "revenue" in book.parked[0].about
    office = Offline(mapping(text), KEY)
    office.adopt()
    office.give(Source.of(case.files[0], key=KEY))
    office.settle()
    assert adopt(office.shop(), MAPPING.encode()).version == 2
    done = office.settle()
    assert balances(done) == {"debtor": 500 * E, "revenue": -500 * E}
    assert done.parked == ()


def entries(book: Book) -> list[tuple[str, str, str, str]]:
    return [
        (e.text.split()[0], e.date.isoformat(), e.period, e.back_reference) for e in book.entries
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [("service", "2026-01-31"), ("claim", "2026-02-02"), ("remittance", "2026-02-02")],
)
def test_revenue_follows_the_period_policy(period: str, expected: str) -> None:
    book = Case().claim("F1", 500 * E).book(mapping(period=period))
    assert entries(book) == [("Declaratie", expected, expected[:7], "")]


def test_a_claim_over_two_service_months_is_two_entries() -> None:
    case = Case().claim("F1", 500 * E, month="01-31")
    other = Case().claim("F2", 300 * E, month="02-28", when="03-02")
    book = Case(files=[*case.files, *other.files]).book()
    assert [(e.period, len(e.postings)) for e in book.entries] == [("2026-01", 2), ("2026-02", 2)]


def test_a_closed_month_gives_the_first_open_one_with_a_reference() -> None:
    text = MAPPING.replace("start = 2026-01-01", "start = 2026-01-01\nclosed_until = 2026-01-31")
    book = Case().claim("F1", 500 * E).book(mapping(text))
    assert entries(book) == [("Declaratie", "2026-02-02", "2026-02", "2026-01")]


def test_s34_december_care_claimed_in_january() -> None:
    book = Case().claim("F1", 500 * E, "01-15", month="2025-12-31").book()
    assert entries(book) == [("Declaratie", "2026-01-15", "2026-01", "2025-12")]
    assert balances(book) == {"debtor": 500 * E, "revenue_prior": -500 * E}
    same = Case().claim("F1", 500 * E, "01-15", month="2025-12-31").book(mapping(prior_year="same"))
    assert balances(same) == {"debtor": 500 * E, "revenue": -500 * E}


def test_s35_a_bank_line_in_a_closed_period_is_parked_not_moved() -> None:
    text = MAPPING.replace("start = 2026-01-01", "start = 2026-01-01\nclosed_until = 2026-02-28")
    case = Case().claim("F1", 500 * E).answer("F1").bank(500 * E, "declaratie F1")
    book = case.book(mapping(text))
    assert ("bank_period_closed", 500 * E, None) in parked(book)
    assert "bank" not in balances(book)


def test_s36_a_transfer_between_own_accounts_is_other() -> None:
    text = MAPPING.replace(
        'iban = ["NL91ABNA0417164300"]', 'iban = ["NL91ABNA0417164300", "NL20INGB0001234567"]'
    )
    book = (
        Case().bank(-700 * E, "naar spaarrekening", iban="NL20INGB0001234567").book(mapping(text))
    )
    assert (book.other_count, book.entries, book.parked) == (1, (), ())


def test_s43_an_item_closes_on_the_account_that_it_was_opened_with() -> None:
    case = Case().claim("F1", 500 * E)
    office = Offline(mapping(), KEY)
    office.adopt()
    for data in case.files:
        office.give(Source.of(data, key=KEY))
    office.settle()
    changed = MAPPING.replace('debtor = "1300"', 'debtor = "1301"').replace(
        "clearing = true", "clearing = false"
    )
    assert adopt(office.shop(), changed.encode()).version == 2
    case.answer("F1").bank(500 * E, "declaratie F1").claim("F2", 7 * E)
    for data in case.everything()[1:]:
        office.give(Source.of(data, key=KEY))
    while reconcile(office.shop())["taken"]:
        draft(office.shop())
    book = office.settle()
    assert not [i for i in book.identities if i.blocking and i.holds is False]
    accounts: dict[str, int] = {}
    for entry in book.entries:
        for p in entry.postings:
            accounts[p.account] = accounts.get(p.account, 0) + p.cents
    assert {k: v for k, v in accounts.items() if v} == {
        "1100": 500 * E,
        "1301": 7 * E,
        "8000": -507 * E,
    }


@pytest.mark.parametrize(("gross", "net"), [(12100, 10000), (-12100, -10000), (1, 1), (3, 2)])
def test_vat_is_rounded_half_away_from_zero(gross: int, net: int) -> None:
    assert net_of(gross, 2100) == net


def test_a_taxed_line_without_its_vat_row_parks() -> None:
    case = Case().claim("F1", 121 * E, vat=2100)
    assert parked(case.book()) == [("no_account", 121 * E, None)]
    text = MAPPING + '\n[[accounts.vat]]\nvat = 21\naccount = "1500"\nvat_code = "1H"\n'
    book = case.book(mapping(text))
    assert balances(book) == {"debtor": 121 * E, "revenue": -100 * E, "vat": -21 * E}
    (entry,) = book.entries
    assert [dict(p.dimensions).get("vat_code") for p in entry.postings if p.role == "vat"] == ["1H"]
    assert entry.date == date(2026, 1, 31)


def test_a_law_may_have_its_own_switches() -> None:
    text = MAPPING + '\n[[booking_for]]\nlaw = "Wlz"\nrecognise = "awarded"\n'
    case = Case().claim("F1", 500 * E).claim("W1", 900 * E, standard="AW319")
    book = case.answer("W1").book(mapping(text))
    assert balances(book) == {"debtor": 500 * E, "clearing": 900 * E, "revenue": -1400 * E}
