"""Which set of open negatives explains a set-off (verrekening): exactly one, or it is not proven.

Exact integer cents, meet in the middle, stops at the second solution; more candidates than
`LIMIT` are not searched and count as not proven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

LIMIT = 30


@dataclass(frozen=True, slots=True)
class Search:
    """Uitkomst: `found` = one solution (indexes), `unique` = proven to be the only one."""

    found: tuple[int, ...] | None
    unique: bool
    complete: bool


def only_subset(cents: Sequence[int], target: int) -> Search:
    """The subset (not empty) of the amounts that sums to the target.

    >>> only_subset([-400, -250, -150], -400)
    Search(found=(0,), unique=False, complete=True)
    >>> only_subset([-400, -250], -650)
    Search(found=(0, 1), unique=True, complete=True)
    """
    if len(cents) > LIMIT:
        return Search(None, unique=False, complete=False)
    half = len(cents) // 2
    left = _sums(cents[:half])
    solutions: list[tuple[int, ...]] = []
    for size in range(len(cents) - half + 1):
        for chosen in combinations(range(half, len(cents)), size):
            rest = target - sum(cents[i] for i in chosen)
            for start in left.get(rest, ()):
                if start or chosen:
                    solutions.append((*start, *chosen))
                if len(solutions) > 1:
                    return Search(solutions[0], unique=False, complete=True)
    if not solutions:
        return Search(None, unique=False, complete=True)
    return Search(solutions[0], unique=True, complete=True)


def _sums(cents: Sequence[int]) -> dict[int, list[tuple[int, ...]]]:
    """Every sum of the left half with at most two ways to make it: two prove ambiguity."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for size in range(len(cents) + 1):
        for chosen in combinations(range(len(cents)), size):
            ways = found.setdefault(sum(cents[i] for i in chosen), [])
            if len(ways) < 2:  # noqa: PLR2004 - the second solution ends the search
                ways.append(chosen)
    return found
