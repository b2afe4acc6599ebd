"""Reading XML safely (XML lezen): expat, streaming, with hard limits and no DOCTYPE.

A document type declaration, and with it every entity trick, is refused. Depth, attributes, text
and size are bounded, so that memory is. A reader only sees what a whole, well-formed file holds.
"""

import codecs
from typing import Protocol
from xml.parsers import expat

from koppeling.formats.source import Source
from koppeling.model.problems import Problem, Where, problem

DEEPEST = 64
MOST_ATTRIBUTES = 64
LONGEST_TEXT = 1_000_000
LARGEST = 2_000_000_000
CHUNK = 1 << 16
TOO_LARGE = "too_large"
UNREADABLE = "unreadable"
DOCTYPE = "doctype"


class Reader(Protocol):
    """Lezer: what a format does with the events; names are local, without namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""

    def end(self, name: str, text: str) -> None:
        """An element closes, with its own text."""


class _Refused(Exception):  # noqa: N818 - leaves expat's callbacks, never this module
    """Why reading stops: a code of the catalogue with its figures."""

    def __init__(self, code: str, **figures: object) -> None:
        self.code, self.figures = code, figures
        super().__init__(code)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]


def read_xml(source: Source, reader: Reader) -> Problem | None:
    """Feed every event to the reader; the problem that stops the file, or None at its end."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    _attach(parser, reader)
    read = 0
    try:
        with source.open() as stream:
            while chunk := stream.read(CHUNK):
                read += len(chunk)
                _bounded(read, chunk)
                parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003
    except _Refused as refused:
        where = Where(source.sha256, None, f"regel {parser.CurrentLineNumber}")
        return problem(refused.code, where, **refused.figures)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        where = Where(source.sha256, None, f"regel {parser.CurrentLineNumber}")
        words = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "tekenset"
        reason = f"geen geldige XML op regel {parser.CurrentLineNumber}: {words}"
        return problem("unreadable", where, reason=reason)
    return None


def _bounded(read: int, chunk: bytes) -> None:
    """The size of a file is bounded, and UTF-16 hides what the head is recognised by."""
    if read > LARGEST:
        raise _Refused(TOO_LARGE, limit=f"{LARGEST} bytes")
    if read == len(chunk) and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _Refused(UNREADABLE, reason="UTF-16; lever UTF-8 aan")


def _attach(parser: expat.XMLParserType, reader: Reader) -> None:
    texts: list[list[str]] = []
    size = [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(texts) >= DEEPEST:
            raise _Refused(TOO_LARGE, limit=f"{DEEPEST} niveaus diep")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _Refused(TOO_LARGE, limit=f"{MOST_ATTRIBUTES} attributen")
        texts.append([])
        size[0] = 0
        reader.start(local(name), attributes)

    def text(data: str) -> None:
        size[0] += len(data)
        if size[0] > LONGEST_TEXT:
            raise _Refused(TOO_LARGE, limit=f"{LONGEST_TEXT} tekens in een element")
        if texts:
            texts[-1].append(data)

    def end(name: str) -> None:
        own = texts.pop()
        size[0] = 0
        reader.end(local(name), "".join(own).strip())

    def doctype(*_: object) -> None:
        raise _Refused(DOCTYPE)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype


def root_of(head: bytes) -> str:
    """The root element's name and namespace words in the first bytes, for recognition."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if not text.startswith("<"):
        return ""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text[at + 1 : at + 2] not in {"?", "!"}:
            return text[at : text.find(">", at) + 1 or None]
        at += 1
    return ""
