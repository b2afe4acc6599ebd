"""Returns: a line that came back is paired with the one original that it refers to, or asked."""

from dataclasses import replace

import pytest

from koppeling.matching.derive import Derived
from koppeling.model.documents import BankLine
from tests.matching.nouns import BOTH, SECOND, STRANGER, answer, claim, concluded, paid
from tests.scenario import OWN

CLAIM = claim("F260001", 500)


def back(line: BankLine, **other: object) -> BankLine:
    said = {"date": line.date.replace(day=20), "cents": -line.cents, "returned": True}
    return replace(line, **(said | other))  # type: ignore[arg-type]


def rules(found: Derived) -> list[str]:
    return [r.answer.rule or r.answer.reason for r in found.received]


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (paid(500, "F260001"), {}),
        (paid(500, "F260001", reference="E1"), {"texts": ("iets anders",)}),
        (paid(500, "F260001", reference="E1"), {"references": ()}),
        (paid(500, "x 77", iban=SECOND), {"counter_iban": BOTH}),
    ],
)
def test_neither_pays_anything(line: BankLine, other: dict[str, object]) -> None:
    found = concluded(CLAIM, answer(CLAIM), line, back(line, **other))
    assert rules(found) == ["return", "return"]
    assert [i.paid for i in found.items] == [0]


@pytest.mark.parametrize(
    "other",
    [
        {"texts": ("iets anders",)},
        {"cents": -499},
        {"counter_iban": BOTH},
        {"date": paid(1, when="02-01").date},
    ],
)
def test_nothing_refers_to_it(other: dict[str, object]) -> None:
    line = paid(500, "F260001")
    found = concluded(CLAIM, answer(CLAIM), line, back(line, **other))
    assert sorted(rules(found)) == ["named_sum", "unexplained"]


def test_of_two_originals_the_one_with_the_same_reference() -> None:
    lines = [paid(500, "F260001", reference=name) for name in ("E1", "E2")]
    found = concluded(CLAIM, answer(CLAIM), *lines, back(lines[1]))
    assert sorted(rules(found)) == ["named_sum", "return", "return"]


def test_of_two_equal_originals_neither() -> None:
    line = paid(500, "F260001", reference="E1")
    found = concluded(CLAIM, answer(CLAIM), line, line, back(line))
    assert sorted(rules(found)) == ["named_sum", "unexplained", "unexplained"]


def test_of_two_originals_the_one_with_all_its_numbers() -> None:
    """Our own AGB stands in every text of some payers, and is no number of one payment."""
    lines = [paid(500, f"AGB 41000001 fact {number}") for number in ("F260001", "F260002")]
    found = concluded(CLAIM, answer(CLAIM), *lines, back(lines[1]))
    assert sorted(rules(found)) == ["named_sum", "return", "return"]


def test_two_that_came_back() -> None:
    line = paid(500, "F260001", reference="E1")
    second = replace(line, date=line.date.replace(day=21))
    found = concluded(line, back(line), second, back(second, date=line.date.replace(day=22)))
    assert rules(found) == ["return"] * 4


def test_a_line_that_is_no_payers_needs_no_answer() -> None:
    line = paid(500, "huur 12", iban=STRANGER)
    found = concluded(line, back(line))
    assert (found.received, found.parked, len(found.others)) == ((), (), 2)
    lost = back(line, counter_iban="")
    assert len(concluded(line, lost).others) == 2


def test_a_transfer_between_own_accounts() -> None:
    line = paid(500, "F260001", iban=OWN)
    found = concluded(CLAIM, answer(CLAIM), line)
    assert (found.received, found.parked, len(found.others)) == ((), (), 1)
