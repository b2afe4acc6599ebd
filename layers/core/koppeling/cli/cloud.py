"""`koppeling local`, `demo` and `decide`: the real template on this machine.

They start `python -m local` as a process; the core knows nothing of it.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommands; their own options are those of `python -m local`."""
    for name, words in (
        ("local", "up | drop | status | down: the local cloud"),
        ("demo", "set up, drop the sample month, show what was booked"),
        ("decide", "drop one decision"),
    ):
        # no option is ours: `--help` must reach the command that knows its own
        command = subparsers.add_parser(name, help=words, add_help=False, prefix_chars="\0")
        command.add_argument("rest", nargs=argparse.REMAINDER)
        command.set_defaults(run=run, command=name)


def run(arguments: argparse.Namespace) -> int:
    """The exit code of the local cloud's own command line."""
    root = next(
        (p for p in Path(__file__).resolve().parents if (p / "local" / "__main__.py").is_file()),
        None,
    )
    if root is None:
        print("koppeling: the local cloud needs a checkout of the project", file=sys.stderr)
        return 2
    words = arguments.rest if arguments.command == "local" else [arguments.command, *arguments.rest]
    command = [sys.executable, "-m", "local", *words]
    # from where the user stands: the files that he names are relative to it
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own module
    return done.returncode
