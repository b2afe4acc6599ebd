"""The page about the mapping names every key, every value and the default that holds.

1. Each key of each table of the model has its row; no row is about a key that is not there.
2. A row names the values of a key, the default first, as the model has them.
3. The limits of the packages are those of the table: `UPDATE=1 make test ARGS=tests/docs`.
"""

import os
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from koppeling.connectors.limits import all_limits
from koppeling.model import mapping
from koppeling.model.roles import LAWS

PAGE = Path(__file__).resolve().parents[2] / "docs/mapping.md"
TEXT = PAGE.read_text(encoding="utf-8")
TABLES: dict[str, type[BaseModel]] = {
    "[administration]": mapping.Administration,
    "[booking]": mapping.Booking,
    "[[rejections]]": mapping.Rejection,
    "[package]": mapping.Package,
    "[accounts]": mapping.Row,
    "[[payers]] and [[agents]]": mapping.Payer,
}
LIMITS = re.compile(r"<!-- limits -->\n.*?\n(?=An entry)", re.DOTALL)


def rows(title: str) -> dict[str, str]:
    """The values of each key in the table below a heading."""
    section = TEXT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0].split("<!-- limits", 1)[0]
    found = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", section, re.MULTILINE)
    return {key: value for keys, value in found for key in re.findall(r"`(\w+)`", keys)}


@pytest.mark.parametrize("title", TABLES)
def test_every_key_has_its_row(title: str) -> None:
    assert set(rows(title)) == set(TABLES[title].model_fields)


def values(kind: Any) -> list[str]:
    """What a key may be, where the model names it: `true` and `false`, or the words."""
    if kind is bool:
        return ["true", "false"]
    return [v for v in get_args(kind) if isinstance(v, str)]


@pytest.mark.parametrize("title", [t for t in TABLES if t != "[accounts]"])
def test_a_row_names_the_values_with_the_default_first(title: str) -> None:
    for name, field in TABLES[title].model_fields.items():
        said = rows(title)[name]
        assert (field.default is PydanticUndefined) == said.startswith("required"), name
        if named := values(field.annotation):
            assert re.findall(r"`([\w:]+)`", said) == named, name
        if isinstance(field.default, str) and field.default and not said.startswith("required"):
            assert said.replace("`", "").split(",")[0] == field.default, name
        if isinstance(field.default, int) and not isinstance(field.default, bool):
            assert said == str(field.default), name


def test_conditions_and_targets_are_told_apart() -> None:
    conditions = {key for key, value in rows("[accounts]").items() if value == "condition"}
    assert conditions == set(mapping.CONDITIONS)
    assert all(f"`{law}`" in TEXT for law in LAWS)


def test_every_switch_but_the_bank_may_differ() -> None:
    assert set(mapping.Booking.model_fields) - {"bank"} == (
        set(mapping.BookingFor.model_fields) - {"law", "payer"}
    )


def test_the_limits_of_the_packages_are_those_of_the_table() -> None:
    made = [
        "<!-- limits -->",
        "",
        "| package | postings | text of the entry | text of a posting |",
        "|---|---:|---:|---:|",
        *(
            f"| `{kind}` | {x.postings or ''} | {x.entry_text or ''} | {x.posting_text or ''} |"
            for kind, x in all_limits().items()
            if x.postings or x.entry_text or x.posting_text
        ),
        "",
        "Of the others no limit is known, and nothing is split or cut.",
        "",
        "",
    ]
    text = LIMITS.sub(lambda _: "\n".join(made), TEXT) if LIMITS.search(TEXT) else TEXT
    if os.environ.get("UPDATE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text
    assert "\n".join(made) in text
