"""Lines that look alike in statements that follow each other (opeenvolgende afschriften).

A line is known by what the bank says of it and by its place among equals of one statement, so that
two downloads that overlap give it one id. But of two statements of which the second begins where
the first ends, by number and by balance, none overlaps: what looks alike in both happened twice.
There the second goes on counting where the first stopped, as one download of both would do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from koppeling.matching.facts import Taken
from koppeling.model.documents import BankLine, Statement, id_among_equals


@dataclass(frozen=True, slots=True)
class _Page:
    """Afschrift in de rij; `nth` = (key, place among equals) by the id of each of its lines."""

    taken: Taken
    statement: Statement
    nth: dict[str, tuple[str, int]]

    def count(self, key: str) -> int:
        """How many of its lines share a key."""
        return sum(1 for known, _ in self.nth.values() if known == key)


def lines_once(statements: Iterable[Taken]) -> Iterator[tuple[Taken, Statement, BankLine]]:
    """Every line of every statement, under the id that it has among all of them."""
    pages = [
        _Page(t, t.document, _places(t.document.lines))
        for t in sorted(statements, key=lambda t: (t.document.own_date, t.sha256))
        if isinstance(t.document, Statement) and not t.document.details_only
    ]
    before = {id(page): _before(page, pages) for page in pages}
    for page in pages:
        for line in page.statement.lines:
            key, place = page.nth[line.id]
            earlier, previous = 0, before[id(page)]
            while previous is not None:
                earlier += previous.count(key)
                previous = before[id(previous)]
            known = id_among_equals(key, earlier + place) if earlier else line.id
            yield page.taken, page.statement, replace(line, id=known)


def _before(page: _Page, pages: Iterable[_Page]) -> _Page | None:
    """The statement that this one surely follows: the number before it, ending where it begins."""
    own = page.statement
    if not own.number.isdecimal() or own.opening is None:
        return None
    for other in pages:
        found = other.statement
        follows = (
            (found.iban, found.closing) == (own.iban, own.opening)
            and found.number.isdecimal()
            and int(found.number) + 1 == int(own.number)
        )
        if follows and _last(found) <= _first(own):
            return other
    return None


def _first(statement: Statement) -> str:
    return min((line.date.isoformat() for line in statement.lines), default="9")


def _last(statement: Statement) -> str:
    return max((line.date.isoformat() for line in statement.lines), default="")


def _places(lines: Iterable[BankLine]) -> dict[str, tuple[str, int]]:
    """Key and place of each line: the first of equals has the key itself as its id."""
    found: dict[str, tuple[str, int]] = {}
    expected: dict[str, tuple[str, int]] = {}
    for line in lines:
        key, place = found[line.id] = expected.pop(line.id, (line.id, 1))
        expected[id_among_equals(key, place + 1)] = (key, place + 1)
    return found
