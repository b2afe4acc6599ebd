"""Reading XML safely (XML lezen): expat in pieces, hard limits, no DOCTYPE; every XML file here.

A document type declaration, and with it every entity trick, is refused. Depth, attributes, text,
tags and size are bounded, so memory is. A reader names the parts it wants by path and gets each as
a small tree when it closes; the rest of the file never piles up. Names are local: the standards
differ in which namespace a child stands, and a path says enough.

>>> import io
>>> from koppeling.formats.source import Source
>>> source = Source.of(b"<a><b c='1'>x</b><b>y</b></a>", key=b"")
>>> [(path, part.text) for path, part in parts(source, {"b"})]
[('b', 'x'), ('b', 'y'), ('', '')]
"""

from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from koppeling.formats.source import Source
from koppeling.model.problems import Problem, Where, problem

DEEPEST = 64
MOST_ATTRIBUTES = 256
LONGEST = 1_000_000  # characters of one text, bytes of one tag or comment
HEAVIEST = 32_000_000  # what one part may hold, about bytes
LARGEST = 1_000_000_000
LONGEST_NAME = 1_000
MOST_NAMES = 10_000
CHUNK = 1 << 16
BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"  # in front of a tag, in any of the charsets
WEIGHT = 128  # about what an element costs without its text
CHARSETS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})


class Refused(Exception):  # noqa: N818 - ends a read; every reader turns it into a document
    """Geweigerd: the file must not be read on; `problem` says why. Never leaves this room."""

    def __init__(self, found: Problem) -> None:
        """Carries what the reader hands over."""
        self.problem = found
        super().__init__(found.code)


class Element:
    """Element: a closed piece of the file. `text` is '' where there are children."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(
        self,
        name: str,
        attributes: dict[str, str],
        text: str = "",
        children: "list[Element] | None" = None,
    ) -> None:
        """An element, empty while it is being read."""
        self.name, self.attributes, self.text = name, attributes, text
        self.children: list[Element] = [] if children is None else children

    def every(self, name: str, *below: str) -> list["Element"]:
        """All elements at a path below this one."""
        found = [child for child in self.children if child.name == name]
        return [deeper for child in found for deeper in child.every(*below)] if below else found

    def first(self, name: str, *below: str) -> "Element | None":
        """The first element at a path, None when there is none."""
        for child in self.children:
            if child.name == name:
                found = child.first(*below) if below else child
                if found is not None:
                    return found
        return None

    def value(self, name: str, *below: str) -> str:
        """The text of the first element at a path, '' when there is none."""
        found = self.first(name, *below)
        return found.text if found else ""


def local(name: str) -> str:
    """The name without its namespace, which expat puts before a blank."""
    return name.rpartition(" ")[2]


def parts(
    source: Source,
    wanted: Container[str],
    *,
    largest: int = LARGEST,
    cut: Callable[[bytes], bytes] = lambda chunk: chunk,
) -> Iterator[tuple[str, Element]]:
    """(path below the root, element) of every wanted element as it closes, the root ('') last.

    A part is handed over once: it is no child of the part around it. `cut` may take a piece out of
    the stream and leave a mark (`xml_forms.py`); it is given b"" at the end. Raises `Refused` with
    `doctype`, `too_large` or `unreadable`; what was given before it is then worth nothing.
    """
    reading = _Reading(source, wanted)
    parser = reading.parser
    size = fed = 0
    try:
        with source.open() as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > largest:
                    reading.refuse("too_large", limit=f"{largest} bytes")
                left = cut(chunk)
                fed += len(left)
                parser.Parse(left, False)  # noqa: FBT003 - expat's own signature
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST + CHUNK:
                    reading.refuse("too_large", limit=f"{LONGEST} bytes in een tag")
                yield from reading.taken()
        parser.Parse(cut(b""), True)  # noqa: FBT003
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        reason = "onbekende tekenset"
        if isinstance(error, expat.ExpatError):
            reason = f"geen geldige XML op regel {error.lineno}: {expat.ErrorString(error.code)}"
        raise Refused(problem("unreadable", reading.where(), reason=reason)) from error
    yield from reading.taken()


class _Reading:
    """What is open at this point of the file: the handlers of one expat parser."""

    def __init__(self, source: Source, wanted: Container[str]) -> None:
        self.source, self.wanted = source, wanted
        self.open: list[tuple[str, Element, int]] = []
        self.ready: list[tuple[str, Element]] = []
        self.text: list[str] = []
        self.length = 0
        self.weight = 0
        self.names: dict[tuple[str | None, str], tuple[str, str]] = {}
        parser = self.parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = lambda *_: self.refuse("doctype")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters

    def where(self) -> Where:
        return Where(self.source.sha256, None, f"regel {self.parser.CurrentLineNumber}")

    def refuse(self, code: str, **figures: object) -> None:
        raise Refused(problem(code, self.where(), **figures))

    def taken(self) -> list[tuple[str, Element]]:
        """The parts that closed since the last time."""
        ready, self.ready = self.ready, []
        return ready

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding and encoding.lower() not in CHARSETS:
            self.refuse("unreadable", reason="onbekende tekenset; lever UTF-8 aan")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            self.refuse("too_large", limit=f"{DEEPEST} niveaus diep")
        parent = self.open[-1][0] if self.open else None
        path, bare = self.names.get((parent, name)) or self.named(parent, name)
        weight = self.weight
        if attributes:
            attributes = self.checked(attributes)
        self.open.append((path, Element(bare, attributes), weight))
        self.weight += WEIGHT
        self.text, self.length = [], 0

    def named(self, parent: str | None, name: str) -> tuple[str, str]:
        """Path and local name of an element, remembered: a file says the same few names often."""
        if len(name) > LONGEST_NAME or len(self.names) > MOST_NAMES:
            self.refuse("too_large", limit=f"{MOST_NAMES} namen van {LONGEST_NAME} tekens")
        bare = local(name)
        # the root is no part of the paths
        path = "" if parent is None else f"{parent}/{bare}" if parent else bare
        self.names[parent, name] = path, bare
        return path, bare

    def checked(self, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes by their local names."""
        if len(attributes) > MOST_ATTRIBUTES:
            self.refuse("too_large", limit=f"{MOST_ATTRIBUTES} attributen in een tag")
        self.weight += sum(map(len, attributes.values()))
        return {local(name): value for name, value in attributes.items()}

    def characters(self, data: str) -> None:
        self.length += len(data)
        if self.length > LONGEST:
            self.refuse("too_large", limit=f"{LONGEST} tekens in een element")
        self.text.append(data)

    def end(self, name: str) -> None:
        del name
        path, element, weight = self.open.pop()
        if not element.children:
            element.text = "".join(self.text).strip()
            self.weight += len(element.text)
        if self.weight > HEAVIEST:
            self.refuse("too_large", limit=f"{HEAVIEST} bytes in een onderdeel")
        self.text, self.length = [], 0
        if path in self.wanted or not self.open:
            self.ready.append((path, element))
            self.weight = weight
        else:
            self.open[-1][1].children.append(element)


@dataclass(frozen=True, slots=True)
class Root:
    """Wortel: name and namespace of a file's first element; `doctype` = declared in front of it."""

    name: str = ""
    namespace: str = ""
    doctype: str = ""


def head_of(source: Source) -> bytes:
    """The first bytes; of XML more, when its root stands behind a long comment."""
    head = source.head()
    if head[:64].lstrip(BLANK).startswith(b"<") and root_of(head) == Root():
        return source.head(LONGEST)
    return head


def root_of(head: bytes, around: Container[str] = ()) -> Root:
    """The root as the first bytes show it; empty for what is no XML. Stops at a DOCTYPE.

    Of an envelope, whose root is one of `around`, the first Document inside it.
    """
    found: list[Root] = []
    opened: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        del attributes
        namespace, _, bare = name.rpartition(" ")
        opened.append(bare)
        if opened[0] not in around or (len(opened) == 2 and bare == "Document"):  # noqa: PLR2004
            found.append(Root(bare, namespace))
            raise StopIteration

    def doctype(name: str, *_: object) -> None:
        found.append(Root(doctype=name))
        raise StopIteration

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: opened.pop()
    parser.StartDoctypeDeclHandler = doctype
    with suppress(StopIteration, expat.ExpatError, UnicodeError, LookupError, ValueError):
        parser.Parse(head, False)  # noqa: FBT003 - expat's own signature
    return found[0] if found else Root()


def described(source: Source, personal: Container[str]) -> Iterator[str]:
    """Every element with a text, by its path; those with a personal name anywhere masked."""
    try:
        for path, element in parts(source, _Everything()):
            if element.text:
                masked = any(name in personal for name in path.split("/"))
                said = "".join(f" {k}={v}" for k, v in element.attributes.items())
                yield f"{path}{said}: {'***' if masked else element.text}"
    except Refused as refused:
        yield refused.problem.message()


class _Everything:
    def __contains__(self, path: object) -> bool:
        return True
