"""Everything that a report can say has a word, in Dutch and in English.

1. Every reason, role, outcome, kind of document and identity that there can be; a reason also says
   what a person can do.
2. No word is missing in one of the two languages.
3. The form's own column names are never used for a column of ours, in no language.
"""

from typing import get_args

import pytest

from koppeling.formats import besluiten
from koppeling.model.actions import ACTIONS
from koppeling.model.book import Outcome
from koppeling.model.documents import Kind
from koppeling.model.explanations import Rule
from koppeling.model.reasons import REASONS
from koppeling.model.roles import ROLES as EVERY_ROLE
from koppeling.reports import words
from koppeling.reports.guide import guide
from koppeling.reports.terms import TERMS, terms
from koppeling.reports.worklist import DECISION, QUESTION

# contract section 6
EVERY_REASON = """unexplained, awaiting_remittance, ambiguous, proposal, residual, unknown_payer,
claim_needed, revised_remittance, contradicts, rejection_undecided, no_account, account_tie,
bank_period_closed, already_in_package, refused, outcome_unknown, batch_without_details,
wrong_administration""".replace("\n", " ").split(", ")


def test_nothing_is_without_a_word() -> None:
    assert set(REASONS) == set(EVERY_REASON)
    assert set(words.NEXT) >= set(EVERY_REASON)
    assert set(words.ROLES) == set(EVERY_ROLE)
    assert set(words.OUTCOMES) == set(get_args(Outcome))
    assert set(words.KINDS) == set(get_args(Kind))
    assert set(words.RULES) == set(get_args(Rule))
    assert list(words.IDENTITIES) == [f"C{n}" for n in range(1, 14)]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_is_said_in_both_languages(language: str) -> None:
    tables = (REASONS, words.NEXT, words.ROLES, words.OUTCOMES, words.KINDS, words.RULES)
    for table in (*tables, words.IDENTITIES, TERMS):
        assert all(words.word(table, key, language) for key in table)
    assert len(terms(language)) == len(TERMS)


def test_what_has_no_word_is_shown_as_it_is() -> None:
    assert words.word(words.ROLES, "account:8990", "nl") == "account:8990"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_column_of_ours_is_called_like_one_of_the_form(language: str) -> None:
    ours = [terms(language)[name].lower() for name, _ in QUESTION]
    assert set(ours) & set(besluiten.COLUMNS) == set()
    assert len(set(ours)) == len(ours)
    assert {name for name, _ in DECISION} == set(besluiten.COLUMNS)
    assert len(DECISION) == len(besluiten.COLUMNS)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_guide_explains_every_column_action_and_target(language: str) -> None:
    explained = [name for name, _ in guide(language)]
    done = ACTIONS.values()
    targets = {target for a in done for target in a.targets}
    names = {a.name for a in done}
    assert set(explained) == {"", "account:NNNN", *besluiten.COLUMNS, *names, *targets}
    assert len(set(explained)) == len(explained)
    assert all(said for _, said in guide(language))
