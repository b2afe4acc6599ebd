"""The texts of bookings say what happened to which claims, and nothing of a person.

1. No text, dimension or journal holds a name, a BSN or an IBAN of a person, whatever a bank line, a
   message or its file says; in every package and every detail.
2. A text has at most the length that its package takes; a claim number is in it whole or not at
   all.
3. Every kind of movement has its words.
"""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.accounting.texts import WORDS, fitted, numbered, text_of
from koppeling.connectors.limits import all_limits, limits_of
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Package
from koppeling.model.movements import MovementKind, Part
from tests import sizes
from tests.accounting.journal_book import chosen as with_rows
from tests.accounting.journal_book import receipt
from tests.scenario import CLIENTS, STRANGER, Case, mapping

E = 100
PEOPLE = ("Jansen-de Vries", "A. Bakker", "Naam van iemand", "1961-04-02")
words = st.text(alphabet="abcdef0123456789", min_size=1, max_size=12)


def said(entry: JournalEntry) -> str:
    """Everything of an entry that a person can read in the package."""
    parts = [entry.text, entry.journal, entry.back_reference]
    for p in entry.postings:
        parts += [p.text, *(value for _, value in p.dimensions)]
    return "\n".join(parts)


@pytest.mark.parametrize("detail", ["month", "line"])
@pytest.mark.parametrize("kind", sorted(all_limits()))
def test_nothing_of_a_person_reaches_a_booking(kind: str, detail: str) -> None:
    dice = sizes.generator(f"texts {kind} {detail}")
    for _ in range(sizes.of(1, 20)):
        case = Case()
        numbers = [f"F10000{n}" for n in range(dice.randrange(1, 6))]
        for number in numbers:
            case.claim(number, [dice.randrange(1, 900) * E for _ in range(3)]).answer(number)
        total = 100 * E
        told = [" ".join(numbers), dice.choice(PEOPLE), dice.choice(CLIENTS), STRANGER]
        dice.shuffle(told)
        case.bank(total, " ".join(told)).bank(-50 * E, f"retour {PEOPLE[0]} {CLIENTS[0]}")
        chosen = mapping(detail=detail, other_lines="unidentified")
        book = case.book(chosen.model_copy(update={"package": Package(kind=kind)}))
        limits = limits_of(kind)
        assert book.entries
        for entry in book.entries:
            assert not [p for p in (*PEOPLE, *CLIENTS, STRANGER) if p in said(entry)]
            assert len(entry.text) <= (limits.entry_text or 10**6)
            assert all(len(p.text) <= (limits.posting_text or 10**6) for p in entry.postings)


@given(
    named=st.lists(words, min_size=1, max_size=6), most=st.integers(8, 60), parts=st.integers(1, 9)
)
def test_a_text_fits_and_no_word_of_it_is_cut(named: list[str], most: int, parts: int) -> None:
    text = " ".join(["Ab", *named])
    made = fitted(text, most)
    assert len(made) <= most
    assert made.split() == text.split()[: len(made.split())]
    assert made == text or len(" ".join(text.split()[: len(made.split()) + 1])) > most
    part = numbered(text, parts, parts, most)
    assert len(part) <= most
    assert parts == 1 or part.endswith(f" {parts}/{parts}")
    assert fitted(text, None) == text


def test_every_movement_has_its_words() -> None:
    assert set(WORDS) == set(get_args(MovementKind))


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "Ontvangst"),
        (1, "Ontvangst F0"),
        (3, "Ontvangst F0 F1 F2"),
        (4, "Ontvangst F0 F1 F2 +1"),
        (9, "Ontvangst F0 F1 F2 +6"),
    ],
)
def test_three_claims_are_named_and_the_others_counted(count: int, text: str) -> None:
    chosen = with_rows()
    parts = tuple(Part(1, "uzovi:5555", "clearing", invoice=f"F{n}") for n in range(count))
    loose = (Part(1, "uzovi:5555", "advance"),)
    assert text_of(receipt(chosen, "paid", parts=(*loose, *parts))) == text
