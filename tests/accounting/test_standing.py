"""What stands elsewhere than it should is shown, item by item, and never booked (S42, S43).

1. The list `openstaand` against the package, account by account; accounts of a role that can stand
   open are there although nothing is listed, and a row without an account is shown as such.
2. Without an auditfile that covers the day nothing is judged.
3. An open item is proposed to move from the account that it was opened with to today's; what was
   never booked, is on the same account, or has no account, stays.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.accounting.cut_over import cut_over
from koppeling.accounting.reclassify import reclassification
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.model.documents import Auditfile, OpenRow
from koppeling.model.movements import OpenItem
from koppeling.model.standing import Moved, Opened
from tests.scenario import KEY, MAPPING, mapping

E = 100
START = date(2026, 1, 1)


def row(role: str, cents: int, **more: object) -> OpenRow:
    known: dict[str, object] = {
        "record": 2, "role": role, "payer": "uzovi:5555", "law": "Zvw", "year": 2025,
        "invoice": "OUD1", "date": date(2025, 12, 1), "cents": cents,
    }  # fmt: skip
    return OpenRow(**(known | more))  # type: ignore[arg-type]


def package(**opening: int) -> Auditfile:
    lines = [Booked("1300", 5 * E), Booked("8000", -5 * E)]
    data = auditfile("3.2", lines, year=2026, opening={k.strip("_"): v for k, v in opening.items()})
    (found,) = read_file(Source.of(data, key=KEY))
    assert isinstance(found, Auditfile)
    return found


CHOSEN = mapping(
    MAPPING.replace('debtor = "1300"', "")
    + '[[accounts.debtor]]\naccount = "1300"\n[[accounts.debtor]]\nlaw = "Wlz"\naccount = "1301"\n'
    + '[[accounts.debtor]]\nyear = 2024\npayer = "uzovi:5555"\naccount = "1302"\n'
)
ROWS = [
    row("debtor", 600 * E),
    row("debtor", -50 * E),
    row("debtor", 7 * E, law="Wlz"),
    row("debtor", 9 * E, year=2024),
    row("clearing", 30 * E),
    row("vreemd", 3 * E),
]


def test_the_list_against_the_package_account_by_account() -> None:
    file = package(_1300=550 * E, _1301=8 * E, _1302=9 * E, _1390=30 * E, _1660=-4 * E)
    found = cut_over(ROWS, [file], CHOSEN)
    assert (found.day, found.holds, found.why) == (START, False, "")
    assert [(a.account, a.roles, a.listed, a.package) for a in found.accounts] == [
        ("", ("vreemd",), 3 * E, 0),
        ("1300", ("debtor",), 550 * E, 550 * E),
        ("1301", ("debtor",), 7 * E, 8 * E),
        ("1302", ("debtor",), 9 * E, 9 * E),
        ("1380", ("rejected",), 0, 0),
        ("1390", ("clearing",), 30 * E, 30 * E),
        ("1395", ("unidentified",), 0, 0),
        ("1650", ("advance",), 0, 0),
        ("1660", ("repayable",), 0, -4 * E),
    ]
    assert [a.difference for a in found.accounts if a.difference] == [-3 * E, 1 * E, -4 * E]
    assert found.accounts[1].rows == tuple(ROWS[:2])


def test_it_holds_when_every_account_does() -> None:
    file = package(_1300=550 * E, _1301=7 * E, _1302=9 * E, _1390=30 * E)
    assert cut_over(ROWS[:5], [file], CHOSEN).holds


def test_without_an_auditfile_nothing_is_judged() -> None:
    found = cut_over(ROWS, [], CHOSEN)
    assert (found.holds, found.why) == (
        None,
        "geen auditfile van het pakket die de stand op de overgangsdatum kent",
    )
    assert {a.package for a in found.accounts} == {None}
    assert sum(a.listed for a in found.accounts) == sum(r.cents for r in ROWS)
    assert {a.difference for a in found.accounts} == {0}


def test_an_account_of_two_roles_names_both() -> None:
    shared = mapping(MAPPING.replace('rejected = "1380"', 'rejected = "1300"'))
    (found,) = [a for a in cut_over([], [], shared).accounts if a.account == "1300"]
    assert found == Opened("1300", ("debtor", "rejected"), 0, None, ())


OLD = mapping()
NEW = mapping(MAPPING.replace('debtor = "1300"', 'debtor = "1301"').replace('"1380"', '"1381"'))


def item(**more: object) -> OpenItem:
    known: dict[str, object] = {
        "key": "x", "payer": "uzovi:5555", "law": "Zvw", "invoice": "F1", "agb": "41000001",
        "year": 2026, "opened": date(2026, 2, 2), "booking": OLD.booking, "version": 1,
        "keys": ("F1",),
    }  # fmt: skip
    return OpenItem(**(known | more))  # type: ignore[arg-type]


SENT = item(declared=100 * E)
JUDGED = item(
    key="y",
    invoice="F2",
    answered=date(2026, 2, 9),
    awarded=60 * E,
    rejected=25 * E,
    on_debtor=5 * E,
)


def moved(*items: OpenItem, newest: int = 2, new: object = NEW) -> tuple[Moved, ...]:
    return reclassification(items, {1: OLD, 2: new}, newest)  # type: ignore[dict-item]


def test_open_items_move_to_the_accounts_of_today() -> None:
    assert moved(SENT, JUDGED, replace(SENT, key="z", invoice="F0")) == (
        Moved("1301", "debtor", "uzovi:5555", 205 * E, ("F0", "F1", "F2")),
        Moved("1381", "rejected", "uzovi:5555", 25 * E, ("F2",)),
        Moved("1300", "debtor", "uzovi:5555", -205 * E, ("F0", "F1", "F2")),
        Moved("1380", "rejected", "uzovi:5555", -25 * E, ("F2",)),
    )


@pytest.mark.parametrize("version", [2, 3])
def test_what_stands_on_the_newest_or_an_unknown_version_stays(version: int) -> None:
    assert moved(replace(SENT, version=version)) == ()


def test_what_has_no_account_any_more_stays() -> None:
    gone = OLD.model_copy(update={"accounts": {**NEW.accounts, "debtor": ()}})
    assert [m.role for m in moved(SENT, JUDGED, new=gone)] == ["rejected", "rejected"]


def test_only_an_award_changes_with_the_scheme() -> None:
    plain = mapping(clearing=False)
    paid = replace(JUDGED, paid=20 * E)
    assert moved(SENT, paid, new=plain) == (
        Moved("1300", "debtor", "uzovi:5555", 40 * E, ("F2",)),
        Moved("1390", "clearing", "uzovi:5555", -40 * E, ("F2",)),
    )
    without = item(
        booking=plain.booking, answered=date(2026, 2, 9), awarded=60 * E, on_debtor=5 * E
    )
    found = reclassification([without], {1: plain, 2: NEW}, 2)
    assert [(m.account, m.role, m.cents) for m in found] == [
        ("1301", "debtor", 5 * E),
        ("1390", "clearing", 60 * E),
        ("1300", "debtor", -65 * E),
    ]


def test_the_row_is_that_of_payee_and_year() -> None:
    rows = MAPPING.replace('debtor = "1300"', "") + (
        '[[accounts.debtor]]\naccount = "1300"\n'
        '[[accounts.debtor]]\nyear = 2026\nagb = "41000001"\nlaw = "Zvw"\naccount = "1309"\n'
    )
    assert [m.account for m in moved(SENT, new=mapping(rows))] == ["1309", "1300"]
    assert moved(replace(SENT, year=2025), new=mapping(rows)) == ()
