r"""An MT940 file in pieces (velden), one after the other, whatever its line ends and code page.

A field is a tag at the begin of a line and all that follows up to the next tag. Only tags of the
standard are taken for one: free text may have a line that begins with a colon. What stands before
the first tag, or behind the last field of a message, is the envelope; it stays with the field
before it, because a lone `-` may as well be a piece of a broken line.

The file is cut before every entry, so that a line that begins with `:61:` is an entry and nothing
else is; the few other fields are found inside a piece.

>>> source = Source.of(b"ABNANL2A\r\n:20:A\r\n:61:B\r\n:86:om\r\n:12:30 uur\r\n:62F:C", key=b"")
>>> list(pieces(source))
['\nABNANL2A\n:20:A', 'B\n:86:om\n:12:30 uur\n:62F:C']
>>> fields("B\n:86:om\n:12:30 uur\n:62F:C")
['B', '86:om\n:12:30 uur', '62F:C']
"""

import codecs
import io
import re
from collections.abc import Iterator

from koppeling.formats.source import Source
from koppeling.formats.xml_stream import LARGEST, Refused
from koppeling.model.problems import Where, problem

CHUNK = 1 << 16
LONGEST = 100_000
LIMIT = f"{LONGEST} tekens bij een mutatie"
"""Of an entry with its text. Rabobank writes more than the 6 lines of 65 of the standard."""

TAGS = {
    "940": "Berichtsoort",
    "13": "Tijdstip",
    "13D": "Tijdstip",
    "20": "Referentie",
    "21": "Verwijzing",
    "25": "Rekening",
    "25P": "Rekening",
    "28": "Afschriftnummer",
    "28C": "Afschriftnummer",
    "34F": "Ondergrens",
    "60F": "Beginsaldo",
    "60M": "Beginsaldo van de pagina",
    "61": "Mutatie",
    "62F": "Eindsaldo",
    "62M": "Eindsaldo van de pagina",
    "64": "Beschikbaar saldo",
    "65": "Toekomstig beschikbaar saldo",
    "86": "Omschrijving",
    "90C": "Aantal en som bij",
    "90D": "Aantal en som af",
    "NS": "Vrije tekst",
}

_NEXT = f"(?:\n|^):(?=(?:{'|'.join(TAGS)}):)"


def fields(piece: str) -> list[str]:
    """What stands before the first field, then each field as `tag:value`."""
    return re.split(_NEXT, piece)


def pieces(source: Source) -> Iterator[str]:
    """The text before the first entry, then every entry with all up to the next one.

    Raises `Refused` with `too_large`; what was given before it is then worth nothing.
    """
    pending = "\n"
    for text in _texts(source):
        found = (pending + text).split("\n:61:")
        if max(map(len, found)) > LONGEST:
            raise Refused(problem("too_large", Where(source.sha256), limit=LIMIT))
        pending = found.pop()
        yield from found
    yield pending


def _texts(source: Source) -> Iterator[str]:
    """The text in pieces: UTF-8 when the whole file is, else Latin-1; every line end is a newline.

    0x1A, the end of a file on a system that is long gone, is left out.
    """
    charset = codecs.getincrementaldecoder("utf-8" if _is_utf8(source) else "latin-1")()
    decoder = io.IncrementalNewlineDecoder(charset, translate=True)
    with source.open() as stream:
        chunk = stream.read(CHUNK).removeprefix(codecs.BOM_UTF8)
        while chunk:
            yield decoder.decode(chunk.replace(b"\x1a", b""))
            chunk = stream.read(CHUNK)
    yield decoder.decode(b"", final=True)


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        with source.open() as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    limit = f"{LARGEST} bytes"
                    raise Refused(problem("too_large", Where(source.sha256), limit=limit))
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
