"""What a payer's words on a transfer say (woorden van de financier), by its pack and no other's.

A kept text has every number replaced by its mark, and `CM96` is such a number: a word with a digit
in it is looked for by its own mark.
"""

from dataclasses import dataclass

from koppeling.matching.lines import Line
from koppeling.matching.redaction import MARKED, Marker, masked
from koppeling.model.explanations import Clue
from koppeling.model.movements import Part
from koppeling.model.packs import Word, pack

ROLES = {"reclaim": "repayable", "advance": "advance", "interest": "interest", "fee": "fee"}
"""Where money of a kind goes when no open item says more (contract section 2, *Paid*)."""
TAKEN_OFF = frozenset({"reclaim", "fee"})
"""Kinds that only lower a payout, or that we pay ourselves."""


@dataclass(frozen=True, slots=True)
class Said:
    """Gezegd: the word of the payer, its kind, and where it stands."""

    kind: str
    word: str
    clue: Clue


def set_off_word(line: Line) -> Clue | None:
    """The word that says that something was taken off; it may be a part of a longer one."""
    words = (w for payer in line.payers for w in pack(payer.pack).set_off)
    return next((clue for word in words if (clue := _plainly(line, word))), None)


def full_payment_word(line: Line) -> Clue | None:
    """The word that says that a claim is paid as it was awarded, and nothing was taken off."""
    words = (w for payer in line.payers for w in pack(payer.pack).full_payment)
    return next((clue for word in words if (clue := _plainly(line, word))), None)


def more_word(line: Line) -> Clue | None:
    """The word that says that more is paid than is named: a range, or a list cut short."""
    words = (w for payer in line.payers for w in pack(payer.pack).more_than_named)
    for word in words:
        for number, text in enumerate(line.bank.texts):
            if found := word.alone.search(_outside(text)):
                return Clue("word", word.text, number, *found.span())
    return None


def _outside(text: str) -> str:
    """The text with its masks blanked out: letters of a mark are no words."""
    return MARKED.sub(lambda m: " " * len(m.group()), text)


def _plainly(line: Line, word: str) -> Clue | None:
    for number, text in enumerate(line.bank.texts):
        start = _outside(text).lower().find(word)
        if start >= 0:
            return Clue("word", word, number, start, start + len(word))
    return None


def mark_on(line: Line, mark: Marker) -> Said | None:
    """The mark of a kind of claim, or the word for one, that the one payer of a line writes."""
    if not line.payer:
        return None
    for word in pack(line.payers[0].pack).marks:
        for number, text in enumerate(line.bank.texts):
            place = _place(word, text, mark)
            if place is not None:
                return Said(word.kind, word.text, Clue("word", word.text, number, *place))
    return None


def _place(word: Word, text: str, mark: Marker) -> tuple[int, int] | None:
    hidden = masked(word.text, mark)
    if hidden != word.text:
        start = text.lower().find(hidden.lower())
        return (start, start + len(hidden)) if start >= 0 else None
    found = word.alone.search(_outside(text))
    return found.span() if found else None


def marked_part(line: Line, cents: int, mark: Marker) -> tuple[Part, Clue] | None:
    """What the payer's mark says that these cents of a line are, and where it says so."""
    said = mark_on(line, mark)
    if not cents or said is None or said.kind not in ROLES:
        return None
    if said.kind in TAKEN_OFF and cents > 0:
        return None
    return Part(cents, line.payer, ROLES[said.kind], reason=said.word), said.clue


def reason_on(line: Line, mark: Marker) -> str:
    """The mark as the `reason` of a part without an item: rows of the mapping may ask for it."""
    said = mark_on(line, mark)
    return said.word if said else ""
