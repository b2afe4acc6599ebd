"""A bank's CSV books what its statement books: the fallback is no other bookkeeping."""

import pytest

from koppeling.formats.bank_csv_write import export
from koppeling.settle.offline import with_scheme
from tests.scenario import SCHEME_NAMES, Case, booked, mapping, parked, per_year


def month() -> Case:
    case = Case().claim("F1", [34_000, 1_000]).answer("F1", [34_000, 0])
    case.bank(34_000, "F1 betaald").bank(-12_550, "Huur", iban="NL02RABO0111111111")
    return case.bank(700, "iets anders")


@pytest.mark.parametrize("name", ["CSV Rabobank", "CSV ING", "CSV ASN", "CSV Knab"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_it_books_what_the_statement_books(name: str, scheme: str) -> None:
    chosen, case = with_scheme(mapping(), scheme), month()
    stated = booked(case.everything(), chosen)
    exported = booked([*case.files, export(name, case.entries)], chosen)
    assert per_year(exported) == per_year(stated)
    assert parked(exported) == parked(stated)
    assert [m.rule for m in exported.matches] == [m.rule for m in stated.matches]
    assert {f.outcome for f in exported.files} == {"used"}


def test_the_text_of_abn_amro_names_its_items() -> None:
    case = month()
    exported = booked([*case.files, export("CSV ABN AMRO", case.entries, headless=1)], mapping())
    assert per_year(exported) == per_year(booked(case.everything(), mapping()))


def test_overlapping_exports_book_a_line_once() -> None:
    case = month()
    whole = export("CSV ING", case.entries, newest_first=True)
    part = export("CSV ING", case.entries[:2])
    assert per_year(booked([*case.files, whole, part], mapping())) == per_year(
        booked(case.everything(), mapping())
    )


def test_an_export_of_another_account_is_refused() -> None:
    case = month()
    other = export("CSV ING", case.entries, iban="NL20INGB0001234567")
    book = booked([*case.files, other], mapping())
    assert sorted(f.outcome for f in book.files) == ["refused", "used", "used"]
