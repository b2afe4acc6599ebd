"""Set-off documents as payers send them, and in what order they come.

1. What several letters reclaim goes off one payout, or one letter off several payouts.
2. A rest is carried from document to document until it is gone, with or without its number.
3. A document without a payout settles by itself: no bank line is waited for.
4. Document, remittances and payment may come in any of six orders.
5. A document that names what nobody knows settles nothing, and its line is parked.

In all four schemes; every control identity holds (`booked`), and files that settle one by one in
any order end in the same book.
"""

from itertools import permutations

import pytest

from koppeling.settle.offline import with_scheme
from tests.scenario import INSURER, SCHEME_NAMES, booked, settled
from tests.stories import (
    RICH,
    SECOND,
    E,
    Story,
    ends,
    in_every_order,
    questions,
    rich,
    rules,
    shape,
)

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


def awarded(*euros: int) -> Story:
    """F100001, F100002 ... awarded in full, a day apart."""
    story = Story()
    for number, amount in enumerate(euros, 1):
        story.claim(f"F10000{number}", amount * E, f"02-0{number + 1}")
        story.answer(f"F10000{number}", when=f"02-1{number}")
    return story


def position(scheme: str) -> str:
    return "clearing" if scheme.endswith("clearing") else "debtor"


@schemes
def test_several_reclaims_go_off_one_payout(scheme: str) -> None:
    story = awarded(1000).letter("MC55001", 150 * E, "02-01").letter("MC55002", 250 * E, "02-02")
    items = ("reclaim", "MC55001", -150 * E), ("reclaim", "MC55002", -250 * E)
    story.set_off("V700001", ("declaration", "F100001", 1000 * E), *items)
    story.bank(600 * E, "afrekening V700001", "02-18")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"several {scheme}")
    assert ends(book) == {"bank": 600 * E, "correction": 400 * E, "revenue": -1000 * E}
    assert rules(book) == [("netting_document", 600 * E)]


@schemes
def test_several_reclaims_are_repaid_in_one_transfer(scheme: str) -> None:
    story = Story().letter("MC55001", 150 * E, "02-01").letter("MC55002", 250 * E, "02-02")
    story.bank(-400 * E, "terugbetaling MC55001 en MC55002", "02-14")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"repaid {scheme}")
    assert ends(book) == {"bank": -400 * E, "correction": 400 * E}
    assert rules(book) == [("named_sum", -400 * E)]


@schemes
def test_one_letter_is_taken_in_three_payouts(scheme: str) -> None:
    story = awarded(1000, 1000, 1000).letter("MC55001", 1500 * E, "02-01")
    for number, taken in enumerate((600, 500, 400), 1):
        items = ("declaration", f"F10000{number}", 1000 * E), ("reclaim", "MC55001", -taken * E)
        story.set_off(f"V70000{number}", *items, when=f"02-2{number}")
        story.bank((1000 - taken) * E, f"afrekening V70000{number}", f"02-2{number + 3}")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"three {scheme}")
    assert ends(book) == {"bank": 1500 * E, "correction": 1500 * E, "revenue": -3000 * E}
    assert rules(book) == [("netting_document", cents * E) for cents in (400, 500, 600)]


@schemes
def test_more_than_was_reclaimed_is_not_taken(scheme: str) -> None:
    story = awarded(1000).letter("MC55001", 300 * E, "02-01")
    items = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -400 * E)
    story.set_off("V700001", *items).bank(600 * E, "afrekening V700001", "02-18")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"more {scheme}")
    assert questions(book) == [("residual", 600 * E)]
    assert ends(book)["correction"] == 300 * E


@pytest.mark.parametrize("numbered", [True, False])
@schemes
def test_a_rest_is_carried_over_three_documents(scheme: str, numbered: bool) -> None:
    story = awarded(1000, 900, 800).letter("MC55001", 2500 * E, "02-01")
    first, second = ("V700001", "V700002") if numbered else ("", "")
    story.set_off(
        "V700001",
        ("declaration", "F100001", 1000 * E),
        ("reclaim", "MC55001", -2500 * E),
        ("carried", first, 1500 * E),
        when="02-21",
    )
    story.set_off(
        "V700002",
        ("declaration", "F100002", 900 * E),
        ("carried", first, -1500 * E),
        ("carried", second, 600 * E),
        when="02-22",
    )
    items = ("declaration", "F100003", 800 * E), ("carried", second, -600 * E)
    story.set_off("V700003", *items, when="02-23").bank(200 * E, "afrekening V700003", "02-25")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"carried {scheme}")
    assert ends(book) == {"bank": 200 * E, "correction": 2500 * E, "revenue": -2700 * E}
    assert questions(book) == []
    assert all(item.remaining == 0 for item in book.items)


@schemes
def test_a_document_without_a_payout_settles_by_itself(scheme: str) -> None:
    story = awarded(1000).letter("MC55001", 1000 * E, "02-01")
    items = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -1000 * E)
    before = story.told(scheme=scheme)
    assert sorted(item.remaining for item in before.items) == [-1000 * E, 1000 * E]
    story.set_off("V700001", *items)
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"nothing {scheme}")
    assert ends(book) == {"correction": 1000 * E, "revenue": -1000 * E}
    assert questions(book) == []
    assert all(item.remaining == 0 for item in book.items)


@schemes
def test_document_remittances_and_payment_come_in_any_of_six_orders(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001", 900 * E)
    story.claim("F100002", -200 * E).answer("F100002", when="02-11")
    items = ("declaration", "F100001", 900 * E), ("credit", "F100002", -200 * E)
    story.set_off("V700001", *items, when="02-12").bank(700 * E, "afrekening V700001", "02-09")
    sent, won, credit, credited, document, statement = story.everything()
    chosen = with_scheme(rich(), scheme)
    book = booked(story.everything(), chosen)
    assert rules(book) == [("netting_document", 700 * E)]
    for order in permutations(([won, credited], [document], [statement])):
        files = [sent, credit, *(data for part in order for data in part)]
        assert shape(settled(files, chosen)) == shape(book)


@schemes
def test_before_its_remittances_a_document_waits_with_its_payment(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E)
    story.set_off("V700001", ("declaration", "F100001", 900 * E), when="02-12")
    story.bank(900 * E, "afrekening V700001", "02-14")
    book = story.told(scheme=scheme)
    assert questions(book) == [("awaiting_remittance", 900 * E)]
    story.answer("F100001", 900 * E)
    book = story.told(scheme=scheme)
    assert rules(book) == [("netting_document", 900 * E)]


@schemes
def test_a_document_that_names_an_unknown_claim_settles_nothing(scheme: str) -> None:
    story = awarded(1000)
    items = ("declaration", "F100001", 1000 * E), ("declaration", "F999999", 500 * E)
    story.set_off("V700001", *items).bank(1500 * E, "afrekening V700001", "02-18")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"unknown {scheme}")
    assert questions(book) == [("residual", 1500 * E)]
    assert rules(book) == []
    assert [item.remaining for item in book.items] == [1000 * E]
    story.claim("F999999", 500 * E).answer("F999999")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"known {scheme}")
    assert ends(book) == {"bank": 1500 * E, "revenue": -1500 * E}


@schemes
def test_a_document_alone_is_parked_with_its_payout(scheme: str) -> None:
    story = Story().set_off("V700001", ("declaration", "F999999", 500 * E))
    book = story.told(scheme=scheme)
    assert [reason for reason, _ in questions(book)] == ["unexplained"]
    assert ends(book) == {}


@schemes
def test_a_credit_and_its_rebill_net_to_nothing(scheme: str) -> None:
    story = awarded(1000).bank(1000 * E, "declaratie F100001", "02-18")
    story.claim("F200001", -1000 * E, "03-01").answer("F200001", when="03-05")
    story.claim("F200002", 1000 * E, "03-01").answer("F200002", when="03-05")
    assert ends(story.told(scheme=scheme)) == {"bank": 1000 * E, "revenue": -1000 * E}
    items = ("declaration", "F200002", 1000 * E), ("credit", "F200001", -1000 * E)
    story.set_off("V700001", *items, when="03-08")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"rebill {scheme}")
    assert ends(book) == {"bank": 1000 * E, "revenue": -1000 * E}
    assert all(item.remaining == 0 for item in book.items)


@schemes
def test_a_payer_pays_from_two_accounts(scheme: str) -> None:
    both = rich(RICH.replace(f'iban = ["{INSURER}"]', f'iban = ["{INSURER}", "{SECOND}"]'))
    story = awarded(1000, 300)
    story.bank(1000 * E, "declaratie F100001").bank(300 * E, "declaratie F100002", iban=SECOND)
    book = in_every_order(story.everything(), with_scheme(both, scheme), f"accounts {scheme}")
    assert ends(book) == {"bank": 1300 * E, "revenue": -1300 * E}
