"""Single lines of a flat file, for who wants them (declaratieregels); without people."""

from collections.abc import Callable

from koppeling.formats.layout import Field, Layout
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.source import Source
from koppeling.model.groups import Line


def liner(layout: Layout, source: Source, law: str) -> Callable[[int, bytes, bytes], None]:
    """A function that hands the Line of a money record to the source's sink.

    Called with the record's number, its bytes, and the end date that holds for it (in ZH the one of
    the record 04 before it).
    """
    sink = source.lines
    assert sink is not None
    client = pseudonyms(source.key)
    part = {f.part: f for f in layout.records[layout.money] if f.part and f.part != "code"}
    codes = [f for f in layout.records[layout.money] if f.part == "code"]
    begin = part.get("begin") or part.get("day")

    def word(field: Field | None, record: bytes) -> str:
        return field.of(record).decode("latin-1").strip() if field else ""

    def cents(name: str, record: bytes) -> int:
        raw = part[name].of(record)
        value = int(raw) if raw.isdigit() else 0
        return -value if part[f"{name}_dc"].of(record) == b"C" else value

    def line(number: int, record: bytes, end: bytes) -> None:
        triple = (word(f, record) for f in codes)
        day = end.decode("latin-1").strip()
        start = word(begin, record)
        sink(
            Line(
                record=number,
                reference=word(part.get("reference"), record),
                previous=word(part.get("previous"), record),
                client=client(part["bsn"].of(record)),
                law=law,
                category=word(part.get("category"), record),
                product=word(part.get("product"), record),
                agb=word(part.get("agb"), record).strip() if part.get("agb") else "",
                vat=int(word(part.get("vat"), record) or 0),
                begin=start if start.strip("0") else "",
                end=day if day.strip("0") else "",
                declared=cents("declared", record),
                awarded=cents("awarded", record) if layout.answers else 0,
                non_financial=0,
                codes=tuple(c for c in triple if c.strip("0")),
            )
        )

    return line
