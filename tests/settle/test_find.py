"""What a person asks for is found, with its card, its bookings and what is open.

1. An amount in any way people type it finds the same; a claim number too, also in a bank text that
   hides it because nobody knows it.
2. Every booking is found by its key, its reference and its amount; every bank line by its amount;
   every question by its id; every claim by its number.
3. The card adds up, in every case and every scheme: declared = awarded + rejected + unanswered, and
   awarded = settled + paid + still to come; its bookings are all that touch the claim.
4. A chain of re-submissions is told from both ends; a set-off stands at what it was taken from.
5. Nothing of a person is shown.
"""

import json
from pathlib import Path

import pytest

from koppeling.cli.files import expanded
from koppeling.formats.source import Source
from koppeling.model.found import Card, Found
from koppeling.model.mapping import Mapping
from koppeling.reports.found import found_lines
from koppeling.reports.found_plain import found_plain
from koppeling.settle.book import book_at, desktop_of
from koppeling.settle.cards import cards_of
from koppeling.settle.find import Query, find
from koppeling.settle.offline import SCHEMES, Offline, with_scheme
from koppeling.settle.ports import Workshop
from tests import sizes
from tests.scenario import KEY, TOWN, Case, mapping
from tests.stories import E, Story, rich

GOLDEN = Path(__file__).parents[1] / "golden" / "matching"


def shop_of(files: list[bytes], chosen: Mapping | None = None) -> Workshop:
    office = Offline(chosen or mapping(), KEY)
    office.adopt()
    for data in files:
        office.give(Source.of(data, key=KEY))
    office.settle()
    return office.shop()


def month() -> list[bytes]:
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.claim("F100002", 400 * E).answer("F100002", when="02-20")
    case.bank(1000 * E, "declaratie F100001").bank(500 * E, "JW1", "02-18", TOWN)
    case.bank(1234_56, "nota 77991234 onbekend", "02-16").bank(12 * E, "geen idee", "02-19")
    return case.everything()


@pytest.fixture(scope="module")
def shop() -> Workshop:
    return shop_of(month())


def asked(shop: Workshop, text: str) -> Found:
    found = find(shop, text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text", ["1234,56", "1.234,56", "1234.56", "€ 1.234,56", "EUR 1234,56", "-1.234,56"]
)
def test_an_amount_as_people_type_it(shop: Workshop, text: str) -> None:
    (line,) = asked(shop, text).lines
    assert (line.cents, line.open) == (1234_56, 1234_56)
    assert line.parked is not None


@pytest.mark.parametrize("text", ["F100001", "f-100001", "F 100 001", "100001", "f100001 "])
def test_a_claim_number_in_any_form(shop: Workshop, text: str) -> None:
    found = asked(shop, text)
    assert [c.item.invoice for c in found.cards] == ["F100001"]
    assert [x.cents for x in found.lines] == [1000 * E]


def test_a_number_that_nobody_knows_finds_its_line_and_stays_hidden(shop: Workshop) -> None:
    for text in ("77991234", "7799-1234"):
        (line,) = asked(shop, text).lines
        assert line.cents == 1234_56
        assert "7799" not in json.dumps(found_plain(asked(shop, text))).replace(text, "")


@pytest.mark.parametrize("text", ["geen idee", "IDEE", "idee geen", "gee"])
def test_words_of_a_bank_text(shop: Workshop, text: str) -> None:
    (line,) = asked(shop, text).lines
    assert (line.text, line.cents, line.match) == ("geen idee", 12 * E, None)


@pytest.mark.parametrize("text", ["", "  ", "F999999", "0,37", "bestaat niet", "1.23.4", "*", "€"])
def test_what_is_not_there_is_not_found(shop: Workshop, text: str) -> None:
    assert asked(shop, text).nothing
    assert list(found_lines(asked(shop, text))) == ["niets gevonden"]


def test_a_number_is_no_part_of_another() -> None:
    query = Query.of("500")
    assert query.said("declaratie 500")
    assert not query.said("declaratie 5001")


def test_nothing_of_a_person_is_shown(shop: Workshop) -> None:
    for text in ("F100001", "JW1", "12", "1234,56", "Naam", "iemand", "999900006", "NL69INGB"):
        found = asked(shop, text)
        told = json.dumps(found_plain(found)) + "\n".join(found_lines(found))
        for word in ("Naam van", "999900006", "NL69INGB0123456789"):
            assert word not in told.replace(f'"query": "{text}"', "")
    assert asked(shop, "999900006").nothing
    assert asked(shop, "Naam van iemand").nothing


def variants() -> list[str]:
    """Every folder of files of the hard cases, with the mapping in it."""
    return sorted({str(p.parent.relative_to(GOLDEN)) for p in GOLDEN.rglob("*.toml")})


def test_the_hard_cases_are_there() -> None:
    assert len(variants()) >= 22


@pytest.mark.parametrize("folder", variants()[:: sizes.of(3, 1)])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everything_is_found_and_every_card_adds_up(folder: str, scheme: str) -> None:
    toml = GOLDEN / folder / "inrichting.toml"
    chosen = with_scheme(mapping(toml.read_text(encoding="utf-8")), scheme)
    files = [p.read_bytes() for p in expanded([str(GOLDEN / folder)], [toml])]
    shop = shop_of(files, chosen)
    table = desktop_of(shop)
    assert table is not None
    book = book_at(shop, table)
    every = (*book.entries, *book.expected)
    cards = cards_of(table.derived, table.log, every)
    for item in book.items:
        adds_up(cards[item.key], scheme)
        touching = {e.key for e in every if item.key in {p.item for p in e.postings}}
        assert touching <= set(cards[item.key].entries)
    for entry in every[:: sizes.of(4, 1)]:
        debit = sum(p.cents for p in entry.postings if p.cents > 0)
        for text in (entry.key, entry.key[:10], entry.reference.lower(), euros(debit)):
            assert entry.key in asked(shop, text).booked, (text, entry)
    for received in table.derived.received:
        for text in (euros(received.line.cents), f"L{received.line.id}"):
            assert received.line.id in {x.id for x in asked(shop, text).lines}
    for item in book.items:
        assert item.key in {c.item.key for c in asked(shop, item.invoice).cards}
    for question in book.parked:
        found = asked(shop, question.id)
        told = {p.id for p in found.questions} | {x.parked.id for x in found.lines if x.parked}
        assert question.id in told


def euros(cents: int) -> str:
    return f"{abs(cents) // 100},{abs(cents) % 100:02d}"


def adds_up(card: Card, scheme: str) -> None:
    item = card.item
    if card.returned:
        assert card.open == 0
        return
    if item.kind == "claim" and item.answered is not None and card.declared:
        assert card.declared == card.awarded + card.non_financial + card.rejected, item
    if item.answered is not None:
        paid = sum(p.cents for p in card.payments)
        assert item.awarded == item.settled + paid + item.remaining, item
    if scheme.startswith("outstanding") and item.kind == "claim":
        decided = sum(cents for _, _, cents in card.decided)
        assert card.undecided <= card.rejected - decided
    assert card.open == card.unanswered + item.remaining + card.undecided


def test_a_chain_is_told_from_both_ends() -> None:
    case = Case().claim("F1", [900 * E, 100 * E]).answer("F1", [900 * E, 0])
    case.claim("F2", 100 * E, "03-01").answer("F2", [60 * E], when="03-10")
    case.decide("resubmission", "F1", "F2")
    shop = shop_of(case.everything())
    (old,) = asked(shop, "F1").cards
    (new,) = asked(shop, "F2").cards
    assert (old.later, old.earlier) == (("F2",), ())
    assert (new.later, new.earlier) == ((), ("F1",))
    assert new.item.since == old.item.opened
    assert (old.undecided, new.undecided, new.item.remaining) == (0, 40 * E, 60 * E)
    assert "  herindiening van F1" in list(found_lines(asked(shop, "F2")))


def test_a_set_off_stands_at_what_it_was_set_off_against() -> None:
    story = Story()
    story.claim("F100001", 600 * E).answer("F100001").bank(600 * E, "declaratie F100001")
    story.claim("F100002", 500 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 500 * E), ("credit", "F100001", -300 * E)
    story.set_off("V700001", *items, when="03-12").bank(200 * E, "afrekening V700001", "03-14")
    shop = shop_of(story.everything(), rich())
    (card,) = [c for c in asked(shop, "F100002").cards if c.item.kind == "claim"]
    (payment,) = card.payments
    assert (payment.cents, payment.line_cents, payment.set_off) == (500 * E, 200 * E, -300 * E)
    assert card.open == 0
    reclaim = next(c for c in asked(shop, "300").cards if c.item.kind == "reclaim")
    assert [(p.cents, p.line_cents) for p in reclaim.payments] == [(-300 * E, 200 * E)]


def test_a_decision_on_a_rejection_stands_on_the_card() -> None:
    case = Case().claim("F1", [900 * E, 100 * E]).answer("F1", [900 * E, 0])
    shop = shop_of([*case.everything(), *Case().decide("rejection", "F1", "writeoff").files])
    (card,) = asked(shop, "F1").cards
    assert [(role, cents) for _, role, cents in card.decided] == [("writeoff", 100 * E)]
    assert card.undecided == 0
    assert card.open == 900 * E
