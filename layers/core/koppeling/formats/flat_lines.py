"""Single lines of a flat file, for who wants them (declaratieregels); without people."""

from collections.abc import Callable

from koppeling.formats.layout import Layout
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.source import Source
from koppeling.model.groups import Line


class _Liner:
    """Cuts a money record into its Line; the fields are looked up once."""

    def __init__(self, layout: Layout, source: Source, law: str) -> None:
        assert source.lines is not None, "nobody wants lines"
        self.layout, self.law, self.sink = layout, law, source.lines
        self.client = pseudonyms(source.key)
        fields = layout.records[layout.money]
        self.part = {f.part: f for f in fields if f.part and f.part != "code"}
        self.codes = [f for f in fields if f.part == "code"]

    def word(self, part: str, record: bytes) -> str:
        field = self.part.get(part)
        return field.of(record).decode("latin-1").strip() if field else ""

    def cents(self, name: str, record: bytes) -> int:
        raw = self.part[name].of(record)
        value = int(raw) if raw.isdigit() else 0
        return -value if self.part[f"{name}_dc"].of(record) == b"C" else value

    def __call__(self, number: int, record: bytes, end: bytes) -> None:
        own = next(p for p in ("end", "day", "begin") if p in self.part)
        day = (end or self.part[own].of(record)).decode("latin-1").strip()
        start = self.word("begin", record) or self.word("day", record)
        codes = (f.of(record).decode("latin-1").strip() for f in self.codes)
        self.sink(
            Line(
                record=number,
                reference=self.word("reference", record),
                previous=self.word("previous", record),
                client=self.client(self.part["bsn"].of(record)),
                law=self.law,
                category=self.word("category", record),
                product=self.word("product", record),
                agb=self.word("agb", record),
                vat=int(self.word("vat", record) or 0),
                begin=start if start.strip("0") else "",
                end=day if day.strip("0") else "",
                declared=self.cents("declared", record),
                awarded=self.cents("awarded", record) if self.layout.answers else 0,
                non_financial=0,
                codes=tuple(c for c in codes if c.strip("0")),
            )
        )


def liner(layout: Layout, source: Source, law: str) -> Callable[[int, bytes, bytes], None]:
    """A function that hands the Line of a money record to the source's sink.

    Called with the record's number, its bytes, and the end date of the record 04 before it in ZH
    (b"" where the money record has its own).
    """
    return _Liner(layout, source, law)
