"""What may happen to a file on its way: cut off, or a few bytes changed."""

import random
from collections.abc import Callable, Iterator

from koppeling.formats.reading import describe_file, read_file
from koppeling.formats.source import Source
from koppeling.model.codec import to_plain
from koppeling.model.documents import Claim, Document, Remittance, content_digest
from koppeling.model.groups import Line

KEY = b"k" * 32


def read(data: bytes, lines: Callable[[Line], None] | None = None) -> tuple[Document, ...]:
    return read_file(Source.of(data, key=KEY, lines=lines))


def one(data: bytes) -> Document:
    (document,) = read(data)
    return document


def codes(document: Document) -> list[str]:
    return [p.code for p in document.header.problems]


def cut(data: bytes) -> Iterator[bytes]:
    """The file up to every byte but the last."""
    return (data[:i] for i in range(len(data)))


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, added or removed."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed))
        match dice.randrange(3):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                changed.insert(at, dice.choice(b'<>&/"=09-. \0\xff'))
            case _:
                del changed[at]
    return bytes(changed)


def accepted(documents: tuple[Document, ...]) -> list[str]:
    """What the documents say that would be booked."""
    return [content_digest(d) for d in documents if not d.header.refused]


def the_claim(data: bytes) -> Claim:
    document = one(data)
    assert isinstance(document, Claim)
    return document


def the_answer(data: bytes) -> Remittance:
    document = one(data)
    assert isinstance(document, Remittance)
    return document


def hold_damaged(data: bytes, dice: random.Random, times: int) -> None:
    """A damaged file, so many times, gives a document and findings that can be said; no fault."""
    for _ in range(times):
        assert everything_said(mutated(data, dice))


def everything_said(data: bytes) -> str:
    """All that leaves the room for one file: documents, findings, description and lines."""
    lines: list[Line] = []
    documents = read(data, lines.append)
    assert documents, "a file without a document would vanish"
    told = [p.message() + p.message("en") for d in documents for p in d.header.problems]
    described = list(describe_file(Source.of(data, key=KEY)))
    return repr((to_plain(documents), documents, told, described, lines))
