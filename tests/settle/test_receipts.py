"""Receipts that the worked cases (`tests/golden/worked`) leave out, in all four schemes."""

import pytest

from koppeling.settle.offline import with_scheme
from tests.scenario import SCHEME_NAMES
from tests.stories import E, Story, ends, in_every_order, questions, rich, rules

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


@schemes
def test_s17_a_cent_of_difference_without_tolerance_is_a_question(scheme: str) -> None:
    story = Story()
    story.claim("F100001", 1000 * E).answer("F100001").bank(99999, "declaratie F100001")
    book = story.told(scheme=scheme)
    assert (rules(book), questions(book)) == ([], [("residual", 99999)])


@schemes
def test_s24_of_a_known_claim_the_revenue_is_taken_back(scheme: str) -> None:
    story = Story()
    story.claim("F100001", 2000 * E).answer("F100001").bank(2000 * E, "declaratie F100001")
    story.letter("F100001", 1500 * E, "02-20").bank(-1500 * E, "terugbetaling F100001", "03-01")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"S24b {scheme}")
    assert ends(book) == {"bank": 500 * E, "revenue": -500 * E}
