"""The journal in hledger notation is what an outside program makes the same sums of.

1. `hledger check --strict ordereddates` accepts it: every account, payee and tag is declared.
2. hledger's balances are the book's, per account.
3. No text gets out of its place: read back by a small reader of our own, every entry and amount is
   there, on its own date, whatever stands in its texts.
4. What the package books itself is not in it; what waits for a person is marked `!`.
"""

import csv
import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from koppeling.model.book import Book
from koppeling.model.cents import parse_decimal
from koppeling.reports.hledger import clean, journal
from tests import sizes
from tests.reports.builder import NASTY, a_book, book_with, books, entry, posting
from tests.reports.worked import worked
from tests.scenario import SCHEME_NAMES

HEAD = re.compile(r"(\d{4}-\d{2}-\d{2}) ([*!]) \((K[A-Z2-7]{15})\) (.+)")
LINE = re.compile(r"    (\S[^:]*):(\S.*?)  EUR (-?[0-9]+\.[0-9]{2})  ; role:.+")


def check(program: str, text: str, folder: Path) -> str:
    """The balances as CSV, after every strict check; raises when hledger refuses."""
    file = folder / "journal.hledger"
    file.write_text(text, encoding="utf-8")
    outputs = []
    for command in (
        ["check", "--strict", "ordereddates"],
        ["balance", "--flat", "--no-total", "-O", "csv", "-N"],
    ):
        run = subprocess.run(
            [program, "-f", str(file), *command], check=False, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        outputs.append(run.stdout)
    return outputs[-1]


def balances(book: Book) -> dict[str, int]:
    found: dict[str, int] = {}
    for p in (p for e in book.entries for p in e.postings):
        found[p.account] = found.get(p.account, 0) + p.cents
    return {account: cents for account, cents in found.items() if cents}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_hledger_makes_the_same_sums(scheme: str, hledger: str, tmp_path: Path) -> None:
    book = worked(scheme)
    out = check(hledger, journal(book), tmp_path)
    rows = [row for row in csv.reader(io.StringIO(out)) if row[0] != "account"]
    found = {row[0].partition(":")[0]: int(re.sub(r"[^0-9-]", "", row[1])) for row in rows}
    assert found == balances(book)


@settings(
    max_examples=sizes.of(25, 300),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(books())
def test_hledger_accepts_whatever_stands_in_a_text(
    hledger: str, tmp_path: Path, book: Book
) -> None:
    check(hledger, journal(book), tmp_path)


def read(text: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """(date and reference, lines) of every entry; any line of no known shape is a failure."""
    found: list[tuple[str, list[tuple[str, int]]]] = []
    for line in text.split("\n"):
        if head := HEAD.fullmatch(line):
            found.append((f"{head[1]} {head[3]}", []))
        elif amount := LINE.fullmatch(line):
            cents = parse_decimal(amount[3])
            assert cents is not None
            found[-1][1].append((amount[1], cents))
        else:
            known = ("; ", "    ; ", "commodity ", "account ", "payee ", "tag ")
            assert not line or line.startswith(known), line
    return found


@given(books())
def test_no_text_gets_out_of_its_place(book: Book) -> None:
    found = read(journal(book))
    assert [head for head, _ in found] == [
        f"{e.date.isoformat()} {e.reference}" for e in book.entries
    ]
    for (_, lines), booked in zip(found, book.entries, strict=True):
        assert [cents for _, cents in lines] == [p.cents for p in booked.postings]
        assert len({name for name, _ in lines}) == len({p.account for p in booked.postings})


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_one_piece_without_signs(text: str) -> None:
    assert clean(text) == " ".join(clean(text).split())
    assert clean(text)
    assert not set(clean(text)) & set(';,|":[]\n\t')


def test_an_entry_reads_like_this() -> None:
    made = entry(
        "awarded/F1",
        [
            posting("1390", "clearing", 123_456, invoice="F1"),
            posting("1300", "debtor", -123_456, invoice="F1"),
        ],
    )
    text = journal(book_with([made]))
    assert text.split("\n\n")[1].rstrip("\n") == (
        f"2026-02-10 * ({made.reference}) Toegekend F1\n"
        f"    ; key:{made.key}, movement:awarded/F1\n"
        "    ; period:2026-02, journal:MEM\n"
        f"    ; evidence:{made.evidence[0].sha256}/3\n"
        "    1390:Tussenrekening ontvangsten  EUR 1234.56"
        "  ; role:clearing, payer:uzovi-5555, invoice:F1\n"
        "    1300:Debiteuren zorgfinanciers  EUR -1234.56"
        "  ; role:debtor, payer:uzovi-5555, invoice:F1"
    )


def test_what_waits_is_marked_and_what_the_package_books_is_not_in_it() -> None:
    book = a_book()
    marks = dict(re.findall(r"^\S+ ([*!]) \((K\w+)\)", journal(book), re.MULTILINE)[::-1])
    assert marks.keys() == {"*", "!"}
    waiting = set(re.findall(r"! \((K\w+)\)", journal(book)))
    assert waiting == {e.reference for e in book.entries if e.date.day in {11, 12}}
    elsewhere = entry("paid/2", [posting("1100", "bank", 5), posting("1390", "clearing", -5)])
    text = journal(replace(book, expected=(replace(elsewhere, own=False),)))
    assert elsewhere.reference not in text
    assert "wat het pakket zelf boekt staat hier niet in" in text


def test_entries_stand_in_order_of_date() -> None:
    days = [date(2026, 3, 1), date(2025, 12, 31), date(2026, 2, 10)]
    made = [
        entry(f"awarded/{n}", [posting("1390", "clearing", 1), posting("1300", "debtor", -1)], d)
        for n, d in enumerate(days)
    ]
    assert [head[:10] for head, _ in read(journal(book_with(made)))] == sorted(map(str, days))
