"""The consultant's page has every kind, option, exit code and the form of the app's secret."""

import argparse
import json
import re
from pathlib import Path
from typing import Any

from koppeling.cli.connect import add
from koppeling.connectors.oauth import App, kinds

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "connecting.md").read_text(encoding="utf-8")


def command() -> argparse.ArgumentParser:
    found: Any = argparse.ArgumentParser().add_subparsers()
    add(found)
    made: argparse.ArgumentParser = found.choices["connect"]
    return made


def test_every_kind_with_its_first_call() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    assert set(rows) == set(kinds())
    for kind, access in kinds().items():
        assert rows[kind].endswith(f"`{access.check}`")
        assert rows[kind].startswith("consent" if access.grant == "code" else "a key")


def test_every_option_and_exit_code() -> None:
    options = {o for a in command()._actions for o in a.option_strings} - {"-h", "--help"}
    assert set(re.findall(r"^\| `(--[\w-]+)", PAGE, re.MULTILINE)) == options
    said = re.search(r"exit codes: (.*)", command().epilog or "")
    assert said
    assert f"Exit codes: {said[1]}." in PAGE


def test_the_secret_of_the_apps_is_one_that_is_read() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    apps = {kind: App(**row) for kind, row in json.loads(block).items()}
    assert set(apps) == {kind for kind, access in kinds().items() if access.grant == "code"}
