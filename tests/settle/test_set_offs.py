"""Set-offs that the worked cases (`tests/golden/worked`) leave out, in all four schemes.

What must hold: the end balances, to the cent; what is parked, with its figure; every control
identity (checked by `booked`); and the same book when the files settle one by one in any order.
"""

import pytest

from koppeling.formats import flat_write
from koppeling.settle.offline import with_scheme
from tests.scenario import AGB, CLIENTS, SCHEME_NAMES, day
from tests.stories import (
    E,
    Story,
    ends,
    in_every_order,
    questions,
    rich,
    rules,
)

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


@schemes
def test_s4_a_correction_without_a_letter_is_netted_with_the_next_claim(scheme: str) -> None:
    story = Story()
    story.claim("F100001", 600 * E).answer("F100001").bank(600 * E, "declaratie F100001")
    story.claim("F100002", 500 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 500 * E), ("credit", "F100001", -300 * E)
    story.set_off("V700001", *items, when="03-12").bank(200 * E, "afrekening V700001", "03-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S4 {scheme}")
    assert ends(book) == {"bank": 800 * E, "revenue": -800 * E}
    assert rules(book) == [("named_sum", 600 * E), ("netting_document", 200 * E)]
    assert questions(book) == []


@schemes
def test_s6_only_what_was_put_aside_is_taken_from_it(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.bank(1050 * E, "declaratie F100001")
    line = story.ask("residual").id
    story.decide("match", line, "F100001").decide("explain", line, "repayable", cents=50 * E)
    # before the receipt, another amount, and the same amount once more
    for number, (cents, when) in enumerate(((50, "02-13"), (60, "03-01"), (50, "03-02"))):
        story.letter(f"MC5500{number}", cents * E, when)
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"aside {scheme}")
    assert ends(book)["correction"] == 110 * E
    assert "repayable" not in ends(book)
    story.letter("MC55009", 50 * E, "03-03")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"once {scheme}")
    assert ends(book)["correction"] == 160 * E
    story.undo()
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"back {scheme}")
    assert (ends(book)["correction"], questions(book)) == (210 * E, [("residual", 50 * E)])


@schemes
def test_s7_what_is_reclaimed_of_a_claim_that_was_read_stands_on_its_row(scheme: str) -> None:
    story = Story()
    story.claim("F900001", 2000 * E, "2025-11-02", month="2025-10-31")
    story.answer("F900001", when="2025-11-10")
    story.bank(120 * E, "voorschot", "01-20")
    story.decide("explain", story.ask("proposal").id, "advance")
    story.claim("F100001", 1000 * E).answer("F100001", 950 * E)
    story.claim("F100002", 1200 * E).answer("F100002", when="02-11")
    items = (
        ("declaration", "F100001", 950 * E),
        ("declaration", "F100002", 1200 * E),
        ("reclaim", "F900001", -300 * E),
        ("advance", "", -120 * E),
    )
    story.set_off("V700001", *items, when="02-14").bank(1730 * E, "afrekening V700001", "02-16")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S7 {scheme}")
    undecided = {"revenue": -2150 * E}
    if scheme.startswith("outstanding"):
        undecided = {"revenue": -2200 * E, "rejected": 50 * E}
    assert ends(book) == {"bank": 1850 * E, "revenue_prior": 300 * E} | undecided
    assert ("netting_document", 1730 * E) in rules(book)


@schemes
def test_a_part_of_a_claim_on_two_revenue_rows_asks_for_a_person(scheme: str) -> None:
    lines = [
        flat_write.Sent(CLIENTS[n], "120001", cents * E, day(end), f"R{n}", agb="04000001")
        for n, (cents, end) in enumerate(((400, "2025-12-31"), (600, "01-31")))
    ]
    story = Story()
    story.claims["F100001"] = flat_write.claim("PM304", "5555", AGB, "F100001", day("02-02"), lines)
    story.files.append(story.claims["F100001"])
    story.answer("F100001").letter("F100001", 300 * E, "03-01")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"rows {scheme}")
    assert questions(book) == [("account_tie", 300 * E)]
    assert ends(book)["revenue"] == -600 * E
    assert ends(book)["revenue_prior"] == -400 * E
