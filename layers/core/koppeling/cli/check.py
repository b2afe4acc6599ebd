"""`koppeling check MAPPING`: is this mapping usable, and what does it say."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from koppeling.accounting.explain import Value, needs, values
from koppeling.cli.files import say
from koppeling.model.problems import Problem
from koppeling.reports.result import problem_plain
from koppeling.settle.configure import read


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser("check", help="check a mapping (inrichting)")
    command.add_argument("mapping", metavar="MAPPING")
    command.add_argument("--explain", action="store_true", help="every value with its source")
    command.add_argument("--json", action="store_true", help="JSON on standard output")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when there is a problem."""
    mapping, problems, _ = read(Path(arguments.mapping).read_bytes())
    roles = needs(mapping) if mapping else ()
    explained = values(mapping) if mapping and arguments.explain else ()
    if arguments.json:
        print(
            json.dumps(
                {
                    "valid": mapping is not None,
                    "problems": [problem_plain(p) for p in problems],
                    "roles": [{"role": r.role, "needed": r.needed, "rows": r.rows} for r in roles],
                    "values": [_plain(v) for v in explained],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        _words(problems, roles, explained)
    say(
        "inrichting goedgekeurd" if mapping else "inrichting geweigerd: herstel de fouten hierboven"
    )
    return 1 if problems else 0


def _plain(value: Value) -> dict[str, str]:
    """A value as JSON; `published` only where the payer says something else."""
    return {k: v for k, v in asdict(value).items() if v or k != "published"}


def _words(problems: tuple[Problem, ...], roles: Any, explained: Any) -> None:  # noqa: ANN401
    for found in problems:
        print(f"{found.level} {found.code}: {found.message()}")
    for value in explained:
        beside = f"; de financier publiceert {value.published}" if value.published else ""
        print(f"{value.key} = {value.value} ({value.source}{beside})")
    empty = [r.role for r in roles if r.needed and not r.rows]
    if roles:
        print("rollen die nodig kunnen zijn:", ", ".join(r.role for r in roles if r.needed))
    if empty:
        print("daarvan leeg (wat ze nodig heeft wordt uitgezocht):", ", ".join(empty))
