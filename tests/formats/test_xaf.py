"""Auditfiles (XAF 3.x, 4.0): read for the quick scan, judged by their own totals.

1. What was written is read back, in every version; our own auditfile reads back with equal sums.
2. Lines, debit and credit are what the file states, else it is refused with both figures.
3. A salary journal counts for the totals and gives no lines; people stay in the room.
4. Memory does not grow with the file; cut or damaged, it never gives other money.
"""

import random
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pyxaf
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.formats.reading import describe_file
from koppeling.formats.source import Source
from koppeling.formats.xaf_lines import LedgerAccount, LedgerLine, ledger_accounts, ledger_lines
from koppeling.formats.xaf_write import NAMESPACES, Booked, auditfile
from koppeling.model.documents import Auditfile
from koppeling.reports.auditfile import auditfiles
from tests import sizes
from tests.formats.damage import KEY, accepted, codes, cut, everything_said, mutated, one
from tests.reports.worked import worked

SOLD = [Booked("1300", 34_000, invoice="F1", relation="D1"), Booked("8000", -34_000)]
PAID = [
    Booked("1100", 34_000, ("BNK", "Bank", "B"), "7", date(2026, 2, 16)),
    Booked("1300", -34_000, ("BNK", "Bank", "B"), "7", date(2026, 2, 16)),
]
WAGES = [
    Booked("4000", 900_000, ("SAL", "Salarissen", "M"), "9"),
    Booked("1700", -900_000, ("SAL", "Salarissen", "M"), "9"),
]


def the_file(data: bytes) -> Auditfile:
    document = one(data)
    assert isinstance(document, Auditfile), document
    return document


def lines(data: bytes) -> list[LedgerLine]:
    return list(ledger_lines(Source.of(data, key=KEY)))


@pytest.mark.parametrize("version", NAMESPACES)
def test_an_auditfile_says_what_it_holds(version: str) -> None:
    found = the_file(auditfile(version, [*SOLD, *PAID]))
    assert (found.header.standard, found.header.version) == ("XAF", version)
    assert codes(found) == ["for_scan"]
    assert not found.header.refused
    assert (found.kind, found.total, found.year) == ("auditfile", 0, "2026")
    assert (found.begin, found.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (found.accounts, found.journals, found.lines) == (3, 2, 4)
    assert (found.debit, found.credit, found.currency) == (68_000, 68_000, "EUR")


def test_every_line_has_its_place() -> None:
    made = lines(auditfile("3.2", [*SOLD, *PAID]))
    assert made[0] == LedgerLine(
        *("MEM", "M", "1", "2026-01-31", "1", "1300", 34_000, "D1", "F1", "D1", "2026-01-31")
    )
    assert [(x.journal, x.transaction, x.date, x.account, x.cents) for x in made[2:]] == [
        ("BNK", "7", "2026-02-16", "1100", 34_000),
        ("BNK", "7", "2026-02-16", "1300", -34_000),
    ]
    accounts = list(ledger_accounts(Source.of(auditfile("4.0", SOLD), key=KEY)))
    assert accounts == [
        LedgerAccount("1300", "Rekening 1300", "B", ""),
        LedgerAccount("8000", "Rekening 8000", "P", ""),
    ]


def test_our_own_auditfile_reads_back_with_equal_sums() -> None:
    book = worked()
    for name, text in auditfiles(book).items():
        found = the_file(text.encode())
        year = name.removeprefix("auditfile-").removesuffix(".xaf")
        postings = [p for e in book.entries if e.period[:4] == year for p in e.postings]
        assert codes(found) == ["for_scan"]
        assert (found.year, found.lines) == (year, len(postings))
        assert found.debit == sum(p.cents for p in postings if p.cents > 0) == found.credit
        per_account: dict[str, int] = {}
        for line in lines(text.encode()):
            per_account[line.account] = per_account.get(line.account, 0) + line.cents
        assert per_account == {
            a: sum(p.cents for p in postings if p.account == a) for a in per_account
        }


@pytest.mark.parametrize("version", ["3.2", "4.0"])
def test_an_outside_reader_reads_the_same_lines(version: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xaf"
    data = auditfile(version, [*SOLD, *PAID, *WAGES])
    path.write_bytes(data)
    with pyxaf.open(str(path)) as found:
        theirs = [str(line.account_id) for line in found.lines()]
    assert theirs == ["1300", "8000", "1100", "1300", "4000", "1700"]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"totalDebit": "340.01"}, "totals_differ"),
        ({"totalCredit": "0.00"}, "totals_differ"),
        ({"linesCount": "3"}, "counts_differ"),
        ({"linesCount": "twee"}, "missing_element"),
        ({"linesCount": ""}, "missing_element"),
        ({"linesCount": "0"}, "counts_differ"),
        ({"linesCount": "9" * 5_000}, "counts_differ"),
        ({"totalDebit": ""}, "missing_element"),
        ({"totalCredit": "x"}, "missing_element"),
    ],
)
def test_what_the_file_states_is_what_it_holds(stated: dict[str, str], code: str) -> None:
    found = the_file(auditfile("3.2", SOLD, stated=stated))
    assert codes(found) == [code, "for_scan"]
    assert found.header.refused


def test_a_ledger_out_of_balance_is_refused() -> None:
    found = the_file(auditfile("4.0", [SOLD[0], Booked("8000", -33_999)]))
    assert codes(found) == ["totals_differ", "for_scan"]
    assert "Debet tegenover credit" in found.header.problems[0].message()


def test_a_minus_turns_the_side_around() -> None:
    turned = [SOLD[0], Booked("8000", -34_000, turned=True)]
    data = auditfile("3.2", turned)
    assert [x.cents for x in lines(data)] == [34_000, -34_000]
    assert b"<amnt>-340.00</amnt><amntTp>D</amntTp>" in data
    # its totals may be taken by the column, or by what the amounts mean
    meant = auditfile("3.2", turned, stated={"totalDebit": "340.00", "totalCredit": "340.00"})
    for each in (data, meant):
        found = the_file(each)
        assert not [c for c in codes(found) if c != "for_scan"], found.header.problems


@pytest.mark.parametrize(
    "change",
    [
        (b"<amnt>340.00", b"<amnt>340.005"),
        (b"<amntTp>D", b"<amntTp>X"),
        (b"<amnt>340.00</amnt>", b""),
        (b"<startDate>2026-01-01", b"<startDate>2026-13-01"),
        (b"<curCode>EUR", b"<curCode>USD"),
    ],
)
def test_what_cannot_be_read_is_named(change: tuple[bytes, bytes]) -> None:
    found = the_file(auditfile("3.2", SOLD).replace(*change, 1))
    assert found.header.refused


def test_a_ledger_without_transactions_is_a_ledger() -> None:
    data = re.sub(rb"<transactions>.*</transactions>", b"", auditfile("3.2", SOLD))
    assert codes(the_file(data)) == ["for_scan"]
    assert the_file(data).lines == 0


@pytest.mark.parametrize("namespace", ["", "urn:x", "http://www.auditfiles.nl/XAF/2.0"])
def test_another_version_is_refused_by_its_name(namespace: str) -> None:
    document = one(auditfile(namespace, SOLD))
    assert codes(document) == ["no_format"]
    assert "andere versie" in document.header.problems[0].message()


@pytest.mark.parametrize(
    ("journal", "passed_by"),
    [
        (("SAL", "Salarissen", "M"), True),
        (("90", "Journaal", "Y"), True),
        (("LN", "Loonjournaal", ""), True),
        (("V", "Verloning extern", "M"), True),
        (("M", "Memoriaal", "M"), False),
        (("P", "Personeel inhuur", "P"), False),
    ],
)
def test_salaries_count_and_are_passed_by(journal: tuple[str, str, str], passed_by: bool) -> None:
    wages = [Booked("4000", 900_000, journal, "9"), Booked("1700", -900_000, journal, "9")]
    data = auditfile("3.2", [*SOLD, *wages, *PAID])
    found = the_file(data)
    assert codes(found) == ["for_scan"]
    assert found.debit == 968_000
    assert found.lines == len(lines(data)) == (4 if passed_by else 6)
    assert found.journals == 3


def test_people_stay_in_the_room() -> None:
    data = auditfile(
        "3.2",
        [
            Booked("1300", 100, document="999900006", invoice="F1 999900018", text="Jansen"),
            Booked("8000", -100, relation="999900043", text="Pietersen"),
        ],
        relations=[("D1", "Mevrouw Jansen"), ("D2", "Pietersen")],
    )
    said = everything_said(data) + repr(lines(data))
    for word in ("999900006", "999900018", "999900043", "Jansen", "Pietersen"):
        assert word not in said
    assert lines(data)[0].invoice == "F1 ***"
    told = list(describe_file(Source.of(data, key=KEY)))
    assert "company/generalLedger/ledgerAccount/accID: 1300" in told
    assert "company/transactions/journal/transaction/trLine/amnt: 1.00" in told


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        relations = [(f"D{i}", "naam") for i in range(count)]
        booked = [replace(x, transaction=str(i)) for i in range(count) for x in SOLD]
        data = auditfile("3.2", booked, relations=relations)
        source = Source.of(data, key=KEY)
        tracemalloc.start()
        assert sum(1 for _ in ledger_lines(source)) == 2 * count
        one(data)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(2_000) < peak(500) + 1_000_000


def test_a_file_that_is_cut_off_is_refused() -> None:
    whole = auditfile("3.2", SOLD)
    end = len(whole.rstrip())
    for short in cut(whole[:end]):
        assert one(short).header.refused


def test_damage_never_gives_other_money_unseen() -> None:
    dice = sizes.generator("xaf")
    whole = auditfile("4.0", [*SOLD, *PAID])
    right = the_file(whole)
    for data in _damaged(whole, dice, sizes.of(120, 8_000)):
        document = one(data)
        if isinstance(document, Auditfile) and not document.header.refused:
            assert (document.debit, document.credit) == (right.debit, right.credit)
        lines(data)
        list(describe_file(Source.of(data, key=KEY)))


def _damaged(whole: bytes, dice: random.Random, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield mutated(whole, dice)
        changed = bytearray(whole)
        changed[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        yield bytes(changed)


@settings(max_examples=sizes.of(30, 1_000))
@given(
    st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=1, max_size=8),
    st.sampled_from(sorted(NAMESPACES)),
)
def test_any_ledger_survives_the_file(cents: list[int], version: str) -> None:
    booked = [
        x
        for i, c in enumerate(cents)
        for x in (Booked("1300", c, transaction=str(i)), Booked("8000", -c, transaction=str(i)))
    ]
    data = auditfile(version, booked)
    assert [x.cents for x in lines(data)] == [x.cents for x in booked]
    assert accepted((the_file(data),))
