"""The auditfiles are what the tax authority's schema and an outside validator accept.

1. pyxaf and the bundled XSD accept every file of every scheme, whatever stands in a text.
2. The first year has no opening balance; a later one opens with what Koppeling left on the balance
   sheet, the result of earlier years on one line, and that sums to nought.
3. Opening and transactions together are the balances of the book.
4. Every payer is a customer once, with its debtor number; a transaction is found by its reference.
5. An account carries its code in the reference chart where the mapping has it, and nowhere else.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pyxaf
from hypothesis import HealthCheck, given, settings

from koppeling.model.book import Book
from koppeling.model.cents import parse_decimal
from koppeling.reports.auditfile import NAMESPACE, RESULT, auditfiles
from tests import sizes
from tests.reports.builder import a_book, book_with, books, entry, posting, simple
from tests.reports.worked import worked
from tests.scenario import SCHEME_NAMES, mapping

N = f"{{{NAMESPACE}}}"
NO_OPENING = "XAF7006"


def findings(text: str, folder: Path) -> set[str]:
    """Codes of what the validator remarks; an error fails here and now."""
    path = folder / "auditfile.xaf"
    path.write_text(text, encoding="utf-8")
    found = pyxaf.validate(str(path), xsd=True)
    assert found.ok, found.findings
    return {f.code for f in found.findings}


def amounts(root: ET.Element, path: str) -> dict[str, int]:
    """Signed cents per account of all lines at a path."""
    found: dict[str, int] = {}
    for line in root.iterfind(path):
        cents = parse_decimal(line.findtext(f"{N}amnt") or "")
        assert cents is not None
        sign = -1 if line.findtext(f"{N}amntTp") == "C" else 1
        account = line.findtext(f"{N}accID") or ""
        found[account] = found.get(account, 0) + sign * cents
    return {account: cents for account, cents in found.items() if cents}


def parsed(book: Book, year: int) -> ET.Element:
    return ET.fromstring(auditfiles(book)[f"auditfile-{year}.xaf"])  # noqa: S314 - our own file


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_validator_has_nothing_to_remark(scheme: str, tmp_path: Path) -> None:
    files = auditfiles(worked(scheme))
    assert sorted(files)[:1] == ["auditfile-2026.xaf"]
    remarks = [findings(text, tmp_path) for text in files.values()]
    assert remarks[0] <= {NO_OPENING}
    assert remarks[1:] == [set()] * (len(files) - 1)


@settings(
    max_examples=sizes.of(40, 400),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(books())
def test_the_validator_accepts_whatever_stands_in_a_text(tmp_path: Path, book: Book) -> None:
    for text in auditfiles(book).values():
        assert findings(text, tmp_path) <= {NO_OPENING}


def test_an_auditfile_one_cent_off_would_be_seen(tmp_path: Path) -> None:
    text = auditfiles(worked())["auditfile-2026.xaf"]
    path = tmp_path / "wrong.xaf"
    path.write_text(text.replace("<amnt>1000.00</amnt>", "<amnt>1000.01</amnt>", 1), "utf-8")
    assert not pyxaf.validate(str(path)).ok


def three_years() -> Book:
    made = []
    for year, cents in ((2025, 1_000), (2026, 500), (2027, 7)):
        sold = [posting("1300", "debtor", cents), posting("8000", "revenue", -cents)]
        made.append(entry(f"submitted/{year}", sold, date(year, 6, 1)))
        made.append(simple(f"awarded/{year}", cents - 5, date(year, 7, 1)))
    return book_with(made)


def test_a_later_year_opens_with_what_koppeling_left() -> None:
    book = three_years()
    assert parsed(book, 2025).find(f".//{N}openingBalance") is None
    opening = {y: amounts(parsed(book, y), f".//{N}obLine") for y in (2026, 2027)}
    assert opening[2026] == {"1390": 995, "1300": 5, RESULT.number: -1_000}
    assert opening[2027] == {"1390": 1_490, "1300": 10, RESULT.number: -1_500}
    totals = parsed(book, 2027).find(f".//{N}openingBalance")
    assert totals is not None
    assert totals.findtext(f"{N}totalDebit") == totals.findtext(f"{N}totalCredit") == "15.00"


@given(books())
def test_opening_and_transactions_are_the_balances(book: Book) -> None:
    years = sorted({e.period[:4] for e in book.entries})
    for year in years:
        root = parsed(book, int(year))
        upto: dict[str, int] = {}
        for p in (p for e in book.entries if e.period[:4] <= year for p in e.postings):
            upto[p.account] = upto.get(p.account, 0) + p.cents
        found = amounts(root, f".//{N}obLine")
        assert sum(found.values()) == 0
        for account, cents in amounts(root, f".//{N}trLine").items():
            found[account] = found.get(account, 0) + cents
        kinds = {
            a.findtext(f"{N}accID"): a.findtext(f"{N}accTp")
            for a in root.iterfind(f".//{N}ledgerAccount")
        }
        for account, cents in upto.items():
            if kinds.get(account) == "B":
                assert found.get(account, 0) == cents


def test_an_account_that_a_person_named_is_on_the_right_statement() -> None:
    named = [posting("8123", "account:8123", 5), posting("0500", "account:0500", -5)]
    known = [posting("8000", "account:8000", 5), posting("1300", "account:1300", -5)]
    book = book_with([entry("explained/1", named), entry("explained/2", known)])
    found = {
        a.findtext(f"{N}accID"): (a.findtext(f"{N}accTp"), a.findtext(f"{N}accDesc"))
        for a in parsed(book, 2026).iterfind(f".//{N}ledgerAccount")
    }
    assert found == {
        "0500": ("B", "Rekening 0500"),
        "1300": ("B", "Debiteuren zorgfinanciers"),
        "8000": ("P", "Omzet zorg"),
        "8123": ("P", "Rekening 8123"),
    }


def test_an_account_carries_the_code_that_the_mapping_has(tmp_path: Path) -> None:
    codes = {"1300": "BVorDebHad", "8000": "WOmzNodNod", "9999": "BEivOkaOka"}
    book = worked()
    coded = replace(book, mapping=book.mapping.model_copy(update={"rgs": codes}))
    files = auditfiles(coded)
    plain = {n: re.sub("<RGScode>.*?</RGScode>", "", text) for n, text in files.items()}
    assert plain == auditfiles(book)
    assert findings(files["auditfile-2026.xaf"], tmp_path) <= {NO_OPENING}
    found = {
        a.findtext(f"{N}accID"): a.findtext(f"{N}RGScode")
        for a in parsed(coded, 2026).iterfind(f".//{N}ledgerAccount")
    }
    assert found == {number: codes.get(number or "") for number in found}
    assert {"1300", "8000"} <= found.keys()


def test_every_payer_is_a_customer_once_with_its_debtor_number() -> None:
    root = parsed(a_book(), 2026)
    found = {
        c.findtext(f"{N}custSupID"): c.findtext(f"{N}custSupName")
        for c in root.iterfind(f".//{N}customerSupplier")
    }
    assert found == {"D1001": "Testverzekeraar", "D1002": "Gemeente Teststad"}
    assert {c.text for c in root.iterfind(f".//{N}trLine/{N}custSupID")} == {"D1001"}
    chosen = mapping()
    shared = tuple(p.model_copy(update={"debtor": "D1"}) for p in chosen.payers)
    book = replace(a_book(), mapping=chosen.model_copy(update={"payers": shared}))
    assert (
        len(parsed(book, 2026).findall(f".//{N}customerSupplier")) == 2
    )  # D1, and D1001 as booked


def test_a_transaction_is_found_by_its_reference() -> None:
    book = a_book()
    root = parsed(book, 2026)
    numbers = [t.findtext(f"{N}nr") for t in root.iterfind(f".//{N}transaction")]
    assert sorted(n or "" for n in numbers) == sorted(e.reference for e in book.entries)
    assert [j.findtext(f"{N}jrnID") for j in root.iterfind(f".//{N}journal")] == ["BNK", "MEM"]
    assert root.findtext(f".//{N}trLine/{N}docRef") == book.entries[-1].reference
    assert root.findtext(f".//{N}invRef") == "F1"


def test_the_file_has_no_clock() -> None:
    made = auditfiles(a_book())["auditfile-2026.xaf"]
    assert re.findall("<dateCreated>(.*)</dateCreated>", made) == ["2026-03-01"]
    made = auditfiles(replace(a_book(), latest=None))["auditfile-2026.xaf"]
    assert re.findall("<dateCreated>(.*)</dateCreated>", made) == ["2026-12-31"]
