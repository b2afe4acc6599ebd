"""The page about beginning and closing names what it is about, as the outside sees it."""

from koppeling.accounting.cut_over import ROLES
from koppeling.model.actions import ACTIONS
from koppeling.reports.result import result
from tests.house.source import ROOT
from tests.scenario import Case

PAGE = (ROOT / "docs/closing.md").read_text(encoding="utf-8")


def test_every_action_of_a_closing_is_on_the_page() -> None:
    for name in ("close", "reserve", "provision", "uncollectable"):
        assert f"`{name}`" in PAGE
        assert name in ACTIONS


def test_every_part_of_the_result_that_it_is_about_is_there() -> None:
    found = result(Case().claim("F1", 1000).book())
    for name in ("cut_over", "base_figures", "reclassification"):
        assert f"`{name}`" in PAGE
        assert name in found


def test_every_role_that_is_compared_is_named() -> None:
    assert all(role in PAGE for role in ROLES)
