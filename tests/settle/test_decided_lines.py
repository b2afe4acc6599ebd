"""What a person decides on a bank line, and takes back.

1. A proposal books only when it is accepted; what is refused is neither booked nor shown again.
2. An automatic match that is refused is taken back, and stands again when that is undone.
3. Of two decisions on one line each can be undone; the other stays.
4. An account that a person matched to a payer is that payer's from then on, until it is undone.
5. A decision may come before what it is about: also one on an explanation that was not shown yet.
6. A payment that is matched to a claim without an answer stands on its position, below zero:
   nothing is awarded by it. The answer books as ever; what is over is on hold again.

In all four schemes; every control identity holds, and where the order is free the book does not
depend on it.
"""

from copy import deepcopy

import pytest

from koppeling.settle.offline import with_scheme
from tests.scenario import SCHEME_NAMES, STRANGER, settled
from tests.stories import PAYER, E, Story, ends, in_every_order, questions, rich, rules, shape

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


def two_claims() -> Story:
    """F100001 of 1,000 and F100002 of 300, both awarded."""
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    return story.claim("F100002", 300 * E).answer("F100002")


def open_amounts(story: Story, scheme: str) -> list[int]:
    """What is still expected on each item that is open, most first."""
    book = story.told(scheme=scheme)
    return sorted((left for item in book.items if (left := item.remaining)), reverse=True)


@schemes
def test_a_proposal_books_when_it_is_accepted(scheme: str) -> None:
    story = two_claims().bank(1050 * E, "declaratie F100001")
    assert open_amounts(story, scheme) == [1000 * E, 300 * E]
    (option,) = story.ask("residual").options
    story.decide("accept", option.id)
    book = story.told(scheme=scheme)
    assert rules(book) == [("decision", 1000 * E)]
    assert questions(book) == [("residual", 50 * E)]
    assert open_amounts(story, scheme) == [300 * E]
    story.undo()
    assert open_amounts(story, scheme) == [1000 * E, 300 * E]


@pytest.mark.parametrize("action", ["accept", "refuse"])
@schemes
def test_of_two_proposals_a_person_names_the_one(scheme: str, action: str) -> None:
    story = Story().claim("F100001", 146 * E).answer("F100001")
    story.claim("F100002", 146 * E).answer("F100002").bank(146 * E, "betaling")
    question = story.ask("ambiguous")
    story.decide(action, question.id)
    book = story.told(scheme=scheme)
    assert (rules(book), questions(book)) == ([], [("ambiguous", 146 * E)])
    assert [p.code for f in book.files for p in f.problems] == ["decision_refused"]
    for option, other in (question.options, question.options[::-1]):
        named = deepcopy(story).decide(action, question.id, option.id).told(scheme=scheme)
        if action == "accept":
            (match,) = named.matches
            assert [p.item for p in match.items] == [p.item for p in option.parts]
        else:
            assert [o.id for o in named.parked[0].options] == [other.id]


@schemes
def test_a_refused_proposal_is_not_shown_again(scheme: str) -> None:
    story = two_claims().bank(1050 * E, "declaratie F100001")
    (option,) = story.ask("residual").options
    story.decide("refuse", option.id)
    book = story.told(scheme=scheme)
    (question,) = book.parked
    assert (question.cents, question.options) == (1050 * E, ())
    assert open_amounts(story, scheme) == [1000 * E, 300 * E]


@schemes
def test_a_refused_match_is_taken_back_and_stands_again_when_that_is_undone(scheme: str) -> None:
    story = two_claims().bank(1000 * E, "declaratie F100001")
    (match,) = story.told().matches
    story.decide("refuse", match.id)
    book = story.told(scheme=scheme)
    assert (rules(book), questions(book)) == ([], [("residual", 1000 * E)])
    held = {"clearing": 300 * E}
    if not scheme.endswith("clearing"):
        held = {"debtor": 1300 * E, "unidentified": -1000 * E}
    assert ends(book) == {"bank": 1000 * E, "revenue": -1300 * E} | held
    one_by_one = settled(
        [*story.everything()[:-2], story.statement(), story.files[-1]], with_scheme(rich(), scheme)
    )
    assert questions(one_by_one) == questions(book)
    assert ends(one_by_one) == ends(book)
    story.undo()
    assert rules(story.told(scheme=scheme)) == [("named_sum", 1000 * E)]


@pytest.mark.parametrize(("undone", "left"), [(0, [1000 * E]), (1, [300 * E])])
@schemes
def test_of_two_decisions_on_one_line_one_is_undone(
    scheme: str, undone: int, left: list[int]
) -> None:
    story = two_claims().bank(1300 * E, "zonder kenmerk")
    line = story.told().parked[0].id
    story.decide("match", line, "F100001", cents=1000 * E)
    story.decide("match", line, "F100002", cents=300 * E, when="03-02")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"two {scheme}")
    assert ends(book) == {"bank": 1300 * E, "revenue": -1300 * E}
    story.undo(undone)
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"one {scheme}")
    assert open_amounts(story, scheme) == left
    assert questions(book) == [("residual", left[0])]


@schemes
def test_what_was_undone_is_decided_again_by_undoing_that(scheme: str) -> None:
    story = two_claims().bank(1300 * E, "zonder kenmerk")
    story.decide("match", story.told().parked[0].id, "F100001,F100002")
    for times in range(1, 5):
        story.undo()
        book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"undo {scheme}")
        decided = [] if times % 2 else [("decision", 1300 * E)]
        assert rules(book) == decided, times


def test_what_was_held_is_released_when_that_is_undone() -> None:
    story = two_claims()
    before = story.told().held
    story.decide("hold", PAYER)
    assert set(story.told().held) > set(before)
    story.undo()
    assert story.told().held == before


@schemes
def test_an_account_is_learned_from_a_match_and_forgotten_when_it_is_undone(scheme: str) -> None:
    story = two_claims().bank(1000 * E, "F100001", iban=STRANGER)
    story.bank(300 * E, "F100002", "02-20", iban=STRANGER)
    asked = [("unknown_payer", 300 * E), ("unknown_payer", 1000 * E)]
    assert questions(story.told(scheme=scheme)) == asked
    story.decide("match", story.ask("unknown_payer", cents=1000 * E).id, "F100001")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"learned {scheme}")
    assert ends(book) == {"bank": 1300 * E, "revenue": -1300 * E}
    assert rules(book) == [("decision", 1000 * E), ("named_sum", 300 * E)]
    story.undo()
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"forgotten {scheme}")
    assert questions(book) == asked
    assert "bank" not in ends(book)


@schemes
def test_a_match_on_a_claim_holds_when_the_claim_is_reclaimed_later(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).answer("F100001")
    story.bank(600 * E, "declaratie F100001")
    story.decide("match", story.ask("residual").id, "F100001").letter("F100001", 50 * E, "03-10")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"letter {scheme}")
    assert rules(book) == [("decision", 600 * E)]
    assert open_amounts(story, scheme) == [400 * E, -50 * E]


@schemes
def test_decisions_may_come_before_what_they_are_about(scheme: str) -> None:
    story = two_claims().bank(1300 * E, "zonder kenmerk").bank(70 * E, "ook niet")
    story.claim("F100003", 500 * E).answer("F100003", 400 * E, when="02-12")
    lines = {p.cents: p.id for p in story.told().parked}
    story.decide("match", lines[1300 * E], "F100001,F100002")
    story.decide("explain", lines[70 * E], "account:4711")
    story.decide("rejection", "F100003", "writeoff")
    *others, last = story.everything()
    decisions, facts = others[-3:], others[:-3]
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"before {scheme}")
    assert shape(settled([*decisions, last, *facts], chosen)) == shape(book)
    assert ends(book)["account:4711"] == -70 * E
    assert rules(book) == [("decision", 70 * E), ("decision", 1300 * E)]
    assert ("rejection_undecided", 100 * E) not in questions(book)


@pytest.mark.parametrize("by_state", [False, True])
@schemes
def test_what_is_accepted_before_its_facts_takes_effect_when_they_come(
    scheme: str, *, by_state: bool
) -> None:
    story = two_claims().bank(1050 * E, "declaratie F100001")
    question = story.ask("residual", with_scheme(rich(), scheme))
    (option,) = question.options
    if by_state:
        story.decide("accept", question.id, seen=question.seen)
    else:
        story.decide("accept", option.id)
    *facts, decision, statement = story.everything()
    chosen = with_scheme(rich(), scheme)
    assert [p.code for f in settled([decision], chosen).files for p in f.problems] == [
        "decision_waits"
    ]
    book = in_every_order([*facts, statement, decision], chosen, f"early {scheme} {by_state}")
    assert shape(settled([decision, statement, *facts], chosen)) == shape(book)
    assert rules(book) == [("decision", 1000 * E)]
    assert open_amounts(story, scheme) == [300 * E]


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_a_known_line_without_a_proposal_is_not_called_unknown(action: str) -> None:
    story = Story().bank(70 * E, "zonder kenmerk")
    question = story.ask("unexplained")
    assert not question.options
    story.decide(action, question.id)
    (found,) = [p for f in story.told().files for p in f.problems]
    assert found.code == "decision_unproposed"
    assert "geen voorstel" in found.message("nl")


@schemes
def test_what_is_refused_before_its_facts_is_never_booked(scheme: str) -> None:
    story = two_claims().bank(1000 * E, "declaratie F100001")
    (match,) = story.told().matches
    story.decide("refuse", match.id)
    *facts, decision, statement = story.everything()
    chosen = with_scheme(rich(), scheme)
    book = in_every_order([*facts, statement, decision], chosen, f"refused {scheme}")
    assert shape(settled([decision, statement, *facts], chosen)) == shape(book)
    assert (rules(book), questions(book)) == ([], [("residual", 1000 * E)])


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_what_was_seen_elsewhere_is_shown_beside_what_is_there_until_it_is_the_same(
    action: str,
) -> None:
    story = two_claims().bank(1050 * E, "declaratie F100001")
    question = story.ask("residual")
    story.decide(action, question.id, seen=question.seen)
    claims, decision, statement = story.files[:4], story.files[4], story.everything()[-1]
    half = settled([decision, statement, *claims[2:]], rich())
    ((told),) = [p for f in half.files for p in f.problems]
    assert told.code == "decision_refused"
    assert question.seen in told.message()
    assert half.parked[0].seen in told.message()
    whole = settled([decision, statement, *claims[2:], *claims[:2]], rich())
    assert not [p for f in whole.files for p in f.problems]
    assert rules(whole) == ([("decision", 1000 * E)] if action == "accept" else [])
    assert not whole.parked[0].options


def test_what_is_undone_while_it_waits_has_no_effect() -> None:
    story = two_claims().bank(1050 * E, "declaratie F100001")
    story.decide("accept", story.ask("residual").options[0].id).undo()
    *facts, decision, undo, statement = story.everything()
    book = settled([decision, undo, statement, *facts], rich())
    assert (rules(book), questions(book)) == ([], [("residual", 1050 * E)])


AWARDED_NOTHING = {
    "outstanding+clearing": {"debtor": 1000 * E, "clearing": -950 * E, "revenue": -1000 * E},
    "outstanding": {"debtor": 50 * E, "revenue": -1000 * E},
    "awarded+clearing": {"clearing": -950 * E},
    "awarded": {"debtor": -950 * E},
}
"""What stands beside the bank when 950 was paid on a claim of 1,000 that has no answer."""


@schemes
def test_a_claim_is_paid_before_its_answer(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).bank(950 * E, "declaratie F100001")
    story.decide("match", story.ask("awaiting_remittance").id, "F100001")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"ahead {scheme}")
    assert ends(book) == {"bank": 950 * E} | AWARDED_NOTHING[scheme]
    assert (rules(book), questions(book)) == ([("decision", 950 * E)], [])
    undone = deepcopy(story).undo().told(scheme=scheme)
    assert (rules(undone), questions(undone)) == ([], [("awaiting_remittance", 950 * E)])
    story.answer("F100001")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"answered {scheme}")
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    assert ends(book) == {"bank": 950 * E, "revenue": -1000 * E, position: 50 * E}


@schemes
def test_what_is_paid_ahead_and_not_awarded_is_on_hold_again(scheme: str) -> None:
    story = Story().claim("F100001", 1000 * E).bank(950 * E, "declaratie F100001")
    story.decide("match", story.ask("awaiting_remittance").id, "F100001")
    story.answer("F100001", 600 * E, when="03-12")
    book = in_every_order(story.everything(), with_scheme(rich(), scheme), f"less {scheme}")
    assert rules(book) == [("decision", 600 * E)]
    assert ("residual", 350 * E) in questions(book)
