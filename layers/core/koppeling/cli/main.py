"""`koppeling`: one command, one module a subcommand.

Exit 0 = done, 1 = a file refused or a problem found, 2 = wrong use or mapping refused, 3 = a
blocking identity or the chain is broken.
"""

import argparse
import sys
from collections.abc import Sequence

from koppeling.cli import check, cloud, connect, describe, evidence, find, read, run, synth, verify

COMMANDS = (read, describe, check, run, find, evidence, verify, synth, connect, cloud)


def parser() -> argparse.ArgumentParser:
    """Every subcommand with its own help."""
    top = argparse.ArgumentParser(
        prog="koppeling",
        description="Books what care payers answer and pay, directly in the bookkeeping.",
    )
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(subparsers)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except BrokenPipeError:  # the reader of our output went away: nothing to report to
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"koppeling: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
