"""The page that explains the whole names every word of an explanation as `result.json` has it."""

from pathlib import Path
from typing import get_args

from koppeling.model.explanations import ClueKind, Considered, Needs
from koppeling.reports.sentences import CLASSES

PAGE = Path(__file__).parents[2] / "docs/how-it-works.md"


def test_every_word_of_why_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    part = page.partition("## Why a line is explained")[2].partition("\n## ")[0]
    for kind in (ClueKind, Considered, Needs):
        for name in get_args(kind):
            assert f"`{name}`" in part or name == "", name
    for name in "ABCD":
        assert f"| {name} | " in part
    assert CLASSES["A"][1] in part
