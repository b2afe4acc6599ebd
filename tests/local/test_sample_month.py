"""The sample month must show every kind of outcome, be the same everywhere, and hold nobody."""

import random
from pathlib import Path

import pytest

from koppeling.accounting.mapping_file import read_mapping
from koppeling.cli.synthetic.numbers import clients
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.settle.offline import run
from local import sample_month

KEY = b"k" * 32


def book_of(files: dict[str, bytes]) -> Book:
    mapping, problems, _ = read_mapping(files["mapping.toml"])
    assert mapping is not None
    assert problems == ()
    data = [data for name, data in files.items() if name != "mapping.toml"]
    return run(mapping, [Source.of(d, key=KEY) for d in data], KEY)


def test_it_is_written_the_same_each_time_with_the_mapping_first(tmp_path: Path) -> None:
    first, again = (sample_month.write(tmp_path / name) for name in ("a", "b"))
    assert first[0].name == "mapping.toml"
    assert [p.name for p in first] == [p.name for p in again]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]


def test_every_ibans_check_digits_are_right() -> None:
    ibans = [v for k, v in vars(sample_month).items() if k.isupper() and str(v).startswith("NL")]
    assert len(ibans) == 6
    for iban in ibans:
        moved = iban[4:] + iban[:4]
        assert int("".join(str(int(c, 36)) for c in moved)) % 97 == 1, iban


def test_its_clients_are_of_the_range_for_tests() -> None:
    for number in clients(50):
        assert 999900006 <= int(number) <= 999999990
        digits = [int(d) for d in number]
        weighed = sum((9 - i) * d for i, d in enumerate(digits[:8])) - digits[8]
        assert weighed % 11 == 0


def test_it_shows_every_outcome_and_every_euro_is_booked_or_parked() -> None:
    files = sample_month.files()
    book = book_of(files)
    outcomes = sorted(f.outcome for f in book.files)
    # the broken file is refused; the file with other line ends says what another said
    assert outcomes == ["known", "refused", *["used"] * 10]
    assert {p.reason for p in book.parked} >= {"awaiting_remittance", "rejection_undecided"}
    assert {m.rule for m in book.matches} == {"named_sum"}
    assert len(book.matches) == 4
    held = {e.key for e in book.entries} & set(book.held)
    assert held
    assert len(held) < len(book.entries)
    broken = {i.name for i in book.identities if i.holds is False}
    assert broken == {"C1"}, "only the broken file's own totals"
    assert {i.name: i.difference for i in book.identities}["C12"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_files_does_not_matter(seed: int) -> None:
    files = list(sample_month.files().items())
    expected = book_of(dict(files))
    random.Random(seed).shuffle(files)
    assert book_of(dict(files)) == expected
