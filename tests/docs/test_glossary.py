"""The glossary tells the truth: what it calls a class is one."""

import re

import pytest

from tests.house.source import ROOT, sources

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def named_classes() -> set[str]:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    cells = " ".join(english for english, _ in ROW.findall(text))
    return set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b", cells)) - {"English"}


@pytest.mark.parametrize("noun", ["Claim", "Remittance", "Movement", "JournalEntry", "Problem"])
def test_the_nouns_of_the_house_are_in_it(noun: str) -> None:
    assert noun in named_classes()


def test_every_class_that_it_names_exists() -> None:
    classes = {c for s in sources("layers/core/koppeling") for c in CLASS.findall(s.text)}
    assert named_classes() - classes == set()
