"""Layout tables (recordindelingen): one file per standard and version, in the standard's own words.

The table exists once and gives reading, writing, describing and the docs page. It is chosen by EI
code and version, never by subversion (NUM309: a subversion never changes the structure). The
column `part` says what the engine uses a field for; `personal` fields are masked when shown, and
`unfilled` ones may hold anything: the standard reserves them.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from koppeling.formats.return_codes import WIDTH


@dataclass(frozen=True, slots=True)
class Field:
    """Rubriek: `start` counts from 0, `type` is N (digits) or AN (text)."""

    id: str
    code: str
    name: str
    type: str
    start: int
    length: int
    part: str

    @property
    def end(self) -> int:
        """The position after the last."""
        return self.start + self.length

    def of(self, record: bytes) -> bytes:
        """The field's bytes in a record."""
        return record[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """Recordindeling van een standaard; `money` is the kind of its money record."""

    standard: str
    version: str
    ei: tuple[str, ...]
    direction: str
    length: int
    money: str
    status: str
    source: str
    names: dict[str, str]
    records: dict[str, tuple[Field, ...]]

    def field(self, record: str, part: str) -> Field | None:
        """The field of a record that plays a part."""
        return next((f for f in self.records[record] if f.part == part), None)

    def need(self, record: str, part: str) -> Field:
        """The same, for a part that every table has."""
        found = self.field(record, part)
        assert found is not None, f"{self.standard} {record} lacks {part}"
        return found

    def codes(self, record: str) -> tuple[Field, ...]:
        """The fields of a record that hold a return code."""
        return tuple(f for f in self.records[record] if f.part == "code")

    @property
    def code_width(self) -> int:
        """How long a return code is; of a claim, which has none, as everywhere."""
        return next((f.length for f in self.codes(self.money)), WIDTH)

    @property
    def answers(self) -> bool:
        """True for a remittance."""
        return self.direction == "remittance"


@cache
def layouts() -> tuple[Layout, ...]:
    """Every table that is shipped, by name."""
    folder = resources.files("koppeling.formats") / "layouts"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda f: f.name)
    return tuple(parse(f.read_text(encoding="utf-8")) for f in files)


@cache
def layout_of(ei: str, version: int) -> Layout | None:
    """The table of an EI code and version."""
    return next((x for x in layouts() if ei in x.ei and int(x.version) == version), None)


def standard(name: str, version: str | None = None) -> Layout:
    """The table of a standard by name; the newest version unless one is named."""
    found = [x for x in layouts() if x.standard == name and version in (None, x.version)]
    assert found, f"no layout {name} {version or ''}"
    return max(found, key=lambda x: int(x.version))


def parse(text: str) -> Layout:
    """A table from its file; positions that do not tile are a defect of the table."""
    head: dict[str, str] = {}
    names: dict[str, str] = {}
    records: dict[str, list[Field]] = {}
    for line in text.splitlines():
        if line.startswith("# record "):
            kind, _, name = line.removeprefix("# record ").partition(": ")
            names[kind] = name
        elif line.startswith("# "):
            key, _, value = line.removeprefix("# ").partition(": ")
            head[key] = value
        elif not line.startswith("record\t"):
            record, fid, code, name, type_, start, length, part = line.split("\t")
            field = Field(fid, code, name, type_, int(start) - 1, int(length), part)
            records.setdefault(record, []).append(field)
    size = int(head["length"])
    for fields in records.values():
        assert fields[0].start == 0
        assert fields[-1].end == size
        assert all(a.end == b.start for a, b in pairwise(fields))
    return Layout(
        standard=head["standard"],
        version=head["version"],
        ei=tuple(head["ei"].split(",")),
        direction=head["direction"],
        length=size,
        money=head["money"],
        status=head["status"],
        source=head["source"],
        names=names,
        records={k: tuple(v) for k, v in records.items()},
    )


def law_of(ei: str, payer: str) -> str:
    """Contract 1, *Laws*: by EI code, and UZOVI 9992 (DJI) is forensic care."""
    if payer == "uzovi:9992" or ei in {"442", "443"}:
        return "Fz"
    if ei in {"187", "188", "250", "251", "537", "538"}:
        return "Wlz"
    return "Zvw"
