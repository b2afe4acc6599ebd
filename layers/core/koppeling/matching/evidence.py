"""Why a line is explained as it is (bewijs), as data for people: only shown text leaves here.

A line's texts hold marks and the payer's words, names among them. What is quoted of them are known
numbers, words of the payer's pack, and `***` for all else; the places of clues are those in the
quotation.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from koppeling.matching.desk import Desk
from koppeling.matching.lines import Answer, Line
from koppeling.matching.redaction import MARKED, key_forms
from koppeling.model.explanations import Clue, Explanation
from koppeling.model.packs import pack

MASK = "***"
BETWEEN = frozenset(" ,;.:+&/()-")
"""What may stand between two things that are shown, and says nothing itself."""
Piece = tuple[int, int, str]
"""A part of a masked text that may be shown: begin, end, and how it is written."""


def explained(line: Line, answer: Answer, desk: Desk) -> Explanation:
    """An answer that has parts or is proposed, as data for people."""
    assert answer.rule, "what explains nothing has no rule"
    texts, clues = _quoted(line, answer.clues, desk)
    return Explanation(
        line.id,
        answer.rule,
        answer.parts,
        line.cents,
        answer.dated,
        clues,
        answer.ruled_out,
        answer.needs,
        texts,
    )


def known_numbers(texts: Iterable[str], desk: Desk) -> dict[str, str]:
    """The known numbers in masked texts, by their mark."""
    marks = {mark for text in texts for mark in MARKED.findall(text)}
    found = ((mark, desk.written(mark)) for mark in marks if mark in desk.index)
    return {mark: number for mark, number in found if number}


def _quoted(
    line: Line, clues: tuple[Clue, ...], desk: Desk
) -> tuple[tuple[str, ...], tuple[Clue, ...]]:
    """The texts that clues stand in, as they may be shown, and the clues at their place in them."""
    places = sorted({c.text for c in clues if c.text >= 0})
    if not places:
        return (), clues
    known = known_numbers((line.bank.texts[place] for place in places), desk)
    for clue in (c for c in clues if c.kind == "document"):
        known |= {desk.mark(form): form for form in key_forms(clue.value)}
    texts: list[str] = []
    moved: dict[Clue, Clue] = {}
    for number, place in enumerate(places):
        own = [c for c in clues if c.text == place]
        text, at = _shown(line.bank.texts[place], _pieces(line, place, own, known))
        texts.append(text)
        for clue in own:
            start, end = at[clue.start]
            moved[clue] = replace(clue, text=number, start=start, end=end)
    return tuple(texts), tuple(moved.get(c, c) for c in clues)


def _pieces(line: Line, place: int, clues: Iterable[Clue], known: dict[str, str]) -> list[Piece]:
    """What may be shown of a text, in order; clues go before what would overlap them."""
    text = line.bank.texts[place]
    own = [(c.start, c.end, _written(c, text[c.start : c.end], known)) for c in clues]
    numbers = [(*m.span(), known[m[1]]) for m in MARKED.finditer(text) if m[1] in known]
    words = [
        (*m.span(), m.group())
        for name in sorted({p.pack for p in line.payers})
        for m in _words(name).finditer(text)
    ]
    found: list[Piece] = []
    for piece in (*own, *numbers, *words):
        if all(piece[1] <= begin or end <= piece[0] for begin, end, _ in found):
            found.append(piece)
    return sorted(found)


def _written(clue: Clue, masked: str, known: dict[str, str]) -> str:
    """A clue as it stands in the text; a word with a digit in it is masked like a number."""
    hidden = clue.value if MARKED.search(masked) else masked
    return known.get(masked[1:-1], hidden)


@cache
def _words(name: str) -> re.Pattern[str]:
    """The words of a pack, each alone: a part of another word may be a part of a name."""
    said = pack(name)
    every = {*said.set_off, *said.full_payment, *(word.text for word in said.marks)}
    words = sorted(every, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _shown(text: str, pieces: Iterable[Piece]) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text with all else masked, and where each piece came to stand, by where it began."""
    made, before = "", 0
    at: dict[int, tuple[int, int]] = {}
    for begin, end, written in pieces:
        made += _between(text[before:begin], first=not made)
        at[begin] = (len(made), len(made) + len(written))
        made += written
        before = end
    return made + _between(text[before:], first=False).rstrip(), at


def _between(text: str, *, first: bool) -> str:
    """What stands between two pieces: separators as they are, anything else as one mask."""
    if set(text) <= BETWEEN:
        return "" if first else text
    return f"{MASK} " if first else f" {MASK} "
