"""The book in a few lines for a terminal (samenvatting)."""

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.reports.words import OUTCOME, REASON, ROLE


def summary(book: Book) -> str:
    """What was booked, what is parked and why, and how the clearing account is explained."""
    rows = [f"{len(book.entries)} boekingen, {len(book.parked)} uit te zoeken"]
    rows += ["", "Bestanden"]
    rows += [
        f"  {OUTCOME[f.outcome]:<12} {f.standard or f.kind:<9} {f.invoice:<12} {f.sha256[:12]}"
        for f in book.files
    ]
    rows += ["", "Saldi"]
    rows += [f"  {ROLE.get(role, role):<34} {euros_nl(c):>16}" for role, c in book.balances]
    if book.parked:
        rows += ["", "Uit te zoeken"]
        rows += [
            f"  {p.id:<22} {euros_nl(p.cents):>14}  {REASON[p.reason]}: {p.about}".rstrip()
            for p in book.parked
        ]
    clearing = [i for i in book.items if i.clearing]
    if clearing:
        rows += ["", "Specificatie tussenrekening: toegekend, nog te ontvangen"]
        rows += [f"  {i.payer:<16} {i.invoice:<14} {euros_nl(i.clearing):>14}" for i in clearing]
    broken = [i for i in book.identities if i.holds is False]
    if broken:
        rows += ["", "Aansluitingen die niet kloppen"]
        rows += [f"  {i.name}: {euros_nl(i.difference)} {i.why}" for i in broken]
    if book.held:
        rows += ["", f"{len(book.held)} boekingen wachten op vrijgave"]
    return "\n".join(rows)
