"""The page about connectors says of Tryton what its code says.

1. Each setting has its row, with its values, and both bounds theirs.
2. Each code that the connector gives stands in the table of refusals and on the page.
"""

import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args, get_type_hints

from koppeling.connectors import tryton, tryton_codes, tryton_rest
from koppeling.connectors.tryton_settings import Settings
from koppeling.model.refusals import REFUSALS
from tests.house.source import ROOT

PAGE = (ROOT / "docs/connectors.md").read_text(encoding="utf-8")
TRYTON = PAGE.split("\n## Tryton\n", 1)[1].split("\n## ", 1)[0]


def section(title: str) -> str:
    return TRYTON.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def test_every_setting_has_its_row() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section("Settings"), re.MULTILINE))
    kinds = get_type_hints(Settings)
    assert list(rows) == [f.name for f in fields(Settings)]
    for f in fields(Settings):
        assert (f.default is MISSING) == (rows[f.name] == "required"), f.name
        named = [v for v in get_args(kinds[f.name]) if isinstance(v, str)]
        assert re.findall(r"`(\w+)`", rows[f.name]) == named, f.name


def test_both_bounds_are_there() -> None:
    bounds = [int(x) for x in re.findall(r"^\| a [^|]+ \| (\d+) \|", TRYTON, re.MULTILINE)]
    assert bounds == [tryton.CAPABILITIES.lateness, tryton.CAPABILITIES.query_lag]


def test_every_code_has_its_row() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", section("What it refuses"), re.MULTILINE))
    source = "".join(
        Path(module.__file__ or "").read_text(encoding="utf-8")
        for module in (tryton, tryton_codes, tryton_rest)
    )
    given = {code for _, code in tryton_rest.SENTENCES} | {"other"}
    given |= set(re.findall(r'ConnectorRefused\((?:code=)?"(\w+)"', source))
    assert told == given
    assert told <= set(REFUSALS)
