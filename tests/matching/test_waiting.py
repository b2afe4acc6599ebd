"""What a payout took off, which label a number is, and what a text does not let us read.

1. A set-off that took all that waited is proven; one that left something is not by a usual amount.
2. What another payout may have taken proves nothing.
3. A number of two labels is the one's that was answered in time and makes the amount.
4. Pieces of a number are no proof where amounts come back, and are read as one where it is known.
"""

from dataclasses import replace

import pytest

from koppeling.matching.lines import Answer
from koppeling.model.documents import BankLine
from tests.matching.nouns import BOTH, ONE, STRANGER, TWO, Files, answer, claim, concluded, paid
from tests.matching.test_ladder import conclude, won

LATER = paid(777, "huur", "09-01", iban=STRANGER)
CLAIM, CREDIT, OTHER = won("F260001", 1111), won("F260002C", -500), won("F260003C", -300)
USUAL = [*won("F260008", 500, "01-20"), *won("F260009", 500, "01-21")]
"""Other items of the same amount: by itself -500 says nothing."""


def said(found: Answer) -> str:
    return found.rule or found.reason


@pytest.mark.parametrize(
    ("files", "cents", "rule"),
    [
        ([CLAIM, CREDIT, USUAL], 611, "named_sum"),
        ([CLAIM, CREDIT, OTHER, USUAL], 311, "named_sum"),
        ([CLAIM, CREDIT, OTHER, USUAL], 611, "residual"),
        ([CLAIM, CREDIT, OTHER], 611, "named_sum"),
        ([CLAIM, CREDIT, won("F260004C", -700), USUAL], 611, "named_sum"),
        ([CLAIM, won("F260002C", -500, "02-02"), USUAL], 611, "residual"),
    ],
)
def test_a_set_off_leaves_nothing_that_it_could_take(
    files: list[Files], cents: int, rule: str
) -> None:
    answered, _ = conclude(*files, [paid(cents, "verrekening F260001", "02-05"), LATER])
    assert said(answered) == rule


def rules(*files: Files) -> dict[int, str]:
    found = concluded(*[f for group in files for f in group])
    return {r.line.cents: said(r.answer) for r in found.received}


def payout(cents: int, text: str, when: str) -> Files:
    return [paid(cents, f"verrekening {text}", when), LATER]


def test_what_an_earlier_payout_may_have_taken_proves_nothing() -> None:
    waiting, earlier = won("F260002C", -500, "01-14"), won("F260009", 2000, "01-15")
    line = payout(611, "F260001", "02-05")
    unclear = payout(1234, "F260009", "02-06")
    assert rules(CLAIM, waiting, earlier, line, unclear)[611] == "residual"
    clear = payout(2000, "F260009", "02-06")
    assert rules(CLAIM, waiting, earlier, line, clear)[611] == "named_sum"


def test_of_two_payouts_of_a_day_that_only_one_credit_explains_neither() -> None:
    twin = won("F260009", 2000)
    lines = [*payout(611, "F260001", "02-05"), paid(1500, "verrekening F260009", "02-06")]
    assert rules(CLAIM, twin, CREDIT, lines) == {611: "residual", 1500: "residual"}


def two(cents: int, when: str = "02-01", *, answered: bool = True) -> Files:
    """Number F260001 of the other label of the account."""
    sent = claim("F260001", cents, "01-10", TWO)
    return [sent, answer(sent, None, when)] if answered else [sent]


@pytest.mark.parametrize(
    ("other", "cents", "rule"),
    [
        (two(2222), 1111, "named_sum"),
        (two(1111), 1111, "ambiguous"),
        (two(1111, "04-01"), 1111, "named_sum"),
        (two(2222, "04-01"), 2222, "residual"),
        (two(2222, answered=False), 1111, "awaiting_remittance"),
        (two(1000, answered=False), 1111, "named_sum"),
    ],
)
def test_a_number_of_two_labels(other: Files, cents: int, rule: str) -> None:
    own = won("F260001", 1111, payer=ONE)
    answered, _ = conclude(own, other, [paid(cents, "F260001", "02-05", iban=BOTH), LATER])
    assert said(answered) == rule


def test_a_folded_number_is_read_in_two_pieces() -> None:
    own = won("41120", 1111)
    answered, _ = conclude(own, [paid(1111, "nota 411 20", "02-05"), LATER])
    assert said(answered) == "named_sum"


def test_pieces_of_a_number_prove_nothing_where_amounts_come_back() -> None:
    files = [won(f"F26{n:04}", 1000) for n in range(12)]
    line: BankLine = paid(2000, "F260001 911 F260002", "02-05")
    whole: BankLine = paid(2000, "F260001 F260002", "02-05")
    tariffs: Files = [
        replace(claim(f"F27{n:04}", 1000, "03-01"), tariffs=(1000,)) for n in range(24)
    ]
    assert said(conclude(*files, tariffs, [whole, LATER])[0]) == "named_sum"
    assert said(conclude(*files, tariffs, [line, LATER])[0]) == "proposal"
    assert said(conclude(*files, [line, LATER])[0]) == "named_sum"
