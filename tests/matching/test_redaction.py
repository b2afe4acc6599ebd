"""What is kept of a bank line: never a number, and still every number that is known is found.

1. Whatever way a payer writes a claim number, one of its forms is a mark of the line.
2. Of a payer's line the text stays without its numbers; of any other nothing stays but the marks.
3. Only a text that is full may have been cut off, and only a number at its end.
"""

import re

from hypothesis import given
from hypothesis import strategies as st

from koppeling.matching.redaction import key_forms, masked, numbers, shown
from tests.matching.nouns import MARK, STRANGER, TOWNS, numbered, paid, statement
from tests.scenario import OWN

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
