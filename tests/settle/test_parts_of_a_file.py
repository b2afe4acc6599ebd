"""Of a file with several documents nothing is booked when one of them is refused.

1. The good statement of such a file is kept out, and says why; alone it is booked.
2. The same statement in a file of its own is no duplicate of what was kept out.
3. In a ZIP each member is a file: the others are booked.
"""

from datetime import date

import pytest

from koppeling.formats import mt940_write
from koppeling.formats.zipped_write import packed
from tests.scenario import INSURER, OWN, booked, mapping, plain

ENTRY = mt940_write.Mutation(date(2026, 2, 16), 1000, "a", INSURER, "Testverzekeraar")
GOOD = mt940_write.statement("abn", OWN, 0, [ENTRY], number="1/1")
BAD = mt940_write.statement("abn", OWN, 1000, [ENTRY], number="2/1", closing=1)


def test_nothing_of_a_spoilt_file_is_booked() -> None:
    found = plain(booked([GOOD + BAD], mapping()))
    assert found["entries"] == []
    (file,) = found["files"]
    assert file["outcome"] == "refused"
    assert {p["code"] for p in file["problems"]} == {"unbalanced", "file_refused"}
    assert found["identities"]["C12"]["holds"]


@pytest.mark.parametrize("files", [[GOOD + BAD, GOOD], [GOOD, GOOD + BAD]])
def test_the_same_statement_in_a_good_file_is_booked(files: list[bytes]) -> None:
    found = plain(booked(files, mapping()))
    assert found["balances"]["bank"] == 1000
    assert sorted(f["outcome"] for f in found["files"]) == ["refused", "used"]


def test_in_a_zip_each_member_is_a_file() -> None:
    found = plain(booked([packed({"a.940": GOOD, "b.940": BAD})], mapping()))
    assert found["balances"]["bank"] == 1000
