"""What books by itself and what is only proposed, rule by rule, at its edges.

1. A number and the sum prove; a sum alone proves only when nothing else adds up, in time.
2. What one line takes is gone for the next; what is refused is neither concluded nor shown again.
3. A proposal says what would change it, and of two nobody can know which.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.matching.derive import Derived
from koppeling.matching.lines import Answer
from koppeling.model.documents import BankLine
from tests.matching.nouns import (
    BOTH,
    ONE,
    STRANGER,
    TOWN,
    TWO,
    Files,
    answer,
    claim,
    concluded,
    netting,
    paid,
    view_of,
)
from tests.matching.verdicts import decision, ruled

LATER = paid(777, "huur", "09-01", iban=STRANGER)
"""Nobody's line, long after: everything that could come has come."""


def won(invoice: str, cents: int, when: str = "02-01", payer: str = TOWN, **said: str) -> Files:
    sent = claim(invoice, cents, "01-10", payer)
    return [sent, answer(sent, None, when, **said)]  # type: ignore[arg-type]


def conclude(*groups: Files, **switches: object) -> tuple[Answer, Derived]:
    """The conclusion about the one line of a payer."""
    files = [f for group in groups for f in group]
    found = concluded(*files, view=view_of(**switches))
    (received,) = found.received
    return received.answer, found


def options(answered: Answer) -> list[tuple[str, int, str]]:
    return [(o.rule, sum(p.cents for p in o.parts), o.needs) for o in answered.options]


PAID = paid(1111, "F260001")
A, B, C = won("F260001", 1111), won("F260002", 2222), won("F260003", -500)


@pytest.mark.parametrize(
    ("files", "line", "said"),
    [
        ([A, B], paid(3333, "F260001 F260002"), "named_sum"),
        ([A, B], paid(3333, "260001 en 2600-02"), "named_sum"),
        ([A, B, C], paid(2833, "verrekening F260001 F260002"), "named_sum"),
        ([A, B, C], paid(2833, "F260001 F260002"), "residual"),
        ([A, B, C], paid(2000, "verrekening F260001 F260002"), "residual"),
        ([A, B, C, won("F260004", -500)], paid(2833, "verrekening F260001 F260002"), "ambiguous"),
        ([A], paid(1112, "F260001"), "residual"),
        ([A], paid(1110, "F260001"), "residual"),
        ([A], paid(1111, "F269999"), "unique_amount"),
        ([won("F260001", 1111), [claim("F260002", 5)]], paid(5, "F260002"), "awaiting_remittance"),
    ],
)
def test_named(files: list[Files], line: BankLine, said: str) -> None:
    answered, _ = conclude(*files, [line, LATER])
    assert (answered.rule or answered.reason) == said


def test_a_number_that_is_two_claims_and_both_add_up() -> None:
    twin = claim("F260001", 1111, date(2025, 12, 1))
    answered, _ = conclude(A, [twin, answer(twin, None, "02-01"), paid(1111, "F260001"), LATER])
    assert answered.reason == "ambiguous"
    both, _ = conclude(A, [twin, answer(twin, None, "02-01"), paid(2222, "F260001"), LATER])
    assert both.rule == "named_sum"


def test_many_numbers_of_two_claims_each() -> None:
    files: Files = []
    for n in range(7):
        for year in (2025, 2026):
            sent = claim(f"F26{n:04}", 1000 + n, date(year, 1, 10))
            files += [sent, answer(sent, None, "02-01")]
    text = " ".join(f"F26{n:04}" for n in range(7))
    whole, _ = conclude(files, [paid(2 * sum(1000 + n for n in range(7)), text), LATER])
    assert whole.rule == "named_sum"
    half, _ = conclude(files, [paid(sum(1000 + n for n in range(7)), text), LATER])
    assert half.reason == "residual"


@pytest.mark.parametrize(("cents", "books"), [(1113, True), (1109, True), (1114, False)])
def test_within_the_tolerance(cents: int, *, books: bool) -> None:
    answered, _ = conclude(A, [paid(cents, "F260001"), LATER], tolerance_cents=2)
    assert bool(answered.parts) is books
    assert not books or [p.role for p in answered.parts] == ["clearing", "difference"]
    shared = won("F260001", 1111, payer=ONE)
    unclear, _ = conclude(shared, [paid(cents, "F260001", iban=BOTH), LATER], tolerance_cents=2)
    assert not unclear.parts


def test_a_cut_off_number_names_the_one_that_begins_so() -> None:
    text = "x" * 130 + " F26000"
    answered, _ = conclude(A, [paid(1111, text), LATER])
    assert answered.rule == "named_sum"
    two, _ = conclude(A, B, [paid(1111, text), LATER])
    assert two.rule == "unique_amount"
    whole, _ = conclude(A, B, [paid(1111, "x" * 130 + " F260001"), LATER])
    assert whole.rule == "named_sum"


@pytest.mark.parametrize(
    ("files", "cents", "said"),
    [
        ([A, B], 1111, "unique_amount"),
        ([A, won("F260002", 1111)], 1111, "ambiguous"),
        ([A, won("F260002", 1000), won("F260003", 111)], 1111, "ambiguous"),
        ([won("F260001", 1111, "02-14")], 1111, "proposal"),
        ([A, won("F260002", 2222, "02-02")], 3333, "proposal"),
        (
            [won("F260001", 1000, file="a"), won("F260002", 2000, file="b")],
            3000,
            "whole_remittance",
        ),
        ([A], 1234, "unexplained"),
        ([[claim("F260001", 1111)]], 1111, "unexplained"),
    ],
)
def test_by_amount_alone(files: list[Files], cents: int, said: str) -> None:
    answered, _ = conclude(*files, [paid(cents), LATER])
    assert (answered.rule or answered.reason) == said
    assert {o.needs for o in answered.options} <= {"decision"}


def test_what_rests_on_absence_waits_three_days() -> None:
    early, _ = conclude(A, [paid(1111)])
    assert options(early) == [("unique_amount", 1111, "three_days")]
    for day, books in ("02-12", False), ("02-13", True):
        answered, _ = conclude(A, [paid(1111), replace(LATER, date=paid(1, when=day).date)])
        assert bool(answered.parts) is books


def test_one_of_more_than_can_be_searched_is_not_proven() -> None:
    many = [won(f"F26{n:04}", 5001 + 2 * n, "01-20" if n % 2 else "02-01") for n in range(2, 34)]
    answered, _ = conclude(A, *many, [paid(1111), LATER])
    assert options(answered) == [("unique_amount", 1111, "decision")]
    assert [r.complete for r in answered.options[0].ruled_out if r.what == "subset"] == [False]
    nothing, _ = conclude(*many, [paid(4), LATER])
    assert (nothing.reason, nothing.options) == ("unexplained", ())


def test_everything_open_until_a_day() -> None:
    days = [won(f"F26{n:04}", 1000 + 37 * n, f"01-{10 + n}") for n in range(33)[1:20]]
    more = [won(f"F27{n:04}", 2000 + 41 * n, f"02-0{1 + n % 5}") for n in range(20)]
    cents = sum(1000 + 37 * n for n in range(1, 20))
    answered, _ = conclude(*days, *more, [paid(cents), LATER])
    assert options(answered) == [("open_until", cents, "decision")]


def test_the_other_amounts_of_a_payer_tell_how_easily_one_fits() -> None:
    files = [won("F260001", 1000), won("F260002", 2000, "02-02"), won("F260003", 4000, "02-03")]
    found = concluded(*[f for g in files for f in g], paid(5000), paid(6000), paid(9000), LATER)
    risks = {
        r.line.cents: [(x.searched, x.found) for x in r.answer.options[0].ruled_out[1:]]
        for r in found.received
        if r.answer.options
    }
    assert risks == {5000: [(2, 1)], 6000: [(2, 1)]}


def test_named_less_open_negatives_is_proposed_without_the_word() -> None:
    answered, _ = conclude(A, B, C, [paid(2833, "F260001 F260002"), LATER])
    assert options(answered) == [("named_less_negatives", 2833, "decision")]
    two, _ = conclude(A, B, C, won("F260004", -500), [paid(2833, "F260001 F260002"), LATER])
    assert options(two) == []


@pytest.mark.parametrize(
    ("cents", "text", "said"),
    [
        (1111, "F260001 F260002", ("some_named", 1111, "decision")),
        (1200, "F260001", ("more_than_named", 1111, "decision")),
        (900, "F260001", ("part_of_item", 900, "decision")),
    ],
)
def test_what_is_named_in_part(cents: int, text: str, said: tuple[str, int, str]) -> None:
    answered, _ = conclude(A, B, [paid(cents, text), LATER])
    assert options(answered) == [said]


def test_less_than_two_that_are_named_is_no_part_of_either() -> None:
    answered, _ = conclude(A, B, [paid(900, "F260001 F260002"), LATER])
    assert (answered.reason, answered.options) == ("residual", ())


def test_an_answer_that_came_first_stands_before_a_claim_of_another_total() -> None:
    sent, credit = claim("F260001", 1111, "01-10"), claim("F260001", -1111, "03-10")
    said = answer(sent, None, "02-01")
    answered, found = conclude([said, credit, answer(credit, None, "03-20")], [PAID, LATER])
    assert answered.rule == "named_sum"
    assert sorted(p.reason for p in found.parked) == ["contradicts", "revised_remittance"]


def test_a_full_text_that_names_what_was_taken_off_too() -> None:
    text = "verrekening F260001, F260002, " + "-" * 100 + " F260003"
    answered, _ = conclude(A, B, C, [paid(2833, text), LATER])
    assert answered.rule == "named_sum"


def test_what_is_refused_is_neither_concluded_nor_shown() -> None:
    files: Files = [*A, paid(1111, "F260001"), LATER]
    seen = concluded(*files)
    row = ruled(decision("refuse", seen.matches[0].id), seen)
    found = concluded(*files, rulings=[row])
    assert not found.matches
    assert [(p.reason, p.options) for p in found.parked] == [("residual", ())]


def test_payers_of_one_account() -> None:
    files = [won("F260001", 1111, payer=ONE), won("F260002", 2222, payer=TWO)]
    answered, found = conclude(*files, [paid(3333, "F260001 F260002", iban=BOTH), LATER])
    assert {p.payer for p in answered.parts} == {ONE, TWO}
    assert found.received[0].paid.payer == ""


@pytest.mark.parametrize("cents", [-500, -600])
def test_a_credit_that_is_paid_back_is_asked(cents: int) -> None:
    found = concluded(*C, paid(cents, "terug F260003"))
    assert [(p.reason, p.held_on) for p in found.parked] == [("proposal", None)]
    assert [o.rule for p in found.parked for o in p.options] == ["credit_repaid"] * (cents == -500)


def test_a_reclaim_that_is_paid_back_books() -> None:
    letter = netting("T1", "01-25", ("reclaim", "F269999", -2000))
    for cents, rule in ((-2000, "named_sum"), (-1900, "")):
        answered, _ = conclude([letter, paid(cents, "T1")])
        assert answered.rule == rule


def test_an_outgoing_line_that_names_nothing_is_nobodys() -> None:
    found = concluded(*A, paid(-1111, "F260001"), paid(-1111))
    assert (found.received, found.parked, len(found.others)) == ((), (), 2)
