"""An explanation says why, in words, and no more than may be shown.

1. Whatever matching can say has words in both languages, and figures for all that stand in them.
2. Nothing of a bank text is told but known numbers, words of payer packs and masks.
3. What is marked as evidence is the number or the word that the clue speaks of.
4. The sum adds up to the line, however many items it has.
5. Three explanations, as a bookkeeper reads them.
"""

import itertools
import re
import string
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.model.book import Book
from koppeling.model.explanations import (
    CLASSES,
    Clue,
    ClueKind,
    Considered,
    Explanation,
    Needs,
    Precision,
    Rule,
    RuledOut,
)
from koppeling.model.movements import Part
from koppeling.model.packs import pack
from koppeling.reports import sentences
from koppeling.reports.explanations import MOST, lines, told
from koppeling.reports.report import report
from koppeling.reports.result import result, result_json
from koppeling.reports.terminal import summary
from tests import sizes
from tests.reports.worked import three
from tests.scenario import Case, mapping

LANGUAGES = ("nl", "en")
PRECISION = tuple(Precision(name, 412, 0) for name in "ABC")
GOLDEN = Path(__file__).parent / "explanations.txt"
GENERIC = pack("generic")
WORDS = {
    part.lower()
    for word in (*GENERIC.set_off, *GENERIC.full_payment, *(w.text for w in GENERIC.marks))
    for part in re.findall(r"\w+", word)
}


def explanations(book: Book) -> list[Explanation]:
    return [*(o for p in book.parked for o in p.options), *(m.why for m in book.matches)]


def text(found: Explanation, language: str = "nl") -> str:
    return "\n".join(lines(told(found, PRECISION, language), language))


def test_whatever_matching_can_say_has_a_sentence() -> None:
    rules, needs = get_args(Rule), set(get_args(Needs)) - {""}
    assert set(CLASSES) <= set(sentences.UNDONE) <= set(rules)
    assert set(sentences.CHANGES) == needs
    assert {CLASSES.get(rule, "D") for rule in rules} | {"decision"} == set(sentences.CLASSES)
    outcomes = ("none", "found", "unfinished")
    ruled_out = itertools.product(get_args(Considered), outcomes)
    assert set(sentences.RULED_OUT) == {", ".join(pair) for pair in ruled_out}
    kinds = get_args(ClueKind)
    assert {key.partition(",")[0] for key in sentences.CLUES} == set(kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_or_brace_is_left_in_a_text(language: str) -> None:
    clues = [Clue(kind, "F1") for kind in get_args(ClueKind) if kind != "word"]
    clues += [Clue(kind, "F1", 0, 0, 2) for kind in ("number", "document", "word")]
    ruled = [
        RuledOut(what, 14, found, complete=complete)
        for what in get_args(Considered)
        for found, complete in ((0, True), (1, True), (0, False))
    ]
    for rule, needs in itertools.product(get_args(Rule), get_args(Needs)):
        if not needs and rule not in sentences.UNDONE:
            continue  # a proposal always waits for something
        parts = (Part(90, "", "clearing", invoice="F1"),)
        found = Explanation("1", rule, parts, 100, None, tuple(clues), tuple(ruled), needs, ("F1",))
        said = text(found, language)
        assert not re.search(r"[{}]|_", said), said


def test_both_languages_tell_the_same_figures() -> None:
    for table in (sentences.RULED_OUT, sentences.CLUES, sentences.CHANGES, sentences.UNDONE):
        for dutch, english in table.values():
            assert set(re.findall(r"{\w+}", dutch)) == set(re.findall(r"{\w+}", english))


numbers = st.from_regex(r"\A9[0-9]{8}\Z")
names = st.text(string.ascii_letters + "éü -'.", min_size=1, max_size=12).filter(
    lambda name: not set(re.findall(r"\w+", name.lower())) & WORDS
)
known = st.sampled_from(["F2026001", "F2026002", "2026001", "verrekend", "afrekening"])


@settings(max_examples=sizes.of(25, 300), deadline=None)
@given(st.lists(st.one_of(numbers, names, known), max_size=7), st.sampled_from([", ", " ", "/"]))
def test_nothing_personal_of_a_text_is_told(words: list[str], between: str) -> None:
    case = Case().claim("F2026001", 12_311).answer("F2026001").claim("F2026002", 4_503)
    case.answer("F2026002").bank(12_311, between.join(words))
    book = case.bank(99, "", "03-20").book(mapping())
    personal = [word for word in words if re.fullmatch("9[0-9]{8}", word)]
    for found in explanations(book):
        for shown in found.texts:
            pieces = [piece for piece in re.split(r"[\s,;.:+&/()*-]+", shown) if piece]
            assert {p.lower() for p in pieces} <= {"f2026001", "f2026002", "2026001"} | WORDS
        for clue in found.clues:
            if clue.text >= 0:
                evidence = found.texts[clue.text][clue.start : clue.end]
                assert evidence in clue.value or clue.value in evidence.lower()
    page = result_json(result(book)) + report(book) + summary(book)
    assert not [number for number in personal if number in page]
    said = "".join(text(e, language) for e in explanations(book) for language in LANGUAGES)
    assert not [number for number in personal if number in said]


@given(st.lists(st.integers(-(10**9), 10**9), max_size=3 * MOST), st.integers(-(10**9), 10**9))
def test_the_sum_adds_up_to_the_line(amounts: list[int], cents: int) -> None:
    parts = tuple(Part(c, "", "clearing", invoice=f"F{n}") for n, c in enumerate(amounts))
    said = told(Explanation("1", "subset", parts, cents, needs="decision"), (), "nl")
    assert sum(c for _, c in said.sums) == said.total == sum(amounts)
    assert said.total + said.residual == said.line == cents
    assert len(said.sums) <= MOST


def test_three_explanations_as_a_bookkeeper_reads_them() -> None:
    found = sorted(explanations(three()), key=lambda e: (e.rule, e.id))
    shown = "\n\n".join(text(e, language) for e in found for language in LANGUAGES) + "\n"
    assert shown == GOLDEN.read_text(encoding="utf-8")


def test_it_waits_for_silence_until_a_day() -> None:
    found = Explanation("1", "unique_amount", (), 1, needs="three_days")
    day = three().parked[0].date
    assert day is not None
    assert "tot en met 02-03-2026" in told(found, (), "nl", day).change
    assert "up to 2026-03-02" in told(found, (), "en", day).change
    assert "drie dagen na de bankmutatie" in told(found, (), "nl").change


def test_a_decision_of_a_person_is_not_measured() -> None:
    said = told(Explanation("1", "decision", (), 1), PRECISION, "nl")
    assert (said.grade, said.measured, said.means) == ("A", "", "een mens heeft het besloten")
    said = told(Explanation("1", "named_sum", (), 1), PRECISION, "nl")
    assert said.measured == "412 aflettering(en), 0 teruggedraaid"
