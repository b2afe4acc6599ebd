"""A 325 rejects lines of the 323 that it answers (iWmo, iJw): awarded is what is left.

1. Awarded per product is the kept 323 less the rejected lines of the 325, to the cent, in both
   orders of arrival, in all four schemes, under older namespaces too.
2. Without its 323 a 325 books nothing and waits.
3. A header-only 0001 makes that the declaration was never delivered, in both orders.
4. A message number belongs to its sender and standard: an answer finds its own claim by it.
"""

import itertools
from datetime import date

import pytest

from koppeling.formats.istandaarden_write import Performed, answer, claim
from koppeling.settle.offline import with_scheme
from tests.scenario import (
    AGB,
    CLIENTS,
    MAPPING,
    SCHEME_NAMES,
    accounts,
    balances,
    booked,
    mapping,
    parked,
    settled,
)

E = 100
PRODUCTS = """
[[accounts.revenue]]
account = "8000"
[[accounts.revenue]]
product = "45A*"
account = "8041"
[[accounts.revenue]]
product = "50*"
account = "8042"

[[payers]]"""
CHOSEN = MAPPING.replace('revenue = "8000"\n', "").replace("\n[[payers]]", PRODUCTS, 1)
LINES = [
    Performed(CLIENTS[0], "45A04", 500 * E, date(2026, 1, 31), "R1"),
    Performed(CLIENTS[1], "45A04", 300 * E, date(2026, 1, 31), "R2"),
    Performed(CLIENTS[1], "50B01", 200 * E, date(2026, 1, 31), "R3"),
    Performed(CLIENTS[2], "50B01", -80 * E, date(2026, 1, 31), "R4", previous="R0"),
]


def messages(law: str, release: str, **more: object) -> list[bytes]:
    sent = claim(law, "9999", AGB, "J100001", date(2026, 2, 2), LINES, message="M1")
    said = answer(
        law,
        "9999",
        AGB,
        "J100001",
        date(2026, 2, 10),
        LINES,
        answers="M1",
        **more,  # type: ignore[arg-type]
    )
    return [data.replace(b"/3_2/", f"/{release}/".encode()) for data in (sent, said)]


@pytest.mark.parametrize("release", ["3_0", "3_1", "3_2"])
@pytest.mark.parametrize("law", ["jw", "wmo"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_awarded_is_the_323_less_the_325(scheme: str, law: str, release: str) -> None:
    files = messages(law, release, rejected={"R2": "9333", "R4": "8017"})
    position = "1390" if scheme.endswith("clearing") else "1300"
    won = {position: 700 * E, "8041": -500 * E, "8042": -200 * E}
    if scheme.startswith("outstanding"):
        won |= {"8041": -800 * E, "8042": -120 * E, "1380": 220 * E}
    for order in itertools.permutations(files):
        assert accounts(settled(order, with_scheme(mapping(CHOSEN), scheme))) == won


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_without_its_323_it_waits(scheme: str) -> None:
    _, said = messages("jw", "3_2", rejected={"R2": "9333"})
    book = settled([said], with_scheme(mapping(CHOSEN), scheme))
    assert balances(book) == {}
    assert parked(book) == [("claim_needed", 920 * E, None)]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_header_alone_is_never_delivered(scheme: str) -> None:
    files = messages("wmo", "3_1", header="0001", header_only=True)
    for order in itertools.permutations(files):
        book = settled(order, with_scheme(mapping(CHOSEN), scheme))
        assert accounts(book) == {}
        assert parked(book) == []
        assert [i.remaining for i in book.items] == [0]


SIDES = {
    "iWmo and iJw": (("wmo", AGB), ("jw", AGB)),
    "two providers": (("jw", AGB), ("jw", "41000002")),
}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("sides", SIDES.values(), ids=SIDES)
def test_the_same_message_number_of_another_sender_or_standard_is_another_message(
    sides: tuple[tuple[str, str], ...], scheme: str
) -> None:
    files = []
    for number, (law, agb) in enumerate(sides):
        line = [Performed(CLIENTS[0], "45A04", (number + 1) * 100 * E, date(2026, 1, 31), "R1")]
        named = f"J{number}"
        files += [
            claim(law, "9999", agb, named, date(2026, 2, 2), line, message="M1"),
            answer(law, "9999", agb, named, date(2026, 2, 10), line, answers="M1"),
        ]
    text = CHOSEN.replace(f'agb = ["{AGB}"]', f'agb = ["{AGB}", "41000002"]')
    assert text != CHOSEN
    for order in itertools.permutations(files):
        book = booked(list(order), with_scheme(mapping(text), scheme))
        assert {f.outcome for f in book.files} == {"used"}
        assert parked(book) == []
        position = "clearing" if scheme.endswith("clearing") else "debtor"
        assert balances(book) == {position: 300 * E, "revenue": -300 * E}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_an_answer_of_the_other_standard_waits_for_its_own_claim(scheme: str) -> None:
    sent = claim("jw", "9999", AGB, "J100001", date(2026, 2, 2), LINES, message="M1")
    said = answer("wmo", "9999", AGB, "J100001", date(2026, 2, 10), LINES, answers="M1")
    book = booked([sent, said], with_scheme(mapping(CHOSEN), scheme))
    assert parked(book) == [("claim_needed", 920 * E, None)]
