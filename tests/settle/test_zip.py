"""A ZIP books what its files book, each by itself (contract 6; drops of a whole month in one file).

1. The same entries, matches and questions as the loose files, but for the file behind them.
2. A refused member keeps nothing else out.
3. What came loose before is known; what comes again in a ZIP books nothing twice.
4. What a user called a member is kept nowhere.
"""

import gzip
from typing import Any

import pytest

from koppeling.formats.source import Source
from koppeling.formats.zipped_write import packed
from koppeling.model.book import Book
from koppeling.settle.offline import Offline, with_scheme
from tests.scenario import KEY, SCHEME_NAMES, Case, booked, mapping, per_year, plain


def month() -> Case:
    case = Case().claim("F1", [34_000, 1_000]).answer("F1", [34_000, 0])
    case.claim("F2", 5_000, keep=False).answer("F2")
    case.town("T1", [7_000]).town_answer("T1")
    return case.bank(34_000, "F1 betaald").bank(7_000, "T1", iban="NL44RABO0123456789")


def zipped(files: list[bytes]) -> bytes:
    return packed({f"map/{i}.dat": data for i, data in enumerate(files)})


def without_files(found: Any) -> Any:
    """What is said, without which file said it."""
    if isinstance(found, dict):
        return {
            k: without_files(v)
            for k, v in found.items()
            if k not in {"sha256", "files", "evidence", "where", "bank_line"}
        }
    return [without_files(v) for v in found] if isinstance(found, list) else found


def outcomes(book: Book) -> list[str]:
    return [f.outcome for f in book.files]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_zip_books_what_its_files_book(scheme: str) -> None:
    chosen = with_scheme(mapping(), scheme)
    files = month().everything()
    loose, together = booked(files, chosen), booked([zipped(files)], chosen)
    assert without_files(plain(together)) == without_files(plain(loose))
    assert per_year(together) == per_year(loose)
    assert outcomes(together) == ["used"]
    assert together.entries


def test_a_refused_member_keeps_nothing_else_out() -> None:
    files = month().everything()
    right = booked([zipped(files)], mapping())
    found = booked([zipped([b"\x89PNG\r\n", *files])], mapping())
    assert per_year(found) == per_year(right)
    (row,) = found.files
    assert row.outcome == "refused"
    assert row.problems[0].message().startswith("Bestand 1 in de ZIP: Geen bekend")
    assert [p.reason for p in found.parked].count("refused") == 1


def test_two_refused_members_are_two_questions() -> None:
    book = booked([zipped([b"\x89PNG\r\n", b"\x89PNG\r\n", b"x"])], mapping())
    assert [p.reason for p in book.parked] == ["refused"] * 3
    assert len({p.id for p in book.parked}) == 3
    assert len(book.files[0].problems) == 3


def test_a_header_only_answer_beside_others_still_adds_up() -> None:
    case = Case().town("T1", [7_000]).town_answer("T1", header="0001")
    case.claim("F1", [1_000]).answer("F1", header="0001", unread=True)
    assert outcomes(booked([zipped(case.files)], mapping())) == ["used"]


def given(*files: bytes) -> tuple[Offline, list[Book]]:
    """The book after each of the files, one administration."""
    offline = Offline(mapping(), KEY)
    offline.adopt()
    books = []
    for data in files:
        offline.give(Source.of(data, key=KEY))
        books.append(offline.settle())
    return offline, books


@pytest.mark.parametrize("turned", [False, True])
def test_what_was_there_before_is_not_booked_again(turned: bool) -> None:
    files = month().everything()
    steps = [*files, zipped(files)]
    _, books = given(*(reversed(steps) if turned else steps))
    once = booked(files, mapping())
    assert per_year(books[-1]) == per_year(once)
    assert {p.id for p in books[-1].parked} == {p.id for p in once.parked}
    # of each pair the one with the smaller hash is used, the other is known
    assert set(outcomes(books[-1])) <= {"used", "known"}
    assert "known" in outcomes(books[-1])


def test_a_message_with_other_line_ends_is_known() -> None:
    data = Case().claim("F1", 1_000).files[0]
    _, books = given(data, data.replace(b"\r\n", b"\n"), zipped([data]))
    assert sorted(outcomes(books[-1])) == ["known", "known", "used"]
    assert [p.reason for p in books[-1].parked] == []


def test_a_statement_downloaded_again_is_known() -> None:
    data = Case().claim("F1", 1_000, keep=False).bank(500, "iets").statement()
    again = data.replace(b"<MsgId>M1", b"<MsgId>M7").replace(b"T06:00:00", b"T07:00:00")
    _, books = given(data, again)
    assert sorted(outcomes(books[-1])) == ["known", "used"]


def test_what_a_member_is_called_is_kept_nowhere() -> None:
    data = Case().claim("F1", 1_000).files[0]
    name = "Jansen 999900006.txt"
    offline, books = given(packed({name: data, f"{name}.png": b"\x89PNG"}))
    assert outcomes(books[-1]) == ["refused"]
    opened = [
        gzip.decompress(kept) if kept.startswith(b"\x1f\x8b") else kept
        for kept in offline.objects.held.values()
    ]
    kept = repr((offline.store, opened, books))
    assert "Jansen" not in kept
    assert "999900006" not in kept
