"""A file comes in (ontvangst): read, keep what is free of personal data, wake settle.

Before a mapping is adopted nobody can say which bank lines are a payer's, so the document itself is
read again from the archive when it is taken; here only its kind and order are kept, and no bank
line is: a statement of any size comes in in constant memory.
"""

from dataclasses import dataclass

from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.canonical import canonical
from koppeling.model.codec import to_plain
from koppeling.model.documents import KIND_ORDER, Document
from koppeling.model.problems import Problem
from koppeling.settle.ports import Input, Workshop


@dataclass(frozen=True, slots=True)
class IntakeReply:
    """Ontvangstbericht: `known` = these very bytes were here before."""

    sha256: str
    known: bool
    kinds: tuple[str, ...]
    problems: tuple[Problem, ...]


def order_of(documents: tuple[Document, ...], sha256: str) -> str:
    """Canonical order of inputs: own date, then kind, then hash."""
    dated = min(d.own_date for d in documents)
    kind = min(KIND_ORDER.index(d.kind) for d in documents)
    return f"{dated.isoformat()}/{kind}/{sha256}"


def take_in(shop: Workshop, source: Source, principal: str = "") -> IntakeReply:
    """Read a file once and keep it as an input. The raw bytes must be archived already."""
    documents = read_file(source.figures())
    problems = tuple(p for d in documents for p in d.header.problems)
    kinds = tuple(d.kind for d in documents)
    about = {"principal": principal, "kinds": list(kinds), "problems": to_plain(problems)}
    known = not shop.store.keep(
        Input(source.sha256, "document", order_of(documents, source.sha256)), about
    )
    return IntakeReply(source.sha256, known, kinds, problems)


def read_again(shop: Workshop, sha256: str) -> tuple[Document, ...]:
    """The documents of a kept file, from its archived bytes. A missing archive is a defect."""
    data = shop.raw(sha256)
    assert data is not None, f"archived file {sha256} is missing"
    return read_file(Source.of(data, key=shop.key))


def stored(document: Document) -> bytes:
    """What is written as `doc/<sha256>.json`: the document as it is kept."""
    return canonical({"kind": document.kind, **to_plain(document)})
