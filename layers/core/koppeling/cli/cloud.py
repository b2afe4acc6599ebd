"""`koppeling local`, `demo` and `decide`, and what other commands need of a cloud.

The local cloud is `python -m local`, started as a process; the core knows nothing of it. A deployed
stage is reached with the user's own AWS credentials.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from koppeling.model.proof import Head
from koppeling.settle.ports import Workshop
from koppeling.settle.proof import Holds
from koppeling.settle.vault import Connection

if TYPE_CHECKING:
    from koppeling.aws import connecting as room

    Connecting = room.Connecting


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
    words = arguments.rest if arguments.command == "local" else [arguments.command, *arguments.rest]
    done = _local(*words)
    return done.returncode if done else 2


@dataclass(frozen=True, slots=True)
class Reached:
    """Bereikt: one administration in a cloud, what its package holds, and its heads."""

    shop: Workshop
    holds: Holds
    heads: tuple[Head, ...]


def reach(to: str, stage: str) -> list[Reached]:
    """The administrations of a stage: the one that is named, or all ('' = of the local cloud).

    Raises LookupError with a sentence for who asks, when there is nothing to reach.
    """
    stage = stage or _local_stage()
    # the cloud's libraries are heavy, and only needed here
    from koppeling.aws.reading import administrations

    return [Reached(*found) for found in administrations(stage, to)]


def connecting(stage: str, to: str, connection: Connection) -> "Connecting":
    """A connection of a stage ('' = of the local cloud), made or still to be made.

    Raises LookupError with a sentence for who asks.
    """
    stage = stage or _local_stage()
    # as in `reach`
    from koppeling.aws import connecting as room

    return room.connecting(stage, to, connection)


def _local_stage() -> str:
    """Point this process at the local cloud; the stage that is deployed there."""
    done = _local("environment", capture_output=True, text=True)
    if done is None or done.returncode:
        message = done.stderr.strip().partition(": ")[2] if done else "no --stage was said"
        raise LookupError(message)
    found = json.loads(done.stdout)
    os.environ |= found["environment"]
    return str(found["stage"])


def _local(*words: str, **more: Any) -> "subprocess.CompletedProcess[Any] | None":  # noqa: ANN401
    """Run the local cloud's own command line; None when it is not there."""
    root = next(
        (p for p in Path(__file__).resolve().parents if (p / "local" / "__main__.py").is_file()),
        None,
    )
    if root is None:
        print("koppeling: the local cloud needs a checkout of the project", file=sys.stderr)
        return None
    command = [sys.executable, "-m", "local", *words]
    # from where the user stands: the files that he names are relative to it
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, env=environment, check=False, **more)  # noqa: S603 - our own
