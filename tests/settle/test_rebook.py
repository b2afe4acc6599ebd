"""An entry is never changed: it is reversed and booked again, with links both ways (S11).

1. The mirror and the new entry stand in the first open period, the new one on the row of the newest
   mapping; everything that an item stands open on is as it was.
2. All that a claim has on revenue goes along: what was booked before the decision and what comes
   after it, whatever came first.
3. `undo` takes it back by the same road, and leaves every account as it was.
4. What would change nothing, or cannot be booked, is refused with a sentence, and nothing moves.
5. An entry names what it reverses, and is named by what reversed it and by what took its place.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.accounting.mapping_file import read_mapping
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decisions
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping
from koppeling.settle.offline import SCHEMES, Offline, with_scheme
from koppeling.settle.ports import Input
from tests import sizes
from tests.scenario import KEY, MAPPING, Case, accounts, plain

E = 100
ROW_A, ROW_B = "8000", "8005"
CLOSED = "start = 2026-01-01\nclosed_until = 2026-03-31"
RIGHT = MAPPING.replace(f'revenue = "{ROW_A}"', f'revenue = "{ROW_B}"')
RIGHT_AND_CLOSED = RIGHT.replace("start = 2026-01-01", CLOSED)


class Years:
    """An administration that goes through mappings, files and decisions, one by one."""

    def __init__(self, scheme: str = "outstanding+clearing", text: str = MAPPING) -> None:
        self.scheme = scheme
        self.office = Offline(self.mapping(text), KEY)
        self.office.adopt()

    def mapping(self, text: str) -> Mapping:
        found, problems, _ = read_mapping(text.encode())
        assert found is not None, problems
        return with_scheme(found, self.scheme)

    def adopt(self, text: str, version: int = 2) -> None:
        made = self.mapping(text).model_dump(mode="json", exclude_none=True)
        self.office.store.keep(
            Input(f"map-{version}", "mapping", f"/{version:08d}"), {"mapping": made}
        )
        self.book()

    def give(self, *files: bytes) -> Book:
        for data in files:
            self.office.give(Source.of(data, key=KEY))
        return self.book()

    def book(self) -> Book:
        book = self.office.settle()
        assert not [i for i in book.identities if i.blocking and i.holds is False]
        return book

    def rebook(self, entry: JournalEntry, **more: str) -> Book:
        return self.give(Case().decide("rebook", entry.key, **more).files[0])

    def undo(self, data: bytes, when: str = "04-20") -> Book:
        document = read_file(Source.of(data, key=KEY))[0]
        assert isinstance(document, Decisions)
        return self.give(Case().decide("undo", document.rows[0].id, when=when).files[0])


def with_revenue(book: Book) -> JournalEntry:
    return next(e for e in book.entries if any(p.role == "revenue" for p in e.postings))


def sides(entry: JournalEntry) -> list[tuple[str, int]]:
    return sorted((p.account, p.cents) for p in entry.postings)


def refusals(book: Book) -> list[str]:
    return [p.message() for f in book.files if f.kind == "decisions" for p in f.problems]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_s11_after_the_close_in_every_scheme(scheme: str) -> None:
    years = Years(scheme)
    before = years.give(*Case().claim("F1", 1000 * E).answer("F1").everything())
    wrong = with_revenue(before)
    years.adopt(RIGHT_AND_CLOSED)
    after = years.rebook(wrong)
    ends = accounts(before)
    assert accounts(after) == {ROW_B if a == ROW_A else a: c for a, c in ends.items()}
    new = [e for e in after.entries if e.key not in {x.key for x in before.entries}]
    mirror, again = sorted(new, key=lambda e: e.of, reverse=True)
    assert {(e.period, e.date) for e in new} == {("2026-04", date(2026, 4, 30))}
    assert sides(mirror) == sorted((a, -c) for a, c in sides(wrong))
    assert wrong.reference in mirror.text
    assert mirror.back_reference == again.back_reference == wrong.period
    shown = {e["key"]: e for e in plain(after)["entries"]}
    assert shown[mirror.key]["reversal_of"] == [wrong.key]
    assert shown[wrong.key]["reversed_by"] == [mirror.key]
    assert shown[wrong.key]["replaced_by"] == [again.key]
    assert shown[again.key]["replaces"] == [wrong.key]
    assert [e for e in after.entries if e in before.entries] == list(before.entries)


def test_undo_leaves_every_account_as_it_was() -> None:
    years = Years()
    before = years.give(*Case().claim("F1", 1000 * E).answer("F1", 900 * E).everything())
    years.adopt(RIGHT)
    decision = Case().decide("rebook", with_revenue(before).reference).files[0]
    assert ROW_B in accounts(years.give(decision))
    undone = years.undo(decision)
    assert accounts(undone) == accounts(before)
    assert len(undone.entries) == len(before.entries) + 4


def test_all_that_a_claim_has_on_revenue_goes_along_whatever_came_first() -> None:
    """A rejection that was taken off revenue is on the row of its claim, before and after."""
    text = MAPPING.replace('post = "now"', 'post = "now"\nrejected = "reverse"')
    right = text.replace(f'revenue = "{ROW_A}"', f'revenue = "{ROW_B}"')
    claim = Case().claim("F1", [600 * E, 400 * E])
    answer = Case(claims=claim.claims).answer("F1", [600 * E, 300 * E]).files[0]
    ends = []
    for answered_first in (True, False):
        years = Years(text=text)
        book = years.give(claim.files[0], *([answer] if answered_first else []))
        years.adopt(right)
        years.rebook(with_revenue(book))
        ends.append(accounts(years.give(answer)))
    assert ends[0] == ends[1] == {"1390": 900 * E, ROW_B: -900 * E}


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("unknown", "niet bekend"),
        ("award", "opening"),
        ("receipt", "opening"),
        ("reversed", "al teruggeboekt"),
        ("same", "dezelfde"),
        ("gap", "geen rekening: revenue"),
    ],
)
def test_what_changes_nothing_or_cannot_be_booked_is_refused(which: str, sentence: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1").bank(1000 * E, "declaratie F1")
    years = Years()
    before = years.give(*case.everything())
    claim, award, paid = before.entries
    gap = MAPPING.replace(f'revenue = "{ROW_A}"\n', "") + (
        '\n[[accounts.revenue]]\nlaw = "Wlz"\naccount = "8010"\n'
    )
    text = {"same": MAPPING.replace("Testverzekeraar", "Andere naam"), "gap": gap}.get(which, RIGHT)
    if which == "reversed":
        years.adopt(RIGHT)
        years.rebook(claim)
        before = years.book()
    else:
        years.adopt(text)
    named = {"award": award.key, "receipt": paid.key, "unknown": "0" * 32}
    subject = named.get(which, claim.reference)
    after = years.give(Case().decide("rebook", subject, when="04-02").files[0])
    assert any(sentence in r for r in refusals(after)), refusals(after)
    assert accounts(after) == accounts(before)
    assert after.entries == before.entries


def test_a_claim_may_be_booked_again_and_again() -> None:
    years = Years()
    first = years.give(*Case().claim("F1", 1000 * E).everything())
    years.adopt(RIGHT)
    second = years.rebook(with_revenue(first))
    years.adopt(MAPPING.replace(f'revenue = "{ROW_A}"', 'revenue = "8009"'), 3)
    newest = max(second.entries, key=lambda e: e.revision)
    third = years.rebook(newest, when="05-01")
    assert accounts(third) == {"1300": 1000 * E, "8009": -1000 * E}


def test_any_history_ends_as_if_the_row_had_been_right() -> None:
    """Random claims and answers, the decision anywhere among them: the end is that of row B."""
    dice = sizes.generator("rebook")
    for _ in range(sizes.of(8, 200)):
        case = Case()
        numbers = [f"F{n}" for n in range(1, dice.randrange(2, 5))]
        for number in numbers:
            case.claim(number, [dice.randrange(1, 900) * E for _ in range(dice.randrange(1, 4))])
        claims = list(case.files)
        case.files.clear()
        for number in numbers:
            case.answer(number, dice.choice([None, 0]))
        answers = list(case.files)
        dice.shuffle(answers)
        early = dice.randrange(len(answers) + 1)
        years = Years(dice.choice([s for s in SCHEMES if s.startswith("outstanding")]))
        book = years.give(*claims, *answers[:early])
        years.adopt(RIGHT)
        for entry in book.entries:
            if any(p.role == "revenue" for p in entry.postings):
                years.rebook(entry)
        end = years.give(*answers[early:])
        always = Years(years.scheme, RIGHT).give(*claims, *answers)
        assert accounts(end) == accounts(always)
        assert end.items == tuple(replace(i, version=1) for i in always.items)
