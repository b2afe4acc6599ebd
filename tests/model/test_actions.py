"""The table of actions is the contract's, and everything that needs it reads it.

1. Every action of contract section 4 is in it, then what was added; each says what it is about and
   where it may go.
2. A row is refused only for what no book could mend: an unknown action, or a target that it does
   not take. Every target that the table names is taken.
3. A question is a reason of the contract or one of ours, and says what to do.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.model.actions import (
    ACTIONS,
    ALL_HELD,
    BLOCKED,
    HELD,
    MARKS,
    PERIOD_END,
    REFUSED_ENTRY,
    Action,
    fault,
    offered,
)
from koppeling.model.reasons import REASONS
from koppeling.reports.words import NEXT

CONTRACT = [
    *("post", "hold", "unblock", "match", "explain", "rejection", "resubmission", "replace"),
    *("reserve", "provision", "accept", "refuse", "undo"),
]
ADDED = ["rebook", "uncollectable", "close"]


def test_every_action_of_the_contract_is_in_the_table() -> None:
    assert list(ACTIONS) == [*CONTRACT, *ADDED]
    for action in ACTIONS.values():
        assert all((action.label, action.subject, action.dutch, action.english))


def test_the_targets_are_those_of_the_contract() -> None:
    final = set(ACTIONS["rejection"].targets)
    assert final - MARKS == {"client", "prior", "revenue", "writeoff"}
    assert final > MARKS, "what is to be done is ours, and books nothing"
    named = "advance | intercompany | interest | repayable | account:NNNN"
    assert ACTIONS["explain"].goes_to == named
    assert ACTIONS["match"].goes_to == "CLAIM[,CLAIM...]"
    assert ACTIONS["post"].goes_to == ""


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda a: a.name)
def test_what_the_table_names_is_taken(action: Action) -> None:
    for target in action.targets or ("F1" if action.wants_target else "",):
        assert fault(action.name, target) == ""
    assert bool(fault(action.name, "")) == action.wants_target


@given(target=st.text(min_size=1))
def test_nothing_else_is_taken_where_the_targets_are_closed(target: str) -> None:
    assert (fault("rejection", target) == "") == (target in ACTIONS["rejection"].targets)
    account = target.startswith("account:") and target != "account:"
    assert (fault("explain", target) == "") == (account or target in ACTIONS["explain"].targets)
    assert fault("match", target) == ""


def test_an_action_that_does_not_exist_is_refused_by_name() -> None:
    assert "bestaat niet" in fault("boek", "")


def test_a_question_offers_its_actions_and_says_what_to_do() -> None:
    every = {*REASONS, HELD, ALL_HELD, REFUSED_ENTRY, BLOCKED, PERIOD_END}
    assert {r for a in ACTIONS.values() for r in a.reasons} <= every <= set(NEXT)
    for reason in every:
        assert all(reason in a.reasons for a in offered(reason))
    assert [a.name for a in offered("unexplained")] == ["match", "explain", "accept", "refuse"]
    assert [a.name for a in offered(HELD)] == ["post", "hold"]
