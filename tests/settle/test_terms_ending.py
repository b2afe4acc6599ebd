"""The watch rings on the days themselves, and for nothing else.

A term to claim again is told at 30, 14 and 7 days before its last day, by the day that it is given;
whatever was written beside the books counts, and nothing where nothing was written.
"""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from koppeling.model.rejections import NEAR, TERMS
from koppeling.settle.offline import Offline
from koppeling.settle.watch import terms_ending
from tests.scenario import KEY, mapping

TODAY = date(2026, 11, 24)


def test_nothing_written_is_nothing_to_tell() -> None:
    assert terms_ending(Offline(mapping(), KEY).shop(), TODAY) == ()


@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(1, 9))))
def test_each_is_told_on_three_days(drawn: list[tuple[int, int]]) -> None:
    shop = Offline(mapping(), KEY).shop()
    rows = [[(TODAY + timedelta(d)).isoformat(), c, "R"] for d, c in drawn]
    shop.objects.put(TERMS, json.dumps(rows).encode())
    assert terms_ending(shop, TODAY) == tuple(c for d, c in drawn if d in NEAR)
