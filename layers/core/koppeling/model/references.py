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


def columns(text: str, width: int) -> list[list[str]]:
    """The text by column: cut in one go, for a text may have a million rows.

    >>> columns(rows([("R1", 0, 5000), ("R2", 1, -300)]), 3)
    [['R1', 'R2'], ['0', '1'], ['5000', '-300']]
    """
    cells = text.replace("\n", "\t").split("\t") if text else []
    return [cells[i::width] for i in range(width)]


def claimed(text: str) -> dict[str, Claimed]:
    """The lines of a claim, by reference."""
    references, groups, cents = columns(text, 3)
    return dict(zip(references, zip(map(int, groups), map(int, cents), strict=True), strict=True))


def answered(text: str) -> dict[str, Answered]:
    """The lines of an answer, by reference."""
    references, won, other, codes = columns(text, 4)
    figures = zip(map(int, won), map(int, other), codes, strict=True)
    return dict(zip(references, figures, strict=True))
