"""An entry that is larger than its package takes is split into parts (contract 1, capability).

1. No entry has more postings than the package takes; every part balances.
2. The parts together leave on every account, of every payer, claim and month, what the whole would
   have left; what they balance on nets to nothing.
3. Nothing of one claim is in two parts, but a claim that is too large by itself; that one is split
   by service month, and only a month that is too large is cut.
4. Parts are numbered through: a key a part, the same every time; the mirror mirrors each of them.
5. Texts fit, cut between words; with a package that says nothing nothing is split or cut.
6. Drafting that stopped half way goes on with the mapping of the parts that are there.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.accounting.splitting import split
from koppeling.connectors.limits import all_limits, limits_of
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.limits import NO_LIMITS, Limits
from koppeling.model.mapping import Package
from koppeling.settle import draft as drafting_room
from koppeling.settle.draft import draft
from koppeling.settle.offline import SCHEMES, Offline
from koppeling.settle.reconcile import reconcile
from tests import sizes
from tests.scenario import KEY, Case, booked, mapping, per_year
from tests.settle.test_rebook import RIGHT, Years

BY_LINE = RIGHT.replace('post = "now"', 'post = "now"\ndetail = "line"')
BEFORE = BY_LINE.replace("8005", "8000")

lines = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(-500, 500).filter(bool)),
    min_size=1,
    max_size=40,
)


def sold(claim: int, month: int, cents: int, number: int) -> Posting:
    named = (("invoice", f"F{claim}"), ("line", str(number)), ("month", f"2026-0{month}"))
    return Posting("8000", "revenue", cents, "", "", f"F{claim}", named)


@given(lines=lines, most=st.integers(2, 9))
def test_parts_are_small_balanced_and_together_the_whole(
    lines: list[tuple[int, int, int]], most: int
) -> None:
    loose = [sold(*line, number) for number, line in enumerate(lines)]
    spine = Posting("1300", "debtor", 0, "")
    total = -sum(p.cents for p in loose)
    whole = (*loose, *([replace(spine, cents=total)] if total else []))
    parts = split(whole, spine, most)
    assert all(2 <= len(part) <= most or sum(p.cents for p in part) == 0 for part in parts)
    assert all(len(part) <= most and sum(p.cents for p in part) == 0 for part in parts)
    together = [p for part in parts for p in part if p.account == "8000"]
    assert sorted(map(str, together)) == sorted(map(str, loose))
    assert sum(p.cents for part in parts for p in part if p.account == "1300") == total
    units: dict[tuple[str, str], set[int]] = {}
    size: dict[tuple[str, str], int] = {}
    for number, part in enumerate(parts):
        for p in part:
            if p.account == "8000":
                unit = (p.item, dict(p.dimensions)["month"])
                units.setdefault(unit, set()).add(number)
                size[unit] = size.get(unit, 0) + 1
    assert all(len(units[u]) == 1 or size[u] > most - 1 for u in units)


def limited(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting_room, "limits_of", lambda _: limits)


def payouts(seed: str) -> list[bytes]:
    """Claims of a few months, paid by few lines: some wholly, some in the dark."""
    dice = sizes.generator(seed)
    case, total, numbers = Case(), 0, []
    for n in range(1, dice.randrange(4, 12)):
        amounts = [dice.randrange(1, 500) for _ in range(dice.randrange(1, 9))]
        month = dice.choice(["01-31", "02-28", "2025-12-31"])
        numbers.append(f"F1000{n:02}")
        case.claim(numbers[-1], amounts, "03-02", month=month).answer(numbers[-1], when="03-05")
        total += sum(amounts)
    case.bank(total, " ".join(numbers), "03-06").bank(77, "iets anders", "03-07")
    return case.everything()


def end(book: Book) -> dict[tuple[str, ...], int]:
    """What stands where: account, role, payer, item and month, without zeros."""
    found: dict[tuple[str, ...], int] = {}
    for e in book.entries:
        for p in e.postings:
            place = (e.period, e.journal, p.account, p.role, p.payer, p.item, str(p.dimensions))
            found[place] = found.get(place, 0) + p.cents
    return {k: v for k, v in found.items() if v}


@pytest.mark.parametrize("detail", ["month", "line"])
@pytest.mark.parametrize("period", ["service", "claim"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_package_that_takes_less_ends_in_the_same_books(
    scheme: str, period: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognise, clearing = SCHEMES[scheme]
    chosen = mapping(recognise=recognise, clearing=clearing, period=period, detail=detail)
    for number in range(sizes.of(1, 20)):
        files = payouts(f"split/{number}")
        with monkeypatch.context() as quiet:
            limited(NO_LIMITS, quiet)
            whole = booked(files, chosen)
        most = 3 + number % 4
        limited(Limits(postings=most), monkeypatch)
        parts = booked(files, chosen)
        assert end(parts) == end(whole)
        assert (parts.balances, parts.items) == (whole.balances, whole.items)
        assert max(len(e.postings) for e in parts.entries) <= most
        assert len(parts.entries) > len(whole.entries)
        assert len({e.key for e in parts.entries}) == len(parts.entries)
        assert len({(e.movement, e.part) for e in parts.entries}) == len(parts.entries)
        assert booked(list(reversed(files)), chosen).entries == parts.entries
        for e in parts.entries:
            items = [(p.item, p.role) for p in e.postings if p.item and p.role != "revenue"]
            assert len(items) == len(set(items))


def test_a_month_that_is_too_large_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = mapping(period="claim", detail="line")
    case = Case()
    case.claim("F1", [5, 6, 7], "03-02", month="01-31")
    limited(Limits(postings=3), monkeypatch)
    texts = [e.text for e in case.book(chosen).entries]
    assert texts == ["Declaratie F1 1/2", "Declaratie F1 2/2"]
    counters = [
        (p.account, p.cents)
        for e in case.book(chosen).entries
        for p in e.postings
        if p.role == "debtor"
    ]
    assert counters == [("1300", 11), ("1300", 7)]


def test_each_part_is_mirrored(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(Limits(postings=3, entry_text=20), monkeypatch)
    years = Years(text=BEFORE)
    before = years.give(*Case().claim("F1", [1, 2, 3, 4, 5]).everything())
    assert len(before.entries) == 3
    years.adopt(BY_LINE)
    after = years.rebook(before.entries[1])
    mirrored = [e.of for e in after.entries if e.of]
    assert sorted(mirrored) == sorted(e.key for e in before.entries)
    assert {k[0]: v for k, v in per_year(after).items()} == {"1300": 15, "8005": -15}
    assert all(len(e.text) <= 20 for e in after.entries)


def test_a_mirror_in_a_smaller_package_is_split_too(monkeypatch: pytest.MonkeyPatch) -> None:
    years = Years(text=BEFORE)
    before = years.give(*Case().claim("F1", [1, 2, 3, 4, 5]).everything())
    limited(Limits(postings=3), monkeypatch)
    years.adopt(BY_LINE)
    after = years.rebook(before.entries[0])
    new = [e for e in after.entries if e.key != before.entries[0].key]
    assert len(new) == 6
    assert all(len(e.postings) <= 3 for e in new)
    assert {k[0]: v for k, v in per_year(after).items()} == {"1300": 15, "8005": -15}


def test_a_split_receipt_whose_hold_has_no_account_parks(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(Limits(postings=3), monkeypatch)
    case, numbers = Case(), [f"F{n}" for n in range(100, 106)]
    for number in numbers:
        case.claim(number, 100).answer(number)
    case.bank(600, " ".join(numbers))
    chosen = mapping(clearing=False)
    rows = chosen.accounts["unidentified"]
    nobody = rows[0].model_copy(update={"payer": "gemeente:9999"})
    gap = chosen.model_copy(update={"accounts": {**chosen.accounts, "unidentified": (nobody,)}})
    book = case.book(gap)
    assert [(p.reason, p.cents) for p in book.parked] == [("no_account", 600)]
    assert "unidentified" in book.parked[0].about


def test_drafting_that_stopped_half_way_goes_on_as_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Parts of one whole under two mappings would not be the whole."""
    limited(Limits(postings=3), monkeypatch)
    claim = Case().claim("F1", [1, 2, 3, 4, 5]).files[0]

    def world(stop: bool) -> Book:
        years = Years(text=BEFORE)
        years.office.give(Source.of(claim, key=KEY))
        reconcile(years.office.shop())
        if stop:
            made = drafting_room.drafting(years.office.shop()).intents
            years.office.store.intend(0, tuple(made[:1]), ())
        years.adopt(BY_LINE.replace("8005", "8009"))
        return years.book()

    assert {p.account for e in world(stop=False).entries for p in e.postings} == {"1300", "8000"}
    stopped = world(stop=True)
    assert sum(p.cents for e in stopped.entries for p in e.postings if p.account == "1300") == 15
    assert {e.mapping_version for e in stopped.entries} == {1}


def test_every_package_of_the_mapping_has_its_limits() -> None:
    kinds = Package.model_json_schema()["properties"]["kind"]["enum"]
    assert set(all_limits()) == set(kinds)
    assert limits_of("files") == NO_LIMITS
    for kind in kinds:
        assert Package(kind=kind)
        limits = limits_of(kind)
        assert limits.postings is None or limits.postings >= 2


def test_an_entry_of_a_package_fits_it() -> None:
    """Twinfield: 40 characters; the claim numbers that do not fit are left out whole."""
    numbers = [f"F10000000{n}" for n in range(1, 6)]
    case = Case()
    for number in numbers:
        case.claim(number, 100).answer(number)
    chosen = mapping()
    small = chosen.model_copy(update={"package": Package(kind="twinfield")})
    paid = [e for e in case.bank(500, " ".join(numbers)).book(small).entries if is_paid(e)]
    assert [e.text for e in paid] == ["Ontvangst F100000001 F100000002"]
    assert {p.text for p in paid[0].postings} == {"Ontvangst F100000001 F100000002"}
    assert paid[0].date == date(2026, 2, 15)


def is_paid(entry: JournalEntry) -> bool:
    return entry.movement.startswith("paid/")


def test_offline_and_one_by_one_give_the_same_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(Limits(postings=3), monkeypatch)
    files = payouts("one by one")
    office = Offline(mapping(), KEY)
    office.adopt()
    for data in files:
        office.give(Source.of(data, key=KEY))
        reconcile(office.shop())
        draft(office.shop())
    assert end(office.settle()) == end(booked(files, mapping()))
