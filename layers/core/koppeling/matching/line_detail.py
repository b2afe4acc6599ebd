"""Which lines make up the groups of a movement (regels van een gebeurtenis), for `detail = "line"`.

A group is booked line by line only where its lines are known and add up to it, to the cent; else it
is booked as the one amount that it is. So a line that an answer does not name, or a part of a claim
that a person decided on, is never spread by a guess.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from koppeling.model.groups import Group
from koppeling.model.line_table import LineTable, Place
from koppeling.model.movements import Movement

Row = tuple[str, int, int, int, str]
"""Reference, cents declared, awarded financially and not, first refusing code."""
CLAIMED = frozenset({"submitted", "returned"})
CENTS: dict[str, Callable[[Row], int]] = {
    "submitted": lambda row: row[1],
    "returned": lambda row: row[1],
    "awarded_non_financial": itemgetter(3),
    "rejected": lambda row: row[1] - row[2] - row[3],
    "decided_rejection": lambda row: row[1] - row[2] - row[3],
}
"""The cents of a line that a movement is about; of the others what was awarded."""


@dataclass(slots=True)
class _Sorted:
    """Rows by place, and there by code ('' = wholly awarded, or a claim)."""

    found: dict[Place, dict[str, list[Row]]] = field(default_factory=dict)

    def add(self, place: Place, code: str, row: Row) -> None:
        self.found.setdefault(place, {}).setdefault(code, []).append(row)

    def of(self, place: Place, code: str) -> Iterable[list[Row]]:
        """The rows that may be those of a group: with its code, then all that was not won whole."""
        by_code = self.found.get(place, {})
        yield by_code.get(code, [])
        if code:
            yield [row for other, rows in by_code.items() if other for row in rows]


def lines_by_group(
    movement: Movement, tables: Iterable[LineTable]
) -> Mapping[Group, tuple[tuple[str, int], ...]]:
    """Reference and cents of every line, for the groups of which they are known.

    `tables` = those of the claim and of its answer, as far as they are there.
    """
    claim = next((t for t in tables if t.kind == "claim"), None)
    answer = next((t for t in tables if t.kind != "claim"), None)
    claimed = movement.kind in CLAIMED
    known = _claimed(claim or answer) if claimed else _answered(claim, answer)
    cents = CENTS.get(movement.kind, itemgetter(2))
    found = {}
    for group in movement.groups:
        place = (group.law, group.product, group.category, group.agb, group.vat, group.month)
        total = cents(("", group.declared, group.awarded, group.non_financial, ""))
        for rows in known.of(place, "" if claimed else group.code):
            lines = tuple((row[0], cents(row)) for row in rows if cents(row))
            if lines and sum(amount for _, amount in lines) == total:
                found[group] = lines
                break
    return found


def _rows(table: LineTable) -> Iterable[tuple[int, Row]]:
    names, places, *figures, codes = table.columns()
    declared, awarded, other = (map(int, column) for column in figures)
    made = zip(names, declared, awarded, other, codes, strict=True)
    return zip(map(int, places), made, strict=True)


def _claimed(table: LineTable | None) -> _Sorted:
    """Lines as they were declared; without the claim, as its answer repeats them."""
    known = _Sorted()
    if table is not None and table.kind in {"claim", "answer"}:
        for place, row in _rows(table):
            known.add(table.places[place], "", row)
    return known


def _answered(claim: LineTable | None, answer: LineTable | None) -> _Sorted:
    """Lines as they were answered; what the answer does not list is the claim's, wholly awarded."""
    known = _Sorted()
    if answer is not None and answer.kind == "answer":
        for place, row in _rows(answer):
            known.add(answer.places[place], row[4], row)
        return known
    if claim is None or answer is None:
        return known
    listed = {row[0]: row for _, row in _rows(answer)}
    for place, (name, declared, *_) in _rows(claim):
        said = listed.get(name)
        won, other, code = (said[2], said[3], said[4]) if said else (declared, 0, "")
        whole = declared == won + other
        row = (name, declared, won, other, code)
        known.add(claim.places[place], "" if whole else code, row)
    return known
