"""What is put aside and drawn on: the tables S10 and S12 of the accounting, in all four schemes.

1. S10 and S12 to the cent, event by event.
2. A reserve pays a reclaim of which no claim is known, the oldest year first, and never one whose
   claim is known; what is more than the reserve is a correction.
3. A provision is used of the payer first, then of the administration; the rest is written off.
4. Nothing is released or given up beyond what is there: it is refused with the figure.
5. Above the limit of the mapping two principals give a claim up, in any order of their files.
6. Whatever the order of arrival, and after an undo, the book is the same.
"""

from itertools import permutations

import pytest

from koppeling.formats import besluiten
from koppeling.model.book import Book
from koppeling.model.documents import Decision
from koppeling.settle.offline import with_scheme
from tests.scenario import SCHEME_NAMES, accounts, day
from tests.stories import RICH, Delivered, E, Story, delivered, ends, in_every_order, rich, said

FUNDS = """repayable = "1660"
provision = "1399"
provision_cost = "4895"
"""
CHOSEN = rich(RICH.replace('repayable = "1660"\n', FUNDS))


def told(story: Story, scheme: str) -> dict[str, int]:
    return ends(story.told(CHOSEN, scheme))


def refused(book: Book) -> list[str]:
    found = [p for f in book.files for p in f.problems if p.code == "decision_refused"]
    return [dict(p.figures)["reason"] for p in found]


def movements(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    names = {*before, *after}
    return {n: after.get(n, 0) - before.get(n, 0) for n in names if after.get(n) != before.get(n)}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s10_awarded_and_never_paid(scheme: str) -> None:
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    story = Story().claim("F1", 1000 * E).answer("F1")
    assert told(story, scheme) == {position: 1000 * E, "revenue": -1000 * E}
    story.decide("provision", "uzovi:5555", cents=400 * E, when="12-31")
    assert told(story, scheme) == {
        position: 1000 * E, "revenue": -1000 * E, "provision_cost": 400 * E, "provision": -400 * E,
    }  # fmt: skip
    story.decide("uncollectable", "F1", when="2027-03-01")
    book = story.told(CHOSEN, scheme)
    assert ends(book) == {"writeoff": 600 * E, "provision_cost": 400 * E, "revenue": -1000 * E}
    (entry,) = [e for e in book.entries if e.movement.startswith("uncollectable")]
    assert sorted((p.role, p.cents) for p in entry.postings) == [
        (position, -1000 * E), ("provision", 400 * E), ("writeoff", 600 * E),
    ]  # fmt: skip
    assert [i.remaining for i in book.items] == [0]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s12_a_ceiling_is_paid_back(scheme: str) -> None:
    story = Story().claim("F1", 52000 * E).answer("F1").bank(52000 * E, "declaratie F1")
    seen = told(story, scheme)
    assert seen == {"bank": 52000 * E, "revenue": -52000 * E}
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=2000 * E, when="12-31")
    step, seen = movements(seen, told(story, scheme)), told(story, scheme)
    assert step == {"revenue": 2000 * E, "repayable": -2000 * E}
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    story.claim("DEC9", 3000 * E, "2027-01-10", month="2027-01-05")
    story.answer("DEC9", when="2027-01-20")
    items = ("declaration", "DEC9", 3000 * E), ("reclaim", "CM89-2026", -1900 * E)
    story.set_off("2027-7", *items, when="2027-01-25")
    step, seen = movements(seen, told(story, scheme)), told(story, scheme)
    assert step == {"revenue": -3000 * E, "repayable": 1900 * E, position: 1100 * E}
    story.line(1100 * E, "betaling 2027-7", when="2027-01-28")
    step, seen = movements(seen, told(story, scheme)), told(story, scheme)
    assert step == {"bank": 1100 * E, position: -1100 * E}
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=-100 * E, when="2027-03-01")
    end = told(story, scheme)
    # the release of 2026 is decided in 2027: revenue of a prior year
    assert end == {
        "bank": 53100 * E, "revenue": -53000 * E, "revenue_prior": -100 * E,
    }  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_oldest_reserve_is_taken_and_the_rest_is_a_correction(scheme: str) -> None:
    story = Story()
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=500 * E, when="02-01")
    story.decide("reserve", "uzovi:5555/Zvw/2025", cents=300 * E, when="02-02")
    story.letter("CM96-1", 600 * E, when="02-05").letter("CM96-2", 450 * E, when="02-06")
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    book = story.told(CHOSEN, scheme)
    assert ends(book) == {
        "revenue": 500 * E, "revenue_prior": 300 * E, "correction": 250 * E, position: -1050 * E,
    }  # fmt: skip


def test_each_may_have_an_account_of_its_own() -> None:
    rows = """
[[accounts.revenue]]
account = "8000"
[[accounts.revenue]]
reason = "reserve"
account = "8095"
[[accounts.writeoff]]
account = "4890"
[[accounts.writeoff]]
reason = "uncollectable"
account = "4891"
"""
    text = RICH.replace('repayable = "1660"\n', FUNDS)
    for role in ('revenue = "8000"', 'writeoff = "4890"'):
        text = text.replace(f"{role}\n", "")
    story = Story().claim("F1", 1000 * E).answer("F1").decide("uncollectable", "F1")
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=70 * E)
    found = accounts(story.told(rich(text.replace("\n[[payers]]", rows + "\n[[payers]]", 1))))
    assert found == {"8000": -1000 * E, "8095": 70 * E, "1660": -70 * E, "4891": 1000 * E}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_what_is_known_or_earlier_takes_of_no_reserve(scheme: str) -> None:
    story = Story().claim("F1", 900 * E).answer("F1").bank(900 * E, "declaratie F1")
    story.letter("CM96-1", 100 * E, when="02-19")
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=500 * E, when="02-20")
    story.letter("F1", 200 * E, when="02-25")
    found = told(story, scheme)
    assert (found["repayable"], found["correction"]) == (-500 * E, 100 * E)
    assert found["revenue"] == -900 * E + 500 * E + 200 * E


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_provision_of_the_payer_goes_before_that_of_the_administration(scheme: str) -> None:
    story = Story().claim("F1", 1000 * E).answer("F1").bank(250 * E, "geen idee")
    story.decide("match", story.ask("unexplained", CHOSEN).id, "F1", when="02-20")
    story.decide("provision", "noord", cents=500 * E, when="02-27")
    story.decide("provision", "uzovi:5555", cents=200 * E, when="02-28")
    story.decide("provision", "gemeente:9999", cents=70 * E, when="02-28")
    story.decide("uncollectable", "F1")
    found = told(story, scheme)
    assert found["provision"] == -70 * E
    assert found["writeoff"] == 50 * E
    assert not found.keys() & {"clearing", "debtor"}


@pytest.mark.parametrize(
    ("action", "subject", "cents", "why"),
    [
        ("reserve", "uzovi:5555/Zvw/2026", None, "geen bedrag"),
        ("reserve", "uzovi:5555/Zvw", 100, "geen financier/wet/jaar"),
        ("reserve", "uzovi:0001/Zvw/2026", 100, "staat niet in de inrichting"),
        ("reserve", "uzovi:5555/Zvw/2026", -100, "nog 0 cent"),
        ("provision", "uzovi:5555/Zvw", 100, "staat niet in de inrichting"),
        ("provision", "zuid", 100, "staat niet in de inrichting"),
        ("uncollectable", "F1", 100001, "staat nog 100000 cent open"),
        ("uncollectable", "F2", None, "nog geen retour"),
        ("uncollectable", "CM96-1", None, "alleen een declaratie"),
    ],
)
def test_what_cannot_be_is_refused(action: str, subject: str, cents: int | None, why: str) -> None:
    story = Story().claim("F1", 1000 * E).answer("F1").claim("F2", 5 * E).letter("CM96-1", 7 * E)
    before = ends(story.told(CHOSEN))
    story.decide(action, subject, cents=cents)
    book = story.told(CHOSEN)
    assert ends(book) == before
    assert [why in r for r in refused(book)] == [True]


LIMITED = CHOSEN.model_copy(
    update={"booking": CHOSEN.booking.model_copy(update={"writeoff_limit_cents": 999 * E})}
)
OPEN = [(data, "x") for data in Story().claim("F1", 1000 * E).answer("F1").everything()]


def given_up(
    who: str, on: str = "03-01", cents: int | None = None, subject: str = "F1"
) -> Delivered:
    row = Decision(2, day(on), f"called {who}", "", "uncollectable", subject, "", cents, "")
    return besluiten.write([row]), who


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("on", ["03-01", "03-02"])
def test_above_the_limit_two_persons_give_up_in_any_order(on: str, *, at_once: bool) -> None:
    for order in permutations([*OPEN, given_up("x"), given_up("y", on)]):
        book = delivered(order, LIMITED, at_once=at_once)
        assert ends(book) == {"revenue": -1000 * E, "writeoff": 1000 * E}
        assert said(book) == []
        (entry,) = [e for e in book.entries if e.movement.startswith("uncollectable")]
        assert entry.date == day(on), "the day on which the second decided"
        assert len(entry.evidence) == 2, "both decisions"


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (given_up("x"), "meer dan 999,00 euro"),
        (given_up("x", "03-02"), "dezelfde persoon"),
        (given_up(""), "opdrachtregel"),
        (given_up("y", cents=999 * E + 1), "meer dan 999,00 euro"),
    ],
)
def test_above_the_limit_one_person_gives_nothing_up(second: Delivered, why: str) -> None:
    for files in ([*OPEN, given_up("x"), second], [second, given_up("x"), *OPEN]):
        book = delivered(files, LIMITED, at_once=False)
        assert "writeoff" not in ends(book)
        assert {code for code, _ in said(book)} == {"decision_second_person"}
        assert any(why in reason for _, reason in said(book))


def test_nobody_gives_up_alone_in_parts_what_is_above_the_limit() -> None:
    parts = [given_up("x", "03-01", 600 * E), given_up("x", "03-02", 400 * E)]
    assert ends(delivered([*OPEN, *parts], LIMITED))["writeoff"] == 600 * E
    by_two = [*OPEN, *parts, given_up("y", "03-03", 400 * E)]
    assert ends(delivered(by_two, LIMITED))["writeoff"] == 1000 * E


def test_a_third_person_gives_nothing_up_again() -> None:
    parts = [given_up(who, "03-01", 400 * E) for who in "xyz"]
    book = delivered([*OPEN, *parts], LIMITED)
    assert (ends(book)["writeoff"], said(book)) == (400 * E, [])
    chosen = LIMITED.model_copy(
        update={"booking": LIMITED.booking.model_copy(update={"writeoff_limit_cents": 1})}
    )
    book = delivered([*OPEN, *parts], chosen)
    assert (ends(book)["writeoff"], said(book)) == (400 * E, [])


@pytest.mark.parametrize("who", [0, 1])
def test_either_person_may_take_it_back(who: int) -> None:
    (item,) = delivered(OPEN, LIMITED).items
    both = [given_up("x"), given_up("y", "03-02", subject=item.key)]
    undo = (Story(files=[both[who][0]]).undo().files[-1], "z")
    assert "writeoff" in ends(delivered([*OPEN, *both], LIMITED))
    book = delivered([*OPEN, *both, undo], LIMITED, at_once=False)
    assert "writeoff" not in ends(book)
    assert [code for code, _ in said(book)] == ["decision_second_person"]


def test_a_claim_nobody_knows_yet_may_be_given_up_later() -> None:
    story = Story().decide("uncollectable", "F1")
    assert [p.code for f in story.told(CHOSEN).files for p in f.problems] == ["decision_waits"]
    story.claim("F1", 1000 * E).answer("F1")
    assert told(story, "awarded") == {"revenue": -1000 * E, "writeoff": 1000 * E}


def test_a_payment_after_all_takes_the_write_off_back() -> None:
    story = Story().claim("F1", 1000 * E).answer("F1").decide("uncollectable", "F1", when="03-01")
    story.bank(1000 * E, "declaratie F1", "03-10")
    book = story.told(CHOSEN)
    assert ends(book) == {"bank": 1000 * E, "revenue": -1000 * E}
    assert ["staat nog 0 cent open" in r for r in refused(book)] == [True]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_any_order_and_an_undo_end_in_the_same_book(scheme: str) -> None:
    story = Story().claim("F1", 1000 * E).answer("F1").claim("F2", 300 * E).answer("F2")
    story.decide("provision", "uzovi:5555", cents=400 * E, when="02-20")
    story.decide("uncollectable", "F1", when="02-21")
    story.decide("uncollectable", "F2", cents=100 * E, when="02-22")
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=900 * E, when="02-20")
    story.letter("CM96-1", 600 * E, when="02-25").letter("CM96-2", 450 * E, when="02-26")
    chosen = with_scheme(CHOSEN, scheme)
    book = in_every_order(story.everything(), chosen, f"funds {scheme}")
    assert ends(book)["correction"] == 150 * E
    assert ends(book)["writeoff"] == 700 * E
    story.undo(1)
    undone = in_every_order(story.everything(), chosen, f"undone {scheme}")
    # the provision is now used by the other claim
    assert "writeoff" not in ends(undone)
    assert ends(undone)["provision"] == -300 * E
