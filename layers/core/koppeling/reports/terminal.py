"""The book in a few lines for a terminal (samenvatting): what happened, and what a person must do.

Dutch, because the bookkeeper reads it. The clearing account is explained to the cent.
"""

from collections.abc import Callable, Iterable, Iterator

from koppeling.model.book import Behind, Book, FileOutcome, Identity
from koppeling.model.cents import euros_nl
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Explanation, Parked
from koppeling.model.reasons import REASONS
from koppeling.reports.comparison import SIDES, Cell, Comparison, Event
from koppeling.reports.first import behind_words
from koppeling.reports.specification import AWARDED, RECLAIMED, Part, specification
from koppeling.reports.terms import terms
from koppeling.reports.words import IDENTITIES, OUTCOMES, ROLES, RULES, counted_twice, plain, word

WIDTH = 62  # of the words; the amount stands to the right of it
FEW = 3  # items of an explanation in one line
MOST = 60  # rows of a section; the rest is in the report
BEHIND = 8  # items behind a difference
NAME = 34  # of a role or a scheme, where amounts or postings stand to the right of it


Words = Callable[[Behind], str]
"""What an id of ours is about, in words."""


def summary(book: Book) -> str:
    """What was booked, what is parked and why, and how the clearing account is explained."""
    names = {p.label: p.name for p in book.mapping.payers}
    words = behind_words(book, "nl")
    held = set(book.held)
    booked = [e for e in book.entries if e.key not in held]
    parts = [
        f"{len(booked)} geboekt, {len(held)} wachten op vrijgave, {len(book.parked)} uit te zoeken",
        *([f"Geblokkeerd: {book.blocked}"] if book.blocked else []),
        *_section("Bestanden", _files(book.files)),
        *_section("Geboekt", map(_entry, booked)),
        *_section("Wacht op vrijgave", map(_entry, (e for e in book.entries if e.key in held))),
        *_section("Uit te zoeken", (_parked(p, names) for p in book.parked)),
        *_section("Saldi", (_line(word(ROLES, r, "nl"), c) for r, c in book.balances)),
        *_section("Specificatie tussenrekening", _clearing(book, names)),
        *_section(
            terms("nl")["broken"],
            (_identity(i, names, words) for i in book.identities if i.holds is False),
        ),
    ]
    return "\n".join(parts)


def compared(found: Comparison) -> str:
    """The schemes side by side: end balances, and one payout event by event."""
    head = "".join(f"{number:>16}" for number in range(1, len(found.schemes) + 1))
    parts = [
        "Boekingswijzen naast elkaar",
        *(f"  {n}  {word(SIDES, s, 'nl')}" for n, s in enumerate(found.schemes, 1)),
        "",
        f"  {'Eindsaldi':<{NAME}}{head}",
        *(f"  {word(ROLES, r, 'nl'):<{NAME}}{_amounts(c)}" for r, c in found.balances),
        f"  {'Boekingen':<{NAME}}{''.join(f'{n:>16}' for n in found.entries)}",
        f"  {'Uit te zoeken':<{NAME}}{''.join(f'{n:>16}' for n in found.parked)}",
    ]
    if found.payout:
        paid = found.payout
        named = " ".join(paid.invoices[:FEW]) + (" ..." if len(paid.invoices) > FEW else "")
        parts += ["", f"Eén uitbetaling gevolgd: {euros_nl(paid.cents)} voor {plain(named)}"]
        for event in paid.events:
            parts += ["", *_event(event)]
    return "\n".join(parts)


def _amounts(cents: Iterable[int]) -> str:
    return "".join(f"{euros_nl(c):>16}" for c in cents)


def _event(event: Event) -> Iterator[str]:
    by = "" if event.own else " (boekt het pakket zelf)"
    yield f"  {event.date.isoformat()}  {plain(event.text)}{by}"
    for number, cell in enumerate(event.cells, 1):
        yield from (f"  {number if not n else ' '}  {line}" for n, line in enumerate(_cell(cell)))


def _cell(cell: Cell) -> list[str]:
    lines = [
        f"{'D' if p.cents > 0 else '   C'} {p.account} {word(ROLES, p.role, 'nl')}" for p in cell
    ]
    amounts = [euros_nl(abs(p.cents)) for p in cell]
    return [f"{words:<50}{cents:>14}" for words, cents in zip(lines, amounts, strict=True)] or ["-"]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    more = [f"  ... en nog {len(found) - MOST}, zie report.html"] if len(found) > MOST else []
    return ["", title, *found[:MOST], *more] if found else []


def _line(words: str, cents: int) -> str:
    shown = words if len(words) <= WIDTH else f"{words[: WIDTH - 3]}..."
    return f"{shown:<{WIDTH}}{euros_nl(cents):>16}"


def _files(files: Iterable[FileOutcome]) -> Iterator[str]:
    """Those that need a look, and how many do not."""
    found = list(files)
    used = sum(f.outcome == "used" for f in found)
    yield from (_file(f) for f in found if f.outcome != "used")
    if used:
        yield f"{word(OUTCOMES, 'used', 'nl'):<12}{used}"


def _file(file: FileOutcome) -> str:
    outcome = word(OUTCOMES, file.outcome, "nl")
    return (
        f"{outcome:<12}{file.standard or file.kind:<20}{plain(file.invoice):<16}{file.sha256[:12]}"
    )


def _entry(entry: JournalEntry) -> str:
    debit = sum(p.cents for p in entry.postings if p.cents > 0)
    return _line(f"{entry.date.isoformat()} {entry.journal:<6}{plain(entry.text)}", debit)


def _parked(parked: Parked, names: dict[str, str]) -> str:
    reason = word(REASONS, parked.reason, "nl")
    payer = names.get(parked.payer, parked.payer)
    where = word(ROLES, parked.held_on, "nl") if parked.held_on else "niet geboekt"
    about = f"{', '.join(filter(None, (payer, plain(parked.about))))}; {where}"
    best = "".join(f"\n    {_option(o)}" for o in parked.options[:1])
    twice = "".join(f"\n    {plain(told)}" for told in counted_twice(parked, "nl"))
    return f"{_line(reason, parked.cents)}\n    {parked.id}  {about}{best}{twice}"


def _option(best: Explanation) -> str:
    """The best explanation in a line: what to accept, what it pays, by which rule."""
    paid = [f"{p.invoice or word(ROLES, p.role, 'nl')} {euros_nl(p.cents)}" for p in best.parts]
    more = f" en nog {len(paid) - FEW}" if len(paid) > FEW else ""
    rest = f", {euros_nl(best.residual)} niet verklaard" if best.residual else ""
    rule = f"klasse {best.evidence_class}, {word(RULES, best.rule, 'nl')}"
    return plain(f"{best.id}  {' + '.join(paid[:FEW])}{more}{rest}; {rule}")


def _clearing(book: Book, names: dict[str, str]) -> Iterator[str]:
    found = specification(book)
    if not found.payers and not found.balance:
        return
    for group in found.payers:
        yield names.get(group.payer, group.payer)
        yield from (_line(f"  {_part(p)}", p.cents) for p in group.parts)
    if found.before:
        yield _line(terms("nl")["before"], found.before)
    yield _line("Saldo", found.balance)


def _part(part: Part) -> str:
    kinds = {AWARDED: terms("nl")["awarded_part"], RECLAIMED: terms("nl")["reclaimed_part"]}
    kind = kinds.get(part.kind) or word(REASONS, part.kind, "nl")
    day = part.date.isoformat() if part.date else ""
    return f"{day} {plain(part.about)} ({kind})".strip()


def _identity(identity: Identity, names: dict[str, str], words: Words) -> str:
    """What does not hold, with the first of what is behind it, in words."""
    head = _line(f"{identity.name} {word(IDENTITIES, identity.name, 'nl')}", identity.difference)
    behind = [_line(_behind(i, names, words), i.cents) for i in identity.items[:BEHIND]]
    if (more := len(identity.items) - BEHIND) > 0:
        behind.append(f"... en nog {more}, zie report.html")
    return "".join([head, *(f"\n    {line}" for line in behind or [plain(identity.why)])])


def _behind(item: Behind, names: dict[str, str], words: Words) -> str:
    told = (names.get(item.payer, item.payer), words(item), item.about)
    return plain(" ".join(filter(None, told)))
