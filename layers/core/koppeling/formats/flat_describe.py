"""Every record of a flat message, field by field, in the standard's own words (toelichting)."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from koppeling.formats.flat_suffix import COMMON
from koppeling.formats.flat_tolerant import records
from koppeling.formats.layout import Field, layout_of, standard
from koppeling.formats.looks import message_name
from koppeling.formats.return_codes import has_codes, meaning
from koppeling.formats.source import Source

MASK = "***"


def describe(source: Source) -> Iterator[str]:
    """Lines of text; personal fields masked, unfilled ones left out."""
    source = source.behind(BOM_UTF8)
    head = source.head(16)
    layout = layout_of(head[2:5].decode("latin-1"), int(head[5:7]))
    if layout is None:
        looks = message_name(head[2:5].decode("latin-1"), int(head[5:7]))
        yield f"Geen recordindeling bekend; het lijkt op {looks}. Het voorlooprecord:"
        yield from _fields(_common(), source.head(COMMON))
        return
    yield f"{layout.standard} versie {layout.version} ({layout.status}; {layout.source})"
    with source.open() as stream:
        for number, record in records(stream):
            kind = record[:2].decode("latin-1")
            name = layout.names.get(kind, "onbekend record")
            yield f"{number:>6}  {kind} {name}"
            yield from _fields(layout.records.get(kind, ()), record)


def _common() -> list[Field]:
    """The fields that every EI message has in its first record."""
    return [f for f in standard("AW320").records["01"] if f.end <= COMMON]


def _fields(fields: Iterable[Field], record: bytes) -> Iterator[str]:
    for f in fields:
        shown = _shown(f, record)
        if shown:
            yield f"        {f.id} {f.name}: {shown}"


def _shown(field: Field, record: bytes) -> str:
    raw = field.of(record).decode("latin-1").strip()
    if not raw or not raw.strip("0") or field.code.startswith("TEC007"):
        return ""
    if field.part in {"personal", "bsn"}:
        return MASK
    if has_codes(field.name):
        known = meaning(field.name, raw)
        return f"{raw} {known.text}" if known else f"{raw} (onbekend)"
    return "".join(c if c.isprintable() else "?" for c in raw)
