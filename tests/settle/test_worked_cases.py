"""What the pages of the worked cases do not say: which lines, accounts and files it was.

The postings, balances and questions of those cases are in `tests/golden/worked`.
"""

import pytest

from koppeling.model.book import Book
from koppeling.settle.offline import with_scheme
from tests.golden.arrivals import E, Events, claims, receipts
from tests.scenario import SCHEME_NAMES, booked
from tests.stories import questions, rich

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)


def told(story: Events, scheme: str) -> Book:
    return booked(story.everything(), with_scheme(rich(story.inrichting), scheme))


@pytest.mark.parametrize("scheme", ["awarded", "awarded+clearing"])
def test_s3_there_is_nothing_to_write_off_when_booked_on_award(scheme: str) -> None:
    book = told(claims.s3(), scheme)
    assert [p.code for f in book.files for p in f.problems] == ["decision_refused"]


@schemes
def test_s19_the_same_answer_again_is_known(scheme: str) -> None:
    story = claims.s19()
    book = told(story, scheme)
    assert sorted(f.outcome for f in book.files) == ["known", "used", "used", "used"]
    story.files.append(story.files[1])
    assert told(story, scheme) == book


@schemes
def test_s20_the_set_off_names_both_claims(scheme: str) -> None:
    (netted,) = (m for m in told(claims.s20(), scheme).matches if m.cents == 200 * E)
    paid = [(p.invoice, p.cents) for p in netted.items]
    assert paid == [("F100003", 600 * E), ("F100002", -400 * E)]


@schemes
def test_s29_lines_of_nobody_are_counted(scheme: str) -> None:
    book = told(claims.s29(), scheme)
    assert (book.other_count, book.other_cents) == (5, -2214 * E)


@schemes
def test_s36_a_line_stands_on_the_account_that_it_came_in_on(scheme: str) -> None:
    book = told(receipts.s36(), scheme)
    banked = {p.account for e in book.entries for p in e.postings if p.role == "bank"}
    assert banked == {"1101"}
    assert (book.other_count, book.other_cents) == (2, 0)


@schemes
def test_s37_one_receipt_for_two_laws_is_one_entry_on_two_accounts(scheme: str) -> None:
    book = told(receipts.s37(), scheme)
    assert questions(book) == []
    (received,) = (e for e in book.entries if any(p.role == "bank" for p in e.postings))
    two = ("1390", "1391") if scheme.endswith("clearing") else ("1300", "1301")
    posted = [(p.account, p.cents) for p in received.postings]
    assert posted == [("1100", 800 * E), (two[0], -500 * E), (two[1], -300 * E)]
