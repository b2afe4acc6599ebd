"""The mapping that a command line names (inrichting), and the scheme that it asks for."""

from pathlib import Path

from koppeling.accounting.mapping_file import checks
from koppeling.cli.files import say
from koppeling.model.mapping import Mapping
from koppeling.settle.configure import read
from koppeling.settle.offline import with_scheme


class MappingRefused(Exception):  # noqa: N818 - it names a state; the message says what to do
    """Nothing can be booked with this mapping; the message is for who asks."""


def mapping_in(file: Path) -> Mapping:
    """The mapping of a file; what is to be said of it is said. Raises MappingRefused."""
    mapping, problems, _ = read(file.read_bytes())
    for found in problems:
        say(f"{file}: {found.level} {found.code}: {found.message()}")
    if mapping is None:
        message = "inrichting geweigerd: herstel de fouten hierboven en draai opnieuw"
        raise MappingRefused(message)
    return mapping


def in_scheme(mapping: Mapping, scheme: str | None) -> Mapping:
    """The mapping, in another scheme where one is named. Raises MappingRefused for a clash."""
    if not scheme:
        return mapping
    chosen = with_scheme(mapping, scheme)
    for found in checks(chosen, ""):
        if found.level == "error":
            message = f"{scheme}: {found.message()}"
            raise MappingRefused(message)
    return chosen
