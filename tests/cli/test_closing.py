"""`koppeling run --close DATE`: accruals at that day, or a sentence why there are none."""

import json
from pathlib import Path

import pytest

from tests.cli.test_command_line import koppeling
from tests.scenario import Case
from tests.settle.test_closing import ACCOUNTS

E = 100
TEXT = ACCOUNTS.replace('recognise = "outstanding"', 'recognise = "awarded"\naccrue = "year"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case = Case().claim("F1", 1000 * E, "2025-12-28", month="2025-12-15")
    (tmp_path / "mapping.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "0.dat").write_bytes(case.files[0])
    return tmp_path


def test_the_books_are_closed_at_a_day(folder: Path) -> None:
    words = ("run", "--mapping", folder / "mapping.toml", "--json", folder / "0.dat")
    done = koppeling(*words, "--close", "2025-12-31")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [e["date"] for e in found["entries"]] == ["2025-12-31", "2026-01-01"]
    assert [p["cents"] for p in found["entries"][0]["postings"]] == [1000 * E, -1000 * E]
    assert found["balances"] == {}
    assert "--close" not in done.stderr
    assert json.loads(koppeling(*words).stdout)["entries"] == []


@pytest.mark.parametrize(
    ("scheme", "day", "why"),
    [("outstanding", "2025-12-31", "accrue"), ("awarded", "2024-12-31", "al gesloten")],
)
def test_why_nothing_is_accrued_is_said(folder: Path, scheme: str, day: str, why: str) -> None:
    files = ("--mapping", folder / "mapping.toml", folder / "0.dat")
    done = koppeling("run", *files, "--scheme", scheme, "--close", day)
    assert done.returncode == 0
    assert why in done.stderr


def test_no_day_is_wrong_use(folder: Path) -> None:
    files = ("--mapping", folder / "mapping.toml", folder / "0.dat")
    assert koppeling("run", *files, "--close", "december").returncode == 2
