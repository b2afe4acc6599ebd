"""Which book a command looks at (geopend boek): of a cloud, or of files that are booked here.

Files are booked by the same engine as `run` does it, in memory, so an entry has the key that it
has everywhere.
"""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from koppeling.cli import cloud
from koppeling.cli.files import drawn_key, expanded, progress, source_of
from koppeling.cli.mapped import MappingRefused, in_scheme, mapping_in
from koppeling.settle.offline import SCHEMES, Offline, given
from koppeling.settle.ports import Workshop
from koppeling.settle.proof import Holds


class NotOpened(Exception):  # noqa: N818 - it names a state; the message says what to do
    """There is no book to look at, or more than one; the message is for who asks."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Geopend boek: `offline` = booked here a moment ago, so nothing of it was recorded."""

    shop: Workshop
    holds: Holds
    offline: bool

    @property
    def name(self) -> str:
        """Whose book it is."""
        return f"{self.shop.tenant}/{self.shop.administration}"


def add_options(command: Any, *, files: bool = True) -> None:  # noqa: ANN401 - argparse's own
    """The options that say which book."""
    command.add_argument(
        "--to", default="", metavar="TENANT/ADMINISTRATION", help="of a cloud, when it has more"
    )
    command.add_argument("--stage", default="", help="a deployed stage; without: the local cloud")
    command.add_argument("--language", choices=["nl", "en"], default="nl", help="of what is told")
    command.add_argument("--json", action="store_true", help="JSON on standard output")
    if files:
        command.add_argument("--mapping", metavar="M", help="book FILEs with it here, offline")
        command.add_argument("--scheme", choices=[*SCHEMES], help="overrides the mapping's")
        command.add_argument(
            "--close", metavar="DATE", type=date.fromisoformat, help="as it was given to `run`"
        )


def opened(arguments: argparse.Namespace) -> Opened:
    """The one book that was meant. Raises NotOpened with what to do."""
    if arguments.mapping:
        shop = booked(arguments).shop()
        return Opened(shop, lambda _: True, offline=True)
    if arguments.files:
        message = "files are booked with a mapping: say --mapping M before them"
        raise NotOpened(message)
    found = reached(arguments)
    if len(found) != 1:
        names = ", ".join(f"{r.shop.tenant}/{r.shop.administration}" for r in found)
        message = f"say --to TENANT/ADMINISTRATION; there are: {names}"
        raise NotOpened(message)
    return Opened(found[0].shop, found[0].holds, offline=False)


def reached(arguments: argparse.Namespace) -> list[cloud.Reached]:
    """The administrations that were meant. Raises NotOpened."""
    try:
        return cloud.reach(arguments.to, arguments.stage)
    except LookupError as error:
        raise NotOpened(str(error.args[0])) from error


def booked(arguments: argparse.Namespace, *leave_out: Path) -> Offline:
    """Files booked with a mapping, in memory. Raises NotOpened for a mapping that is refused.

    `leave_out` = folders that are not read, though they lie in one that is named.
    """
    file = Path(arguments.mapping)
    try:
        chosen = in_scheme(mapping_in(file), arguments.scheme)
    except MappingRefused as error:
        raise NotOpened(str(error)) from error
    key = drawn_key()
    paths = list(expanded(arguments.files, [file, *leave_out]))
    sources = (source_of(p, key) for p in paths)
    office = given(chosen, sources, key, progress("gelezen", len(paths)), close=arguments.close)
    office.settle()
    return office
