"""Lines that look alike in statements that follow each other (opeenvolgende afschriften).

A line is known by what the bank says of it and by its place among equals of one statement, so that
two downloads that overlap give it one id. But of two statements of which the second begins where
the first ends, by number and by balance, none overlaps: what looks alike in both happened twice.
There the second goes on counting where the first stopped, as one download of both would do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from koppeling.matching.facts import Taken
from koppeling.model.documents import BankLine, Statement, id_among_equals


def lines_once(statements: Iterable[Taken]) -> Iterator[tuple[Taken, Statement, BankLine]]:
    """Every line of every statement, under the id that it has among all of them."""
    pages = [
        (taken, taken.document)
        for taken in sorted(statements, key=lambda t: (t.document.own_date, t.sha256))
        if isinstance(taken.document, Statement) and not taken.document.details_only
    ]
    ends = _ends(statement for _, statement in pages)
    for taken, statement in pages:
        earlier = _earlier(statement, ends)
        places = _places(statement.lines) if earlier else {}
        for line in statement.lines:
            key, place = places.get(line.id, (line.id, 1))
            if before := earlier[key]:
                yield taken, statement, replace(line, id=id_among_equals(key, before + place))
            else:
                yield taken, statement, line


Link = tuple[str, int, int]
"""Account, balance at the end, number: what the next statement must begin with."""


def _ends(statements: Iterable[Statement]) -> dict[Link, list[Statement]]:
    found: dict[Link, list[Statement]] = {}
    for s in statements:
        if s.number.isdecimal() and s.closing is not None:
            found.setdefault((s.iban, s.closing, int(s.number)), []).append(s)
    return found


def _earlier(statement: Statement, ends: dict[Link, list[Statement]]) -> Counter[str]:
    """How often each key stands in the statements that this one surely follows.

    A key holds its day, so only those count that end on the day on which this one begins.
    """
    found: Counter[str] = Counter()
    own, day = statement, min((line.date for line in statement.lines), default=date.min)
    while own.number.isdecimal() and own.opening is not None:
        begin = min((line.date for line in own.lines), default=day)
        before = ends.get((own.iban, own.opening, int(own.number) - 1), [])
        follows = next((s for s in before if _last(s, day) <= begin), None)
        if follows is None or _last(follows, day) < day:
            break
        found.update(key for key, _ in _places(follows.lines).values())
        own = follows
    return found


def _last(statement: Statement, day: date) -> date:
    """The last day of its lines; a statement without any is no bar between two others."""
    return max((line.date for line in statement.lines), default=day)


def _places(lines: Iterable[BankLine]) -> dict[str, tuple[str, int]]:
    """Key and place of each line by its id: the first of equals has the key itself as its id."""
    found: dict[str, tuple[str, int]] = {}
    expected: dict[str, tuple[str, int]] = {}
    for line in lines:
        key, place = found[line.id] = expected.pop(line.id, (line.id, 1))
        expected[id_among_equals(key, place + 1)] = (key, place + 1)
    return found
