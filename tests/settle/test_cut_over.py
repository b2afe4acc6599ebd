"""The cut-over and a change of accounts: what stood open, and where it stands now.

1. S42: documents of before the start are read and open items, and book nothing; with the item in
   `openstaand` the account in the package comes to nothing.
2. The list against the package on the start date, account by account; without an auditfile nothing
   is judged.
3. What is repayable under a number is paid back by a transfer or a set-off that names it, and stays
   on its own account; without its number a transfer to a payer is no payment of ours.
4. S43: items close on the accounts and in the scheme that they were opened with. What still stands
   on old accounts is one proposed entry that adds up to nothing, and is never booked.
"""

from datetime import date

import pytest

from koppeling.formats.source import Source
from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.model.book import Book
from koppeling.model.mapping import Mapping
from koppeling.reports.asked import questions
from koppeling.reports.report import report
from koppeling.reports.result import result
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.ports import Input
from koppeling.settle.reconcile import reconcile
from tests.scenario import KEY, SCHEME_NAMES, accounts
from tests.stories import RICH, E, Story, ends, in_every_order, rich, rules


def before() -> Story:
    return Story().claim("F1", [950 * E, 50 * E], "2025-12-20", month="2025-12-31")


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s42_what_is_dated_before_the_start_books_nothing(scheme: str) -> None:
    answered = before().answer("F1", [950 * E, 0], "2025-12-28")
    book = answered.told(scheme=scheme)
    assert book.entries == ()
    assert [i.remaining for i in book.items] == [950 * E]
    assert {f.outcome for f in book.files} == {"used"}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s42_an_item_of_the_list_closes_as_booked_when_claimed(scheme: str) -> None:
    story = before().opened(("debtor", "F1", 1000 * E))
    story.answer("F1", [950 * E, 0]).bank(950 * E, "declaratie F1")
    how = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), how, f"s42 {scheme}")
    assert ends(book) == {"debtor": -1000 * E, "rejected": 50 * E, "bank": 950 * E}


@pytest.mark.parametrize("bank", ["koppeling", "package"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_transfer_that_names_what_is_repayable_pays_it(scheme: str, bank: str) -> None:
    story = Story().opened(("repayable", "TERUG77", -50 * E))
    story.line(-50 * E, "terugbetaling TERUG77").line(-50 * E, "terugbetaling")
    how = with_scheme(rich(bank=bank), scheme)
    book = in_every_order(story.everything(), how, f"repaid {scheme} {bank}")
    assert {k: v for k, v in book.expected_balances if v} == {"bank": -50 * E, "repayable": 50 * E}
    assert rules(book) == [("named_sum", -50 * E)]
    assert (book.other_count, book.parked) == (1, ())
    assert [i.remaining for i in book.items] == [0]


@pytest.mark.parametrize("by_document", [True, False])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_what_is_repayable_is_set_off_as_in_s6(scheme: str, *, by_document: bool) -> None:
    story = Story().opened(("repayable", "TERUG77", -50 * E)).claim("DEC2", 400 * E).answer("DEC2")
    if by_document:
        items = ("declaration", "DEC2", 400 * E), ("reclaim", "TERUG77", -50 * E)
        story.set_off("2026-7", *items).bank(350 * E, "betaling 2026-7")
    else:
        story.bank(350 * E, "DEC2 TERUG77")
    how = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), how, f"s6 {scheme} {by_document}")
    assert ends(book) == {"bank": 350 * E, "repayable": 50 * E, "revenue": -400 * E}
    assert [i.remaining for i in book.items] == [0, 0]


def package(*, opening: dict[str, int] | None, year: int = 2026, day: str = "") -> bytes:
    when = date.fromisoformat(day) if day else date(year, 6, 1)
    lines = [Booked("1300", 70 * E, day=when), Booked("8000", -70 * E, day=when)]
    return auditfile("3.2", lines, year=year, opening=opening)


def judged(*files: bytes) -> dict[str, object]:
    story = Story().opened(("debtor", "OUD1", 600 * E), ("debtor", "OUD2", 400 * E))
    story.opened(("advance", "", -9000 * E))
    story.files += files
    found: dict[str, object] = result(story.told())["cut_over"]
    return found


def differences(found: dict[str, object]) -> dict[str, int]:
    rows = found["accounts"]
    assert isinstance(rows, list)
    return {a["account"]: a["difference_cents"] for a in rows if a["difference_cents"]}


def test_without_an_auditfile_nothing_is_judged() -> None:
    found = judged()
    assert found["holds"] is None
    assert found["why"]
    assert differences(found) == {}


def test_the_list_is_compared_with_the_package_on_the_start_date() -> None:
    equal = {"1300": 1000 * E, "1650": -9000 * E, "1100": 8000 * E}
    assert judged(package(opening=equal))["holds"] is True
    # what is booked from the start on does not count
    assert differences(judged(package(opening=equal, day="2026-01-01"))) == {}
    missing = judged(package(opening=equal | {"1300": 1250 * E, "1390": 5}))
    assert missing["holds"] is False
    assert differences(missing) == {"1300": 250 * E, "1390": 5}
    last_year = package(opening=equal | {"1300": 900 * E}, year=2025)
    assert differences(judged(last_year)) == {"1300": -30 * E}


def test_a_difference_is_shown_with_its_items() -> None:
    story = Story().opened(("debtor", "OUD1", 600 * E))
    story.files.append(package(opening={"1300": 650 * E}))
    book = story.told()
    shown = report(book)
    assert all(words in shown for words in ("OUD1", "650,00", "50,00", "tegenover het pakket"))
    (account,) = [a for a in result(book)["cut_over"]["accounts"] if a["account"] == "1300"]
    assert [i["invoice"] for i in account["items"]] == ["OUD1"]


def test_a_row_for_which_there_is_no_account_is_shown_apart() -> None:
    story = Story().opened(("client", "OUD1", 600 * E))
    found = result(story.told())["cut_over"]["accounts"][0]
    assert (found["account"], found["listed_cents"]) == ("", 600 * E)


def changed(story: Story, first: Mapping, then: Mapping, *late: bytes, apart: bool = False) -> Book:
    """The book where another mapping is adopted after the first files; `apart` = one by one."""
    office = Offline(first, KEY)
    office.adopt()
    later = [[data] for data in late] if apart else [list(late)]
    for number, files in enumerate([story.everything(), *later]):
        if number == 1:
            plain = then.model_dump(mode="json", exclude_none=True)
            office.store.keep(Input("map-2", "mapping", "/00000002"), {"mapping": plain})
        for data in files:
            office.give(Source.of(data, key=KEY))
        reconcile(office.shop())
        draft(office.shop())
    book = book_of(office.shop())
    assert book is not None
    assert not [i for i in book.identities if i.blocking and i.holds is False]
    return book


OTHER = rich(RICH.replace('debtor = "1300"', 'debtor = "1301"').replace('"1390"', '"1391"'))


def three() -> Story:
    """Not answered; answered and refused in part; answered and paid."""
    story = Story().claim("F1", 1000 * E).claim("F2", 800 * E).answer("F2", 700 * E)
    return story.claim("F3", 500 * E).answer("F3").bank(500 * E, "declaratie F3")


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("other", SCHEME_NAMES)
def test_s43_items_close_on_the_accounts_they_were_opened_on(scheme: str, other: str) -> None:
    first, then = with_scheme(rich(), scheme), with_scheme(OTHER, other)
    story = three()
    late = Story(claims=story.claims).answer("F1", when="03-10")
    late.bank(1000 * E, "declaratie F1", "03-15").bank(700 * E, "declaratie F2", "03-15")
    book = changed(story, first, then, *late.everything())
    plain = changed(story, first, first, *late.everything())
    assert accounts(book) == accounts(plain)
    assert not accounts(book).keys() & {"1301", "1391"}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s43_what_stands_on_old_accounts_is_one_proposed_entry(scheme: str) -> None:
    first, then = with_scheme(rich(), scheme), with_scheme(OTHER, scheme)
    book = changed(three(), first, then)
    moved = {m.account: m.cents for m in book.reclassification}
    assert sum(moved.values()) == 0
    outstanding, clearing = scheme.startswith("outstanding"), scheme.endswith("clearing")
    debtor = (1000 * E if outstanding else 0) + (0 if clearing else 700 * E)
    expected = {"1300": -debtor, "1301": debtor}
    expected |= {"1390": -700 * E, "1391": 700 * E} if clearing else {}
    assert moved == {k: v for k, v in expected.items() if v}
    # what would be moved is what stands there
    assert {k: -v for k, v in moved.items() if k in {"1300", "1390"}} == {
        k: v for k, v in accounts(book).items() if k in {"1300", "1390"}
    }
    assert "Voorstel herrubricering" in report(book)
    (asked,) = [q for q in questions(book, "nl") if not q.subject]
    assert asked.amount == sum(c for c in moved.values() if c > 0)
    assert not asked.answers
    assert sum(m["cents"] for m in result(book)["reclassification"]) == 0


def test_s43_another_scheme_moves_the_awards_and_leaves_the_claims() -> None:
    first, then = with_scheme(rich(), "outstanding+clearing"), with_scheme(rich(), "awarded")
    moved = changed(three(), first, then).reclassification
    assert [(m.account, m.cents, m.invoices) for m in moved] == [
        ("1300", 700 * E, ("F2",)),
        ("1390", -700 * E, ("F2",)),
    ]


def test_the_list_stands_on_the_accounts_that_it_was_opened_with() -> None:
    story = Story().opened(("debtor", "OUD1", 600 * E))
    story.files.append(package(opening={"1300": 600 * E}))
    found = changed(story, rich(), OTHER).cut_over
    assert found is not None
    assert found.holds is True


ELSEWHERE = RICH
for old, new in (("1300", "1301"), ("1390", "1391"), ("1380", "1381")):
    ELSEWHERE = ELSEWHERE.replace(f'"{old}"', f'"{new}"')


@pytest.mark.parametrize("policy", ["hold", "debtor"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_an_item_with_a_new_number_keeps_its_accounts(scheme: str, policy: str) -> None:
    """Claimed again after the accounts changed; a person says so at once, or when it is paid."""
    first = with_scheme(rich(rejected=policy), scheme)
    then = with_scheme(rich(ELSEWHERE, rejected=policy), scheme)
    story = Story().claim("F1", [950 * E, 50 * E]).answer("F1", [950 * E, 0])
    story.bank(950 * E, "declaratie F1")
    again = Story().claim("F2", [50 * E], "03-01", month="01-31").answer("F2", when="03-10")
    files = again.bank(50 * E, "declaratie F2", "03-15").everything()
    said = Story().decide("resubmission", "F1", "F2", when="03-20").everything()
    for late in ([*files, *said], [*said, *files], files[:1] + said + files[1:]):
        for apart in (True, False):
            book = changed(story, first, then, *late, apart=apart)
            assert accounts(book) == {"1100": 1000 * E, "8000": -1000 * E}
            assert book.parked == ()


def test_nothing_is_proposed_where_nothing_changed() -> None:
    assert changed(three(), rich(), rich()).reclassification == ()
    assert three().told().reclassification == ()


def test_base_figures_are_what_is_open_by_age() -> None:
    story = three().claim("F4", 90 * E, "06-01", month="2025-12-31").answer("F4", when="06-08")
    rows = result(story.told())["base_figures"]
    names = ("year", "declared_cents", "unanswered_cents", "open_cents")
    assert [tuple(r[n] for n in names) for r in rows] == [
        (2025, 90 * E, 0, 90 * E),
        (2026, 2300 * E, 1000 * E, 700 * E),
    ]
    assert [r["open_to_30_days_cents"] for r in rows] == [90 * E, 0]
    assert [r["open_to_180_days_cents"] for r in rows] == [0, 700 * E]
    assert rows[1]["rejected_open_cents"] == 100 * E
