"""C13 over lines made by hand: what stands on our own accounts in the package, line by line.

1. Entries of ours are compared by reference: each is there, once, with its own amount. What the
   package books itself is compared by date and amount.
2. Only accounts that no other role shares are compared, in any version of the mapping, from the
   cut-over up to the last day that the file knows.
3. A difference says which line of which journal, whose, and how many cents.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.accounting.package_ledger import guarded, package_identity
from koppeling.model.book import Behind
from koppeling.model.documents import Auditfile, Header, PackageLine
from koppeling.model.entries import JournalEntry
from tests.accounting.journal_book import DAY, E, chosen, entries, receipt
from tests.scenario import MAPPING, mapping

OUT = chosen()
START = date(2026, 1, 1)
(PAID,) = entries(OUT, receipt(OUT, "paid", parts=()))
THEIRS = replace(PAID, key="e" * 32, own=False)
ACCOUNT = frozenset({"1390"})


def file(*lines: PackageLine, **more: object) -> Auditfile:
    known: dict[str, object] = {
        "header": Header("f" * 64, "XAF", "3.2"), "year": "2026", "begin": START,
        "end": date(2026, 12, 31), "currency": "EUR", "accounts": 1, "journals": 1, "lines": 1,
        "debit": 0, "credit": 0, "kept": lines, "created": date(2026, 6, 30),
    }  # fmt: skip
    return Auditfile(**(known | more))  # type: ignore[arg-type]


def line(cents: int, ours: str = "", **more: object) -> PackageLine:
    known: dict[str, object] = {
        "account": "1390", "date": DAY, "journal": "BNK2", "number": "7", "cents": cents,
        "ours": ours, "user": 3,
    }  # fmt: skip
    return PackageLine(**(known | more))  # type: ignore[arg-type]


def behind(found: Auditfile, *booked: JournalEntry) -> tuple[Behind, ...]:
    identity = package_identity([found], booked, ACCOUNT, START)
    assert identity is not None
    assert (identity.name, identity.blocking) == ("C13", False)
    assert identity.holds == (not identity.items)
    return identity.items


OURS = line(-100 * E, PAID.reference)


def test_what_is_there_with_its_own_amount_is_well() -> None:
    assert behind(file(OURS), PAID) == ()
    halves = (replace(OURS, cents=-60 * E), replace(OURS, cents=-40 * E, number="8"))
    assert behind(file(*halves), PAID) == ()
    assert behind(file(line(-100 * E)), THEIRS) == ()


@pytest.mark.parametrize(
    ("lines", "booked", "kind", "cents", "about"),
    [
        ([replace(OURS, cents=-90 * E)], [PAID], "changed", 10 * E, "1390 BNK2 7"),
        ([], [PAID], "missing", 100 * E, f"1390 {PAID.reference}"),
        ([OURS], [], "foreign", -100 * E, "1390 BNK2 7"),
        ([OURS, OURS], [PAID], "changed", -100 * E, "1390 BNK2 7"),
        ([line(-90 * E)], [], "foreign", -90 * E, "1390 BNK2 7"),
        ([], [THEIRS], "missing", 100 * E, f"1390 {THEIRS.reference}"),
    ],
)
def test_a_difference_is_told_by_its_line(
    lines: list[PackageLine], booked: list[JournalEntry], kind: str, cents: int, about: str
) -> None:
    (found,) = behind(file(*lines), *booked)
    assert (found.kind, found.cents, found.about) == (kind, cents, about)
    assert found.payer == ("" if kind == "foreign" else "uzovi:5555")
    if kind == "missing":
        entry = booked[0]
        where = ("1390", DAY, "BNK2", entry.reference, 0)
    else:
        where = ("1390", DAY, "BNK2", "7", 3)
    assert (found.account, found.date, found.journal, found.number, found.user) == where


def test_the_same_amount_on_another_day_is_another_line() -> None:
    found = behind(file(line(-100 * E, date=date(2026, 2, 3))), THEIRS)
    assert [(f.kind, f.cents) for f in found] == [("missing", 100 * E), ("foreign", -100 * E)]
    twice = behind(file(line(-100 * E), line(-100 * E, number="8")), THEIRS)
    assert [(f.kind, f.number) for f in twice] == [("foreign", "8")]


def test_what_the_file_cannot_know_is_not_compared() -> None:
    before = file(created=date(2026, 2, 1))
    assert behind(before, PAID) == ()
    assert behind(file(created=DAY), PAID) != ()
    assert behind(replace(before, days=(("1100", DAY, 5),)), PAID) != ()
    assert behind(replace(before, created=None), PAID) != ()
    assert behind(replace(before, end=date(2026, 2, 1), created=None), PAID) == ()
    assert behind(file(begin=date(2026, 2, 3)), PAID) == ()
    late = line(-1, date=date(2026, 7, 1))
    assert behind(file(late)) == ()
    old = line(-1, date=date(2025, 12, 31))
    assert behind(file(old, begin=date(2025, 1, 1))) == ()
    assert behind(file(replace(old, ours="KX"), begin=date(2025, 1, 1))) != ()
    assert behind(file(line(-5, account="1300"))) == ()


def test_nothing_is_compared_without_a_file_of_after_the_start() -> None:
    assert package_identity([], [PAID], ACCOUNT, START) is None
    assert package_identity([file(end=date(2025, 12, 31))], [PAID], ACCOUNT, START) is None
    assert package_identity([file()], [PAID], frozenset(), START) is None
    assert package_identity([file(end=START)], [], ACCOUNT, START) is not None


def test_our_own_accounts_are_those_that_nobody_shares() -> None:
    other = mapping(MAPPING.replace('"1390"', '"1391"').replace('fee = "4500"', ""))
    assert guarded([mapping()]) == {"1390", "1395", "1380"}
    assert guarded([mapping(), other]) == {"1390", "1391", "1395", "1380"}
    shared = mapping(MAPPING.replace('advance = "1650"', 'advance = "1390"'))
    assert guarded([mapping(), shared]) == {"1395", "1380"}
