"""What the cells of our own forms may hold (cellen), and how a wrong one is named."""

import re
from collections.abc import Mapping

from koppeling.model.problems import Problem, Where, problem

PAYER = re.compile(r"(uzovi|gemeente|zorgkantoor):[0-9]{4}", re.ASCII)
# a spreadsheet writes a whole number with or without a decimal point
CENTS = re.compile(r"(-?[0-9]{1,15})(\.0*)?", re.ASCII)
LONGEST = 64  # characters of a number; what is longer is text
MOST_PROBLEMS = 100
Cells = dict[str, str]
# column -> (whether its cell can be used, what it should hold)
Faults = dict[str, tuple[bool, str]]


def faulty(
    faults: Faults, where: Where, number: int, titles: Mapping[str, str] | None = None
) -> list[Problem]:
    """A finding for every cell of a row that cannot be used; `titles` = what a column is called."""
    called = titles or {}
    return [
        problem(
            "bad_value",
            Where(where.sha256, number, name),
            name=called.get(name, name),
            expected=expected,
        )
        for name, (good, expected) in faults.items()
        if not good
    ]
