"""An auditfile among the files of a month is read and reported, and books nothing."""

from koppeling.formats.xaf_write import Booked, auditfile
from tests.scenario import Case, booked, mapping, plain

LEDGER = auditfile("3.2", [Booked("1300", 34_000), Booked("8000", -34_000)])


def test_it_is_used_with_its_warning_and_books_nothing() -> None:
    case = Case().claim("F1", 34_000).answer("F1").bank(34_000, "F1")
    alone, beside = booked(case.everything(), mapping()), booked([*case.files, LEDGER], mapping())
    (row,) = [f for f in beside.files if f.kind == "auditfile"]
    assert (row.outcome, row.total) == ("used", 0)
    assert [p.code for p in row.problems] == ["for_scan"]
    assert [e.key for e in beside.entries] == [e.key for e in booked(case.files, mapping()).entries]
    assert all(p.reason != "refused" for p in beside.parked)
    assert plain(alone)["identities"]["C12"]["holds"] is True
    assert plain(beside)["identities"]["C12"]["holds"] is True


def test_a_broken_one_is_refused_and_keeps_nothing_else_out() -> None:
    case = Case().claim("F1", 34_000)
    book = booked([*case.files, LEDGER.replace(b"linesCount>2", b"linesCount>3")], mapping())
    assert sorted(f.outcome for f in book.files) == ["refused", "used"]
    assert book.entries
