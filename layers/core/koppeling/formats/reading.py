"""Which reader a file belongs to (formaat herkennen): exactly one claims it, or nobody reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from koppeling.formats import (
    bank_csv,
    camt,
    flat,
    flat_describe,
    gds,
    istandaarden,
    mt940,
    mt940_describe,
    tables,
    xaf,
    zipped,
)
from koppeling.formats.looks import looks_like
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused, head_of, root_of
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Problem, Where, problem


@dataclass(frozen=True, slots=True)
class Format:
    """Formaat: `claims` looks at the first bytes; `read` gives documents; `describe` gives text."""

    name: str
    claims: Callable[[bytes], bool]
    read: Callable[[Source], Iterator[Document]]
    describe: Callable[[Source], Iterator[str]]


FORMATS: tuple[Format, ...] = (
    Format("Vektis EI", flat.claims, flat.read, flat_describe.describe),
    Format("iWmo/iJw", istandaarden.claims, istandaarden.read, istandaarden.describe),
    Format("GDS", gds.claims, gds.read, gds.describe),
    Format("CAMT", camt.claims, camt.read, camt.describe),
    Format("CSV", bank_csv.claims, bank_csv.read, bank_csv.describe),
    Format("XAF", xaf.claims, xaf.read, xaf.describe),
    Format("formulieren", tables.claims, tables.read, tables.describe),
    Format("MT940", mt940.claims, mt940.read, mt940_describe.describe),
)


def read_file(source: Source) -> tuple[Document, ...]:
    """Every document of a file; a file that nobody can read is one Unknown with its Problem."""
    return tuple(documents_of(source))


def documents_of(source: Source) -> Iterator[Document]:
    """The same one by one: before a document comes what its lines are, for who wants them."""
    yield from _members(source) if zipped.is_archive(source) else _read(source)


def _read(source: Source) -> tuple[Document, ...]:
    head = head_of(source)
    found = [f for f in FORMATS if f.claims(head)]
    where = Where(source.sha256)
    if len(found) > 1:
        names = ", ".join(f.name for f in found)
        return (_unknown(source, problem("two_formats", where, formats=names)),)
    if not found and root_of(head).doctype.lower() not in {"", "html"}:
        return (_unknown(source, problem("doctype", where)),)
    if not found:
        return (_unknown(source, problem("no_format", where, looks_like=looks_like(head))),)
    return tuple(found[0].read(source))


def _members(source: Source) -> Iterator[Document]:
    """The documents of a ZIP, numbered through: hash and part are what a document is known by."""
    part = 0
    try:
        for number, (member, fault) in enumerate(zipped.members(source), 1):
            for document in (_unknown(member, fault),) if fault else _read(member):
                named = tuple(p.inside(number) for p in document.header.problems)
                header = replace(document.header, part=part, inside=number, problems=named)
                yield replace(document, header=header)
                part += 1
    except Refused as refused:
        yield _unknown(source, refused.problem)


def describe_file(source: Source) -> Iterator[str]:
    """The file in the words of its standard; a file that nobody reads says what it looks like."""
    if not zipped.is_archive(source):
        yield from _describe(source)
        return
    try:
        for member, fault in zipped.members(source):
            yield f"== {member.member}"
            yield from (fault.message(),) if fault else _describe(member)
    except Refused as refused:
        yield refused.problem.message()


def _describe(source: Source) -> Iterator[str]:
    head = head_of(source)
    found = [f for f in FORMATS if f.claims(head)]
    if len(found) == 1:
        yield from found[0].describe(source)
    else:
        yield f"Geen bekend berichtformaat; het lijkt op {looks_like(head)}."


def _unknown(source: Source, found: Problem) -> Unknown:
    looks = dict(found.figures).get("looks_like", "")
    return Unknown(Header(source.sha256, "", "", (found,), source.member), looks)
