"""Which reader a file belongs to (formaat herkennen): exactly one claims it, or nobody reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from koppeling.formats import camt, flat, flat_describe, istandaarden, mt940, mt940_describe, tables
from koppeling.formats.looks import looks_like
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import root_of
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem


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
    Format("CAMT", camt.claims, camt.read, camt.describe),
    Format("formulieren", tables.claims, tables.read, tables.describe),
    Format("MT940", mt940.claims, mt940.read, mt940_describe.describe),
)


def read_file(source: Source) -> tuple[Document, ...]:
    """Every document of a file; a file that nobody can read is one Unknown with its Problem."""
    head = source.head()
    found = [f for f in FORMATS if f.claims(head)]
    where = Where(source.sha256)
    if len(found) > 1:
        names = ", ".join(f.name for f in found)
        return (_unknown(source, "two_formats", where, formats=names),)
    if not found and root_of(head).doctype.lower() not in {"", "html"}:
        return (_unknown(source, "doctype", where),)
    if not found:
        return (_unknown(source, "no_format", where, looks_like=looks_like(head)),)
    return tuple(found[0].read(source))


def describe_file(source: Source) -> Iterator[str]:
    """The file in the words of its standard; a file that nobody reads says what it looks like."""
    head = source.head()
    found = [f for f in FORMATS if f.claims(head)]
    if len(found) == 1:
        yield from found[0].describe(source)
    else:
        yield f"Geen bekend berichtformaat; het lijkt op {looks_like(head)}."


def _unknown(source: Source, code: str, where: Where, **figures: str) -> Unknown:
    found = problem(code, where, **figures)
    return Unknown(
        Header(source.sha256, "", "", (found,), source.member), figures.get("looks_like", "")
    )
