r"""MT940 bank statements (afschriften) of Dutch banks, streaming, with the balance gate.

One document a statement; a file may hold many, of several accounts. Opening + entries = closing,
and a statement without both is cut off: either way it is refused. What the banks do differently is
a table (`mt940_dialects`). A customer delivers an account as MT940 or as CAMT.053, never as both:
the banks say the same entry in different words there, so that it would have two identities.

A file has no end mark of its own: cut off between two statements it is a shorter file, of which
every statement holds; cut off anywhere else the last statement is refused.

>>> data = b":25:NL91ABNA0417164300\n:28C:7/1\n:60F:C260215EUR10,\n:61:260216C5,N654NONREF\n"
>>> [(s.net, s.balanced) for s in read(Source.of(data + b":62F:C260216EUR15,\n-", key=b""))]
[(500, True)]
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from koppeling.formats.mt940_fields import fields, pieces
from koppeling.formats.mt940_message import HEADERS, Message
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem

STANDARD = "MT940"

_BEGIN = rb"(?:^|[\r\n]):(?:20|25P?|28C?|940):"
_NEEDED = (rb"(?:^|[\r\n]):25P?:", rb"[\r\n]:60[FM]:[CDcd][0-9]{6}")
FARTHEST = 1000
"""Bytes of envelope before the first field."""


def claims(head: bytes) -> bool:
    """An account and an opening balance in fields, with nothing but an envelope before them."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    begin = re.search(_BEGIN, head)
    if begin is None or begin.start() > FARTHEST or head.lstrip().startswith(b"<"):
        return False
    return all(re.search(pattern, head) for pattern in _NEEDED)


def read(source: Source) -> Iterator[Document]:
    """One document a statement, each given when it is complete."""
    header = Header(source.sha256, STANDARD, "", (), source.member)
    part = 0
    try:
        for message in _messages(source):
            yield message.statement(replace(header, part=part))
            part += 1
    except Refused as refused:
        yield Unknown(replace(header, part=part, problems=(refused.problem,)), STANDARD)
        return
    if not part:
        missing = problem("missing_element", Where(source.sha256, None, ":25:"), name=":25:")
        yield Unknown(replace(header, problems=(missing,)), STANDARD)


def _messages(source: Source) -> Iterator[Message]:
    """Every statement of the file when it is complete, its pages joined."""
    found = pieces(source)
    first = next(found)
    reading = _Reading(Message(source.sha256, first))
    yield from reading.take(fields(first))
    add = reading.message.opened().add
    for record, piece in enumerate(found, 1):
        value, _, details = piece.partition("\n:86:")
        if "\n:" in value or "\n:" in details:
            # the last entry of a message, or a text that has a line that begins with a colon
            value, *behind = fields(piece)
            said = list(takewhile(lambda field: field.startswith("86:"), behind))
            add(record, value, " ".join(field[3:] for field in said))
            yield from reading.take(behind[len(said) :])
            add = reading.message.opened().add
        else:
            add(record, value, details)
    yield from reading.rest()


class _Reading:
    """Waar we zijn: the message that is open, and the page before it that may go on with it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.before: Message | None = None
        self.last = ""

    def take(self, found: list[str]) -> Iterator[Message]:
        """Fields that are no entry's; every message that is complete with them."""
        for field in found:
            tag, _, value = field.partition(":")
            if tag in HEADERS and self.message.past:
                yield from self._given()
                self.before = self.message
                self.message = self.message.following(self.last.partition("\n")[2])
            self.message.take(tag, value)
            self.last = value
            if self.before and self.message.opening_tag:
                if self.before.goes_on(self.message):
                    self.message, self.before = self.before.with_page(self.message), None
                yield from self._given()

    def rest(self) -> Iterator[Message]:
        """What is open at the end of the file."""
        yield from self._given()
        if self.message.begun or self.message.past:
            yield self.message

    def _given(self) -> Iterator[Message]:
        if self.before:
            yield self.before
        self.before = None
