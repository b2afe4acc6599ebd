"""Claims that were sent and not answered when the books close (contract 2, *Accrued*; S16).

1. D unbilled / C unbilled_revenue in the period of the service; on the first day of the month after
   closing the mirror of each, on the same accounts: together nothing.
2. An accrual stands on no item, so that nothing waits for it.
3. When the month of closing is closed itself, nothing is booked.
4. A reversal of it books nothing while both fall in one period, and mirrors each when they do not.
"""

from dataclasses import replace
from datetime import date

from koppeling.accounting.desk import Desk
from koppeling.accounting.draft import draft
from koppeling.accounting.periods import next_month
from koppeling.model.entries import Evidence, entry_key
from koppeling.model.groups import Group
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from tests.scenario import MAPPING, mapping

E = 100
CLOSING = date(2026, 12, 31)
GROUPS = tuple(
    Group("Zvw", "120001", "", "04000001", 0, month, "", 1, cents, 0)
    for month, cents in (("2026-11", 40 * E), ("2026-12", 60 * E))
)


def chosen(closed: str = "") -> Mapping:
    rows = 'unbilled = "1350"\nunbilled_revenue = "8100"\nrevenue ='
    text = MAPPING.replace("revenue =", rows, 1)
    if closed:
        text = text.replace("start = 2026-01-01", f"start = 2026-01-01\nclosed_until = {closed}")
    return mapping(text, recognise="awarded", accrue="year")


def accrued(used: Mapping) -> Movement:
    return Movement(
        key="accrued/x/2026",
        kind="accrued",
        date=CLOSING,
        cents=100 * E,
        payer="uzovi:5555",
        law="Zvw",
        booking=used.booking,
        version=1,
        evidence=(Evidence("f" * 64),),
        revision=2,
        item="x",
        invoice="F1",
        groups=GROUPS,
    )


def desk(used: Mapping) -> Desk:
    return Desk("zorggroep", "noord", {1: used}, 1)


def test_it_is_turned_back_on_the_first_day_after_closing() -> None:
    used = chosen()
    found = draft(desk(used), accrued(used)).entries
    assert [(e.period, e.date.isoformat(), e.part) for e in found] == [
        ("2026-11", "2026-11-30", 0),
        ("2026-12", "2026-12-31", 1),
        ("2027-01", "2027-01-01", 2),
        ("2027-01", "2027-01-01", 3),
    ]
    for entry, back in zip(found[:2], found[2:], strict=True):
        assert {(p.role, p.cents > 0) for p in entry.postings} == {
            ("unbilled", True),
            ("unbilled_revenue", False),
        }
        same = {(p.account, p.role, p.payer, p.dimensions): p.cents for p in entry.postings}
        for p in back.postings:
            assert same.pop((p.account, p.role, p.payer, p.dimensions)) == -p.cents
        assert not same
        assert back.text == f"Tegenboeking {entry.text}"
    for entry in found:
        key = ("zorggroep", "noord", "accrued/x/2026", entry.part, 2)
        assert entry.key == entry_key(*key)
        assert entry.back_reference == ""
        assert {p.item for p in entry.postings} == {""}
    assert len({e.key for e in found}) == 4


def test_a_period_that_is_closed_is_accrued_in_the_first_open_one() -> None:
    used = chosen("2026-11-30")
    found = draft(desk(used), accrued(used)).entries
    assert [(e.period, e.back_reference) for e in found] == [
        ("2026-12", "2026-11"),
        ("2026-12", ""),
        ("2027-01", ""),
        ("2027-01", ""),
    ]


def test_in_a_closed_month_nothing_is_accrued() -> None:
    used = chosen("2026-12-31")
    made = draft(desk(used), accrued(used))
    assert (made.entries, made.missing) == ((), ())


def test_without_an_account_nothing_is_booked_and_nothing_turned_back() -> None:
    used = mapping(recognise="awarded", accrue="year")
    made = draft(desk(used), accrued(used))
    assert made.entries == ()
    assert {(m.reason, m.role) for m in made.missing} == {
        ("no_account", "unbilled"),
        ("no_account", "unbilled_revenue"),
    }


def test_a_reversal_mirrors_it_only_over_periods() -> None:
    used = chosen()
    original = accrued(used)
    booked = draft(desk(used), original).entries
    back = replace(
        original, key="reversed/accrued/x", kind="reversed", of=original.name, mirror=original
    )
    known = replace(desk(used), entries_of=lambda name: booked if name == original.name else ())
    mirrors = draft(known, back).entries
    assert [(e.of, e.period) for e in mirrors] == [(e.key, e.period) for e in booked]
    later = replace(known, versions={1: chosen("2026-12-31")})
    assert draft(later, back).entries == ()


def test_a_december_has_a_january() -> None:
    assert [next_month(m) for m in ("2026-11", "2026-12", "0999-12")] == [
        "2026-12",
        "2027-01",
        "1000-01",
    ]
