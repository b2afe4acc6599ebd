"""What was found (gevonden), for a terminal: what it is, where it is booked, why, what is open."""

from collections.abc import Iterable, Iterator

from koppeling.model.book import FileOutcome
from koppeling.model.cents import euros_in
from koppeling.model.explanations import Parked
from koppeling.model.found import Card, Found, LineFound, Payment
from koppeling.model.reasons import REASONS
from koppeling.reports.explanations import lines as explanation_lines
from koppeling.reports.explanations import told
from koppeling.reports.traces import STATES, posting_lines
from koppeling.reports.words import KINDS, OUTCOMES, ROLES, RULES, advice, plain, word

Table = dict[str, tuple[str, str]]
WIDTH = 58
MOST = 20
"""Things of one kind in the terminal; all of them are in the JSON."""

LABELS: Table = {
    "nothing": ("niets gevonden", "nothing found"),
    "claim": ("Declaratie", "Claim"),
    "reclaim": ("Terugvordering", "Reclaim"),
    "advance": ("Verrekend voorschot", "Advance set off"),
    "carried": ("Rest van een verrekening", "Rest of a set-off"),
    "line": ("Bankmutatie", "Bank line"),
    "entry": ("Boeking", "Entry"),
    "question": ("Uit te zoeken", "To find out"),
    "file": ("Bestand", "File"),
    "declared": ("gedeclareerd", "declared"),
    "returned": (
        "technisch afgekeurd, geldt als niet ingediend",
        "returned, it counts as never submitted",
    ),
    "awarded": ("toegekend", "awarded"),
    "non_financial": ("toegekend, niet financieel", "awarded, not financial"),
    "rejected": ("afgewezen", "rejected"),
    "settled": ("verrekend met voorschot", "settled with an advance"),
    "paid": ("betaald", "paid"),
    "netted": ("verrekend, zonder uitbetaling", "set off, no payout"),
    "in": ("in bankmutatie van", "in a bank line of"),
    "set_off": ("waarin verrekend", "in which was set off"),
    "decided": ("besluit over de afwijzing:", "decision on the rejection:"),
    "earlier": ("herindiening van", "submitted again after"),
    "later": ("opnieuw ingediend als", "submitted again as"),
    "open": ("nog open", "still open"),
    "unanswered": ("waarvan zonder antwoord", "of which without an answer"),
    "unpaid": ("waarvan toegekend en niet betaald", "of which awarded and not paid"),
    "undecided": ("waarvan afgewezen, in behandeling", "of which rejected, undecided"),
    "unexplained": ("niet verklaard", "unexplained"),
    "settled_whole": ("niets meer open", "nothing open"),
    "booked": ("geboekt", "booked"),
    "not_booked": ("niet geboekt", "not booked"),
    "more": ("... en nog {count}; verfijn de vraag of zie --json", "... and {count} more"),
    "record": ("record", "record"),
}


def found_lines(found: Found, language: str = "nl") -> Iterator[str]:
    """Every thing that was found, each with its bookings below it."""
    if found.nothing:
        yield word(LABELS, "nothing", language)
    blocks = (
        [list(_card(c, found, language)) for c in found.cards],
        [list(_line(x, found, language)) for x in found.lines],
        [list(_entry(key, found, language)) for key in found.entries],
        [list(_question(p, found, language)) for p in found.questions],
        [list(_file(f, language)) for f in found.files],
    )
    for kind in blocks:
        for block in kind[:MOST]:
            yield from (*block, "")
        if len(kind) > MOST:
            yield word(LABELS, "more", language).format(count=len(kind) - MOST)


def card_lines(card: Card, names: dict[str, str], language: str) -> Iterator[str]:
    """The card of a claim without its bookings. `names` of payers by label."""
    item = card.item
    payer = names.get(item.payer, item.payer)
    kind = word(LABELS, item.kind, language)
    yield f"{kind} {plain(item.invoice)}  {plain(payer)}  {item.law}  {item.opened.isoformat()}"
    for label, cents in (("declared", card.declared), ("awarded", card.awarded)):
        yield _amount(label, cents, language, item.answered if label == "awarded" else None)
    if card.returned:
        yield f"  {word(LABELS, 'returned', language)}"
    for label, cents in (("non_financial", card.non_financial), ("rejected", card.rejected)):
        if cents:
            yield _amount(label, cents, language)
    for date, role, cents in card.decided:
        said = f"{word(LABELS, 'decided', language)} {word(ROLES, role, language)}"
        yield _money(f"  {date.isoformat()} {said}", cents, language)
    if item.settled:
        yield _amount("settled", item.settled, language)
    for paid in card.payments:
        yield from _payment(paid, language)
    for label, invoices in (("earlier", card.earlier), ("later", card.later)):
        if invoices:
            yield f"  {word(LABELS, label, language)} {plain(', '.join(invoices))}"
    yield from _open(card, language)


def _open(card: Card, language: str) -> Iterator[str]:
    parts = (
        ("unanswered", card.unanswered),
        ("unpaid", card.item.remaining),
        ("undecided", card.undecided),
    )
    there = [(label, cents) for label, cents in parts if cents]
    if not there:
        yield f"  {word(LABELS, 'settled_whole', language)}"
        return
    yield _amount("open", card.open, language)
    yield from (_money(f"    {word(LABELS, x, language)}", cents, language) for x, cents in there)


def _payment(paid: Payment, language: str) -> Iterator[str]:
    rule = word(RULES, paid.rule, language)
    label = word(LABELS, "paid" if paid.line else "netted", language)
    yield _money(f"  {paid.date.isoformat()} {label}: {rule}", paid.cents, language)
    if paid.line:
        inside = f"    {word(LABELS, 'in', language)} L{paid.line}"
        yield _money(inside, paid.line_cents, language)
    if paid.set_off:
        yield _money(f"    {word(LABELS, 'set_off', language)}", paid.set_off, language)


def _card(card: Card, found: Found, language: str) -> Iterator[str]:
    yield from card_lines(card, found.payers, language)
    yield from _bookings(card.entries, found, language)


def _line(line: LineFound, found: Found, language: str) -> Iterator[str]:
    payer = plain(found.payers.get(line.payer, line.payer))
    head = f"{word(LABELS, 'line', language)} L{line.id}  {line.date.isoformat()}  {payer}"
    yield _money(head, line.cents, language)
    if line.text:
        yield f"  {plain(line.text)}"
    yield f"  {line.where.sha256} {word(LABELS, 'record', language)} {line.where.record}"
    if line.match is not None:
        said = told(line.match.why, found.precision, language, line.date)
        yield from (f"  {plain(x)}" for x in explanation_lines(said, language))
    if line.parked is not None:
        yield from _asked(line.parked, language, told=line.text)
    if line.open:
        yield _amount("unexplained", line.open, language)
    yield from _bookings(line.entries, found, language)


def _entry(key: str, found: Found, language: str) -> Iterator[str]:
    entry = found.booked[key]
    yield f"{word(LABELS, 'entry', language)} {plain(entry.text)}"
    yield from _bookings((key,), found, language)


def _question(parked: Parked, found: Found, language: str) -> Iterator[str]:
    payer = plain(found.payers.get(parked.payer, parked.payer))
    yield _money(f"{word(LABELS, 'question', language)} {payer}", parked.cents, language)
    yield from _asked(parked, language)


def _asked(parked: Parked, language: str, told: str = "") -> Iterator[str]:
    """The question about it, and what a person can do; not again what was `told` already."""
    held = word(ROLES, parked.held_on, language) if parked.held_on else ""
    where = held or word(LABELS, "not_booked", language)
    yield f"  {parked.id}: {word(REASONS, parked.reason, language)}; {where}"
    if parked.about and parked.about != told:
        yield f"  {plain(parked.about)}"
    yield f"  {advice(parked, (), language)}"


def _file(file: FileOutcome, language: str) -> Iterator[str]:
    kind, outcome = word(KINDS, file.kind, language), word(OUTCOMES, file.outcome, language)
    head = f"{word(LABELS, 'file', language)} {file.standard or kind} {plain(file.invoice)}"
    yield _money(f"{head} {outcome}", file.total, language)
    yield f"  {file.sha256}"


def _bookings(keys: Iterable[str], found: Found, language: str) -> Iterator[str]:
    """Where it is booked: date, period, journal, key, and each account."""
    for key in keys:
        entry = found.booked[key]
        state = word(STATES, found.states[key], language).partition(" {")[0]
        about = f"{entry.date.isoformat()} {entry.period} {entry.journal} {key[:12]}"
        yield f"  {word(LABELS, 'booked', language)} {about}  {plain(entry.text)} ({state})"
        yield from (f"    {line}" for line in posting_lines(entry, language))


def _amount(label: str, cents: int, language: str, day: object = None) -> str:
    when = f" {day}" if day else ""
    return _money(f"  {word(LABELS, label, language)}{when}", cents, language)


def _money(words: str, cents: int, language: str) -> str:
    return f"{words:<{WIDTH}} {euros_in(language)(cents):>14}"
