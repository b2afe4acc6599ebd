"""The rules of the house that a linter cannot say, over the syntax tree of every source file.

1. The core knows no float: no literal, no true division, no `float`.
2. boto3 lives in koppeling.aws only; powertools there and in functions. (local/ and tests drive
   the emulated cloud, so they have boto3 too.)
3. A function imports the package and powertools, never another function, never AWS itself.
4. A connector knows no other connector; what they share is `connectors/contract.py`.
5. What is deployed never imports what is not: local, tests, bench.
6. No module is named for nothing: utils, helpers, common, manager, service, base.
"""

import ast
import subprocess
import sys

import pytest

from tests.house.source import PACKAGE, ROOT, SHELLS, Source, core, product, sources

AWS = {"boto3", "botocore"}
POWERTOOLS = {"aws_lambda_powertools"}
NOT_DEPLOYED = {"local", "tests", "bench"}
NAMED_FOR_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base"}


def roots(source: Source) -> set[str]:
    return {name.split(".")[0] for name in source.imports}


def room(source: Source) -> str:
    return source.path.relative_to(PACKAGE).parts[0]


def is_path(node: ast.expr) -> bool:
    """`folder / "name"`: a slash with a text on its right is a path, not a division."""
    return isinstance(node, ast.Constant | ast.JoinedStr) and not (
        isinstance(node, ast.Constant) and not isinstance(node.value, str)
    )


def floats(source: Source) -> list[str]:
    found = []
    for node in ast.walk(source.tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        name = isinstance(node, ast.Name) and node.id == "float"
        division = (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not is_path(node.right)
        )
        if literal or name or division:
            found.append(f"{source.name}:{getattr(node, 'lineno', 0)}")
    return found


def test_the_core_has_no_float() -> None:
    assert [place for source in core() for place in floats(source)] == []


@pytest.mark.parametrize("line", ["x = 0.1", "x = float(y)", "x = a / b", "x: float", "x = 1 / 3"])
def test_a_float_would_be_found(line: str) -> None:
    source = Source(ROOT / "made_up.py", line, ast.parse(line))
    assert floats(source) == ["made_up.py:1"]


def test_only_koppeling_aws_talks_to_aws() -> None:
    package = sources("layers/core/koppeling", "functions")
    outside = [s for s in package if not s.path.is_relative_to(PACKAGE / "aws")]
    assert [s.name for s in outside if roots(s) & AWS] == []


def test_powertools_live_in_aws_and_functions_only() -> None:
    rooms = [s for s in sources("layers/core/koppeling") if room(s) != "aws"]
    assert [s.name for s in [*rooms, *sources("local")] if roots(s) & POWERTOOLS] == []


def test_a_function_imports_only_the_package_powertools_and_the_standard_library() -> None:
    allowed = {"koppeling", *POWERTOOLS, *sys.stdlib_module_names}
    assert {s.name: extra for s in sources("functions") if (extra := roots(s) - allowed)} == {}


SHARED = {"contract", "wire"}
"""What every connector may import of its room."""


def test_a_connector_knows_no_other() -> None:
    """`exact_budget` is of the family `exact`; registry only names modules, and imports none."""
    prefix = "koppeling.connectors."
    for source in sources("layers/core/koppeling/connectors"):
        known = {n.removeprefix(prefix).split(".")[0] for n in source.imports if prefix in n}
        own = source.path.stem.split("_")[0]
        others = {n for n in known - SHARED if n.split("_")[0] != own}
        assert others == set(), source.name


def test_what_is_deployed_imports_nothing_that_is_not() -> None:
    deployed = sources("layers/core/koppeling", "functions")
    assert [s.name for s in deployed if roots(s) & NOT_DEPLOYED] == []


def test_no_module_is_named_for_nothing() -> None:
    files = [*product(), *sources("tests")]
    parts = {s.name: {*s.path.relative_to(ROOT).with_suffix("").parts} for s in files}
    assert {name: bad for name, own in parts.items() if (bad := own & NAMED_FOR_NOTHING)} == {}


def test_every_room_of_the_core_is_known() -> None:
    """A new room must be given its line in the import contracts of pyproject.toml."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rooms = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()}
    assert rooms >= {"model", "formats", "matching", "accounting", "connectors", "settle", *SHELLS}
    assert [r for r in sorted(rooms) if f"koppeling.{r}" not in contracts] == []


BANNED = [
    ("import boto3", "boto3"),
    ("import random", "random"),
    ("import time", "time"),
    ("import secrets", "secrets"),
    ("import os\n\nx = os.environ", "os.environ"),
    ("from datetime import UTC, datetime\n\nx = datetime.now(UTC)", "datetime.datetime.now"),
    ("from datetime import date\n\nx = date.today()", "datetime.date.today"),
]


@pytest.mark.parametrize(("code", "name"), BANNED)
def test_the_linter_keeps_dice_clock_and_environment_out_of_the_core(code: str, name: str) -> None:
    ruff = [str(ROOT / ".venv/bin/ruff"), "check", "--select", "TID251", "--no-cache"]
    place = str(PACKAGE / "accounting/made_up.py")
    run = subprocess.run(
        [*ruff, "--stdin-filename", place, "-"],
        input=f'"""Made up."""\n\n{code}\n',
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 1
    assert f"`{name}` is banned" in run.stdout


def test_the_command_line_works_without_aws() -> None:
    program = "import sys, koppeling.cli.main; sys.exit('boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
