"""A line that came back (storno, retour): paired with its original, by reference.

Neither pays anything: together they are nothing, and what the original paid is open again. The
original is the one earlier line of the same amount the other way, of the same account, that has a
reference or a number in common; with two of them nobody knows which, and the return is asked.
"""

from collections.abc import Iterable

from koppeling.matching.facts import View
from koppeling.matching.lines import Answer, Line
from koppeling.model.explanations import Clue
from koppeling.model.movements import Part


def originals(lines: Iterable[Line], view: View) -> dict[str, Answer]:
    """The answers of returns and of what they return, by line id."""
    earlier: dict[tuple[str, int], list[Line]] = {}
    found: dict[str, Answer] = {}
    for line in sorted(lines, key=lambda x: (x.bank.date, x.bank.returned, x.id)):
        if line.bank.returned:
            back = [x for x in earlier.get((line.iban, -line.cents), ()) if x.id not in found]
            original = _original(line, back)
            if original is None:
                if line.payers:
                    found[line.id] = Answer(reason="unexplained")
                continue
            for each in (line, original):
                found[each.id] = _answer(each, original, view)
        earlier.setdefault((line.iban, line.cents), []).append(line)
    return found


def _original(line: Line, earlier: list[Line]) -> Line | None:
    """The one earlier line that shares a whole reference, else all its numbers, else one."""
    same = [x for x in earlier if _alike(line, x)]
    references, own = set(line.bank.reference_marks), set(line.bank.marks)
    for found in (
        [x for x in same if references & set(x.bank.reference_marks)],
        [x for x in same if own and own == set(x.bank.marks)],
        [x for x in same if own & set(x.bank.marks)],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _alike(line: Line, other: Line) -> bool:
    """The same payer, or of both nothing is known but the account."""
    if line.payers or other.payers:
        return bool(line.labels & other.labels)
    return bool(line.bank.counter_mark) and line.bank.counter_mark == other.bank.counter_mark


def _answer(line: Line, original: Line, view: View) -> Answer:
    """On the original's hold and off it again; a line that is no payer's needs no answer."""
    if not line.payers:
        return Answer()
    opened = f"line/{original.id}"
    hold = view.booking_of(opened, original.payer, "").hold
    part = Part(line.cents, line.payer, hold, version=view.version_of(opened))
    return Answer("return", (part,), line.bank.date, clues=(Clue("reference", ""),))
