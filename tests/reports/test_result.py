"""`result.json` has the shape of contract section 6, to the key.

1. Every key that the outside relies on is there; C1 to C13 are all there.
2. It is plain JSON and reads back the same; the same book gives the same bytes.
3. It knows no people's names: what it holds are references, figures and words of our own.
"""

import json
from typing import Any

from hypothesis import given

from koppeling.model.book import Book
from koppeling.reports.result import result, result_json
from tests.reports.builder import a_book, books, with_options
from tests.scenario import STRANGER, Case, mapping

KEYS = {
    "": "entries expected parked matches other_lines balances expected_balances identities files "
    "held",
    "entries": "key date period journal postings evidence",
    "postings": "account role cents text payer dimensions",
    "evidence": "sha256 record",
    "parked": "id reason cents held_on where options",
    "options": "id rule class items residual_cents why",
    "why": "texts clues ruled_out needs",
    "clues": "kind value text start end",
    "ruled_out": "what searched found complete",
    "where": "sha256 record",
    "matches": "id bank_line items cents rule class why",
    "bank_line": "sha256 record",
    "items": "invoice cents",
    "other_lines": "count cents",
    "files": "sha256 kind outcome problems",
    "problems": "level code message where",
}


def rows(found: Any) -> list[dict[str, Any]]:
    return found if isinstance(found, list) else [found]


def checked(name: str, found: Any) -> None:
    """This object, and every one below it that the contract names, has its keys."""
    for row in rows(found):
        wanted = set(KEYS[name].split())
        assert set(row) >= wanted, (name, wanted - set(row))
        for key in wanted & set(KEYS):
            if name != "problems":
                checked(key, row[key])


def test_every_key_of_the_contract_is_there() -> None:
    plain = result(with_options(a_book()))
    checked("", plain)
    amount = plain["parked"][0]["options"][0]["why"]["clues"][1]
    assert amount == {"kind": "amount", "value": "", "text": None, "start": None, "end": None}
    assert list(plain["identities"]) == [f"C{n}" for n in range(1, 14)]
    for identity in plain["identities"].values():
        assert set(identity) == {"holds", "difference_cents", "why", "items"}
    first = {k: plain["identities"]["C1"][k] for k in ("holds", "difference_cents", "why")}
    assert first == {"holds": False, "difference_cents": 1, "why": "een cent"}
    assert plain["identities"]["C4"]["holds"] is None
    assert plain["other_lines"] == {"count": 2, "cents": -999}
    (file,) = plain["files"]
    assert (file["kind"], file["outcome"]) == ("remittance", "refused")
    assert file["problems"][0]["where"] == {"record": 9, "field": "awarded"}


def test_what_the_package_books_stands_apart() -> None:
    case = Case().claim("F1", 1_000).answer("F1").bank(1_000, "F1")
    plain = result(case.book(mapping(bank="package")))
    checked("", plain)
    assert "bank" not in plain["balances"]
    assert plain["expected_balances"]["bank"] == 1_000
    assert [p["role"] for e in plain["expected"] for p in e["postings"]] == ["bank", "clearing"]


def test_a_line_that_is_no_payers_is_booked_and_asked_about_but_no_match() -> None:
    case = Case().claim("F1", 1_000).answer("F1")
    case.bank(-5_000, "huur", iban=STRANGER).bank(1_000, "F1", iban=STRANGER)
    plain = result(case.book(mapping(other_lines="unidentified")))
    assert plain["balances"]["unidentified"] == 4_000
    assert [(p["reason"], p["held_on"]) for p in plain["parked"]] == [
        ("unknown_payer", "unidentified")
    ]
    assert plain["matches"] == []


@given(books())
def test_it_is_plain_json_and_always_the_same(book: Book) -> None:
    text = result_json(result(book))
    assert json.loads(text) == result(book)
    assert text == result_json(result(book))
    assert all(sum(p["cents"] for p in e["postings"]) == 0 for e in json.loads(text)["entries"])
