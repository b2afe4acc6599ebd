"""The hard cases of matching: a folder a bookkeeper can read, and what the engine makes of it.

A folder holds what happened and why (`README.md`), the files of each variant (`in/`, with the
mapping, so that `koppeling run` does the same) and what must follow (`expected.md`). All is written
by the tables in `hard/`; what is expected is theirs, never the engine's. After a change that is
meant: `UPDATE=1 make test ARGS=tests/golden/test_matching.py`, and read the difference.

1. Every folder holds what its table makes.
2. In each scheme the engine matches, parks and books what the table says.
3. Where the order of arrival is free, files that settle one by one end in the same book.
4. When the package books the bank, the same is matched and parked, and its lines and ours together
   end on the same balances, less that there is no account of their own for receipts on hold.
"""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from koppeling.cli.files import source_of
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.settle.offline import with_scheme
from tests.golden import hard
from tests.golden.hard import Golden, Variant
from tests.scenario import KEY, SCHEME_NAMES, booked
from tests.stories import in_every_order, questions, rich, rules

HERE = Path(__file__).parent / "matching"
UPDATE = os.environ.get("UPDATE") == "1"
NUMBERS = range(1, 24)
FILES = {
    "claim": "declaratie",
    "remittance": "retour",
    "netting": "verrekening",
    "statement": "afschrift",
    "decisions": "besluiten",
    "open_items": "openstaand",
    "auditfile": "auditfile",
    "unknown": "onleesbaar",
}


def tables() -> dict[str, Golden]:
    found: dict[str, Golden] = {}
    for module in pkgutil.iter_modules(hard.__path__):
        found |= importlib.import_module(f"{hard.__name__}.{module.name}").CASES
    return dict(sorted(found.items()))


TABLES = tables()
VARIANTS = [(case, name) for case, golden in TABLES.items() for name in golden.variants]


def named(files: list[bytes]) -> dict[str, bytes]:
    """The files under names that say what they are, in their order."""
    found: dict[str, bytes] = {}
    for number, data in enumerate(files, 1):
        first = next(iter(read_file(Source.of(data, key=KEY))))
        ending = "xml" if data.startswith(b"<") else "csv" if b";" in data[:60] else "txt"
        found[f"{number:02}-{FILES[first.kind]}.{ending}"] = data
    return found


def inputs(golden: Golden) -> dict[str, bytes]:
    """Everything below `in/`."""
    found: dict[str, bytes] = {}
    for name, variant in golden.variants.items():
        files = named(variant.story().everything())
        files["inrichting.toml"] = variant.inrichting.lstrip("\n").encode()
        found |= {f"in/{name}/{file}": data for file, data in files.items()}
    return found


def euros(cents: int) -> str:
    return f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def table(*head: str) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]


def expected(golden: Golden) -> str:
    """What must follow, for people."""
    rows = [f"# {golden.title}: wat eruit moet komen", ""]
    for name, variant in golden.variants.items():
        rows += [f"## {name}", "", variant.told, ""]
        for title, sums in (("afgeletterd", variant.matches), ("uit te zoeken", variant.parked)):
            rows += table(title, "bedrag")
            rows += [f"| {what} | {euros(cents)} |" for what, cents in sums] or ["| niets | |"]
            rows.append("")
        rows += table("eindsaldo", *SCHEME_NAMES)
        for role in sorted({r for sums in variant.ends.values() for r in sums}):
            cents = [euros(variant.ends[s].get(role, 0)) for s in SCHEME_NAMES]
            rows.append(f"| {role} | {' | '.join(cents)} |")
        rows.append("")
    return "\n".join(rows)


def readme(golden: Golden) -> str:
    rows = [f"# {golden.title}", "", golden.happened, ""]
    rows += ["## Wat geboekt moet worden", "", golden.booked, "", "## Waarom", "", golden.why, ""]
    rows += ["## Varianten", "", *(f"- `{n}`: {v.told}" for n, v in golden.variants.items()), ""]
    return "\n".join(rows)


def folder(golden: Golden) -> dict[str, bytes]:
    written = {"README.md": readme(golden), "expected.md": expected(golden)}
    return inputs(golden) | {name: text.encode() for name, text in written.items()}


def on_disk(case: str) -> Iterator[tuple[str, bytes]]:
    root = HERE / case
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.read_bytes()


@pytest.mark.parametrize("case", TABLES)
def test_a_folder_holds_what_its_table_makes(case: str) -> None:
    made = folder(TABLES[case])
    if UPDATE:
        for name, data in made.items():
            path = HERE / case / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    assert dict(on_disk(case)) == made


def test_every_hard_case_has_a_folder() -> None:
    assert [int(case[:2]) for case in TABLES] == list(NUMBERS)
    assert {p.name for p in HERE.iterdir()} == set(TABLES)


def told(book: Book) -> dict[str, object]:
    """What the table says, from the engine; the bank as it stands, whoever books it."""
    return {
        "matches": rules(book),
        "parked": questions(book),
        "ends": {role: cents for role, cents in book.expected_balances if cents},
    }


def wanted(variant: Variant, scheme: str) -> dict[str, object]:
    """What the table says; a rejection that was never booked is no question."""
    memo = scheme.startswith("awarded")
    asked = [p for p in variant.parked if not memo or p[0] != "rejection_undecided"]
    return {
        "matches": sorted(variant.matches),
        "parked": sorted(asked),
        "ends": variant.ends[scheme],
    }


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize(("case", "name"), VARIANTS)
def test_the_engine_does_what_the_table_says(case: str, name: str, scheme: str) -> None:
    variant = TABLES[case].variants[name]
    files = [data for _, data in given(case, name)]
    chosen = with_scheme(rich(variant.inrichting), scheme)
    free = variant.free and scheme in SCHEME_NAMES[::3]
    book = in_every_order(files, chosen, f"{case}/{name}") if free else booked(files, chosen)
    assert told(book) == wanted(variant, scheme)


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize(
    ("case", "name"), [(c, n) for c, n in VARIANTS if not TABLES[c].variants[n].ours]
)
def test_the_package_may_book_the_bank(case: str, name: str, scheme: str) -> None:
    variant = TABLES[case].variants[name]
    text = variant.inrichting.replace('bank = "koppeling"', 'bank = "package"')
    book = booked([data for _, data in given(case, name)], with_scheme(rich(text), scheme))
    sums = dict(variant.ends[scheme])
    waiting = sums.pop("unidentified", 0)
    sums["debtor"] = sums.get("debtor", 0) + waiting
    without_nil = {role: cents for role, cents in sums.items() if cents}
    assert told(book) == wanted(variant, scheme) | {"ends": without_nil}


def given(case: str, name: str) -> Iterator[tuple[str, bytes]]:
    """The files of a variant as they are on disk."""
    for path in sorted((HERE / case / "in" / name).iterdir()):
        if path.suffix != ".toml":
            with source_of(path, KEY).open() as stream:
                yield path.name, stream.read()
