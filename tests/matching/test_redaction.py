"""What is kept of a bank line: never a number, and still every number that is known is found.

1. Whatever way a payer writes a claim number, one of its forms is a mark of the line.
2. Of a payer's line the text stays without its numbers; of any other nothing stays but the marks,
   and words of payer packs.
3. Only a text that is full may have been cut off, and only a number at its end.
4. Whatever a payer says is read the same when it was a stranger's, and nothing else of it stays.
"""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.matching.lines import Line
from koppeling.matching.redaction import key_forms, masked, numbers, shown
from koppeling.matching.said import full_payment_word, mark_on, more_word, set_off_word
from koppeling.model.documents import BankLine
from koppeling.model.entries import Evidence
from koppeling.model.packs import known_packs, pack
from tests.matching.nouns import MAP, MARK, STRANGER, TOWNS, numbered, paid, statement
from tests.scenario import OWN
from tests.sizes import of

NUMBER = st.from_regex(r"[A-Z]{0,3}20[0-9]{2}[0-9]{6}", fullmatch=True)


def candidates(text: str) -> set[str]:
    """Every form in which a number could stand in a text."""
    return {form for _, _, _, forms in numbers(text) for form in forms}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@given(NUMBER, st.sampled_from(("{}", "nr. {}, dank", "({})", "{}/1")))
def test_a_number_is_found(number: str, written: str) -> None:
    for as_written in (number, number.lower(), number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        assert key_forms(number) & candidates(written.format(as_written))
    cut = f"{number[:-3]} {number[-3:]}"
    assert key_forms(number) & candidates(cut)


@given(st.from_regex(r"[1-9][0-9]{5,8}", fullmatch=True))
def test_a_known_number_is_found_behind_letters_and_zeros(digits: str) -> None:
    assert key_forms(f"F{digits}") & candidates(digits)
    assert key_forms(digits) & candidates(f"00{digits}")


@given(TEXT)
def test_no_number_stays_in_the_text(text: str) -> None:
    kept = masked(text, MARK)
    runs = re.findall(r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*", text, re.ASCII)
    left = re.sub(r"\[[0-9a-f]{16}\]", "", kept)
    assert not re.search(r"[0-9]", left, re.ASCII) or not runs
    assert shown(kept, {}).count("***") == text.count("***") + len(runs)


def test_a_number_that_is_shorter_than_a_year_and_six_digits() -> None:
    assert key_forms("2026-12345") == {"202612345"}
    assert key_forms("2026-123456") == {"2026123456", "123456"}
    assert key_forms("F12") == {"F12"}
    assert candidates("1 2 3") == set()
    assert "123456" in candidates("12 3456")


def test_what_is_kept_of_whom() -> None:
    lines = [
        paid(1, "decl F260001", iban=TOWNS, name="Town Three"),
        paid(2, "huur 12 Payer Two", iban=STRANGER, name="Jansen", reference="E1"),
        paid(3, "huur 12", iban=STRANGER, name="Jansen", reference="NOTPROVIDED"),
        paid(4, "F260001", iban=OWN),
        paid(5, "F260001", iban=""),
    ]
    payer, named, other, own, nobody = statement(numbered(lines)).lines
    assert payer.texts == (f"decl [{MARK('F260001')}]",)
    assert payer.counter_mark == MARK(TOWNS)
    for line in (named, other, own, nobody):
        assert (line.counter_iban, line.counter_name, line.texts) == ("", "", ())
        assert line.references == ()
    assert [line.names_payer for line in (named, other)] == [True, False]
    assert (named.reference_marks, other.reference_marks) == ((MARK("E1"),), ())
    assert (own.own, own.marks, nobody.counter_mark) == (True, (), "")
    assert MARK("F260001") in nobody.marks


def vocabulary() -> list[str]:
    packs = [pack(name) for name in known_packs()]
    plain = (w for p in packs for w in (*p.set_off, *p.full_payment))
    return sorted({*plain, *(w.text for p in packs for w in (*p.marks, *p.more_than_named))})


SAID = st.lists(
    st.one_of(
        st.sampled_from(vocabulary()),
        st.from_regex(r"[A-Za-z]{1,9}", fullmatch=True),
        st.from_regex(r"F?2026[0-9]{4,6}", fullmatch=True),
        st.sampled_from(["de heer Jansen", "Kerkstraat 12", ",", "-", "/"]),
    ),
    max_size=6,
)


@settings(max_examples=of(300, 20_000))
@given(SAID, st.sampled_from(["", " ", ", "]), st.sampled_from(known_packs()))
def test_a_payer_is_read_the_same_when_it_was_a_stranger(
    said: list[str], between: str, name: str
) -> None:
    text = between.join(said)
    own, strange = statement(
        numbered([paid(1, text, iban=TOWNS), paid(1, text, iban=STRANGER)])
    ).lines
    payer = MAP.payers[2].model_copy(update={"pack": name})

    def read(bank: BankLine) -> list[str]:
        line = Line(bank, OWN, Evidence(""), (payer,))
        clues = [set_off_word(line), full_payment_word(line), more_word(line)]
        marked = mark_on(line, MARK)
        return [c.value if c else "" for c in clues] + [marked.word if marked else ""]

    assert read(strange) == read(own)
    assert (strange.numbers, strange.tails) == (own.numbers, own.tails)
    for kept in strange.texts:
        left = re.sub(r"\[[0-9a-f]{16}\]|\*\*\*", " ", kept).lower()
        for word in sorted(vocabulary(), key=len, reverse=True):
            left = left.replace(word.lower(), " ")
        assert not any(map(str.isalnum, left)), kept


def test_only_a_full_text_is_cut_off() -> None:
    start = "x " * 63
    for text, cut in (
        (f"{start} F26000", True),
        (f"{start} F26", True),
        (f"{start} 123456 einde", False),
        ("F26000", False),
        (f"{start} en nog wat", False),
    ):
        (line,) = statement(numbered([paid(1, text)])).lines
        assert bool(line.tails) is cut
