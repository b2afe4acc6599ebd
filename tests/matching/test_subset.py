"""Sums: what is found is a set with that sum, and one alone is the only one there is."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from koppeling.matching.subset import LIMIT, subsets

CENTS = st.lists(st.integers(-20, 20), max_size=9)


def every(cents: list[int], target: int) -> set[tuple[int, ...]]:
    sizes = range(1, len(cents) + 1)
    return {
        way
        for size in sizes
        for way in combinations(range(len(cents)), size)
        if sum(cents[i] for i in way) == target
    }


@given(CENTS, st.integers(-60, 60))
def test_as_by_trying_everything(cents: list[int], target: int) -> None:
    search, ways = subsets(cents, target), every(cents, target)
    assert set(search.found) <= ways
    assert len(search.found) == len(set(search.found)) == min(2, len(ways))
    assert search.only == (next(iter(ways)) if len(ways) == 1 else None)
    assert (search.searched, search.complete) == (len(cents), True)


def test_too_many_prove_nothing() -> None:
    cents = [2**i for i in range(LIMIT + 1)]
    search = subsets(cents, 1)
    assert (search.found, search.only, search.complete) == ((), None, False)
    assert subsets(cents[:LIMIT], 2**LIMIT - 1).only == tuple(range(LIMIT))
