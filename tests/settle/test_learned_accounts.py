"""Accounts that turn out to be a payer's after their lines were read: nothing is lost by that.

1. A line under an older mapping is read as it would be under the one that names its account, also
   the words for what was set off; whatever comes first, the end is the same.
2. So is a line of an account that a person matched to the payer, once.
3. What the mapping does not take for a payer's keeps no word that is not a pack's.

In all four schemes.
"""

import pytest

from koppeling.formats.source import Source
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.ports import Input
from koppeling.settle.reconcile import reconcile
from tests.scenario import INSURER, KEY, SCHEME_NAMES, STRANGER, booked
from tests.stories import RICH, E, Story, ends, in_every_order, questions, rich, rules, shape

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)
WITHOUT = rich(RICH.replace(f'iban = ["{INSURER}"]', "iban = []"))
SAID = "declaratie F100001 verrekend"


def set_off(iban: str) -> Story:
    """1,000 awarded and 200 reclaimed; 800 comes in with a word for it."""
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    return story.letter("MC55001", 200 * E).line(800 * E, SAID, iban=iban)


@schemes
def test_an_account_of_a_newer_mapping(scheme: str) -> None:
    files = set_off(INSURER).everything()
    expected = booked(files, with_scheme(rich(), scheme))
    assert rules(expected) == [("named_sum", 800 * E)]
    for known in range(len(files) + 1):
        office = Offline(with_scheme(WITHOUT, scheme), KEY)
        office.adopt()
        for place, data in enumerate([*files, None]):
            if place == known:
                newer = with_scheme(rich(), scheme).model_dump(mode="json", exclude_none=True)
                office.store.keep(Input("map-2", "mapping", "/00000002"), {"mapping": newer})
                reconcile(office.shop())
            if data is not None:
                office.give(Source.of(data, key=KEY))
                reconcile(office.shop())
            draft(office.shop())
        book = book_of(office.shop())
        assert book is not None
        assert (rules(book), questions(book)) == (rules(expected), questions(expected)), known
        assert ends(book) == ends(expected), known


@schemes
def test_an_account_that_a_person_matched(scheme: str) -> None:
    story = set_off(STRANGER).claim("F100002", 300 * E).answer("F100002")
    story.line(300 * E, "F100002 Jansen", "02-20", iban=STRANGER)
    asked = story.ask("unknown_payer", cents=300 * E)
    assert "Jansen" not in asked.about
    story.decide("match", asked.id, "F100002")
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"learned {scheme}")
    assert rules(book) == [("decision", 300 * E), ("named_sum", 800 * E)]
    assert questions(book) == []
    decision, *facts = story.files[::-1]
    assert shape(booked([decision, story.statement(), *facts], chosen)) == shape(book)
