"""`detail = "line"`: a posting of revenue for every line of a claim (contract 2, *Detail*).

1. Each line is one posting, with its own reference and its own cents; together they are the entry
   that `month` gives, to the cent, in every scheme and every standard.
2. What is not known of single lines is booked as the one amount it is: an answer that leaves lines
   out, a part that a person decided on. Nothing is spread by a guess.
3. Debtor, clearing and rejected stay one posting a claim.
4. The lines are kept beside the books before the commit that names them, without a client; a file
   that came before anybody asked for lines is read again.
5. Any order of arrival ends in the same books.
"""

import gzip
import json
from collections import Counter
from datetime import date

import pytest

from koppeling.formats.gds_write import Parties, Performed, answer, claim
from koppeling.formats.source import Source
from koppeling.formats.zipped_write import packed
from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry
from koppeling.settle.configure import adopt
from koppeling.settle.offline import SCHEMES, Offline, with_scheme
from tests import sizes
from tests.scenario import AGB, CLIENTS, KEY, MAPPING, Case, booked, mapping
from tests.stories import Story, in_every_order, rich

E = 100
REVENUE = {"revenue", "revenue_prior", "correction"}


def by_line(entry: JournalEntry) -> dict[str, int]:
    """Cents of the revenue of each line, '' = of all that is not booked by line."""
    found: Counter[str] = Counter()
    for p in entry.postings:
        if p.role in REVENUE:
            found[dict(p.dimensions).get("line", "")] += p.cents
    return dict(found)


def one(book: Book, kind: str) -> JournalEntry:
    (found,) = [e for e in book.entries if e.movement.startswith(f"{kind}/")]
    return found


def without_lines(book: Book) -> dict[tuple[str, ...], int]:
    """The books as `claim` would have them: the lines of one product together."""
    found: Counter[tuple[str, ...]] = Counter()
    for e in book.entries:
        for p in e.postings:
            named = tuple(pair for pair in p.dimensions if pair[0] != "line")
            found[(e.movement, e.period, p.account, p.role, p.item, str(named))] += p.cents
    return {k: v for k, v in found.items() if v}


WHO = Parties("5555", AGB, "G100001", date(2026, 2, 2))
SENT = [
    Performed(CLIENTS[i], product, cents, date(2026, 1, 31), f"R{i}")
    for i, (product, cents) in enumerate([("CO1", 600 * E), ("CO1", 250 * E), ("TC1", -40 * E)])
]
BY_LINE = MAPPING.replace('post = "now"', 'post = "now"\ndetail = "line"')
ONE_BY_ONE = mapping(detail="line", recognise="awarded")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_line_is_one_posting_in_every_scheme(scheme: str) -> None:
    amounts, won = [100 * E, 200 * E, 300 * E], [100 * E, 150 * E, 0]
    case = Case().claim("F1", amounts).answer("F1", won).bank(250 * E, "declaratie F1")
    chosen = mapping(detail="line", rejected="reverse")
    book = case.book(chosen, scheme)
    outstanding = scheme.startswith("outstanding")
    entry = one(book, "submitted" if outstanding else "awarded")
    said = amounts if outstanding else won
    assert by_line(entry) == {f"F1-{i}": -c for i, c in enumerate(said) if c}
    if outstanding:
        rejected = one(book, "rejected/reverse")
        assert by_line(rejected) == {"F1-1": 50 * E, "F1-2": 300 * E}
    for e in book.entries:
        others = Counter((p.role, p.item) for p in e.postings if p.item)
        assert set(others.values()) <= {1}
    month = case.book(mapping(detail="claim", rejected="reverse"), scheme)
    assert without_lines(book) == without_lines(month)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_325_lists_the_rejected_lines_and_the_others_are_the_claims(scheme: str) -> None:
    case = Case().town("J1", [100 * E, 200 * E, 300 * E]).town_answer("J1", rejected=[1])
    book = case.book(mapping(detail="line", rejected="reverse"), scheme)
    if scheme.startswith("outstanding"):
        assert by_line(one(book, "rejected/reverse")) == {"J1-1": 200 * E}
        won = {"J1-0": -100 * E, "J1-1": -200 * E, "J1-2": -300 * E}
        assert by_line(one(book, "submitted")) == won
    else:
        assert by_line(one(book, "awarded")) == {"J1-0": -100 * E, "J1-2": -300 * E}


@pytest.mark.parametrize("repeat", [True, False])
def test_an_802_says_by_number_what_the_lines_of_the_801_won(repeat: bool) -> None:
    said = {"awarded": {"R1": 200 * E}, "codes": {"R1": "0611"}, "repeat": repeat}
    files = [claim(WHO, SENT), answer(WHO, date(2026, 2, 10), SENT, **said)]  # type: ignore[arg-type]
    for given in (files, files[::-1]):
        won = {"R0": -600 * E, "R1": -200 * E, "R2": 40 * E}
        assert by_line(one(booked(given, ONE_BY_ONE), "awarded")) == won


def test_an_802_that_names_no_line_is_booked_as_it_adds_up() -> None:
    """Awarded in full, each line is known."""
    files = [claim(WHO, SENT), answer(WHO, date(2026, 2, 10), SENT, repeat=False)]
    assert by_line(one(booked(files, ONE_BY_ONE), "awarded")) == {
        "R0": -600 * E,
        "R1": -250 * E,
        "R2": 40 * E,
    }
    # its totals say what was won in another way, not on which line: it stays one amount a product
    for lines in (SENT[1:2], SENT):
        other = {x.reference: x.cents for x in lines}
        files[1] = answer(WHO, date(2026, 2, 10), SENT, non_financial=other, repeat=False)
        found = by_line(one(booked(files, ONE_BY_ONE), "awarded_non_financial"))
        assert found == {"": -sum(other.values())}


def test_an_802_without_its_801_is_booked_by_its_totals() -> None:
    alone = [answer(WHO, date(2026, 2, 10), SENT)]
    assert by_line(one(booked(alone, ONE_BY_ONE), "awarded")) == {"": -810 * E}
    assert by_line(one(booked(alone, mapping(detail="line")), "submitted")) == {"": -810 * E}


def test_an_answer_without_its_claim_is_booked_by_its_own_lines() -> None:
    case = Case().claim("F1", [100 * E, 200 * E], keep=False).answer("F1", [100 * E, 50 * E])
    book = case.book(mapping(detail="line"))
    assert by_line(one(book, "submitted")) == {"F1-0": -100 * E, "F1-1": -200 * E}


def test_a_technical_return_mirrors_every_line() -> None:
    case = Case().claim("F1", [100 * E, 200 * E])
    returned = Case(claims=case.claims).answer("F1", [0, 0], codes={"F1-0": "8001"}, header="0001")
    case.files += returned.files
    book = case.book(mapping(detail="line"))
    assert by_line(one(book, "returned")) == {"F1-0": 100 * E, "F1-1": 200 * E}


def test_a_decided_rejection_follows_its_lines_and_a_part_does_not() -> None:
    case = Case().claim("F1", [100 * E, 200 * E]).answer("F1", [60 * E, 120 * E])
    chosen = mapping(detail="line")
    whole = Case(files=[*case.files]).decide("rejection", "F1", "revenue").book(chosen)
    assert by_line(one(whole, "decided_rejection")) == {"F1-0": 40 * E, "F1-1": 80 * E}
    part = Case(files=[*case.files]).decide("rejection", "F1", "revenue", cents=50 * E).book(chosen)
    assert by_line(one(part, "decided_rejection")) == {"": 50 * E}


def test_a_reclaim_of_a_whole_claim_follows_its_lines() -> None:
    story = Story().claim("F1", [100 * E, 200 * E]).answer("F1").letter("F1", 300 * E, "03-01")
    book = story.told(rich(detail="line"))
    assert by_line(one(book, "reclaimed")) == {"F1-0": 100 * E, "F1-1": 200 * E}


def test_lines_are_kept_without_a_client_and_only_when_asked_for() -> None:
    case = Case().claim("F1", [100 * E, 200 * E]).answer("F1")
    office = Offline(mapping(), KEY)
    office.adopt()
    for data in case.files[:1]:
        office.give(Source.of(data, key=KEY))
    office.settle()
    assert not [name for name in office.objects.held if name.startswith("lines/")]
    assert adopt(office.shop(), BY_LINE.encode()).version == 2
    office.give(Source.of(Case().claim("F2", [7 * E]).files[0], key=KEY))
    office.settle()
    kept = {n: gzip.decompress(d) for n, d in office.objects.held.items() if n.startswith("lines/")}
    (data,) = kept.values()
    assert "F2-0" in data.decode()
    line_keys = json.loads(data)["0"]
    assert set(line_keys) == {"kind", "places", "text"}
    assert not any(client in data.decode() for client in CLIENTS)


def test_a_file_that_came_before_anybody_asked_for_lines() -> None:
    """A payer that was unknown when its claim came: it is opened, and read, when it is known."""
    case = Case().claim("F1", [100 * E, 200 * E], payer="3332")
    office = Offline(mapping(), KEY)
    office.adopt()
    office.give(Source.of(case.files[0], key=KEY))
    assert office.settle().entries == ()
    text = BY_LINE + '\n[[payers]]\nid = "uzovi:3332"\nname = "Nieuw"\n'
    assert adopt(office.shop(), text.encode()).version == 2
    assert by_line(one(office.settle(), "submitted")) == {"F1-0": -100 * E, "F1-1": -200 * E}


def irregular(data: bytes) -> bytes:
    """The same claim with a line end that makes the fast reader give up at the very end."""
    return data.removesuffix(b"\r\n") + b"\n"


def test_lines_of_a_file_that_is_read_twice_are_kept_once() -> None:
    (data,) = Case().claim("F1", [100 * E, 200 * E]).files
    book = booked([irregular(data)], mapping(detail="line"))
    assert by_line(one(book, "submitted")) == {"F1-0": -100 * E, "F1-1": -200 * E}


def test_each_message_in_a_zip_has_its_own_lines() -> None:
    case = Case().claim("F1", [100 * E]).claim("F2", [200 * E, 300 * E]).bank(7 * E, "iets")
    case.answer("F2", [200 * E, 100 * E])
    names = ("a.txt", "b.txt", "c.txt", "d.xml")
    zipped = packed(dict(zip(names, case.everything(), strict=True)))
    book = booked([zipped], mapping(detail="line", recognise="awarded"))
    assert by_line(one(book, "awarded")) == {"F2-0": -200 * E, "F2-1": -100 * E}
    outstanding = booked([zipped], mapping(detail="line"))
    (first, second) = [e for e in outstanding.entries if e.movement.startswith("submitted/")]
    assert (by_line(first), by_line(second)) == (
        {"F1-0": -100 * E},
        {"F2-0": -200 * E, "F2-1": -300 * E},
    )


def test_two_reasons_to_refuse_lines_of_one_product() -> None:
    case = Case().claim("F1", [100 * E, 200 * E, 300 * E])
    case.answer("F1", [0, 0, 300 * E], codes={"F1-0": "0611", "F1-1": "0612", "F1-2": "0200"})
    book = case.book(mapping(detail="line", rejected="reverse"))
    assert by_line(one(book, "rejected/reverse")) == {"F1-0": 100 * E, "F1-1": 200 * E}


def test_any_order_ends_in_the_same_books() -> None:
    case = Case().claim("F1", [100 * E, 200 * E]).answer("F1", [100 * E, 0])
    case.town("J1", [30 * E, 40 * E]).town_answer("J1", rejected=[0])
    in_every_order(
        case.bank(100 * E, "declaratie F1").everything(), mapping(detail="line"), "lines"
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_any_claim_by_line_is_the_claim(scheme: str) -> None:
    """Random lines, signs, months and answers: the lines together are what `claim` books."""
    dice = sizes.generator(f"by line {scheme}")
    for _ in range(sizes.of(3, 60)):
        signs = [dice.choice([1, 1, -1]) for _ in range(dice.randrange(1, 9))]
        amounts = [sign * dice.randrange(1, 900) for sign in signs]
        case = Case().claim("F1", amounts, month=dice.choice(["01-31", "2025-12-31"]))
        case.answer("F1", [dice.choice([c, c, 0]) for c in amounts])
        chosen = {d: with_scheme(mapping(detail=d), scheme) for d in ("line", "claim", "month")}
        books = {d: booked(case.files, m) for d, m in chosen.items()}
        assert without_lines(books["line"]) == without_lines(books["claim"])
        assert books["line"].balances == books["month"].balances
        for entry in books["line"].entries:
            assert "" not in by_line(entry)
