"""What a payer writes on a transfer, through the whole engine: words of its own pack only.

1. A mark says what the rest of a payment is, or the whole of it: a proposal with that reason, and
   the row of the mapping that asks for the reason gets it once a person accepts.
2. The same words mean nothing from a payer with another pack.
3. A transfer to a payer that names its reclaim by a mark is asked about, never dropped.
4. A set-off word lets open negatives explain a payment; a word for full payment rules them out.
5. What a payer takes back gets its reason from the mark in its number, when no text says it.
"""

import re

import pytest

from koppeling.formats import forms_write
from koppeling.model.book import Book
from koppeling.model.documents import Header, Netting, NettingItem
from koppeling.model.explanations import Explanation, Parked
from koppeling.model.mapping import Mapping
from tests.scenario import MAPPING, SCHEME_NAMES, Case, accounts, day, mapping

E = 100
ROWS = """
[[accounts.repayable]]
account = "1660"

[[accounts.repayable]]
reason = "CM96"
account = "1661"

[[accounts.correction]]
account = "8100"

[[accounts.correction]]
reason = "CM96"
account = "8196"

[[payers]]
"""


def of_pack(name: str) -> Mapping:
    text = re.sub('(repayable|correction) = ".*"\n', "", MAPPING).replace("\n[[payers]]\n", ROWS, 1)
    return mapping(text.replace('debtor = "D1001"', f'debtor = "D1001"\npack = "{name}"'))


def asked(case: Case, pack: str, scheme: str = "") -> Parked:
    (question,) = case.book(of_pack(pack), scheme).parked
    return question


def word_of(option: Explanation, question: Parked) -> str:
    (clue,) = [c for c in option.clues if c.kind == "word"]
    assert (clue.text, clue.start >= 0, clue.end > clue.start) == (0, True, True)
    assert question.about
    return clue.value


def accepted(case: Case, question: Parked, pack: str, scheme: str = "") -> Book:
    return case.decide("accept", question.id, seen=question.seen).book(of_pack(pack), scheme)


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_mark_says_what_the_rest_of_a_payment_is(scheme: str) -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001").bank(400 * E, "F100001 CM96 12345")
    question = asked(case, "vgz", scheme)
    (option,) = question.options
    assert (question.reason, option.rule, option.residual) == ("residual", "marked_rest", 0)
    assert [(p.role, p.cents, p.reason) for p in option.parts if not p.item] == [
        ("repayable", -100 * E, "CM96")
    ]
    assert word_of(option, question) == "CM96"
    found = accepted(case, question, "vgz", scheme)
    assert not found.parked
    assert accounts(found) == {"1100": 400 * E, "1661": 100 * E, "8000": -500 * E}


@pytest.mark.parametrize("pack", ["generic", "zilveren_kruis", "cz"])
def test_the_same_mark_means_nothing_of_another_payer(pack: str) -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001").bank(400 * E, "F100001 CM96 12345")
    question = asked(case, pack)
    assert [o.rule for o in question.options] == ["part_of_item"]
    assert not [c for o in question.options for c in o.clues if c.kind == "word"]
    case.decide("explain", question.id, "repayable")
    assert accounts(case.book(of_pack(pack)))["1660"] == -400 * E


def test_a_person_who_says_the_role_leaves_the_row_to_the_mark() -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001").bank(400 * E, "F100001 CM96 12345")
    case.decide("explain", asked(case, "vgz").id, "repayable")
    assert accounts(case.book(of_pack("vgz")))["1661"] == -400 * E


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("pack", ["generic", "vgz", "zilveren_kruis", "cz"])
def test_an_advance_that_is_called_so_is_proposed_as_one(pack: str, scheme: str) -> None:
    case = Case().bank(900 * E, "Voorschot maart")
    question = asked(case, pack, scheme)
    (option,) = question.options
    assert (question.reason, option.rule, word_of(option, question)) == (
        "proposal",
        "marked",
        "voorschot",
    )
    found = accepted(case, question, pack, scheme)
    assert accounts(found) == {"1100": 900 * E, "1650": -900 * E}


def test_a_word_that_only_lowers_a_payment_explains_no_receipt() -> None:
    assert asked(Case().bank(900 * E, "FC 2025 12"), "zilveren_kruis").reason == "unexplained"


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_transfer_to_a_payer_that_names_its_reclaim_is_asked_about(scheme: str) -> None:
    case = Case().bank(-250 * E, "CM96 12345")
    question = asked(case, "vgz", scheme)
    (option,) = question.options
    assert (question.reason, question.held_on, option.rule) == ("proposal", None, "marked")
    found = accepted(case, question, "vgz", scheme)
    assert accounts(found) == {"1100": -250 * E, "1661": 250 * E}
    assert not Case().bank(-250 * E, "CM96 12345").book(of_pack("cz"), scheme).parked


@pytest.mark.parametrize(
    ("words", "matched", "proposed"),
    [
        ("afrekening", ["named_sum"], []),
        ("betaling", [], ["named_less_negatives"]),
        ("declaratie", [], ["part_of_item"]),
    ],
)
def test_the_payer_says_whether_something_was_taken_off(
    words: str, matched: list[str], proposed: list[str]
) -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001")
    case.files.append(letter("T2025", "", 120 * E))
    book = case.bank(380 * E, f"{words} F100001").book(of_pack("zilveren_kruis"))
    assert [m.rule for m in book.matches] == matched
    on_line = [p for p in book.parked if p.options]
    assert [o.rule for p in on_line for o in p.options] == proposed


def letter(number: str, text: str, cents: int) -> bytes:
    items = (NettingItem(0, "reclaim", number, "", -cents, mark=text),)
    made = Netting(Header("", "", ""), "uzovi:5555", "B1", day("02-12"), items, 0)
    return forms_write.as_csv(forms_write.verrekening([made]))


@pytest.mark.parametrize(
    ("pack", "number", "text", "account"),
    [
        ("vgz", "CM96-2025-1", "", "8196"),
        ("vgz", "VZVL-CM96/1", "", "8196"),
        ("vgz", "2025-1", "CM96", "8196"),
        ("vgz", "CM98-2025-1", "", "8100"),
        ("zilveren_kruis", "CM96-2025-1", "", "8100"),
    ],
)
def test_what_is_taken_back_gets_its_reason_from_its_number(
    pack: str, number: str, text: str, account: str
) -> None:
    case = Case(files=[letter(number, text, 100 * E)])
    assert accounts(case.book(of_pack(pack))) == {account: 100 * E, "1390": -100 * E}
