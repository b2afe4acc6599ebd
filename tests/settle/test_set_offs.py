"""The worked cases with set-offs and advances, in all four schemes.

S4 S6 S7 S8 S13 S23b S28 S38 of the accounting's own tables. What must
hold: the end balances of those tables, to the cent; what is parked, with its figure; every control
identity (checked by `booked`); and the same book when the files settle one by one in any order.
S8, S20, S22, S23 and S29 in their plain form are in `test_worked_cases.py`.
"""

import pytest

from koppeling.formats import flat_write, gds_write
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


def outstanding(scheme: str) -> bool:
    return scheme.startswith("outstanding")


def hold(scheme: str) -> str:
    """Where a receipt waits that is not explained."""
    return "clearing" if scheme.endswith("clearing") else "unidentified"


def claimed(won: int, refused: int, scheme: str) -> dict[str, int]:
    """Revenue of what was won and refused, and the refusal that nobody decided on."""
    if not outstanding(scheme):
        return {"revenue": -won}
    return {"revenue": -won - refused} | ({"rejected": refused} if refused else {})


@pytest.mark.parametrize("letter", [True, False])
@schemes
def test_s4_a_correction_is_netted_with_the_next_claim(scheme: str, letter: bool) -> None:
    story = Story()
    story.claim("F100001", 600 * E).answer("F100001").bank(600 * E, "declaratie F100001")
    if letter:
        story.letter("F100001", 300 * E, "03-01")
    story.claim("F100002", 500 * E, "03-02").answer("F100002", when="03-10")
    kind = "reclaim" if letter else "credit"
    items = ("declaration", "F100002", 500 * E), (kind, "F100001", -300 * E)
    story.set_off("V700001", *items, when="03-12").bank(200 * E, "afrekening V700001", "03-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S4 {scheme}")
    assert ends(book) == {"bank": 800 * E, "revenue": -800 * E}
    assert rules(book) == [("named_sum", 600 * E), ("netting_document", 200 * E)]
    assert questions(book) == []


@schemes
def test_s6_what_was_paid_too_much_becomes_repayable(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.bank(1050 * E, "declaratie F100001")
    line = story.ask("residual").id
    story.decide("match", line, "F100001").decide("explain", line, "repayable", cents=50 * E)
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S6 {scheme}")
    assert ends(book) == {"bank": 1050 * E, "repayable": -50 * E, "revenue": -1000 * E}
    assert questions(book) == []
    story.claim("F100002", 400 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 400 * E), ("reclaim", "F100001", -50 * E)
    story.set_off("V700001", *items, when="03-12").bank(350 * E, "afrekening V700001", "03-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S6b {scheme}")
    assert ends(book) == {"bank": 1400 * E, "revenue": -1400 * E}


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


@pytest.mark.parametrize("known", [True, False])
@schemes
def test_s7_one_payout_of_two_claims_a_reclaim_and_an_advance(scheme: str, known: bool) -> None:
    story = Story()
    if known:  # last year's claim was read: what is reclaimed stands on its own row
        story.claim("F900001", 2000 * E, "2025-11-02", month="2025-10-31")
        story.answer("F900001", when="2025-11-10")
    story.bank(120 * E, "voorschot", "01-20")
    story.decide("explain", story.ask("unexplained").id, "advance")
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
    reclaimed = {"revenue_prior" if known else "correction": 300 * E}
    assert ends(book) == {"bank": 1850 * E} | reclaimed | claimed(2150 * E, 50 * E, scheme)
    assert ("netting_document", 1730 * E) in rules(book)


@pytest.mark.parametrize("bank", ["koppeling", "package"])
@schemes
def test_s8_and_s23b_the_award_is_settled_with_the_advance(scheme: str, bank: str) -> None:
    story = Story()
    story.bank(10000 * E, "voorschot januari", "01-20").bank(9400 * E, "voorschot", "02-20")
    story.claim("W1", [9400 * E, 200 * E], standard="AW319").answer("W1", [9400 * E, 0])
    chosen = with_scheme(rich(settles="advance", bank=bank), scheme)
    book = in_every_order(story.everything(), chosen, f"S8 {scheme} {bank}")
    where = "bank" if bank == "koppeling" else hold(scheme).replace("unidentified", "debtor")
    assert ends(book) == {where: 19400 * E, "advance": -10000 * E} | claimed(
        9400 * E, 200 * E, scheme
    )


@schemes
def test_s13_nothing_is_paid_out_and_the_rest_is_carried(scheme: str) -> None:
    story = Story().letter("MC55001", 1500 * E, "02-01")
    story.claim("F100001", 1000 * E).answer("F100001")
    items = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -1500 * E)
    story.set_off("V700001", *items, ("carried", "V700001", 500 * E), when="02-12")
    book = story.told(scheme=scheme)
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    assert ends(book) == {"correction": 1500 * E, "revenue": -1000 * E, position: -500 * E}
    story.claim("F100002", 800 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 800 * E), ("carried", "V700001", -500 * E)
    story.set_off("V700002", *items, when="03-12").bank(300 * E, "afrekening V700002", "03-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S13 {scheme}")
    assert ends(book) == {"bank": 300 * E, "correction": 1500 * E, "revenue": -1800 * E}
    assert rules(book) == [("netting_document", 300 * E)]
    assert questions(book) == []


@schemes
def test_s28_what_is_awarded_without_money(scheme: str) -> None:
    sent = [
        gds_write.Performed(CLIENTS[0], "CO1", 600 * E, day("01-31"), "R0"),
        gds_write.Performed(CLIENTS[1], "CO1", 400 * E, day("01-31"), "R1"),
    ]
    who = gds_write.Parties("5555", AGB, "G200001", day("02-02"))
    said = gds_write.answer(who, day("02-10"), sent, non_financial={"R1": 400 * E})
    story = Story(files=[gds_write.claim(who, sent), said]).bank(600 * E, "declaratie G200001")
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"S28 {scheme}")
    assert ends(book) == {"bank": 600 * E, "advance": 400 * E, "revenue": -1000 * E}


@schemes
def test_s38_interest_beside_a_claim(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    items = ("declaration", "F100001", 1000 * E), ("interest", "", 5 * E)
    story.set_off("V700001", *items).bank(1005 * E, "V700001", "02-17")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S38 {scheme}")
    assert ends(book) == {"bank": 1005 * E, "interest": -5 * E, "revenue": -1000 * E}


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
