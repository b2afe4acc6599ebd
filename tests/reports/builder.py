"""Books made by hand: whatever a book can hold, also what the engine would hardly ever make of it.

`a_book()` is one small book with everything in it; `books()` are any books, with texts that try to
get out of their place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from koppeling.model.book import Book, FileOutcome, Identity
from koppeling.model.canonical import sha256
from koppeling.model.entries import Evidence, JournalEntry, Posting, entry_key
from koppeling.model.explanations import Clue, Explanation, Match, Parked, Precision, RuledOut
from koppeling.model.mapping import Mapping
from koppeling.model.movements import OpenItem, Part
from koppeling.model.problems import Where, problem
from tests.scenario import mapping

PAYER = "uzovi:5555"
TOWN = "gemeente:9999"
SHA = sha256(b"a file")


def posting(account: str, role: str, cents: int, text: str = "Tekst", **named: str) -> Posting:
    """A posting of the insurer; `named` are its dimensions."""
    return Posting(account, role, cents, text, PAYER, "", tuple(sorted(named.items())))


def entry(
    movement: str,
    postings: Iterable[Posting],
    when: date = date(2026, 2, 10),
    text: str = "Toegekend F1",
    journal: str = "MEM",
    **more: str,
) -> JournalEntry:
    return JournalEntry(
        key=entry_key("zorggroep", "noord", movement, 1, 0),
        movement=movement,
        part=1,
        revision=0,
        date=when,
        period=when.isoformat()[:7],
        journal=journal,
        text=text,
        postings=tuple(postings),
        evidence=(Evidence(SHA, 3),),
        mapping_version=1,
        back_reference=more.get("back_reference", ""),
    )


def simple(movement: str, cents: int, when: date, **more: str) -> JournalEntry:
    """Awarded: debtor to clearing, cents."""
    postings = [
        posting("1390", "clearing", cents, invoice="F1", debtor="D1001"),
        posting("1300", "debtor", -cents, invoice="F1", debtor="D1001"),
    ]
    return entry(movement, postings, when, **more)


def item(invoice: str, **figures: int) -> OpenItem:
    return OpenItem(
        key=f"item/{invoice}",
        payer=PAYER,
        law="Zvw",
        invoice=invoice,
        agb="41000001",
        year=2026,
        opened=date(2026, 2, 1),
        booking=mapping().booking,
        version=1,
        keys=(invoice,),
        answered=date(2026, 2, 10),
        **figures,  # type: ignore[arg-type]
    )


def match() -> Match:
    parts = (Part(1, PAYER, "clearing"),)
    why = Explanation("1", "decision", parts, 1)
    return Match("M1", "1", Evidence(SHA, 7), parts, 1, "decision", why)


def parked(name: str, reason: str, cents: int, held_on: str | None, about: str = "") -> Parked:
    return Parked(
        id=name,
        reason=reason,
        cents=cents,
        held_on=held_on,
        where=Evidence(SHA, 7),
        payer=PAYER,
        date=date(2026, 2, 20),
        about=about or f"Toelichting {name}",
        candidates=("F1", "F2"),
    )


def proposal(line: str, cents: int, invoice: str = "F1") -> Explanation:
    """A set of items that leaves one cent of the line, with all that an explanation can hold."""
    parts = (Part(cents - 1, PAYER, "clearing", item=f"item/{invoice}", invoice=invoice),)
    clues = (Clue("number", invoice, 0, 4, 4 + len(invoice)), Clue("amount", ""))
    ruled = (RuledOut("subset", 14, 0), RuledOut("accident", 0, 0, complete=False))
    said = (f"*** {invoice} ***",)
    return Explanation(line, "subset", parts, cents, None, clues, ruled, "decision", said)


def book_with(entries: Sequence[JournalEntry], chosen: Mapping | None = None) -> Book:
    """A book of entries, in the order in which `settle` gives them; balances follow from them."""
    balances: dict[str, int] = {}
    for p in (p for e in entries for p in e.postings):
        balances[p.role] = balances.get(p.role, 0) + p.cents
    sums = tuple((role, cents) for role, cents in sorted(balances.items()) if cents)
    return Book(
        mapping=chosen or mapping(),
        version=1,
        sequence=4,
        entries=tuple(sorted(entries, key=lambda e: (e.date, e.movement, e.part))),
        expected=(),
        parked=(),
        matches=(),
        items=(),
        other_count=0,
        other_cents=0,
        balances=sums,
        expected_balances=sums,
        identities=tuple(Identity(f"C{n}", holds=True, difference=0, why="") for n in range(1, 14)),
        files=(),
        held=(),
        posted=(),
        stuck=(),
        latest=date(2026, 3, 1),
    )


def a_book() -> Book:
    """Three entries (posted, held, refused), questions of every kind of place, a refused file."""
    posted = simple("awarded/F1", 100_000, date(2026, 2, 10))
    held = simple("awarded/F2", 5_075, date(2026, 2, 11))
    stuck = simple("awarded/F3", 20_000, date(2026, 2, 12), back_reference="2026-01")
    receipt = entry(
        "paid/1",
        [posting("1100", "bank", 12_345), posting("1390", "clearing", -12_345)],
        date(2026, 2, 20),
        "Ontvangst",
        "BNK",
    )
    broken = problem("totals_differ", Where(SHA, 9, "awarded"), what="x", lines="1", stated="2")
    return replace(
        book_with([posted, held, stuck, receipt]),
        parked=(
            parked("L1", "unexplained", 12_345, "clearing"),
            parked("R1", "rejection_undecided", 777, "rejected"),
            parked("D1", "refused", 55, None),
            parked(stuck.key, "refused", 20_000, None),
        ),
        items=(
            item("F1", declared=100_000, awarded=100_000),
            item("F2", declared=5_075, awarded=5_075),
            item("F3", declared=20_000, awarded=20_000),
        ),
        matches=(match(),),
        identities=(
            Identity("C1", holds=False, difference=1, why="een cent"),
            *(Identity(f"C{n}", None if n == 4 else True, 0, "") for n in range(2, 14)),
        ),
        files=(FileOutcome(SHA, "remittance", "refused", (broken,), "AW320", PAYER, "F9"),),
        held=(held.key,),
        posted=((posted.key, "files", posted.key),),
        stuck=((stuck.key, "refused|1|periode dicht"),),
        other_count=2,
        other_cents=-999,
        precision=(Precision("A", 412, 3),),
    )


def with_options(book: Book) -> Book:
    """The book with two explanations proposed to its first question."""
    first, *others = book.parked
    options = (proposal("1", first.cents), proposal("1", first.cents, "F2"))
    return replace(book, parked=(replace(first, options=options), *others))


# Whatever a payer could write in a text to get out of its place.
NASTY = (
    "; comment",
    "a  b",
    "date:2020-01-01, key:x",
    "[2020-01-01]",
    "line\nline 2",
    "tab\tend",
    '"quoted"',
    "<script>alert(1)</script> & co",
    "=1+1",
    "@SUM(A1)",
    "| note",
    "* (x) !",
    "\x00\x07\x1f\x7f\ufffe\u2028",
    "{{ 7 * 7 }}",
    " ",
    "é ü € ﷽",
)
ACCOUNTS = {
    "1100": "bank",
    "1300": "debtor",
    "1390": "clearing",
    "8000": "revenue",
    "8990": "account:8990",
    "0500": "account:0500",
    "*12": "rejected",
    "(99)": "advance",
    "!x@y=z": "interest",
}
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
days = st.dates(date(2025, 11, 1), date(2027, 2, 1))


@st.composite
def entries(draw: st.DrawFn, number: int) -> JournalEntry:
    """One entry with two to five postings that balance."""
    cents = draw(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=4))
    chosen = draw(st.lists(st.sampled_from(sorted(ACCOUNTS)), min_size=5, max_size=5))
    amounts = [*cents, -sum(cents)]
    postings = [
        replace(
            posting(account, ACCOUNTS[account], c, draw(texts), invoice=draw(texts)),
            payer=draw(st.sampled_from([PAYER, TOWN, "uzovi:0001", ""])),
        )
        for account, c in zip(chosen, amounts, strict=False)
    ]
    when = draw(days)
    made = entry(f"awarded/{number}", postings, when, draw(texts), draw(st.sampled_from("AB")))
    return replace(made, back_reference=draw(texts))


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Any book: up to six entries over three years, some held, questions with any text."""
    made = [draw(entries(n)) for n in range(draw(st.integers(0, 6)))]
    asked = [parked(f"L{n}", "unexplained", n, None, draw(texts)) for n in range(3)]
    held = tuple(e.key for e in made if draw(st.booleans()))
    latest = draw(st.one_of(st.none(), days))
    book = replace(book_with(made), parked=tuple(asked), held=held)
    return replace(book, latest=latest and latest + timedelta(days=1))
