"""Matching items in Exact Online (afletteren): the topic MatchSets of its XML api.

There is no other way in. The reply is a list of messages; type 2 is done, what is lower or higher
is not. Lines are named by the entry that they stand in and their amount.
"""

from collections.abc import Sequence
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from koppeling.connectors.exact_entry import Line
from koppeling.model.cents import euros
from koppeling.model.errors import OutcomeUnknown

DONE = frozenset({"1", "2"})
"""Message types: 0 error, 1 warning, 2 information, 3 fatal."""


def match_set(account: str, debtor: str, lines: Sequence[tuple[Line, int]]) -> bytes:
    """The document that matches lines (one of the entry, cents) on one account with each other."""
    inside = "".join(_line(line, cents) for line, cents in lines)
    return (
        '<?xml version="1.0" encoding="utf-8"?><eExact><MatchSets><MatchSet>'
        f"<GLAccount code={quoteattr(account)}/><Account code={quoteattr(debtor)}/>"
        f"<MatchLines>{inside}</MatchLines></MatchSet></MatchSets></eExact>"
    ).encode()


def _line(line: Line, cents: int) -> str:
    values = {
        "finyear": line.year,
        "finperiod": line.period,
        "journal": line.journal,
        "entry": line.number,
        "amountdc": euros(cents),
    }
    said = "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items())
    return f"<MatchLine{said}/>"


def refused(reply: bytes) -> str | None:
    """What the package has against it; None = it is done. OutcomeUnknown when it cannot be read."""
    found = _Messages(reply).found
    if not found:
        raise OutcomeUnknown(said="MatchSets")
    against = [text for kind, text in found if kind not in DONE]
    return against[0] if against else None


class _Messages:
    """(type, description) of every message, without a document type or what hides in one."""

    def __init__(self, reply: bytes) -> None:
        self.found: list[tuple[str, str]] = []
        self._inside = ""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(reply, True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            raise OutcomeUnknown(said="MatchSets") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name
        if name == "Message":
            self.found.append((attributes.get("type", ""), ""))

    def _end(self, _: str) -> None:
        self._inside = ""

    def _text(self, text: str) -> None:
        if self._inside == "Description" and self.found:
            kind, before = self.found[-1]
            self.found[-1] = (kind, before + text)

    def _doctype(self, *_: object) -> None:
        raise OutcomeUnknown(said="MatchSets")
