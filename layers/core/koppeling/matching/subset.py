"""Which set of amounts makes a sum, and is it the only one (unieke deelverzameling).

Exact integer cents, meet in the middle; the search stops at the second solution, and says over how
many amounts it was made. More than `LIMIT` are not searched: nothing is proven then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = 30


@dataclass(frozen=True, slots=True)
class Search:
    """Uitkomst: `found` = the first two solutions at most, as indexes in ascending order.

    `searched` = how many amounts; `complete` = False when there were too many to search.
    """

    found: tuple[tuple[int, ...], ...]
    searched: int
    complete: bool = True

    @property
    def only(self) -> tuple[int, ...] | None:
        """The one solution that there is; None when there is none, a second, or no proof."""
        return self.found[0] if self.complete and len(self.found) == 1 else None


def subsets(cents: Sequence[int], target: int, *, limit: int = LIMIT) -> Search:
    """The sets (not empty) of the amounts that sum to the target: none, one, or two of them.

    >>> subsets([-400, -250, -150], -400).found
    ((0,), (1, 2))
    >>> subsets([-400, -250], -650).only
    (0, 1)
    """
    if len(cents) > limit:
        return Search((), len(cents), complete=False)
    half = len(cents) // 2
    left = _sums(cents[:half])
    solutions: list[int] = []
    for mask, total in enumerate(_gray(cents[half:])):
        ways = left.get(target - total)
        if ways is None:
            continue
        made = (w | mask_of(mask) << half for w in ((ways,) if isinstance(ways, int) else ways))
        solutions += [chosen for chosen in made if chosen]
        if len(solutions) > 1:
            break
    found = sorted(_indexes(s) for s in solutions[:2])
    return Search(tuple(found), len(cents))


def sums(cents: Sequence[int]) -> set[int]:
    """What every set (not empty) of the amounts sums to.

    >>> sorted(sums([1, 2]))
    [1, 2, 3]
    """
    return set(_gray(cents)[1:])


def mask_of(step: int) -> int:
    """The set that a Gray code's step stands for: each differs from the last by one amount.

    >>> [bin(mask_of(i)) for i in range(4)]
    ['0b0', '0b1', '0b11', '0b10']
    """
    return step ^ step >> 1


def _gray(cents: Sequence[int]) -> list[int]:
    """The sum of every set, in Gray code order: one addition a set."""
    sums = [0]
    for amount in cents:
        sums += [s + amount for s in reversed(sums)]
    return sums


def _sums(cents: Sequence[int]) -> dict[int, int | tuple[int, int]]:
    """Every sum of the left half with at most two ways to make it: two prove ambiguity."""
    found: dict[int, int | tuple[int, int]] = {}
    for step, total in enumerate(_gray(cents)):
        before = found.get(total)
        if before is None:
            found[total] = mask_of(step)
        elif isinstance(before, int):
            found[total] = (before, mask_of(step))
    return found


def _indexes(mask: int) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)
