"""`koppeling evidence`: from a booking to the bytes it rests on, and back from a file."""

import argparse
import json
from typing import Any

from koppeling.cli.files import say
from koppeling.cli.opened import NotOpened, Opened, add_options, opened
from koppeling.model.traces import FileTrace, Trace
from koppeling.reports.traces import file_lines, trace_lines
from koppeling.reports.traces_plain import file_trace_plain, trace_plain
from koppeling.settle.trace import Traced, trace, trace_file, traced

HASH = 64
"""Characters of a sha-256; an entry key has half of them."""


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser(
        "evidence",
        help="from a booking to file, record and rule, and back",
        description="From an entry to its movement, rule, mapping, commit and files, and from a "
        "file to the entries that rest on it; every hash on the way is verified.",
    )
    add_options(command)
    command.add_argument(
        "subject",
        metavar="KEY|REFERENCE|SHA256[:RECORD]",
        help="an entry or a file; the beginning is enough when it is the only one",
    )
    command.add_argument("files", nargs="*", metavar="FILE|DIR", help="booked with --mapping")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 2 for what is not there or not one, 3 when anything on the way is broken."""
    try:
        book = opened(arguments)
        found = _found(book, traced(book.shop, book.holds), arguments.subject)
    except NotOpened as error:
        say(f"koppeling evidence: {error}")
        return 2
    if isinstance(found, Trace):
        plain, lines = trace_plain(found), trace_lines(found, arguments.language)
    else:
        plain, lines = file_trace_plain(found), file_lines(found, arguments.language)
    if arguments.json:
        print(json.dumps({"administration": book.name} | plain, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines))
    return 3 if found.faults else 0


def _found(book: Opened, all_: Traced, subject: str) -> Trace | FileTrace:
    """The one thing that was meant. Raises NotOpened."""
    name, colon, record = subject.partition(":")
    if colon and not record.isdecimal():
        message = f"{record} is no number of a record"
        raise NotOpened(message)
    names = all_.named(name)
    if len(names) != 1:
        more = "\n  ".join(["there are more:", *names]) if names else "there is no such thing"
        message = f"no one entry or file is {name}; {more}"
        raise NotOpened(message)
    if len(names[0]) == HASH:
        return trace_file(all_, names[0], int(record) if record else None)
    found = trace(all_, names[0], recorded=not book.offline)
    if found is None:
        message = f"entry {names[0]} or its movement cannot be read: run `koppeling verify`"
        raise NotOpened(message)
    return found
