"""What people decide on rejections, by the whole engine (contract 2, *Decided on a rejection*).

1. Every target in every scheme and under every policy books what the table says, or is refused.
2. What is finally not paid is booked by return code, where the rows of its account ask for one.
3. A client is not billed where the payer bars it, unless the care is not contracted.
4. Above the limit two principals must decide the same, in whatever order their files come; the
   same one twice, an unknown one and a name in a sheet are no second person; undone by either.
5. A mark books nothing and leaves the question; the last word counts.
6. Nothing is written off by itself when a term has passed.
"""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from koppeling.formats import besluiten
from koppeling.model.book import Book
from koppeling.model.documents import Decision
from koppeling.settle.offline import with_scheme
from tests.scenario import SCHEME_NAMES
from tests.stories import RICH, Delivered, E, Story, delivered, ends, questions, rich, said

POLICIES = ("hold", "debtor", "reverse")
TARGETS = {
    "writeoff": "writeoff",
    "revenue": "revenue",
    "prior": "revenue_prior",
    "client": "client",
}


def partly(**more: Any) -> Story:
    """A claim of which 50 is rejected."""
    return Story().claim("F1", [950 * E, 50 * E], **more).answer("F1", [950 * E, 0])


def row(target: str, seen: str = "", cents: int | None = None, day: int = 1, **more: Any) -> bytes:
    """A file with one decision on the rejection of F1, as it comes back with the worklist."""
    made = Decision(
        2, date(2026, 3, day), more.get("author", "A"), more.get("reason", ""), "rejection",
        more.get("subject", ASKED.id), target, cents, seen,
    )  # fmt: skip
    return besluiten.write([made])


def expected_of(scheme: str, policy: str, target: str) -> dict[str, int] | None:
    """End balances by the table of the contract, less what is awarded; None = refused."""
    memo = scheme.startswith("awarded") or policy == "reverse"
    if memo and target != "client":
        return None
    revenue = -1000 * E
    found = {"revenue": revenue}
    role = TARGETS[target]
    found[role] = found.get(role, 0) + 50 * E
    return found


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_every_target_books_what_the_table_says(scheme: str, policy: str, target: str) -> None:
    chosen = rich(rejected=policy)
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    before = ends(partly().told(chosen, scheme))
    story = partly().decide("rejection", "F1", target)
    book = story.told(chosen, scheme)
    expected = expected_of(scheme, policy, target)
    if expected is None:
        assert ends(book) == before
        assert [code for code, _ in said(book)] == ["decision_refused"]
    else:
        assert ends(book) == expected | {position: 950 * E}
        assert said(book) == []
        assert questions(book) == []
        assert book.rejections == ()
    story.undo()
    assert ends(story.told(chosen, scheme)) == before


def test_what_is_not_paid_has_a_row_by_return_code() -> None:
    rows = """
[[accounts.writeoff]]
account = "4890"
[[accounts.writeoff]]
reason = "3020"
account = "4891"
"""
    text = RICH.replace('writeoff = "4890"', "").replace("[[payers]]", f"{rows}[[payers]]", 1)
    story = Story().claim("F1", [900 * E, 60 * E, 40 * E])
    story.answer("F1", [900 * E, 0, 0], codes={"F1-1": "3010", "F1-2": "3020"})
    story.decide("rejection", "F1", "writeoff")
    (entry,) = [e for e in story.told(rich(text)).entries if "Besluit" in e.text]
    found = {(p.account, p.cents) for p in entry.postings}
    assert found == {("4890", 60 * E), ("4891", 40 * E), ("1380", -100 * E)}


@pytest.mark.parametrize(
    ("keys", "standard", "allowed"),
    [
        ('pack = "generic"', "PM304", True),
        ('pack = "vgz"', "PM304", False),
        ('pack = "vgz"', "MZ301", True),
        ('pack = "vgz"\ncontracted = false', "PM304", True),
        ('pack = "cz"', "PM304", True),
    ],
)
@pytest.mark.parametrize("scheme", ["outstanding+clearing", "awarded"])
def test_a_client_is_billed_only_where_the_payer_allows_it(
    keys: str, standard: str, scheme: str, *, allowed: bool
) -> None:
    chosen = rich(RICH.replace('debtor = "D1001"', f'debtor = "D1001"\n{keys}'))
    story = partly(standard=standard)
    asked = [p.candidates for p in story.told(chosen, scheme).parked]
    assert all(("client" in candidates) == allowed for candidates in asked)
    book = story.decide("rejection", "F1", "client").told(chosen, scheme)
    assert ("client" in ends(book)) == allowed
    if not allowed:
        assert "verbiedt" in said(book)[0][1]
        assert "cooperatievgz.nl" in said(book)[0][1]


LIMITED = rich(writeoff_limit_cents=49 * E)
FACTS: list[Delivered] = [(data, "x") for data in partly().everything()]
ASKED = partly().ask("rejection_undecided")
SEEN = ASKED.seen
DONE = {"clearing": 950 * E, "revenue": -1000 * E, "writeoff": 50 * E}
BY_X, BY_Y = (row("writeoff", SEEN), "x"), (row("writeoff", SEEN, day=2), "y")


def waits(book: Book) -> None:
    assert "writeoff" not in ends(book)
    assert questions(book) == [("rejection_undecided", 50 * E)]


def test_one_person_is_enough_up_to_the_limit() -> None:
    enough = rich(writeoff_limit_cents=50 * E)
    assert ends(delivered([*FACTS, BY_X], enough)) == DONE


def test_one_person_cannot_split_what_is_above_the_limit() -> None:
    parts = [(row("writeoff", cents=c, day=i + 1), "x") for i, c in enumerate((30 * E, 20 * E))]
    book = delivered([*FACTS, *parts], LIMITED)
    assert ends(book)["writeoff"] == 30 * E
    assert [r.cents for r in book.rejections] == [20 * E]
    assert [o.cents for r in book.rejections for o in r.waiting] == [20 * E]


def test_the_first_decision_waits_and_says_whose_it_is() -> None:
    book = delivered([*FACTS, BY_X], LIMITED)
    waits(book)
    assert said(book) == [("decision_second_person", "50,00 euro is meer dan 49,00 euro")]
    (open_,) = book.rejections
    assert [(o.target, o.cents, o.principal) for o in open_.waiting] == [("writeoff", 50 * E, "x")]


@pytest.mark.parametrize("at_once", [True, False])
def test_another_principal_carries_it_out_in_any_order(*, at_once: bool) -> None:
    for order in permutations([*FACTS, BY_X, BY_Y]):
        book = delivered(order, LIMITED, at_once=at_once)
        assert ends(book) == DONE
        assert said(book) == []
        (entry,) = [e for e in book.entries if "Besluit" in e.text]
        assert entry.date == date(2026, 3, 2), "the day on which the second decided"
        assert len(entry.evidence) == 3, "both decisions and the answer"


@pytest.mark.parametrize(
    "second",
    [
        (row("writeoff", SEEN, day=2), "x"),
        (row("writeoff", day=2), "x"),
        (row("writeoff", SEEN, day=2, author="somebody else"), "x"),
        (row("writeoff", SEEN, day=2), ""),
        (row("revenue", SEEN, day=2), "y"),
        (row("writeoff", SEEN, cents=4950, day=2), "y"),
        (row("writeoff", "0123456789ab", day=2), "y"),
    ],
)
def test_what_is_no_second_person(second: Delivered) -> None:
    for files in ([*FACTS, BY_X, second], [*FACTS, second, BY_X]):
        book = delivered(files, LIMITED, at_once=False)
        waits(book)
        assert "decision_second_person" in dict(said(book))


def test_the_same_person_again_is_told_so() -> None:
    book = delivered([*FACTS, BY_X, (row("writeoff", SEEN, day=2), "x")], LIMITED)
    assert ("decision_second_person", "dezelfde persoon besloot dit al") in said(book)


def test_offline_nobody_is_a_second_person() -> None:
    book = delivered([*FACTS, (BY_X[0], ""), (BY_Y[0], "")], LIMITED)
    waits(book)
    assert {code for code, _ in said(book)} == {"decision_second_person"}
    assert "opdrachtregel" in said(book)[0][1]


@pytest.mark.parametrize("who", [0, 1])
def test_either_may_take_it_back(who: int) -> None:
    both = [(row("writeoff", day=1), "x"), (row("writeoff", day=2, subject="F1"), "y")]
    (found,) = delivered([*FACTS, both[who]], LIMITED).rejections
    back = Decision(2, date(2026, 3, 9), "", "", "undo", found.waiting[0].decision, "", None, "")
    undo = (besluiten.write([back]), "z")
    assert ends(delivered([*FACTS, *both], LIMITED)) == DONE
    for order in permutations([*both, undo]):
        book = delivered([*FACTS, *order], LIMITED, at_once=False)
        waits(book)
        assert [o.principal for r in book.rejections for o in r.waiting] == ["yx"[who]]


def test_two_persons_decide_a_part_once() -> None:
    parts = [(row("writeoff", cents=20 * E, day=i), who) for i, who in enumerate("xyzw", 1)]
    book = delivered([*FACTS, *parts], rich(writeoff_limit_cents=1))
    assert ends(book)["writeoff"] == 20 * E
    assert said(book) == []


def test_the_second_person_must_have_seen_what_there_is() -> None:
    revised = partly().answer("F1", [900 * E, 0], "02-20")
    again = (revised.files[-1], "x")
    question = revised.ask("revised_remittance")
    replaced = Decision(2, date(2026, 3, 1), "", "", "replace", question.id, "", None, "")
    files = [*FACTS, BY_X, again, (besluiten.write([replaced]), "x"), BY_Y]
    book = delivered(files, LIMITED, at_once=False)
    assert questions(book) == [("rejection_undecided", 100 * E)]
    assert any("de vraag is veranderd" in reason for _, reason in said(book))


@pytest.mark.parametrize("mark", ["resubmit", "correct", "dispute"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_mark_books_nothing_and_the_last_word_counts(scheme: str, mark: str) -> None:
    before = partly().told(scheme=scheme)
    others = [t for t in ("resubmit", "correct", "dispute") if t != mark]
    words = [row(t, reason=f"om {t}", day=i + 1) for i, t in enumerate((mark, *others))]
    words.append(row(mark, reason="toch", day=9))
    for order in (words, words[::-1]):
        files = [*FACTS, *((w, "x") for w in order)]
        book = delivered(files, with_scheme(rich(), scheme), at_once=False)
        assert ends(book) == ends(before)
        assert questions(book) == questions(before)
        assert [p.seen for p in book.parked] == [p.seen for p in before.parked]
        (open_,) = book.rejections
        assert open_.mark is not None
        assert (open_.mark.target, open_.mark.reason) == (mark, "toch")
        assert (open_.mark.principal, open_.mark.author) == ("x", "A")
    assert said(book) == []


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_only_what_is_not_in_the_books_is_done_with_a_mark(scheme: str) -> None:
    book = partly().decide("rejection", "F1", "final").told(scheme=scheme)
    memo = scheme.startswith("awarded")
    assert (book.rejections == ()) == memo
    assert [code for code, _ in said(book)] == ([] if memo else ["decision_refused"])


def test_a_mark_is_of_the_whole_rejection() -> None:
    book = partly().decide("rejection", "F1", "dispute", cents=10 * E).told()
    assert "hele afwijzing" in said(book)[0][1]


def test_nothing_is_written_off_when_the_term_has_passed() -> None:
    keys = 'debtor = "D1001"\nclaim_within_months = 1'
    chosen = rich(RICH.replace('debtor = "D1001"', keys))
    book = partly().bank(5 * E, "veel later", "12-31").told(chosen)
    (open_,) = book.rejections
    assert open_.terms == ((date(2026, 2, 28), 50 * E),)
    assert ends(book)["rejected"] == 50 * E
    assert ("rejection_undecided", 50 * E) in questions(book)
