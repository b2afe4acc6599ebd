"""Every control identity sees its own fault, and none sees one where all is well.

1. On a healthy month no identity is broken, and all are judged where their files are there.
2. For each of C1 to C13 a fault that is planted between drafting and checking, or in a file, breaks
   that identity, names its items, and they add up to the difference.
3. Whatever one own entry, posting or cent is taken away from the books, our own identities see it.
4. The roll-forward of each payer and law comes from its opening to its closing, in every scheme.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from koppeling.formats import istandaarden_write
from koppeling.formats.source import Source
from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.matching.derive import Derived
from koppeling.model.book import Book, Identity
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping
from koppeling.reports.auditfile import auditfiles
from koppeling.settle import book as desk
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft, entry_of
from koppeling.settle.ledger import derived_of
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.ports import Intent
from koppeling.settle.reconcile import reconcile
from tests import sizes
from tests.golden.test_matching import TABLES, VARIANTS
from tests.scenario import CLIENTS, KEY, SCHEME_NAMES, TOWN, booked, day, settled
from tests.stories import E, Story, rich

NAMES = [f"C{n}" for n in range(1, 14)]
OWN = ("C2", "C5", "C6", "C7", "C8", "C9", "C10", "C12")
"""What is ours: a broken one blocks."""


def month() -> Story:
    """Answers of every kind, a town, a set-off, money that is and is not explained."""
    story = Story()
    story.claim("F100001", [1000 * E, 200 * E]).answer("F100001", [1000 * E, 50 * E])
    story.claim("F100002", 500 * E).answer("F100002", 500 * E).claim("F100003", 300 * E)
    story.town("JW1", [310 * E, 90 * E]).town_answer("JW1", rejected=(1,))
    story.letter("CM9600001", 80 * E, "02-12")
    items = ("declaration", "F100002", 500 * E), ("reclaim", "CM9600001", -80 * E)
    story.set_off("V700001", *items, when="02-16")
    story.bank(1050 * E, "declaratie F100001", "02-15").bank(420 * E, "V700001", "02-17")
    story.bank(310 * E, "JW1", "02-18", TOWN).bank(777 * E, "betaling", "02-19")
    return story


def drafted(chosen: Mapping, *files: bytes) -> Offline:
    """An administration whose files are taken and drafted, and not judged yet."""
    office = Offline(chosen, KEY)
    office.adopt()
    for data in files:
        office.give(Source.of(data, key=KEY))
    while reconcile(office.shop())["taken"]:
        draft(office.shop())
    return office


def judged(office: Offline) -> Book:
    found = book_of(office.shop())
    assert found is not None
    return found


def broken(book: Book) -> dict[str, Identity]:
    return {i.name: i for i in book.identities if i.holds is False}


def package_of(book: Book) -> bytes:
    """The ledger of a package that holds just what Koppeling booked."""
    return auditfiles(book)["auditfile-2026.xaf"].encode()


def read_back(office: Offline, *, same: bool = True) -> None:
    for n, intent in enumerate(office.store.intents()):
        receipt = {"package": "files", "entry_id": intent.key, "at": "", "verified": same or n > 0}
        office.store.finish(intent.key, receipt)


def healthy(chosen: Mapping) -> Offline:
    files = month().everything()
    office = drafted(chosen, *files, package_of(judged(drafted(chosen, *files))))
    read_back(office)
    return office


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_where_all_is_well_every_identity_is_judged_and_holds(scheme: str) -> None:
    book = judged(healthy(with_scheme(rich(), scheme)))
    assert [(i.name, i.holds) for i in book.identities] == [(n, True) for n in NAMES]
    assert all(not i.items and not i.difference and not i.why for i in book.identities)


# a fault in what follows from the facts, between drafting and checking


def answered_wrong(found: Derived) -> Derived:
    life = next(x for x in found.lives if x.answered)
    first = replace(life.answered[0], declared=life.answered[0].declared - 1)
    wrong = replace(life, answered=(first, *life.answered[1:]))
    return replace(found, lives=tuple(wrong if x is life else x for x in found.lives))


def paid_out_wrong(found: Derived) -> Derived:
    ((key, cents),) = found.paid_out
    return replace(found, paid_out=((key, cents - 1),))


def match_lost(found: Derived) -> Derived:
    return replace(found, matches=found.matches[1:])


def item_wrong(found: Derived) -> Derived:
    wanted = next(i for i in found.items if i.answered and i.booking.clearing)
    wrong = replace(wanted, paid=wanted.paid + 1)
    return replace(found, items=tuple(wrong if i is wanted else i for i in found.items))


def claim_wrong(found: Derived) -> Derived:
    wanted = next(i for i in found.items if i.answered is None)
    wrong = replace(wanted, declared=wanted.declared + 1)
    return replace(found, items=tuple(wrong if i is wanted else i for i in found.items))


def law_wrong(found: Derived) -> Derived:
    wanted = next(i for i in found.items if i.clearing or i.debtor)
    wrong = replace(wanted, law="Fz")
    return replace(found, items=tuple(wrong if i is wanted else i for i in found.items))


def line_lost(found: Derived) -> Derived:
    return replace(found, received=found.received[1:], matches=found.matches[1:])


DERIVED: dict[str, Callable[[Derived], Derived]] = {
    "C2": answered_wrong,
    "C4": paid_out_wrong,
    "C5": match_lost,
    "C6": item_wrong,
    "C7": claim_wrong,
    "C8": law_wrong,
    "C12": line_lost,
}


@pytest.mark.parametrize("name", DERIVED)
def test_it_sees_a_fault_in_what_was_derived(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office = healthy(rich())
    monkeypatch.setattr(desk, "derived_of", lambda *args: DERIVED[name](derived_of(*args)))
    seen(broken(judged(office)), name)


def seen(found: dict[str, Identity], name: str) -> None:
    assert name in found, found
    identity = found[name]
    assert identity.items
    assert identity.why
    assert identity.difference == sum(item.cents for item in identity.items)
    assert identity.blocking == (name in OWN)


# a fault in the entries


def unbalanced(intent: Intent) -> JournalEntry:
    entry = entry_of(intent)
    first = replace(entry.postings[0], cents=entry.postings[0].cents + 1)
    object.__setattr__(entry, "postings", (first, *entry.postings[1:]))
    return entry


def test_c9_sees_an_entry_that_does_not_balance(monkeypatch: pytest.MonkeyPatch) -> None:
    office = healthy(rich())
    monkeypatch.setattr(desk, "entry_of", unbalanced)
    seen(broken(judged(office)), "C9")


def test_c10_sees_an_entry_that_reads_back_otherwise() -> None:
    office = drafted(rich(), *month().everything())
    read_back(office, same=False)
    found = broken(judged(office))
    seen(found, "C10")
    first = entry_of(office.store.intents()[0])
    assert found["C10"].items[0].about == first.reference


# which accounts of receivables an entry touches, so that it cannot be missed
SEEN = {"debtor", "clearing", "bank"}


@pytest.mark.parametrize("bank", ["koppeling", "package"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_no_entry_can_be_taken_away_unseen(scheme: str, bank: str) -> None:
    office = drafted(with_scheme(rich(bank=bank), scheme), *month().everything())
    whole = dict(office.store.outbox)
    assert not broken(judged(office))
    for key, intent in whole.items():
        office.store.outbox = {k: i for k, i in whole.items() if k != key}
        gone = entry_of(intent)
        moved: dict[str, int] = {}
        for p in gone.postings:
            moved[p.role] = moved.get(p.role, 0) + p.cents
        found = broken(judged(office))
        if any(moved.get(role) for role in SEEN):
            assert set(found) & {"C5", "C6", "C7", "C8"}, gone
            assert all(found[n].blocking for n in set(found) & set(OWN))
        else:
            assert not found, "neither what is owed nor the bank is touched"


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_no_cent_can_be_moved_unseen(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office = drafted(with_scheme(rich(), scheme), *month().everything())
    dice = sizes.generator(f"cents {scheme}")
    places = [
        (i.key, n, p.role)
        for i in office.store.intents()
        for n, p in enumerate(entry_of(i).postings)
        if p.role in SEEN
    ]
    for key, number, _ in dice.sample(places, min(len(places), sizes.of(6, 60))):

        def edited(intent: Intent, key: str = key, number: int = number) -> JournalEntry:
            entry = entry_of(intent)
            if intent.key != key:
                return entry
            postings = list(entry.postings)
            other = 0 if number else 1
            for at, cents in ((number, 1), (other, -1)):
                postings[at] = replace(postings[at], cents=postings[at].cents + cents)
            return replace(entry, postings=tuple(postings))

        monkeypatch.setattr(desk, "entry_of", edited)
        assert set(broken(judged(office))) & {"C5", "C6", "C7", "C8"}, (key, number)


# a fault in a file


def test_c1_c3_and_c11_see_a_file_that_does_not_add_up() -> None:
    story = month()
    lines = [istandaarden_write.Performed(CLIENTS[0], "45A04", 5 * E, day("01-31"), "X")]
    known = ("jw", "9999", "41000001", "JW9", day("02-02"), lines)
    odd = istandaarden_write.claim(*known, message="M9", total=6 * E)
    one = Story().town("JW8", [500 * E], message="M8").files[0]
    other = Story().town("JW8", [400 * E], message="M8").town_answer("JW8", message="M8").files[1]
    lost = story.statement().replace(b'<Amt Ccy="EUR">1050.00<', b'<Amt Ccy="EUR">1050.01<', 1)
    assert lost != story.statement()
    found = broken(booked([*story.files, odd, one, other, lost], rich()))
    for name in ("C1", "C3", "C11"):
        seen(found, name)
    assert found["C11"].difference in {1, -1}


def foreign(book: Book, cents: int) -> bytes:
    lines = [("1390", cents), ("4000", -cents)]
    ours = [
        Booked(p.account, p.cents, ("MEM", "Memoriaal", "M"), e.reference, e.date, text=p.text)
        for e in book.entries
        for p in e.postings
    ]
    extra = [Booked(a, c, ("INK", "Inkoop", "P"), "77", date(2026, 2, 20)) for a, c in lines]
    return auditfile("3.2", [*ours, *extra])


def test_c13_tells_what_is_not_ours_line_by_line() -> None:
    files = month().everything()
    book = booked([*files, foreign(booked(files, rich()), 123)], rich())
    found = broken(book)
    seen(found, "C13")
    (line,) = found["C13"].items
    assert (line.kind, line.account, line.date, line.journal, line.number, line.cents) == (
        "foreign",
        "1390",
        date(2026, 2, 20),
        "INK",
        "77",
        123,
    )
    assert list(found) == ["C13"], "nothing else is broken, and nothing is booked"
    assert {e.key for e in book.entries} == {e.key for e in booked(files, rich()).entries}


def test_c13_tells_what_of_ours_is_missing_or_changed() -> None:
    files = month().everything()
    book = booked(files, rich())
    on_clearing = [e for e in book.entries if any(p.account == "1390" for p in e.postings)]
    one, other = on_clearing[:2]
    odd = [replace(p, cents=p.cents + (7 if p.account == "1390" else -7)) for p in other.postings]
    kept = [e for e in book.entries if e.key not in {one.key, other.key}]
    less = replace(book, entries=(*kept, replace(other, postings=tuple(odd))))
    found = broken(booked([*files, package_of(less)], rich()))["C13"]
    missing = -sum(p.cents for p in one.postings if p.account == "1390")
    assert sorted((i.kind, i.cents) for i in found.items) == [("changed", 7), ("missing", missing)]


def test_c13_takes_what_the_package_books_itself_as_expected() -> None:
    chosen = rich(bank="package")
    files = month().everything()
    book = booked(files, chosen)
    lines = [
        Booked(p.account, p.cents, journal, number, e.date, text=p.text)
        for e in (*book.entries, *book.expected)
        for journal, number in [
            (("MEM", "M", "M"), e.reference) if e.own else (("BNK", "B", "B"), e.key[:9])
        ]
        for p in e.postings
    ]
    identities = booked([*files, auditfile("4.0", lines)], chosen).identities
    assert [i.holds for i in identities if i.name == "C13"] == [True]
    lacking = [x for x in lines if x.journal[0] == "MEM" or x.cents not in {777 * E, -777 * E}]
    found = broken(booked([*files, auditfile("4.0", lacking)], chosen))["C13"]
    assert [(i.kind, i.cents) for i in found.items] == [("missing", 777 * E)]


def test_what_stood_in_the_package_before_the_cut_over_is_its_beginning() -> None:
    files = month().everything()
    text = rich().administration
    chosen = rich().model_copy(
        update={"administration": text.model_copy(update={"start": date(2026, 2, 1)})}
    )
    old = [Booked(a, c, day=date(2026, 1, 20)) for a, c in (("1390", 500), ("1300", -500))]
    book = booked(files, chosen)
    ours = [
        Booked(p.account, p.cents, ("MEM", "M", "M"), e.reference, e.date)
        for e in book.entries
        for p in e.postings
    ]
    made = auditfile("3.2", [*old, *ours], opening={"1390": 900, "1300": -900})
    identities = booked([*files, made], chosen).identities
    assert [i.holds for i in identities if i.name == "C13"] == [True]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_roll_forward_closes_in_the_hard_cases(scheme: str) -> None:
    dice = sizes.generator(f"roll {scheme}")
    for case, name in dice.sample(VARIANTS, sizes.of(12, len(VARIANTS))):
        variant = TABLES[case].variants[name]
        files = variant.story().everything()
        book = booked(files, with_scheme(rich(variant.inrichting), scheme))
        assert all(not row.unexplained for row in book.roll_forward), (case, name)
        booked_on = dict(book.expected_balances)
        stands = sum(booked_on.get(role, 0) for role in ("debtor", "clearing"))
        opening = sum(row.opening for row in book.roll_forward)
        assert sum(row.closing for row in book.roll_forward) == stands + opening, (case, name)


def test_the_roll_forward_says_what_happened() -> None:
    rows = {(r.payer, r.law): r for r in booked(month().everything(), rich()).roll_forward}
    town, claims = rows["gemeente:9999", "Jw"], rows["uzovi:5555", "Zvw"]
    none = rows["uzovi:5555", ""]
    assert (town.submitted, town.rejected, town.paid) == (400 * E, -90 * E, -310 * E)
    assert (claims.submitted, claims.rejected, claims.paid) == (2000 * E, -150 * E, -1550 * E)
    assert (none.reclaimed, none.paid) == (-80 * E, 80 * E - 777 * E), "of no law"
    assert [r.closing for r in (town, claims, none)] == [0, 300 * E, -777 * E]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("bank", ["koppeling", "package"])
def test_what_is_explained_without_an_entry_or_before_the_start_closes(
    scheme: str, bank: str
) -> None:
    """Receipts before the cut-over, in a closed month, and answers that come after the money."""
    administration = rich().administration.model_copy(
        update={"start": date(2026, 2, 12), "closed_until": date(2026, 2, 28)}
    )
    chosen = with_scheme(rich(bank=bank), scheme).model_copy(
        update={"administration": administration}
    )
    story = Story()
    for number, (asked, answered) in enumerate([("02-02", "02-05"), ("02-02", "02-20")], 1):
        story.claim(f"F10000{number}", 100 * E, asked).answer(f"F10000{number}", when=answered)
    story.claim("F100003", 50 * E, "03-01").answer("F100003", when="03-09")
    story.bank(100 * E, "F100001", "02-08").bank(100 * E, "F100002", "02-10")
    story.bank(50 * E, "F100003", "03-03")
    files = story.everything()
    for order in (files, list(reversed(files))):
        found = settled(order, chosen)
        assert all(not row.unexplained for row in found.roll_forward)
