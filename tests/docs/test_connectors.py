"""The page about connectors names what their code has: packages, settings and bounds."""

import re

from koppeling.connectors import exact, exact_settings
from koppeling.connectors.exact_budget import ERRORS
from koppeling.connectors.registry import BY_API
from tests.connectors.unknown import CASES, READ_TROUBLES
from tests.house.source import ROOT

PAGE = (ROOT / "docs/connectors.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_package_has_its_row_of_what_is_proven() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE.partition("\n## ")[0], re.MULTILINE)) == BY_API


def test_the_suite_is_as_large_as_it_says() -> None:
    assert f"{len(CASES)} things that can go wrong on the line of a post" in PAGE
    assert f"and {len(READ_TROUBLES)} that can\ngo wrong with each question" in PAGE


def test_every_setting_of_exact_and_both_bounds_are_there() -> None:
    page = section("Exact Online")
    settings = page.partition("### Settings")[2].partition("### ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", settings, re.MULTILINE)) == exact_settings.KEYS
    assert exact_settings.BASE_URL in settings
    bounds = [int(x) for x in re.findall(r"^\| [^|]+ \| (\d+) \| declared", page, re.MULTILINE)]
    assert bounds == [exact.CAPABILITIES.lateness, exact.CAPABILITIES.query_lag]
    assert ERRORS == 5
    assert "Koppeling stops at five" in page
