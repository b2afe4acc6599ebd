"""Lines by their own number (regelverwijzingen): what an answer by reference needs of its claim.

A GDS802 names its lines by Referentienummer alone; product, month and declared amount stand in the
GDS801. Both documents keep their lines as one text, a row a line: per-line work never touches
pydantic, and a text of 100,000 rows is stored and loaded like a word. A reference is the
provider's own number of a line, of nobody's person.

>>> text = rows([("R1", 0, 5000), ("R2", 1, -300)])
>>> claimed(text)
{'R1': (0, 5000), 'R2': (1, -300)}
>>> answered(rows([("R1", 4000, 0, "0611")]))
{'R1': (4000, 0, '0611')}
"""

from collections.abc import Iterable

Claimed = tuple[int, int]
"""Place in the claim's groups, declared cents."""

Answered = tuple[int, int, str]
"""Cents awarded financially and not, first refusing code."""


def reference_of(text: str) -> str:
    """A line's number as it is compared: blanks inside it made one space."""
    return " ".join(text.split())


def rows(lines: Iterable[tuple[object, ...]]) -> str:
    """The text of lines: columns by tab, rows by line end; no value holds either."""
    return "\n".join("\t".join(map(str, line)) for line in lines)


def claimed(text: str) -> dict[str, Claimed]:
    """The lines of a claim, by reference."""
    return {
        reference: (int(group), int(cents))
        for reference, group, cents in (row.split("\t") for row in text.split("\n") if row)
    }


def answered(text: str) -> dict[str, Answered]:
    """The lines of an answer, by reference."""
    return {
        reference: (int(won), int(other), code)
        for reference, won, other, code in (row.split("\t") for row in text.split("\n") if row)
    }


def unique(text: str, found: dict[str, Claimed] | dict[str, Answered]) -> bool:
    """Whether every row has a reference of its own."""
    return len(found) == (text.count("\n") + 1 if text else 0)
