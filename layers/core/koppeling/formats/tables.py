"""Everything that comes as a table (formulieren): our own forms, and what payers publish.

One format, for a workbook does not say in its first bytes what it is: any workbook and any PDF is
ours to read, and the header line decides between the forms. A CSV is claimed by its header line.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache

from koppeling.formats import besluiten, netting, openstaand, pdf_text
from koppeling.formats.payer_document import form_of, read_lines
from koppeling.formats.payer_packs import layouts
from koppeling.formats.sheet import Form, read_table, whole
from koppeling.formats.sheet import claims as claims_table
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import (
    Decisions,
    Document,
    Header,
    Netting,
    NettingItem,
    OpenItems,
    OpenRow,
    Unknown,
)
from koppeling.model.forms import Decision
from koppeling.model.problems import Where, problem

MARK_LINES = 40  # lines from the top in which a PDF must say what it is
PERSONAL = frozenset({"author", "principal"})
UNDESCRIBED = (
    "een pdf die geen financierpakket beschrijft; vraag een CSV- of Excel-bestand, of neem de"
    " regels over in het formulier verrekening"
)
Shown = NettingItem | OpenRow | Decision


@cache
def forms() -> tuple[Form, ...]:
    """Every form that is known by its header line."""
    return (besluiten.FORM, netting.FORM, openstaand.FORM, *map(form_of, layouts()))


def claims(head: bytes) -> bool:
    """A PDF, a workbook, or a CSV with the header line of a form."""
    return head.startswith(pdf_text.SIGN) or claims_table(head, forms())


def read(source: Source) -> Iterator[Document]:
    """The documents of the file; what cannot be used is one Unknown."""
    header = Header(source.sha256, "", "", (), source.member)
    try:
        yield from _read(source, header)
    except Refused as refused:
        yield Unknown(replace(header, problems=(refused.problem,)))


def _read(source: Source, header: Header) -> Iterator[Document]:
    if source.head(len(pdf_text.SIGN)) == pdf_text.SIGN:
        return _read_pdf(source, header)
    form, table = read_table(source, forms())
    return form.read(table, replace(header, standard=form.name))


def _read_pdf(source: Source, header: Header) -> Iterator[Document]:
    where = Where(source.sha256)
    lines = pdf_text.lines_of(whole(source), where)
    top = lines[:MARK_LINES]
    found = [x for x in layouts() if x.mark and any(map(x.mark.search, top))]
    if len(found) > 1:
        names = ", ".join(x.document for x in found)
        raise Refused(problem("two_formats", where, formats=names))
    if not found:
        raise Refused(problem("no_format", where, looks_like=UNDESCRIBED))
    return read_lines(found[0], lines, replace(header, standard=found[0].document))


def describe(source: Source) -> Iterator[str]:
    """Every row, field by field; who decided is masked, free text is not kept at all."""
    for document in read(source):
        if isinstance(document, Netting):
            yield f"{document.payer} {document.number} {document.date} payout: {document.payout}"
        rows: tuple[Shown, ...] = ()
        if isinstance(document, Netting):
            rows = document.items
        elif isinstance(document, OpenItems | Decisions):
            rows = document.rows
        for row in rows:
            yield from _described(row)
        for found in document.header.problems:
            yield found.message()


def _described(row: Shown) -> Iterator[str]:
    for name in (f.name for f in fields(row) if f.name != "record"):
        value = getattr(row, name)
        if value not in {None, ""}:
            yield f"{row.record} {name}: {'***' if name in PERSONAL else value}"
