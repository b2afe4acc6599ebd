"""Bank lines that the package holds already (staat al in het pakket): never booked a second time.

A line that Koppeling would book is looked for in the package's own ledger: the same account (and
journal, where the mapping names one), date and cents, and not an entry of Koppeling's.
"""

from collections.abc import Iterable

from koppeling.matching.facts import Gated, View
from koppeling.matching.lines import Line
from koppeling.model.documents import Auditfile, PackageLine
from koppeling.model.mapping import Row

Places = dict[str, tuple[str, ...]]
"""Where in the package each line stands, by its id: journal and number."""


def in_package(lines: Iterable[Line], gated: Iterable[Gated], view: View) -> Places:
    """The lines that a person or the bank link booked in the package already.

    Of equal lines as many as the package has; of different payers' nobody knows which, so all.
    """
    files = newest(g.taken.document for g in gated if g.verdict == "used")
    booked = [line for file in files for line in file.kept if not line.ours]
    if not booked or view.mapping.booking.bank != "koppeling":
        return {}
    found: Places = {}
    for (iban, date, cents), equal in _units(lines).items():
        row = _bank_row(view, iban)
        if row is None or date < view.mapping.administration.start.isoformat():
            continue
        there = [b for b in booked if _same(b, row, date, cents)]
        payers = {line.payer for unit in equal for line in unit}
        many = len(equal) if there and len(payers) > 1 else min(len(there), len(equal))
        for place, unit in enumerate(equal[:many]):
            at = there[min(place, len(there) - 1)]
            found |= {line.id: (f"{at.journal} {at.number}".strip(),) for line in unit}
    return found


def newest(documents: Iterable[object]) -> list[Auditfile]:
    """One auditfile a fiscal year: the one that was written last."""
    best: dict[str, Auditfile] = {}
    for file in documents:
        if isinstance(file, Auditfile) and (
            file.year not in best or _written(file) > _written(best[file.year])
        ):
            best[file.year] = file
    return [best[year] for year in sorted(best)]


def _written(file: Auditfile) -> tuple[str, str, int, str]:
    created = file.created.isoformat() if file.created else ""
    return (created, file.end.isoformat(), file.lines, file.header.sha256)


def _units(lines: Iterable[Line]) -> dict[tuple[str, str, int], list[tuple[Line, ...]]]:
    """Equal entries of the bank by account, day and cents; the details of a batch are one."""
    entries: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        entries.setdefault((line.iban, line.batch or line.id), []).append(line)
    found: dict[tuple[str, str, int], list[tuple[Line, ...]]] = {}
    for (iban, _), unit in sorted(entries.items()):
        key = (iban, unit[0].bank.date.isoformat(), sum(line.cents for line in unit))
        found.setdefault(key, []).append(tuple(unit))
    return found


def _bank_row(view: View, iban: str) -> Row | None:
    """The row of the bank account: that of its IBAN, else the general one."""
    rows = view.mapping.accounts.get("bank", ())
    own = [row for row in rows if row.iban == iban] or [row for row in rows if row.iban is None]
    return own[0] if len(own) == 1 else None


def _same(booked: PackageLine, row: Row, date: str, cents: int) -> bool:
    return (
        booked.account == row.account
        and row.journal in (None, booked.journal)
        and (booked.date.isoformat(), booked.cents) == (date, cents)
    )
