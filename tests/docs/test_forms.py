"""The page about forms tells the truth: its examples are read, and it names every document."""

import re

import pytest

from koppeling.formats.payer_packs import layouts
from koppeling.model.documents import Netting
from tests.formats.damage import one
from tests.house.source import ROOT

PAGE = (ROOT / "docs/forms.md").read_text(encoding="utf-8")
RECIPE = (ROOT / "docs/packs.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_read_without_a_finding(example: str) -> None:
    found = one(example.encode())
    assert found.header.problems == ()
    assert found.header.standard in PAGE
    assert not isinstance(found, Netting) or found.balanced


def test_every_form_and_document_has_an_example() -> None:
    read = {one(example.encode()).header.standard for example in EXAMPLES}
    documents = {x.document for x in layouts()}
    assert read == {"verrekening", "openstaand", "besluiten", *documents}


def test_every_pack_is_named_and_every_field_in_the_recipe() -> None:
    for layout in layouts():
        assert f"pack `{layout.pack}`" in PAGE
        assert layout.titles.keys() - set(re.findall(r"`(\w+)`", RECIPE)) == set()
