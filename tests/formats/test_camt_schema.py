"""What we write is valid by the schemas of ISO 20022; what we read need not be (contract: no gate).

1. Every statement, report and notification of our own writer is valid, in every version.
2. A file that adds up is read although it is not valid: banks deliver such files.

The schemas are those of `requirements/schemas.txt`, for the tests alone.
"""

import os
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import Statement
from tests.golden.made.camt import CASES, PAID, RENT, VERSIONS

SCHEMAS = Path(__file__).parents[2] / ".local/schemas"
MESSAGES = ("camt.052", "camt.053", "camt.054")
TOLERATED = ("onbekende-elementen", "volgorde", "rekeningnummer")


@cache
def schema(name: str) -> etree.XMLSchema:
    """The schema of a message and version, from the environment that `make test` makes."""
    found = next(SCHEMAS.glob(f"lib/*/site-packages/camt053/xsd/{name}.xsd"), None)
    if found is None:
        told = f"no schema of {name}: make .local/schemas/.done"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    return etree.XMLSchema(file=str(found))


def faults(data: bytes) -> list[str]:
    """What the schema that a file names finds wrong with it."""
    root = etree.fromstring(data)
    judge = schema(etree.QName(root).namespace.rpartition(":")[2])
    judge.validate(root)
    return [error.message for error in judge.error_log]


SAID = st.text("abc 12/&<é", min_size=1, max_size=30).map(str.strip).filter(bool)
ENTRY = st.builds(
    Booked,
    day=st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    cents=st.integers(-(10**9), 10**9),
    text=SAID | st.just(""),
    iban=st.sampled_from(["", PAID.iban, RENT.iban]),
    name=SAID | st.just(""),
    reference=SAID | st.just(""),
    end_to_end=SAID | st.just(""),
    announced=st.integers(0, 20),
    returned=st.booleans(),
)
BATCH = st.builds(replace, ENTRY, details=st.lists(ENTRY, min_size=1, max_size=3))


@given(
    entries=st.lists(ENTRY | BATCH, max_size=4),
    opening=st.integers(-(10**9), 10**9),
    version=st.sampled_from(VERSIONS),
    message=st.sampled_from(MESSAGES),
)
def test_what_we_write_is_valid(
    entries: list[Booked], opening: int, version: str, message: str
) -> None:
    data = statement("NL91ABNA0417164300", opening, entries, message=message, version=version)
    assert faults(data) == []


@pytest.mark.parametrize("folder", TOLERATED)
def test_what_adds_up_is_read_although_it_is_not_valid(folder: str) -> None:
    invalid = [data for data in CASES[folder][1].values() if faults(data)]
    assert invalid, "the folder shows what a schema refuses"
    for data in invalid:
        (document,) = read_file(Source.of(data, key=b""))
        assert isinstance(document, Statement)
        assert not document.header.refused
