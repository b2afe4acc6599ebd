"""The worked cases of receipts: returned, paid twice, in parts, of two accounts, laws or years.

S17 S24 to S27, S36, S37, S40 to S42 of the accounting's own tables, in all four schemes. What must
hold: the end balances of those tables, to the cent; what is parked, with its figure; every control
identity (checked by `booked`); and the same book when the files settle one by one in any order.
"""

import pytest

from koppeling.settle.offline import with_scheme
from tests.scenario import OWN, SCHEME_NAMES, TOWN
from tests.stories import RICH, SECOND, E, Story, ends, in_every_order, questions, rich, rules

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


def hold(scheme: str) -> str:
    """Where a receipt waits that is not explained."""
    return "clearing" if scheme.endswith("clearing") else "unidentified"


def paid() -> Story:
    """F100001 of 1,000, awarded and paid."""
    story = Story()
    story.claim("F100001", 1000 * E).answer("F100001").bank(1000 * E, "declaratie F100001")
    return story


@pytest.mark.parametrize(("tolerance", "rule"), [(1, [("named_sum", 99999)]), (0, [])])
@schemes
def test_s17_a_cent_of_difference(scheme: str, tolerance: int, rule: list[tuple[str, int]]) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001").bank(99999, "declaratie F100001")
    assert isinstance(story, Story)
    book = story.told(rich(tolerance_cents=tolerance), scheme)
    assert rules(book) == rule
    if tolerance:
        assert ends(book) == {"bank": 99999, "difference": 1, "revenue": -1000 * E}
    else:
        assert questions(book) == [("residual", 99999)]


@schemes
def test_s24_a_reclaim_is_repaid_by_an_own_transfer(scheme: str) -> None:
    story = Story()
    story.claim("F100001", 2000 * E).answer("F100001").bank(2000 * E, "declaratie F100001")
    story.letter("MC55001", 1500 * E, "02-20").bank(-1500 * E, "terugbetaling MC55001", "03-01")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S24 {scheme}")
    assert ends(book) == {"bank": 500 * E, "correction": 1500 * E, "revenue": -2000 * E}
    assert rules(book) == [("named_sum", -1500 * E), ("named_sum", 2000 * E)]


@schemes
def test_s24_of_a_known_claim_the_revenue_is_taken_back(scheme: str) -> None:
    story = Story()
    story.claim("F100001", 2000 * E).answer("F100001").bank(2000 * E, "declaratie F100001")
    story.letter("F100001", 1500 * E, "02-20").bank(-1500 * E, "terugbetaling F100001", "03-01")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S24b {scheme}")
    assert ends(book) == {"bank": 500 * E, "revenue": -500 * E}


@schemes
def test_s25_a_payment_that_came_back_and_was_paid_again(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.line(1000 * E, "declaratie F100001", "02-15", end_to_end="BETALING1")
    story.line(-1000 * E, "retour F100001", "02-17", end_to_end="BETALING1", returned=True)
    story.line(1000 * E, "declaratie F100001", "02-20", end_to_end="BETALING2")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S25 {scheme}")
    assert ends(book) == {"bank": 1000 * E, "revenue": -1000 * E}
    assert rules(book) == [("named_sum", 1000 * E), ("return", -1000 * E), ("return", 1000 * E)]


@schemes
def test_s26_paid_twice(scheme: str) -> None:
    story = paid()
    story.bank(1000 * E, "declaratie F100001", "02-18")
    book = story.told(scheme=scheme)
    assert ends(book) == {"bank": 2000 * E, hold(scheme): -1000 * E, "revenue": -1000 * E}
    (question,) = book.parked
    story.decide("explain", question.id, "repayable")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S26 {scheme}")
    assert ends(book) == {"bank": 2000 * E, "repayable": -1000 * E, "revenue": -1000 * E}
    story.claim("F100002", 1500 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 1500 * E), ("reclaim", "F100001", -1000 * E)
    story.set_off("V700001", *items, when="03-12").bank(500 * E, "afrekening V700001", "03-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S26b {scheme}")
    assert ends(book) == {"bank": 2500 * E, "revenue": -2500 * E}


@schemes
def test_s27_a_part_and_then_the_rest(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.bank(600 * E, "declaratie F100001")
    book = story.told(scheme=scheme)
    if scheme.endswith("clearing"):
        assert ends(book) == {"bank": 600 * E, "clearing": 400 * E, "revenue": -1000 * E}
    else:
        waiting = {"debtor": 1000 * E, "unidentified": -600 * E}
        assert ends(book) == {"bank": 600 * E, "revenue": -1000 * E} | waiting
    story.decide("match", story.ask("residual").id, "F100001").bank(400 * E, "rest F100001")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S27 {scheme}")
    assert ends(book) == {"bank": 1000 * E, "revenue": -1000 * E}
    assert rules(book) == [("decision", 600 * E), ("named_sum", 400 * E)]


ACCOUNTS = f"""[[accounts.bank]]
account = "1100"
[[accounts.bank]]
iban = "{SECOND}"
account = "1101"

[[payers]]
id = "uzovi"""
TWO_ACCOUNTS = (
    RICH.replace(f'iban = ["{OWN}"]', f'iban = ["{OWN}", "{SECOND}"]')
    .replace('bank = "1100"\n', "")
    .replace('[[payers]]\nid = "uzovi', ACCOUNTS, 1)
)


@schemes
def test_s36_two_own_accounts(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.line(1000 * E, "declaratie F100001", own=SECOND)
    story.line(-500 * E, "naar lopende rekening", own=SECOND, iban=OWN)
    story.line(500 * E, "van spaarrekening", iban=SECOND)
    chosen = with_scheme(rich(TWO_ACCOUNTS), scheme)
    book = in_every_order(story.everything(), chosen, f"S36 {scheme}")
    assert ends(book) == {"bank": 1000 * E, "revenue": -1000 * E}
    banked = {p.account for e in book.entries for p in e.postings if p.role == "bank"}
    assert banked == {"1101"}
    assert (book.other_count, book.other_cents) == (2, 0)


LAWS = """[[accounts.debtor]]
account = "1300"
[[accounts.debtor]]
law = "Wmo"
account = "1301"
[[accounts.clearing]]
account = "1390"
[[accounts.clearing]]
law = "Wmo"
account = "1391"

[[payers]]
id = "uzovi"""
TWO_DEBTORS = (
    RICH.replace('debtor = "1300"\n', "", 1)
    .replace('clearing = "1390"\n', "")
    .replace('[[payers]]\nid = "uzovi', LAWS, 1)
)


@schemes
def test_s37_one_payment_for_two_laws(scheme: str) -> None:
    story = Story().towns("wmo", "W200001", 300 * E, message="MW1")
    story.towns("jw", "J200001", 500 * E, message="MJ1")
    story.line(800 * E, "W200001 J200001", iban=TOWN)
    chosen = with_scheme(rich(TWO_DEBTORS), scheme)
    book = in_every_order(story.everything(), chosen, f"S37 {scheme}")
    assert ends(book) == {"bank": 800 * E, "revenue": -800 * E}
    assert questions(book) == []
    (received,) = (e for e in book.entries if any(p.role == "bank" for p in e.postings))
    two = ("1390", "1391") if scheme.endswith("clearing") else ("1300", "1301")
    posted = [(p.account, p.cents) for p in received.postings]
    assert posted == [("1100", 800 * E), (two[0], -500 * E), (two[1], -300 * E)]


@schemes
def test_s40_money_of_another_administration(scheme: str) -> None:
    story = Story().bank(700 * E, "declaratie F777777")
    story.decide("explain", story.ask("unexplained").id, "intercompany")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S40 {scheme}")
    assert ends(book) == {"bank": 700 * E, "intercompany": -700 * E}


@schemes
def test_s41_the_final_settlement_of_a_year_of_advances(scheme: str) -> None:
    story = Story()
    for month in range(1, 11):
        story.bank(12000 * E, "voorschot Wlz", f"{month:02}-20")
    story.claim("W300001", 118500 * E, "11-02", standard="AW319", month="10-31")
    story.answer("W300001", when="11-10").set_off(
        "E900001", ("advance", "", -1500 * E), when="11-15"
    )
    story.bank(-1500 * E, "eindafrekening E900001", "11-20")
    chosen = rich(settles="advance")
    (option,) = story.ask("proposal", chosen).options
    story.decide("accept", option.id, when="11-25")
    book = story.told(chosen, scheme)
    assert ends(book) == {"bank": 118500 * E, "revenue": -118500 * E}
    assert questions(book) == []


@schemes
def test_s42_what_stood_open_at_the_cut_over_closes_as_it_was_opened(scheme: str) -> None:
    story = Story().opened(("debtor", "F100001", 1000 * E))
    story.claim("F100001", [950 * E, 50 * E], "2025-12-20", month="2025-12-31", keep=False)
    story.answer("F100001", [950 * E, 0]).bank(950 * E, "F100001 declaratie")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S42 {scheme}")
    assert ends(book) == {"debtor": -1000 * E, "rejected": 50 * E, "bank": 950 * E}
