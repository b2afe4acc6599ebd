"""Decisions on lines and rejections, at the edges that random histories found.

1. A receipt pays a claim at most once and never the other way, whatever order they are named in.
2. A return that is no longer one is nothing that may be accepted.
3. Two decisions on one rejection add up, also when one of them is that it was submitted again.
4. A claim may be paid before its answer, for as much as it declared; the answer decides the rest.
5. Two answers without a number and without their claims, both accepted, are both booked.
"""

from dataclasses import replace

import pytest

from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling
from koppeling.model.documents import Document, OpenItems, OpenRow
from tests.matching.histories import File, History
from tests.matching.nouns import (
    ONE,
    STRANGER,
    TOWN,
    Files,
    answer,
    claim,
    concluded,
    header,
    listed,
    netting,
    numbered,
    paid,
    statement,
    view_of,
)
from tests.matching.properties import Books, same_books
from tests.matching.verdicts import decision, ruled

CLAIM = claim("F260001", 5000)
LETTER = netting("T1", "01-25", ("reclaim", "F269999", -2000))
FILES: Files = [CLAIM, answer(CLAIM), LETTER]


def matched(cents: int, target: str, amount: int | None = None) -> Derived:
    line = paid(cents)
    seen = concluded(*FILES, line)
    (received,) = seen.received
    row = decision("match", f"L{received.line.id}", target, amount)
    return concluded(*FILES, line, rulings=[ruled(row, seen)])


def parts(found: Derived) -> dict[str, int]:
    return {p.invoice: p.cents for m in found.matches for p in m.items}


@pytest.mark.parametrize("target", ["F260001,F269999", "F269999,F260001"])
def test_a_claim_less_a_reclaim(target: str) -> None:
    assert parts(matched(3000, target)) == {"F269999": -2000, "F260001": 5000}


@pytest.mark.parametrize(
    ("cents", "target", "amount"),
    [
        (9000, "F260001,F260001", None),
        (9000, "F260001", -1000),
        (500, "F269999", None),
        (500, "F269999", 500),
        (9000, "F260001,F270000", None),
        (9000, "F269999", None),
    ],
)
def test_nobody_pays_twice_or_the_other_way(cents: int, target: str, amount: int | None) -> None:
    found = matched(cents, target, amount)
    assert not found.matches
    assert [why for _, why, _ in found.idle] == ["decision_refused"]


@pytest.mark.parametrize(("amount", "expected"), [(None, 3000), (1000, 1000), (2999, 2999)])
def test_part_of_a_claim(amount: int | None, expected: int) -> None:
    assert parts(matched(3000, "F260001", amount)) == {"F260001": expected}


def test_more_than_a_claim_leaves_the_rest_parked() -> None:
    found = matched(7000, "F260001", 6000)
    assert parts(found) == {"F260001": 5000}
    assert [(p.reason, p.cents) for p in found.parked] == [("residual", 2000)]


@pytest.mark.parametrize(
    ("cents", "award", "ahead", "after"),
    [
        (4500, 5000, 4500, 4500),
        (5000, 4000, 5000, 4000),
        (6000, 5000, 5000, 5000),
        (5000, 0, 5000, 0),
    ],
)
def test_a_claim_is_paid_before_its_answer(cents: int, award: int, ahead: int, after: int) -> None:
    line = paid(cents)
    seen = concluded(CLAIM, line)
    decided = [ruled(decision("match", f"L{seen.received[0].line.id}", "F260001"), seen)]
    for said, expected in (((), ahead), ((answer(CLAIM, award),), after)):
        found = concluded(CLAIM, *said, line, rulings=decided)
        assert parts(found) == ({"F260001": expected} if expected else {})
        assert [(i.paid, i.remaining) for i in found.items] == [
            (expected, (award if said else 0) - expected)
        ]
        assert sum(p.cents for p in found.parked if p.where == found.received[0].line.where) == (
            cents - expected
        )


def test_what_is_paid_before_its_answer_is_nothing_to_set_off() -> None:
    other = claim("F260002", 7000)
    first, second = paid(5000), paid(2000, "F260002 verrekend", "02-12")
    files: Files = [CLAIM, other, answer(other), first, second]
    seen = concluded(*files)
    row = decision("match", f"L{seen.received[0].line.id}", "F260001")
    found = concluded(*files, rulings=[ruled(row, seen)])
    assert parts(found) == {"F260001": 5000}


def test_a_claim_that_an_advance_pays_is_not_paid_before_its_answer() -> None:
    line = paid(5000)
    view = view_of(settles="advance")
    seen = concluded(CLAIM, line, view=view)
    row = decision("match", f"L{seen.received[0].line.id}", "F260001")
    found = concluded(CLAIM, line, rulings=[ruled(row, seen)], view=view)
    assert not any(p.item for m in found.matches for p in m.items)
    assert [why for _, why, _ in found.idle] == ["decision_refused"]


def test_a_return_that_is_none_any_more() -> None:
    first, back = paid(500, "E1"), paid(-500, "E1", "02-12", returned=True)
    seen = concluded(first, back)
    assert [m.rule for m in seen.matches] == ["return", "return"]
    accepted = [ruled(decision("accept", m.id), seen) for m in seen.matches]
    twin = replace(first, date=first.date.replace(day=11))
    found = concluded(first, twin, back, rulings=accepted)
    assert not found.matches
    assert [why for _, why, _ in found.idle] == ["decision_refused"] * 2
    assert concluded(first, back, rulings=accepted).matches == seen.matches


def test_what_a_return_without_an_original_is_a_person_may_say() -> None:
    back = paid(-500, "E1", "02-12", returned=True)
    seen = concluded(back)
    assert [p.reason for p in seen.parked] == ["unexplained"]
    row = ruled(decision("explain", seen.parked[0].id, "account:4890"), seen)
    found = concluded(back, rulings=[row])
    assert [(p.role, p.cents) for m in found.matches for p in m.items] == [("account:4890", -500)]


def rulings_on(seen: Derived, *rows: tuple[str, str, int]) -> list[Ruling]:
    made = [decision(action, "F260001", target, cents) for action, target, cents in rows]
    return [ruled(row, seen) for row in made]


def test_part_submitted_again_and_the_rest_written_off() -> None:
    sent, again = claim("F260001", 3000), claim("F260002", 12345, "02-10")
    files: Files = [sent, answer(sent, 750), again]
    view = view_of(rejected="debtor")
    seen = concluded(*files, view=view)
    rows = rulings_on(seen, ("resubmission", "F260002", 500), ("rejection", "writeoff", 1000))
    found = concluded(*files, rulings=rows, view=view)
    assert [i.on_debtor for i in found.items] == [750, 0]
    assert not found.idle


def test_a_resubmission_stays_within_one_scheme() -> None:
    again = claim("F260002", 4000, "02-10", ONE)
    old = OpenRow(1, "rejected", ONE, "Zvw", 2025, "OUD1", again.date.replace(year=2025), 3000)
    files: Files = [OpenItems(header("old"), (old,)), again]
    for scheme, said in (("awarded", 1), ("outstanding", 0)):
        view = view_of(recognise=scheme)
        seen = concluded(*files, view=view)
        row = ruled(decision("resubmission", "OUD1", "F260002", 500), seen)
        found = concluded(*files, rulings=[row], view=view)
        assert len(found.idle) == said
        assert len([m for m in found.movements if m.kind == "resubmitted"]) == 1 - said


def test_a_claim_takes_over_no_more_than_it_claims() -> None:
    first, second = claim("F260001", 2000), claim("F260002", 2000)
    again = claim("F260003", 3000, "02-10")
    files: Files = [first, answer(first, 0), second, answer(second, 0), again]
    view = view_of(rejected="debtor")
    seen = concluded(*files, view=view)
    rows = [
        ruled(decision("resubmission", number, "F260003", cents), seen)
        for number, cents in (("F260001", 2000), ("F260002", None))
    ]
    found = concluded(*files, rulings=rows, view=view)
    on_new = [m for m in found.movements if m.item == found.items[2].key]
    over = sum(m.cents for m in on_new if m.kind == "resubmitted")
    assert sum(m.cents for m in on_new) == 3000
    assert all(m.cents > 0 for m in on_new)
    assert sum(i.on_debtor for i in found.items) + over == 4000


@pytest.mark.parametrize(
    ("target", "cents", "switches", "books"),
    [
        ("writeoff", None, {}, True),
        ("writeoff", 4000, {}, False),
        ("writeoff", -1, {}, False),
        ("revenue", 1000, {}, True),
        ("revenue", 1500, {}, False),
        ("revenue", None, {}, True),
        ("revenue", None, {"rejected": "reverse"}, False),
        ("client", None, {"rejected": "reverse"}, True),
        ("client", None, {"recognise": "awarded"}, True),
        ("prior", None, {"recognise": "awarded"}, False),
        ("writeoff", None, {"writeoff_limit_cents": 2999}, False),
        ("writeoff", 2999, {"writeoff_limit_cents": 2999}, True),
    ],
)
def test_a_rejection(
    target: str, cents: int | None, switches: dict[str, object], *, books: bool
) -> None:
    sent = claim("F260001", (1000, 2000))
    said = answer(sent, (0, 0))
    groups = (said.groups[0], replace(said.groups[1], code="3020"))
    files: Files = [sent, replace(said, groups=groups)]
    view = view_of(**switches)
    row = ruled(decision("rejection", "F260001", target, cents), concluded(*files, view=view))
    found = concluded(*files, rulings=[row], view=view)
    assert any(m.kind == "decided_rejection" for m in found.movements) is books
    assert bool(found.idle) is not books


def test_a_number_of_two_rejections_is_not_clear() -> None:
    sent = claim("F260001", (1000, 2000))
    said = answer(sent, (0, 0))
    groups = (replace(said.groups[0], code="0611"), said.groups[1])
    files: Files = [sent, replace(said, groups=groups)]
    row = ruled(decision("rejection", "F260001", "client"), concluded(*files))
    found = concluded(*files, rulings=[row])
    assert [why for _, why, _ in found.idle] == ["decision_refused"]


def test_a_stranger_who_was_taken_for_a_payer_is_a_stranger_again() -> None:
    kept = statement(numbered([paid(9000, "huur", iban=STRANGER)]))
    documents: tuple[Document, ...] = (CLAIM, answer(CLAIM), kept)
    files = [File((d,)) for d in documents]
    history = History(view_of(other_lines="unidentified", clearing=False), tuple(files), {})
    never, regretted = Books(history), Books(history)
    seen = never.commit(files, ())
    row = ruled(decision("match", f"L{seen.received[0].line.id}", "F260001", 500), seen)
    regretted.commit(files, [row])
    undo = ruled(decision("undo", row.decision.id), seen)
    regretted.commit(files, [row, undo])
    same_books(regretted, never)
    names = [m.name for m in regretted.log]
    assert len(names) == len(set(names))


def test_two_answers_without_a_number_are_both_accepted() -> None:
    sent = [claim("", cents, f"02-0{i}", TOWN) for i, cents in enumerate((1000, 75191), 1)]
    files: Files = [replace(listed(answer(s), s), invoice=None) for s in sent]
    seen = concluded(*files)
    assert [p.reason for p in seen.parked] == ["claim_needed"] * 2
    accepted = [ruled(decision("accept", p.id), seen) for p in seen.parked]
    for order in (files, files[::-1]):
        found = concluded(*order, rulings=accepted)
        assert sorted(i.awarded for i in found.items) == [1000, 75191]
