"""The lines behind a movement, kept and found again (regelarchief): `lines/<sha256>.json.gz`.

Kept before the commit that names them, from the archived bytes of the file; only for claims that
are booked by line. A document of ten lines and a year file of a million go the same way.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from koppeling.formats.return_codes import refusing_of
from koppeling.formats.source import Source
from koppeling.matching.line_detail import lines_by_group
from koppeling.model.canonical import canonical
from koppeling.model.codec import from_plain, to_plain
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, Line, group_key
from koppeling.model.line_table import Lines, LineTable, TableKind
from koppeling.model.movements import Movement
from koppeling.settle.ports import Workshop


def keep_lines(shop: Workshop, movements: Iterable[Movement]) -> None:
    """Keep the lines of every document that these movements are made of, once."""
    named = {sha256 for movement in movements for sha256, _ in movement.sources}
    for sha256 in sorted(named):
        if shop.objects.get(_name(sha256)) is None:
            data = shop.raw(sha256)
            assert data is not None, f"archived file {sha256} is missing"
            plain = {str(part): to_plain(t) for part, t in _tables(Source.of(data, key=shop.key))}
            shop.objects.put(_name(sha256), gzip.compress(canonical(plain), 1, mtime=0))


@dataclass(slots=True)
class LineArchive:
    """Regelarchief bij het opstellen: what was read is remembered for the next movement."""

    shop: Workshop
    read: dict[str, dict[str, LineTable]] = field(default_factory=dict)

    def lines_of(self, movement: Movement) -> Mapping[Group, tuple[tuple[str, int], ...]]:
        """Reference and cents of every line behind a movement, as far as they are known."""
        found = [self._tables(sha256).get(str(part)) for sha256, part in movement.sources]
        return lines_by_group(movement, [table for table in found if table is not None])

    def _tables(self, sha256: str) -> dict[str, LineTable]:
        if sha256 not in self.read:
            data = self.shop.objects.get(_name(sha256))
            assert data is not None, f"lines of {sha256} are missing"
            plain = json.loads(gzip.decompress(data))
            self.read[sha256] = {part: from_plain(LineTable, t) for part, t in plain.items()}
        return self.read[sha256]


def _name(sha256: str) -> str:
    return f"lines/{sha256}.json.gz"


def _tables(source: Source) -> Iterator[tuple[int, LineTable]]:
    """The table of each document of a file, by its part.

    A reader may start again half way, when a file is not as regular as it looked: then what it gave
    before is given again, so that only the last lines are the document's.
    """
    # every reader there is: only who keeps lines pays for them, not who drafts or checks
    from koppeling.formats.reading import documents

    lines = Lines()

    def take(line: Line) -> None:
        *place, _ = group_key(line, "")
        whole = line.declared == line.awarded + line.non_financial
        figures = (line.declared, line.awarded, line.non_financial)
        code = "" if whole else refusing_of(line.codes)
        lines.add(line.reference, tuple(place), *figures, code)  # type: ignore[arg-type]

    for document in documents(replace(source, lines=take)):
        if isinstance(document, (Claim, Remittance)):
            yield document.header.part, lines.last(document.lines, _kind(document))
        lines = Lines()


def _kind(document: Claim | Remittance) -> TableKind:
    if isinstance(document, Claim):
        return "claim"
    if document.rejected_only:
        return "rejected"
    return "reference" if document.by_reference else "answer"
