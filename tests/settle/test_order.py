"""The book is a function of the set of inputs, not of their order.

1. One run over all files gives byte-identical results for every order of its arguments.
2. Files dropped one by one, each settled before the next, each twice, in any order (bank line
first,
   325 before 323, answer before claim) end in the same open items, matches, questions and balance
   per account, payer and year.
3. The second drop of a file adds no commit and no entry.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.formats.gds_write import Parties, Performed, answer, claim, returned
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.reports.result import result_json
from koppeling.settle.book import book_of
from koppeling.settle.chain import chain_is_whole
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.reconcile import reconcile
from tests import sizes
from tests.scenario import (
    AGB,
    CLIENTS,
    KEY,
    SCHEME_NAMES,
    TOWN,
    Case,
    booked,
    mapping,
    per_year,
    plain,
)

E = 100


def month() -> list[bytes]:
    """A month with everything that an order can upset."""
    case = Case()
    case.claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.claim("F100002", 700 * E, keep=False).answer("F100002", 700 * E, "02-12")
    case.claim("F100003", 400 * E).answer("F100003", when="02-20")
    case.claim("F100004", -100 * E, "02-03").answer("F100004", when="02-11")
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.town("JW2", [300 * E], "02-03", "M2").town_answer(
        "JW2", "M2", "02-05", header="0001", header_only=True
    )
    case.town("JW2", [310 * E], "02-06", "M3").town_answer("JW2", "M3", "02-14")
    case.bank(1000 * E, "declaratie F100001", "02-15")
    case.bank(600 * E, "afrekening F100002", "02-16")
    case.bank(400 * E, "declaratie F100003", "02-16")  # before its answer
    case.bank(810 * E, "JW1 JW2 samen", "02-18", TOWN)
    case.bank(123 * E, "geen idee", "02-19")
    case.bank(55 * E, "F900009 nabetaling", "02-19", "NL02RABO0111111111")
    case.files += insured()
    copies = [case.files[1].replace(b"\r\n", b"\n")]
    case.claim("F900009", 55 * E).decide("rejection", "F100001", "writeoff", when="03-02")
    return [*case.everything(), *copies]


def insured() -> list[bytes]:
    """GDS: an answer by line number, one without its claim, a return that names no insurer."""
    sent = [
        Performed(CLIENTS[i], product, cents * E, date(2026, 1, 31), f"R{i}")
        for i, (product, cents) in enumerate((("CO1", 90), ("CO1", 60), ("TC1", -20)))
    ]
    first, second, third = (
        Parties("5555", AGB, f"G20000{i}", date(2026, 2, 3 + i)) for i in range(3)
    )
    partly = {"awarded": {"R1": 40 * E}, "codes": {"R1": "0611"}, "repeat": False}
    return [
        claim(first, sent),
        answer(first, date(2026, 2, 12), sent, **partly),  # type: ignore[arg-type]
        answer(second, date(2026, 2, 13), sent, non_financial={"R0": 90 * E}),
        claim(third, sent),
        returned(third, date(2026, 2, 7), sent, header=["9262"]),
        claim(replace(third, day=date(2026, 2, 9)), sent[:2]),
    ]


def shape(book: Book) -> dict[str, object]:
    """What the contract promises of any order."""
    outside = plain(book)
    return {
        "items": book.items,
        "matches": sorted(map(str, outside["matches"])),
        "parked": sorted(map(str, outside["parked"])),
        "per_year": per_year(book),
        "files": outside["files"],
        "other": outside["other_lines"],
    }


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_one_run_is_byte_identical_for_every_order_of_its_arguments(scheme: str) -> None:
    files, chosen = month(), with_scheme(mapping(), scheme)
    first = result_json(plain(booked(files, chosen)))
    dice = sizes.generator(f"arguments {scheme}")
    for _ in range(sizes.of(50, 500)):
        dice.shuffle(files)
        assert result_json(plain(booked(files, chosen))) == first


@pytest.mark.parametrize("bank", ["koppeling", "package"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_one_by_one_in_any_order_ends_in_the_same_book(scheme: str, bank: str) -> None:
    chosen = with_scheme(mapping(bank=bank), scheme)
    expected = shape(booked(month(), chosen))
    dice = sizes.generator(f"drops {scheme} {bank}")
    for _ in range(sizes.of(12, 300)):
        files = month()
        dice.shuffle(files)
        office = Offline(chosen, KEY)
        office.adopt()
        for data in files:
            for _ in range(2):
                office.give(Source.of(data, key=KEY))
                before = office.store.head()
                taken = reconcile(office.shop())["taken"]
                draft(office.shop())
                assert taken or office.store.head() == before
        book = book_of(office.shop())
        assert book is not None
        assert not [i for i in book.identities if i.blocking and i.holds is False]
        assert chain_is_whole(office.shop()) == ""
        assert shape(book) == expected, [len(f) for f in files]
