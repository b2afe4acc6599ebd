"""The worked cases of the accounting: a folder a bookkeeper can read, booked to the cent.

A folder holds `README.md`, typed by hand: what came in, what each event must book in each scheme,
the end balances, and sections for where a switch makes them differ; the files themselves (`in/`)
and `mapping.toml`, made by the tables in `arrivals/`, so that `koppeling run --mapping mapping.toml
--scheme all in` does the same; and `journaal.md`, what the engine booked, line by line. After a
change that is meant: `UPDATE=1 make test ARGS=tests/golden/test_worked.py`, and read what differs.

1. Every folder holds what its table makes, and its page names the files of each event.
2. With the files up to an event, settled as they come, exactly the postings on the page are added,
   and exactly what it says is to be found out. The end balances are those of the page.
3. The same holds at once, and one by one in seeded orders, where the order of arrival is free: it
   is not where a second answer contradicts the first, or the mapping changes in between.
4. With another policy for rejections, or when the package books the bank, the balances and the
   questions are those of their section. No control identity is broken, anywhere.
5. A scheme that the page calls n.v.t. is one that the mapping's own check refuses.
"""

import importlib
import os
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from koppeling.accounting.mapping_file import checks
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.mapping import Mapping
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.ports import Input
from tests import sizes
from tests.golden import arrivals
from tests.golden.arrivals import Events
from tests.golden.journal_page import journal
from tests.golden.page import (
    BANK_SECTION,
    END,
    FIRST,
    OWN,
    POLICIES,
    SCHEMES_NL,
    TOGETHER,
    Page,
    Row,
    Sums,
    read,
)
from tests.golden.test_matching import named
from tests.scenario import KEY, SCHEME_NAMES, booked
from tests.stories import in_every_order, rich

HERE = Path(__file__).parent / "worked"
UPDATE = os.environ.get("UPDATE") == "1"
SWITCHES: dict[str, dict[str, Any]] = {
    FIRST: {},
    BANK_SECTION: {"bank": "package"},
    **{title: {"rejected": policy} for policy, title in POLICIES.items()},
}


def tables() -> list[str]:
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(arrivals.__path__):
        found |= importlib.import_module(f"{arrivals.__name__}.{module.name}").CASES
    TABLES.update(found)
    return sorted(found)


TABLES: dict[str, Any] = {}
CASES = tables()


@cache
def story(case: str) -> Events:
    made = TABLES[case]()
    assert isinstance(made, Events)
    return made


@cache
def page(case: str) -> Page:
    return read(HERE / case / "README.md")


def files(case: str) -> list[bytes]:
    return [data for event in story(case).by_event() for data in event]


def chosen(case: str, scheme: str, section: str = FIRST) -> Mapping:
    return with_scheme(rich(story(case).inrichting, **SWITCHES[section]), scheme)


@cache
def at_once(case: str, scheme: str, section: str) -> Book:
    """The book of all files together; of a case whose mapping changes, as its events came."""
    if story(case).adopted:
        return list(as_they_come(case, scheme, section))[-1]
    return booked(files(case), chosen(case, scheme, section))


def as_they_come(case: str, scheme: str, section: str = FIRST) -> Iterator[Book]:
    """The book after each event."""
    office = Offline(chosen(case, scheme, section), KEY)
    office.adopt()
    version = 1
    for number, event in enumerate(story(case).by_event(), 1):
        if text := story(case).adopted.get(number):
            version += 1
            made = with_scheme(rich(text, **SWITCHES[section]), scheme)
            plain = made.model_dump(mode="json", exclude_none=True)
            row = Input(f"map-{version}", "mapping", f"/{version:08}")
            office.store.keep(row, {"mapping": plain})
        for data in event:
            office.give(Source.of(data, key=KEY))
        yield office.settle()


def named_mappings(case: str) -> dict[int, str]:
    """The file of each mapping that is adopted later, by the number of its event."""
    return {number: f"mapping-{n}.toml" for n, number in enumerate(story(case).adopted, 2)}


def sections(case: str) -> Iterator[tuple[str, str, dict[str, Row]]]:
    """Section, scheme and its rows, for every scheme that may be chosen."""
    for section, rows in page(case).balances.items():
        for scheme in SCHEME_NAMES:
            if all(scheme in row.booked for row in rows.values()):
                yield section, scheme, rows


def journals(case: str) -> str:
    rows = [f"# {page(case).title}: het journaal", ""]
    title = ""
    for section, scheme, _ in sections(case):
        if section != title:
            title = section
            rows += [f"## {'Zoals ingericht' if section == FIRST else section}", ""]
        rows += [f"### {SCHEMES_NL[SCHEME_NAMES.index(scheme)]}", ""]
        rows += journal(at_once(case, scheme, section))
    return "\n".join(rows)


@pytest.mark.parametrize("case", CASES)
def test_a_folder_holds_what_its_table_makes(case: str) -> None:
    made = {f"in/{name}": data for name, data in named(files(case)).items()}
    made["mapping.toml"] = story(case).inrichting.lstrip("\n").encode()
    for number, name in named_mappings(case).items():
        made[name] = story(case).adopted[number].lstrip("\n").encode()
    made["journaal.md"] = journals(case).encode()
    root = HERE / case
    if UPDATE:
        (root / "in").mkdir(exist_ok=True)
        for name, data in made.items():
            (root / name).write_bytes(data)
    on_disk = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
    del on_disk["README.md"]
    assert {name: path.read_bytes() for name, path in on_disk.items()} == made
    names = iter(named(files(case)))
    by_event = [tuple(next(names) for _ in event) for event in story(case).by_event()]
    for number, name in named_mappings(case).items():
        by_event[number - 1] = (name,)
    assert [row.files for row in page(case).events] == by_event


def test_every_page_has_a_table_of_what_came_in() -> None:
    assert sorted(p.name for p in HERE.iterdir() if p.is_dir()) == CASES
    assert all(section in SWITCHES for case in CASES for section in page(case).balances)


def sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for role, cents in pairs:
        found[role] = found.get(role, 0) + cents
    return {role: cents for role, cents in found.items() if cents}


def questions(book: Book) -> Sums:
    return sorted((p.reason, p.cents) for p in book.parked)


def wanted(case: str, row: Row, scheme: str) -> Sums:
    """What is asked; of a rejection that is never booked nobody asks what to do with it."""
    roles = {role for event in page(case).events for role, _ in event.booked[scheme]}
    memo = scheme.startswith("awarded") and "rejected" not in roles
    return [q for q in row.parked if not memo or q[0] != "rejection_undecided"]


def whole(book: Book) -> None:
    """No identity of any kind is broken."""
    assert [(i.name, i.why) for i in book.identities if i.holds is False] == []


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("case", CASES)
def test_each_event_books_what_the_page_says(case: str, scheme: str) -> None:
    rows = page(case).events
    if scheme not in rows[0].booked:
        assert [p for p in checks(chosen(case, scheme), "") if p.level == "error"]
        return
    before: set[str] = set()
    for row, book in zip(rows, as_they_come(case, scheme), strict=True):
        added = [p for e in book.entries if e.key not in before for p in e.postings]
        before |= {e.key for e in book.entries}
        assert sorted((p.role, p.cents) for p in added) == row.booked[scheme], row.told
        assert questions(book) == wanted(case, row, scheme), row.told
        whole(book)


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("case", CASES)
def test_any_order_ends_in_the_balances_of_the_page(case: str, scheme: str) -> None:
    for section, of, rows in sections(case):
        if of != scheme:
            continue
        book = at_once(case, scheme, section)
        if story(case).free and (section == FIRST or sizes.NIGHT):
            used = chosen(case, scheme, section)
            assert in_every_order(files(case), used, case) == book
        own = rows.get(END) or rows[OWN]
        assert sums(book.balances) == sums(own.booked[scheme]), section
        if TOGETHER in rows:
            assert sums(book.expected_balances) == sums(rows[TOGETHER].booked[scheme]), section
        assert questions(book) == wanted(case, own, scheme), section
        whole(book)
