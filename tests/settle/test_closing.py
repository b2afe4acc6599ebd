"""Closing the books: what was sent and not answered is accrued, and turned back.

1. S16 in all four schemes, with the answer read before or after the accounts are drawn up.
2. An accrual and its mirror are nothing together, on the same accounts, on the last day and the
   first after it; nothing is accrued under outstanding, and nothing twice in a period.
3. `--close` at any date and what comes later converge: the end is that of a book never closed.
4. The book is a function of its inputs: any order of arrival, closings and answers alike.
5. After the accrual the four schemes agree on the result, but for what nobody has decided on.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from koppeling.formats.source import Source
from koppeling.model.actions import PERIOD_END, offered
from koppeling.model.book import Book
from koppeling.model.mapping import Mapping
from koppeling.reports.asked import questions
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline, run, with_scheme
from koppeling.settle.ports import Input
from koppeling.settle.reconcile import reconcile
from tests import sizes
from tests.scenario import KEY, SCHEME_NAMES
from tests.stories import RICH, E, Story, ends, in_every_order, rich

UNBILLED = """fee = "4700"
unbilled = "1410"
unbilled_revenue = "8900"
"""
EARLIER = RICH.replace("start = 2026-01-01", "start = 2025-01-01")
ACCOUNTS = EARLIER.replace('fee = "4700"\n', UNBILLED)
DECEMBER = date(2025, 12, 31)
ON = {"accrue": "year", "prior_year": "same"}


def chosen(scheme: str = "awarded", **booking: Any) -> Mapping:
    return with_scheme(rich(ACCOUNTS, **(ON | booking)), scheme)


def closed(story: Story, how: Mapping, day: date | None = DECEMBER) -> Book:
    sources = [Source.of(f, key=KEY) for f in story.everything()]
    book = run(how, sources, KEY, close=day)
    assert not [i for i in book.identities if i.blocking and i.holds is False]
    return book


def accruals(book: Book) -> list[tuple[str, str, int]]:
    """Date, account and cents of every accrual and its mirror, sorted."""
    return sorted(
        (str(e.date), p.account, p.cents)
        for e in book.entries
        if e.movement.startswith(("accrued", "reversed/accrued"))
        for p in e.postings
    )


def until(book: Book, day: date, roles: Iterable[str]) -> int:
    return sum(
        p.cents for e in book.entries for p in e.postings if e.date <= day and p.role in roles
    )


def sent() -> Story:
    return Story().claim("F1", 1000 * E, "2025-12-28", month="2025-12-15")


def pair(cents: int, on: str = "2025-12-31") -> list[tuple[str, str, int]]:
    back = "2026-01-01"
    return [
        (on, "1410", cents), (on, "8900", -cents), (back, "1410", -cents), (back, "8900", cents),
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s16_year_end(scheme: str) -> None:
    before = closed(sent(), chosen(scheme))
    assert accruals(before) == (pair(1000 * E) if scheme.startswith("awarded") else [])
    story = sent().answer("F1", 950 * E, "2026-01-10").bank(950 * E, "declaratie F1", "2026-01-15")
    after = closed(story, chosen(scheme))
    rejected = {"rejected": 50 * E, "revenue": -1000 * E}
    rest = rejected if scheme.startswith("outstanding") else {"revenue": -950 * E}
    assert ends(after) == {"bank": 950 * E} | rest
    # revenue of December stands in December: by its award, once that is read
    result = -1000 * E if scheme.startswith("outstanding") else -950 * E
    assert until(after, DECEMBER, {"revenue", "unbilled_revenue"}) == result


@pytest.mark.parametrize(
    ("answered", "drawn_up", "accrued"),
    [
        ("2026-01-10", "2025-12-31", 1000),
        ("2026-01-10", "2026-01-09", 1000),
        ("2026-01-10", "2026-01-10", 950),
        ("2026-01-10", "2026-02-01", 950),
        ("2025-12-31", "2026-01-20", 0),
    ],
)
def test_what_is_known_before_the_accounts_are_drawn_up_counts(
    answered: str, drawn_up: str, accrued: int
) -> None:
    story = sent().answer("F1", 950 * E, answered)
    story.decide("close", "2025-12-31", when=drawn_up)
    book = story.told(chosen(period="remittance"))
    assert accruals(book) == (pair(accrued * E) if accrued else [])
    assert until(book, DECEMBER, {"revenue", "unbilled_revenue"}) == -(accrued or 950) * E
    assert ends(book) == {"debtor": 950 * E, "revenue": -950 * E}


@pytest.mark.parametrize("period", ["service", "claim"])
def test_revenue_is_never_twice_in_a_period(period: str) -> None:
    story = sent().answer("F1", 950 * E, "2026-01-10")
    story.decide("close", "2025-12-31", when="2025-12-31")
    book = story.told(chosen(period=period))
    assert until(book, DECEMBER, {"revenue", "unbilled_revenue"}) == -950 * E


def test_parts_stand_in_their_service_months() -> None:
    story = Story().claim("F1", 400 * E, "2025-12-02", month="2025-11-15")
    story.claim("F2", 100 * E, "2025-12-20", month="2026-01-15")
    book = closed(story, chosen())
    # care that is still to be given is no revenue of the year
    assert accruals(book) == pair(400 * E, on="2025-11-30")
    assert [e.period for e in book.entries] == ["2025-11", "2026-01"]
    by_claim = closed(story, chosen(period="claim"))
    assert until(by_claim, DECEMBER, {"unbilled"}) == 500 * E


@pytest.mark.parametrize(
    "switches", [{"accrue": "no"}, {"recognise": "outstanding"}, {"clearing": True}]
)
def test_only_where_the_mapping_wants_it(switches: dict[str, Any]) -> None:
    base = rich(ACCOUNTS, **(ON | {"recognise": "awarded"} | switches))
    wanted = switches == {"clearing": True}
    assert bool(accruals(closed(sent(), base))) is wanted
    story = sent().decide("close", "2025-12-31", when="2026-01-02")
    problems = [p.code for f in story.told(base).files for p in f.problems]
    assert problems == ([] if wanted else ["decision_refused"])


def test_a_claim_that_came_later_or_back_is_not_accrued() -> None:
    later = Story().claim("F1", 1000 * E, "2026-01-02", month="2025-12-15")
    assert accruals(closed(later, chosen())) == []
    back = Story().town("JW1", [1000 * E], "2025-12-20", "M1")
    back.town_answer("JW1", "M1", "2026-01-04", header="0001", header_only=True)
    assert accruals(closed(back, chosen())) == []


def test_a_credit_is_accrued_with_its_sign() -> None:
    story = Story().claim("F1", -300 * E, "2025-12-28", month="2025-12-15")
    assert ends(closed(story, chosen())) == {}
    assert accruals(closed(story, chosen())) == pair(-300 * E)


@pytest.mark.parametrize("fault", ["2025-13-01", "december", "2024-12-31", "2025-06-30"])
def test_a_day_that_cannot_be_closed_is_refused(fault: str) -> None:
    how = chosen()
    administration = how.administration.model_copy(update={"closed_until": date(2025, 6, 30)})
    how = how.model_copy(update={"administration": administration})
    book = sent().decide("close", fault).told(how)
    assert [p.code for f in book.files for p in f.problems] == ["decision_refused"]
    assert accruals(book) == []


def test_the_last_time_that_the_accounts_are_drawn_up_counts() -> None:
    story = sent().answer("F1", 950 * E, "2026-01-10")
    story.decide("close", "2025-12-31", when="2026-01-05")
    story.decide("close", "2025-12-31", "opnieuw", when="2026-01-12")
    how = chosen(period="remittance")
    assert accruals(story.told(how)) == pair(950 * E)
    assert accruals(story.undo().told(how)) == pair(1000 * E)


def adopt(office: Offline, version: int, how: Mapping) -> None:
    """Another mapping from then on."""
    office.mapping = how
    plain = how.model_dump(mode="json", exclude_none=True)
    office.store.keep(Input(f"map-{version}", "mapping", f"/{version:08}"), {"mapping": plain})


def step(office: Offline, *files: bytes) -> Book:
    for data in files:
        office.give(Source.of(data, key=KEY))
    reconcile(office.shop())
    draft(office.shop())
    book = book_of(office.shop())
    assert book is not None
    return book


@pytest.mark.parametrize("period", ["service", "remittance"])
def test_what_was_accrued_in_a_period_that_is_closed_since_stays(period: str) -> None:
    how = chosen(period=period)
    story = sent().decide("close", "2025-12-31", when="2026-01-05")
    office = Offline(how, KEY)
    office.adopt()
    first = step(office, *story.files)
    assert accruals(first) == pair(1000 * E)
    shut = how.administration.model_copy(update={"closed_until": DECEMBER})
    adopt(office, 2, how.model_copy(update={"administration": shut}))
    story.answer("F1", 950 * E, "2026-01-10")
    last = step(office, story.files[-1])
    assert accruals(last) == pair(1000 * E)
    assert until(last, DECEMBER, {"revenue", "unbilled_revenue"}) == -1000 * E
    assert ends(last) == {"debtor": 950 * E, "revenue": -950 * E}


def history(dice: Any) -> Story:
    """Claims around the turn of the year, some answered, some paid."""
    story = Story()
    for number in range(dice.randrange(1, 5)):
        day = date(2025, 12, 1) + timedelta(days=dice.randrange(45))
        cents = dice.choice((1000, 2500, 40000)) * (number + 1)
        month = day - timedelta(days=dice.randrange(50))
        story.claim(f"F10000{number}", cents, str(day), month=str(month))
        if dice.random() < 0.6:
            back = day + timedelta(days=dice.randrange(1, 40))
            won = dice.choice((cents, cents, cents // 2, 0))
            story.answer(f"F10000{number}", won, str(back))
            if won and dice.random() < 0.5:
                paid = str(back + timedelta(days=5))
                story.bank(won, f"declaratie F10000{number}", paid)
    return story


PERIODS = ("service", "claim", "remittance")


def test_an_accrual_and_its_mirror_are_nothing_and_the_end_is_that_of_a_book_never_closed() -> None:
    dice = sizes.generator("accrual and mirror")
    for _ in range(sizes.of(12, 200)):
        story, scheme = history(dice), dice.choice(SCHEME_NAMES)
        how = chosen(scheme, period=dice.choice(PERIODS), accrue=dice.choice(("month", "year")))
        day = dice.choice((date(2025, 11, 30), DECEMBER, date(2026, 1, 31)))
        book = closed(story, how, day)
        sums: dict[str, int] = {}
        for _, account, cents in accruals(book):
            sums[account] = sums.get(account, 0) + cents
        assert not any(sums.values())
        never = story.told(how)
        assert ends(book) == ends(never)
        assert book.items == never.items
        others = [e for e in book.entries if not e.movement.startswith("accrued")]
        assert tuple(others) == never.entries


def test_any_order_of_closings_and_answers_ends_in_the_same_book() -> None:
    dice = sizes.generator("closings in any order")
    for number in range(sizes.of(3, 20)):
        story = history(dice)
        story.decide("close", "2025-12-31", when=dice.choice(("2026-01-03", "2026-01-20")))
        story.decide("close", "2026-01-31", when="2026-02-10")
        how = chosen(dice.choice(("awarded", "awarded+clearing")), period=dice.choice(PERIODS))
        in_every_order(story.everything(), how, f"closings {number}")


def test_after_the_accrual_the_four_schemes_agree_on_the_result() -> None:
    """Up to the closing: revenue, less what is refused and undecided, is one figure."""
    dice = sizes.generator("four schemes at a closing")
    roles = {"revenue", "revenue_prior", "unbilled_revenue", "writeoff"}
    for _ in range(sizes.of(8, 150)):
        story = history(dice)
        found = set()
        for scheme in SCHEME_NAMES:
            book = closed(story, chosen(scheme, period="claim"))
            result = until(book, DECEMBER, roles)
            if scheme.startswith("outstanding"):
                result += sum(i.rejected for i in book.items if i.opened <= DECEMBER)
            found.add(result)
        assert len(found) == 1


def test_a_missing_account_parks_the_accrual() -> None:
    bare = rich(EARLIER, recognise="awarded", **ON)
    book = closed(sent(), bare)
    assert [p.reason for p in book.parked] == ["no_account"]
    assert accruals(book) == []


@pytest.mark.parametrize(
    ("every", "read", "asked"),
    [
        ("year", "2026-01-02", "2025-12-31"),
        ("month", "2026-03-02", "2026-02-28"),
        ("year", "2025-12-31", ""),
        ("no", "2026-01-02", ""),
    ],
)
def test_the_worklist_asks_to_close_what_is_over(every: str, read: str, asked: str) -> None:
    how = chosen(accrue=every, bank="koppeling")
    story = sent().bank(5 * E, "geen idee", read)
    rows = [q for q in questions(story.told(how), "nl") if q.answers == offered(PERIOD_END)]
    assert [(q.subject, q.amount) for q in rows] == ([(asked, 1000 * E)] if asked else [])
    if asked:
        closing = story.decide("close", asked, when="2026-04-01").told(how)
        assert not [q for q in questions(closing, "en") if q.answers == offered(PERIOD_END)]
