"""Posting: what is held, released, refused, unknown or blocked, and what a person decides about it.

1. `review` holds everything until a decision `post` releases an entry, a payer or all of it; a
   release counts for what was drafted by then, `hold` takes it back.
2. A refusal stops that entry and what builds on it, nothing else, until a person posts it again.
3. An unknown outcome waits the quiet time and is asked for: found, or posted.
4. A broken identity of ours blocks posting; a person lifts it; the same reason blocks no more.
5. `after:n` holds an entry for n days after its own commit, not a second less, whatever the payers
   and laws that it is about say less; a person may release it sooner or hold it for longer.
6. `seen` protects a decision: a question that changed refuses it, a repeated row does nothing.
"""

from dataclasses import dataclass, field, replace

import pytest

from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry, Posting, Receipt
from koppeling.model.errors import ConnectorRefused
from koppeling.settle.book import book_of
from koppeling.settle.bounds import Bounds
from koppeling.settle.held import days_of
from koppeling.settle.offline import Offline
from koppeling.settle.watch import let_go, work_left
from tests.faults.world import Package, Plan, World
from tests.scenario import KEY, MAPPING, TOWN, Case, balances, mapping

E = 100


def two_payers() -> list[bytes]:
    case = Case().claim("F100001", 1000 * E).answer("F100001")
    return case.town("JW1", [500 * E]).town_answer("JW1").everything()


def settled(world: World) -> Book:
    world.settle()
    book = book_of(world.office.shop())
    assert book is not None
    return book


def dropped(world: World, *files: bytes) -> Book:
    for data in files:
        world.drop(data)
        world.settle()
    return settled(world)


def decision(action: str, subject: str, target: str = "", **more: str) -> bytes:
    return Case().decide(action, subject, target, **more).files[0]


def test_review_holds_until_all_is_released() -> None:
    world = World(mapping(post="review"), two_payers(), Plan()).run()
    held = settled(world)
    assert len(held.held) == len(held.entries) == 4
    assert not world.package.bookings
    released = dropped(world, decision("post", "all"))
    assert released.held == ()
    assert len(world.package.bookings) == 4
    later = dropped(world, Case().claim("F100002", 7 * E).files[0])
    assert len(later.held) == 1


def test_a_payer_or_one_entry_is_released_alone() -> None:
    world = World(mapping(post="review"), two_payers(), Plan()).run()
    held = settled(world)
    dropped(world, decision("post", "gemeente:9999"))
    assert {p.payer for e in world.package.bookings for p in e.postings} == {"gemeente:9999"}
    sent = {e.key for e in world.package.bookings}
    left = [e for e in held.entries if e.key not in sent]
    claim = next(e for e in left if e.text.startswith("Declaratie"))
    award = next(e for e in left if e.text.startswith("Toegekend"))
    # the award builds on the claim: released alone it waits for it
    dropped(world, decision("post", award.key))
    assert award.key not in {e.key for e in world.package.bookings}
    dropped(world, decision("post", claim.key))
    assert {e.key for e in world.package.bookings} == sent | {claim.key, award.key}


def test_hold_takes_a_release_back() -> None:
    world = World(mapping(post="now"), [], Plan())
    world.drop(decision("hold", "uzovi:5555"))
    for data in two_payers():
        world.drop(data)
    book = settled(world)
    assert {p.payer for e in world.package.bookings for p in e.postings} == {"gemeente:9999"}
    assert len(book.held) == 2


def test_two_payers_at_once_and_the_third_in_review() -> None:
    text = MAPPING + '\n[[booking_for]]\npayer = "gemeente:9999"\npost = "review"\n'
    world = World(mapping(text), two_payers(), Plan()).run()
    assert {p.payer for e in world.package.bookings for p in e.postings} == {"uzovi:5555"}
    assert len(settled(world).held) == 2


DAY = 86_400


@pytest.mark.parametrize("days", [1, 5, 30])
def test_after_some_days_and_not_a_second_sooner(days: int) -> None:
    world = World(mapping(post=f"after:{days}"), two_payers()[:1], Plan()).run()
    first = world.now
    world.now += 3 * 3600
    for data in two_payers()[1:]:
        world.drop(data)
        world.settle()
    shop = world.office.shop()
    assert len(settled(world).held) == 4
    assert (let_go(shop, first + days * DAY - 1), work_left(shop)) == (0, ())
    assert (let_go(shop, first + days * DAY), work_left(shop)) == (1, ("unposted",))
    assert [e.text for e in settled_posts(world)] == ["Declaratie F100001"]
    assert let_go(shop, first + days * DAY) == 0
    assert let_go(shop, world.now + days * DAY) == 3
    assert len(settled_posts(world)) == 4
    assert settled(world).held == ()


def settled_posts(world: World) -> list[JournalEntry]:
    world.settle()
    return world.package.bookings


def test_a_person_goes_before_the_days() -> None:
    world = World(mapping(post="after:5"), two_payers(), Plan()).run()
    dropped(world, decision("post", "gemeente:9999"), decision("hold", "uzovi:5555"))
    assert len(world.package.bookings) == 2
    let_go(world.office.shop(), world.now + 9 * DAY)
    assert len(settled(world).held) == 2
    assert len(world.package.bookings) == 2


def test_the_longest_wait_of_an_entry_counts_and_review_is_the_longest() -> None:
    book = Case().claim("F1", 500 * E).book()
    (entry,) = book.entries
    rows = '\n[[booking_for]]\n{who}\npost = "{post}"\n'
    law = MAPPING + rows.format(who='law = "Zvw"', post="after:7")
    assert days_of(entry, mapping(law)) == 7
    assert days_of(entry, mapping(law, post="review")) == 7
    other = MAPPING + rows.format(who='law = "Wlz"', post="after:7")
    assert days_of(entry, mapping(other)) == 0
    two = replace(entry, postings=(*entry.postings, *stranger("Wlz")))
    assert days_of(two, mapping(other)) == 7
    assert days_of(two, mapping(other, post="review")) is None
    assert days_of(replace(entry, postings=stranger("")), mapping(post="after:3")) == 3


def stranger(law: str) -> tuple[Posting, Posting]:
    """Two postings of a law, or of nobody."""
    payer, named = ("gemeente:9999", (("law", law),)) if law else ("", ())
    return (
        Posting("1", "bank", 1, "", payer, "", named),
        Posting("2", "fee", -1, "", payer, "", named),
    )


def test_without_a_clock_nothing_is_let_go() -> None:
    """Offline there are no days: everything is drafted, and shown as held."""
    office = Offline(mapping(post="after:1"), KEY)
    assert let_go(office.shop(), 2**40) == 0
    office.adopt()
    office.give(Source.of(Case().claim("F1", 500 * E).files[0], key=KEY))
    book = office.settle()
    assert len(book.held) == len(book.entries) == 1
    assert let_go(office.shop(), 2**40) == 0


@dataclass(slots=True)
class Picky(Package):
    """A package that refuses entries about one claim."""

    refuses: set[str] = field(default_factory=set)

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        if any(word in entry.text for word in self.refuses):
            code = "blocked_account"
            raise ConnectorRefused(code, "8000")
        return Package.post(self, entry, now, number)


def test_a_refusal_stops_only_what_builds_on_it() -> None:
    world = World(mapping(), two_payers(), Plan())
    picky = Picky(world.plan, lambda: world.now, refuses={"Declaratie F100001"})
    world.package = picky
    for data in world.files:
        world.drop(data)
    book = book_after(world)
    assert {p.payer for e in picky.bookings for p in e.postings} == {"gemeente:9999"}
    refused = [p for p in book.parked if p.reason == "refused"]
    assert [p.cents for p in refused] == [1000 * E]
    assert "geblokkeerd" in refused[0].about
    assert work_left(world.office.shop()) == ()
    picky.refuses = set()
    book_after(world)
    assert len(picky.bookings) == 2
    world.drop(decision("post", refused[0].id))
    book = book_after(world)
    assert len(picky.bookings) == 4
    assert not [p for p in book.parked if p.reason == "refused"]


def book_after(world: World) -> Book:
    """Settle as far as it goes: what a person must decide stays."""
    for _ in range(3):
        world.step()
    book = book_of(world.office.shop())
    assert book is not None
    return book


@pytest.mark.parametrize(("fault", "found"), [("lost", 1), ("late", 1), ("down", 0)])
def test_an_unknown_outcome_is_asked_and_never_repeated(fault: str, found: int) -> None:
    calm = World(mapping(), two_payers(), Plan()).run()
    number = calm.plan.steps.index("post")
    world = World(mapping(), two_payers(), Plan({number: fault})).run()
    keys = [e.key for e in world.package.bookings]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) == len(calm.package.bookings)
    assert sum(t["found"] for t in world.tallies) == found


def test_a_lost_intent_blocks_and_a_person_lifts_it() -> None:
    world = World(mapping(post="review"), two_payers(), Plan()).run()
    key = min(world.office.store.outbox)
    del world.office.store.outbox[key]
    blocked = book_after(world)
    assert blocked.blocked.startswith(("C6", "C7"))
    world.drop(decision("post", "all"))
    book_after(world)
    assert not world.package.bookings
    world.drop(decision("unblock", "noord"))
    lifted = book_after(world)
    assert lifted.blocked == ""
    assert len(world.package.bookings) == 3


def test_a_changed_question_refuses_the_decision_and_shows_both() -> None:
    case = Case().bank(300 * E, "jeugdhulp", iban=TOWN)
    world = World(mapping(), case.everything(), Plan()).run()
    (question,) = settled(world).parked
    wrong = decision("explain", question.id, "repayable", seen="000000000000")
    refused = dropped(world, wrong)
    (problem,) = [p for f in refused.files for p in f.problems if f.kind == "decisions"]
    assert question.seen in problem.message()
    assert "000000000000" in problem.message()
    right = decision("explain", question.id, "repayable", seen=question.seen)
    done = dropped(world, right)
    assert balances(done) == {"bank": 300 * E, "repayable": -300 * E}
    again = dropped(world, right.replace(b"test", b"nog een keer"))
    assert balances(again) == balances(done)
    assert len(again.entries) == len(done.entries)


def test_undo_puts_the_receipt_back_on_hold() -> None:
    case = Case().bank(300 * E, "jeugdhulp", iban=TOWN)
    world = World(mapping(), case.everything(), Plan()).run()
    (question,) = settled(world).parked
    row = decision("explain", question.id, "repayable")
    dropped(world, row)
    made = world.office.store
    ruling = next(r for r in world.rulings())
    undone = dropped(world, decision("undo", ruling.decision.id))
    assert balances(undone) == {"bank": 300 * E, "clearing": -300 * E}
    assert [p.id for p in undone.parked] == [question.id]
    assert made.head() is not None


def test_a_match_decided_by_a_person_pays_in_parts() -> None:
    case = Case().claim("F100001", 1000 * E).answer("F100001").bank(600 * E, "deel")
    world = World(mapping(), case.everything(), Plan()).run()
    (question,) = settled(world).parked
    matched = dropped(world, decision("match", question.id, "F100001"))
    assert matched.parked == ()
    assert balances(matched) == {"bank": 600 * E, "clearing": 400 * E, "revenue": -1000 * E}


def test_bounds_that_would_book_twice_are_refused() -> None:
    capabilities = Package(Plan(), lambda: 0).capabilities
    Bounds(timeout=10, lease=11, quiet=13).check(capabilities)
    with pytest.raises(AssertionError, match="lease"):
        Bounds(timeout=10, lease=10, quiet=60).check(capabilities)
    with pytest.raises(AssertionError, match="quiet"):
        Bounds(timeout=10, lease=20, quiet=12).check(capabilities)
