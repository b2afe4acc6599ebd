"""The page about payer packs tells the truth: its pack is loaded, and what it promises happens.

The example is laid beside the packs that are shipped, as one that is added would be.
"""

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import get_args

import pytest

from koppeling.formats import forms_write, payer_packs, tables
from koppeling.model import packs
from koppeling.model.documents import Header, Netting, NettingItem
from koppeling.model.mapping import Mapping
from koppeling.model.pack_schema import Column, Meaning, PackFile, PaidBy, Term
from tests.formats.damage import one
from tests.house.source import ROOT
from tests.scenario import MAPPING, Case, accounts, day, mapping

NAME = "voorbeeld"
PAGE = (ROOT / "docs/packs.md").read_text(encoding="utf-8")
ROW, EXAMPLE = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(DOCUMENT,) = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TRANSFERS = re.findall(r"^\| `(.*?)` \| ([\d,]+) \| `(\w+)`", PAGE, re.MULTILINE)
CACHES = (packs.pack, packs.known_packs, payer_packs.layouts, payer_packs._all_words, tables.forms)
E = 100


@pytest.fixture(autouse=True)
def _added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with resources.as_file(resources.files("koppeling.packs")) as shipped:
        folder = copytree(shipped, tmp_path / "packs")
    (folder / f"{NAME}.toml").write_text(EXAMPLE, encoding="utf-8")
    with monkeypatch.context() as changed:
        changed.setattr(packs, "resources", SimpleNamespace(files=lambda _: folder))
        for cached in CACHES:
            cached.cache_clear()
        yield
    for cached in CACHES:
        cached.cache_clear()


def used() -> Mapping:
    pack = f'debtor = "D1001"\npack = "{NAME}"'
    text = MAPPING.replace('repayable = "1660"', "").replace('debtor = "D1001"', pack)
    rows = ROW.replace("CM96", "KM2") + '\n[[accounts.repayable]]\naccount = "1660"\n\n'
    return mapping(text.replace("[[payers]]", rows + "[[payers]]", 1))


def reclaimed() -> bytes:
    items = (NettingItem(0, "reclaim", "T2025", "", -120 * E),)
    letter = Netting(Header("", "", ""), "uzovi:5555", "B1", day("02-12"), items, 0)
    return forms_write.as_csv(forms_write.verrekening([letter]))


def paid(text: str, cents: int, *, open_reclaim: bool) -> Case:
    case = Case().claim("F100001", 500 * E).answer("F100001").bank(cents, text)
    case.files += [reclaimed()] if open_reclaim else []
    return case


@pytest.mark.parametrize(("text", "amount", "rule"), TRANSFERS)
def test_a_transfer_is_what_the_page_says(text: str, amount: str, rule: str) -> None:
    case = paid(text, int(amount.replace(",", "")), open_reclaim="4711" not in text)
    book = case.book(used())
    rules = [m.rule for m in book.matches]
    rules += [o.rule for p in book.parked for o in p.options]
    assert rules == [rule]


def test_the_page_shows_every_way() -> None:
    assert [rule for _, _, rule in TRANSFERS] == [
        "named_sum",
        "part_of_item",
        "marked_rest",
        "part_of_item",
    ]


def test_the_row_of_the_page_gets_what_has_its_reason() -> None:
    case = paid("F100001 KM2 4711", 380 * E, open_reclaim=False)
    (question,) = case.book(used()).parked
    found = accounts(case.decide("accept", question.id).book(used()))
    assert found == {"1100": 380 * E, "1661": 120 * E, "8000": -500 * E}


def test_the_document_is_read_and_its_rows_are_told_apart() -> None:
    found = one(DOCUMENT.encode())
    assert isinstance(found, Netting)
    assert (found.header.problems, found.payer, found.total) == ((), f"pack:{NAME}", 380 * E)
    assert [(i.kind, i.cents, i.mark) for i in found.items] == [
        ("declaration", 500 * E, ""),
        ("reclaim", -120 * E, "KM2"),
    ]
    (layout,) = [x for x in payer_packs.layouts() if x.pack == NAME]
    rows = forms_write.published(layout, found, sides=True)
    assert one(forms_write.as_pdf(rows)).header.standard == "inhoudingsoverzicht"


def test_what_the_document_says_is_matched_with_its_payout() -> None:
    case = paid("betaling 900123", 380 * E, open_reclaim=False)
    case.files.append(DOCUMENT.encode())
    assert [m.rule for m in case.book(used()).matches] == ["netting_document"]


def test_every_key_and_meaning_is_on_the_page() -> None:
    keys = {k for t in (PackFile, Term, PaidBy) for k in t.model_fields} - {"netting"}
    wanted = {*keys, *get_args(Meaning), *get_args(Column)}
    assert wanted - set(re.findall(r"\w+", PAGE)) == set()
