"""Who pays: an IBAN of several payers, an agent for others, and labels of one debtor.

1. An IBAN that stands under several payers means a set; the item that is named says which.
2. A receipt of a set waits without a payer and moves to the item's payer when it is explained.
3. An agent pays for the payers that name it; `zorgkantoor:NNNN` is the same payer as `uzovi:NNNN`.
4. A claim or answer of a payer that the mapping does not know parks whole, and books once it does.
5. A return that nobody sent a claim for, and an answer before its claim, wait and lose nothing.
"""

import pytest

from koppeling.formats.source import Source
from koppeling.settle.configure import adopt
from koppeling.settle.offline import Offline
from tests.scenario import (
    INSURER,
    KEY,
    MAPPING,
    SCHEME_NAMES,
    STRANGER,
    TOWN,
    Case,
    balances,
    mapping,
    parked,
)

E = 100
SET = MAPPING.replace(f'iban = ["{TOWN}"]', f'iban = ["{TOWN}", "{INSURER}"]')


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_an_iban_of_two_payers_is_decided_by_the_item(scheme: str) -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001")
    case.town("JW100", [300 * E]).town_answer("JW100")
    case.bank(800 * E, "F100001 en JW100 samen")
    book = case.book(mapping(SET), scheme)
    assert balances(book) == {"bank": 800 * E, "revenue": -800 * E}
    (match,) = book.matches
    assert sorted(p.payer for p in match.items) == ["gemeente:9999", "uzovi:5555"]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("bank", ["koppeling", "package"])
def test_a_receipt_of_a_set_moves_to_the_payer_when_it_is_explained(scheme: str, bank: str) -> None:
    case = Case().claim("F100001", 500 * E).bank(500 * E, "F100001 betaald", "02-05")
    waiting = case.book(mapping(SET, bank=bank), scheme)
    assert [(p.reason, p.payer) for p in waiting.parked] == [("awaiting_remittance", "")]
    done = case.answer("F100001", when="02-12").book(mapping(SET, bank=bank), scheme)
    per_payer: dict[tuple[str, str], int] = {}
    for entry in (*done.entries, *done.expected):
        for p in entry.postings:
            if p.role != "revenue":
                key = (p.role, p.payer)
                per_payer[key] = per_payer.get(key, 0) + p.cents
    assert {k: v for k, v in per_payer.items() if v} == {("bank", ""): 500 * E}


def test_an_agent_pays_for_the_care_office() -> None:
    text = MAPPING.replace(
        f'id = "uzovi:5555"\nname = "Testverzekeraar"\ndebtor = "D1001"\niban = ["{INSURER}"]',
        'ids = ["zorgkantoor:5555", "uzovi:5555"]\nname = "Zorgkantoor"\npaid_by = "cak"',
    )
    text += f'\n[[agents]]\nid = "cak"\nname = "CAK"\niban = ["{STRANGER}"]\n'
    case = Case().claim("W1", 900 * E, standard="AW319").answer("W1")
    book = case.bank(900 * E, "declaratie W1", iban=STRANGER).book(mapping(text))
    assert balances(book) == {"bank": 900 * E, "revenue": -900 * E}
    assert {p.payer for e in book.entries for p in e.postings if p.payer} == {"zorgkantoor:5555"}


def test_an_unknown_payer_parks_whole_until_the_mapping_knows_it() -> None:
    short = MAPPING[: MAPPING.rindex("[[payers]]")]
    case = Case().town("JW1", [500 * E]).town_answer("JW1")
    office = Offline(mapping(short), KEY)
    office.adopt()
    for data in case.files:
        office.give(Source.of(data, key=KEY))
    book = office.settle()
    assert book.entries == ()
    assert parked(book) == [("unknown_payer", 500 * E, None)] * 2
    adopt(office.shop(), MAPPING.encode())
    done = office.settle()
    assert balances(done) == {"clearing": 500 * E, "revenue": -500 * E}
    assert done.parked == ()


def test_a_line_of_a_stranger_that_names_a_claim_is_asked_and_not_booked() -> None:
    case = Case().claim("F100001", 500 * E).answer("F100001")
    book = case.bank(500 * E, "declaratie F100001", iban=STRANGER).book()
    assert parked(book) == [("unknown_payer", 500 * E, None)]
    assert "bank" not in balances(book)
    books = case.book(mapping(other_lines="unidentified"))
    assert balances(books)["unidentified"] == -500 * E
    assert parked(books) == [("unknown_payer", 500 * E, "unidentified")]


def test_a_325_before_its_323_waits_and_then_books() -> None:
    case = Case().town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    claim, answer = case.files
    alone = Case(files=[answer]).book()
    assert parked(alone) == [("claim_needed", 580 * E, None)]
    assert alone.entries == ()
    both = Case(files=[answer, claim]).book()
    assert balances(both) == {"clearing": 500 * E, "rejected": 80 * E, "revenue": -580 * E}


def test_a_return_without_its_claim_waits() -> None:
    case = Case().claim("F1", 500 * E, keep=False).answer("F1", header="0001", unread=True)
    assert parked(case.book()) == [("claim_needed", 500 * E, None)]
    case.files.append(case.claims["F1"])
    book = case.book()
    assert balances(book) == {}
    assert parked(book) == []
    assert [e.text.split()[0] for e in book.entries] == ["Declaratie", "Technisch"]


def test_a_325_that_does_not_add_up_with_its_323_is_refused_the_323_stays() -> None:
    claim = Case().town("JW1", [500 * E]).files[0]
    answer = Case().town("JW1", [400 * E]).town_answer("JW1").files[1]
    book = Case(files=[claim, answer]).book()
    assert balances(book) == {"debtor": 500 * E, "revenue": -500 * E}
    assert parked(book) == [("refused", 400 * E, None)]
    (c3,) = [i for i in book.identities if i.name == "C3"]
    assert c3.holds is False
    assert sorted(f.outcome for f in book.files) == ["refused", "used"]


def test_a_second_answer_parks_and_the_first_stands() -> None:
    case = Case().claim("F1", 1000 * E).answer("F1", 900 * E).answer("F1", when="02-20")
    book = case.book()
    assert ("revised_remittance", 1000 * E, None) in parked(book)
    assert balances(book)["clearing"] == 900 * E


def test_the_same_number_with_other_content_is_contradicted() -> None:
    book = Case().claim("F1", 500 * E).claim("F1", 510 * E, "02-03").book()
    assert parked(book) == [("contradicts", 510 * E, None)]
    assert balances(book) == {"debtor": 500 * E, "revenue": -500 * E}
