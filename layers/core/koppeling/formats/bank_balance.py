"""The running balance of an export (lopend saldo): the gate of a CSV, which is no statement.

Each row goes from one balance to another. Laid end to end they are one way from the opening to the
closing balance: every balance that a row leaves behind is where another begins. That holds in
whatever order a bank puts its rows, and a row that is missing or was changed breaks it.

>>> steps = [Step(2, -30, None, 80), Step(3, 100, None, 110)]
>>> pair_of(steps), faults_of(steps, (10, 80), 70, "")
((10, 80), [])
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from koppeling.model.problems import Problem, Where, problem


class Step(NamedTuple):
    """Stap: a row with its amount and the balances that it states, None = not stated."""

    record: int
    cents: int
    before: int | None
    after: int | None

    @property
    def begin(self) -> int | None:
        """The balance before the row."""
        if self.before is None and self.after is not None:
            return self.after - self.cents
        return self.before

    @property
    def end(self) -> int | None:
        """The balance after the row."""
        if self.after is None and self.before is not None:
            return self.before + self.cents
        return self.after


def pair_of(steps: Sequence[Step]) -> tuple[int, int] | None:
    """Opening and closing balance; None where no balances are stated."""
    begins = [s.begin for s in steps if s.begin is not None]
    ends = [s.end for s in steps if s.end is not None]
    if not begins or len(begins) != len(ends):
        return None
    openings, closings = Counter(begins) - Counter(ends), Counter(ends) - Counter(begins)
    if openings.total() == 1 == closings.total():
        return next(iter(openings)), next(iter(closings))
    # a way that ends where it began, or no single way: by the order of the rows
    in_order = _in_order(steps)
    first, last = in_order[0].begin, in_order[-1].end
    assert first is not None
    assert last is not None
    return first, last


def _in_order(steps: Sequence[Step]) -> Sequence[Step]:
    """The oldest row first, as far as two rows tell."""
    newest_first = len(steps) > 1 and steps[0].begin == steps[1].end
    return steps[::-1] if newest_first and steps[0].end != steps[1].begin else steps


def faults_of(
    steps: Sequence[Step], pair: tuple[int, int] | None, net: int, sha256: str
) -> list[Problem]:
    """What is wrong with the balances: nothing, or none stated, or a row that does not fit."""
    if pair is None:
        return [problem("no_balance", Where(sha256, None, "saldo"))]
    for step in steps:
        if step.begin is not None and step.end != step.begin + step.cents:
            return [_unfit(step, step.begin + step.cents, step.end, sha256)]
    opening, closing = pair
    if opening + net != closing:
        figures = {"opening": opening, "net": net, "closing": closing}
        return [problem("unbalanced", Where(sha256, None, "saldo"), **figures)]
    begins, ends = Counter(s.begin for s in steps), Counter(s.end for s in steps)
    if (begins - ends).total() <= 1:
        return []
    loose = ((a, b) for a, b in pairwise(_in_order(steps)) if a.end != b.begin)
    return [_unfit(b, a.end, b.begin, sha256) for a, b in loose][:1]


def _unfit(step: Step, lines: int | None, stated: int | None, sha256: str) -> Problem:
    where = Where(sha256, step.record, "saldo")
    return problem("totals_differ", where, what="Lopend saldo", lines=lines, stated=stated)
