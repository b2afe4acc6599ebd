"""`koppeling describe FILE`: every record, field by field, in the standard's own words."""

import argparse
from pathlib import Path
from typing import Any

from koppeling.cli.files import drawn_key, source_of
from koppeling.formats.reading import describe_file, read_file


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser("describe", help="show every field of a file; people masked")
    command.add_argument("file", metavar="FILE")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when the file is refused."""
    source = source_of(Path(arguments.file), drawn_key())
    for line in describe_file(source):
        print(line)
    problems = [p for d in read_file(source) for p in d.header.problems]
    for problem in problems:
        print(f"{problem.level} {problem.code}: {problem.message()}")
    return 1 if any(p.level == "error" for p in problems) else 0
