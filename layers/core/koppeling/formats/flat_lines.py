"""Single lines of a flat file, for who wants them (declaratieregels); without people."""

from collections.abc import Callable

from koppeling.formats.flat_cut import day_of
from koppeling.formats.layout import Layout, law_of
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.return_codes import refusing
from koppeling.formats.source import Source
from koppeling.model.groups import Line

OF_LAW = ("ei", "payer")


class Liner:
    """Regelsnijder: cuts the Line of a money record, and hands it to the source's sink.

    Called with the record's number, its bytes, and the end date of the record 04 before it in ZH
    (b"" where the money record has its own).
    """

    def __init__(self, layout: Layout, source: Source) -> None:
        """Look the fields up once; the law follows with `begin`."""
        self.layout, self.law = layout, ""
        self.sink: Callable[[Line], None] | None = source.lines
        self.client = pseudonyms(source.key)
        fields = layout.records[layout.money]
        self.part = {f.part: f for f in fields if f.part and f.part != "code"}
        self.codes = layout.codes(layout.money)
        self.day = day_of(layout)

    def begin(self, head: bytes) -> None:
        """The record 01: its EI code and payer decide under which law the lines fall."""
        ei, payer = (self.layout.need("01", part).of(head).decode("latin-1") for part in OF_LAW)
        self.law = law_of(ei, f"uzovi:{payer}")

    def _word(self, part: str, record: bytes) -> str:
        field = self.part.get(part)
        return field.of(record).decode("latin-1").strip() if field else ""

    def _cents(self, name: str, record: bytes) -> int:
        raw = self.part[name].of(record)
        value = int(raw) if raw.isdigit() else 0
        return -value if self.part[f"{name}_dc"].of(record) == b"C" else value

    def code(self, record: bytes) -> str:
        """The first code by which a record is refused."""
        raw = b"".join(f.of(record) for f in self.codes)
        return refusing(raw, self.layout.code_width)

    def __call__(self, number: int, record: bytes, end: bytes) -> Line:
        """The line of one record."""
        day = (end or self.day.of(record)).decode("latin-1").strip()
        start = self._word("begin", record) or self._word("day", record)
        agb = self._word("agb", record)
        codes = (f.of(record).decode("latin-1").strip() for f in self.codes)
        return Line(
            record=number,
            reference=self._word("reference", record),
            previous=self._word("previous", record),
            client=self.client(self.part["bsn"].of(record)),
            law=self.law,
            category=self._word("category", record),
            product=self._word("product", record),
            agb=agb if agb.strip("0") else "",
            vat=int(self._word("vat", record) or 0),
            begin=start if start.strip("0") else "",
            end=day if day.strip("0") else "",
            declared=self._cents("declared", record),
            awarded=self._cents("awarded", record) if self.layout.answers else 0,
            non_financial=0,
            codes=tuple(c for c in codes if c.strip("0")),
        )
