"""What happens between a provider and its payers (verhaal), before it is any file.

From one seed: claims with lines, the answer to each, and the payouts with what they pay. Nobody in
it exists; client numbers are of the range for tests. Cents are signed, dates are of 2026.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from koppeling.cli.synthetic.numbers import clients

START = date(2026, 1, 1)
AGB = "41000001"
STYLES = ("each", "bundle", "silent", "net")
# how often, of a claim or a line
CREDIT, RETURNED, UNANSWERED, WHOLE, NOTHING, CUT = 0.03, 0.08, 0.06, 0.64, 0.06, 0.5


@dataclass(frozen=True, slots=True)
class Payer:
    """Financier: `form` names the claim's standard; `style` how its payouts say what they pay.

    `pack` names the payer pack that describes its set-off documents.
    """

    id: str
    name: str
    form: str
    version: str
    iban: str
    account: str
    style: str
    pack: str = "generic"


@dataclass(frozen=True, slots=True)
class Performed:
    """Declaratieregel as sent."""

    client: str
    product: str
    cents: int
    end: date
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Antwoord: cents awarded and a return code by reference; `returned` = never delivered."""

    day: date
    reference: str
    awarded: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """Declaratie with the answer that came, None while it has not come."""

    payer: Payer
    invoice: str
    day: date
    lines: tuple[Performed, ...]
    answer: Answer | None
    version: int = 1

    @property
    def declared(self) -> int:
        """Cents of all lines."""
        return sum(line.cents for line in self.lines)

    @property
    def awarded(self) -> int:
        """Cents awarded, 0 while there is no answer or after a return."""
        if self.answer is None or self.answer.returned:
            return 0
        return sum(self.answer.awarded.get(x.reference, x.cents) for x in self.lines)

    @property
    def status(self) -> str | None:
        """As in the contract."""
        if self.answer is None:
            return None
        if self.answer.returned:
            return "returned"
        won = [self.answer.awarded.get(x.reference, x.cents) for x in self.lines]
        if won == [x.cents for x in self.lines]:
            return "awarded"
        return "partial" if any(won) else "rejected"


@dataclass(frozen=True, slots=True)
class Payout:
    """Uitbetaling: `items` = (invoice, cents) that add up to it; `number` of a set-off, else ''."""

    payer: Payer
    day: date
    cents: int
    items: tuple[tuple[str, int], ...]
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Verhaal: everything that happened, in order."""

    seed: int
    payers: tuple[Payer, ...]
    claims: tuple[Claimed, ...]
    payouts: tuple[Payout, ...]


def story(seed: int, payers: tuple[Payer, ...], months: int) -> Story:
    """The same seed, payers and months tell the same story."""
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    claims: list[Claimed] = []
    payouts: list[Payout] = []
    for number, payer in enumerate(payers):
        own: list[Claimed] = []
        for month in range(1, months + 1):
            first = date(2026, month, 1)
            own += _month(dice, payer, first, f"{number + 1:02d}{month:02d}")
        claims += own
        payouts += _payouts(payer, own)
    return Story(seed, payers, tuple(claims), tuple(payouts))


def _month(dice: random.Random, payer: Payer, first: date, prefix: str) -> Iterator[Claimed]:
    """One to three claims over one month; a returned one is sent again under its own number."""
    people = clients(40)
    for serial in range(1, dice.randint(1, 3) + 1):
        invoice = f"2026{prefix}{serial:02d}"
        lines = tuple(
            Performed(
                client=dice.choice(people),
                product=f"{dice.randrange(1000, 1004)}",
                cents=dice.randrange(2_000, 90_000) * (-1 if dice.random() < CREDIT else 1),
                end=first + timedelta(days=dice.randrange(28)),
                reference=f"{invoice}-{n}",
            )
            for n in range(1, dice.randint(1, 5) + 1)
        )
        sent = first + timedelta(days=32 + dice.randrange(5))
        # the older codes of HA305 have none for a technical return
        if dice.random() < RETURNED and payer.form != "HA304":
            back = Answer(sent + timedelta(days=1), "", returned=True)
            yield Claimed(payer, invoice, sent, lines, back)
            again = sent + timedelta(days=3)
            yield Claimed(payer, invoice, again, lines, _answer(dice, payer, again, lines), 2)
        else:
            yield Claimed(payer, invoice, sent, lines, _answer(dice, payer, sent, lines))


def _answer(
    dice: random.Random, payer: Payer, sent: date, lines: tuple[Performed, ...]
) -> Answer | None:
    """Mostly awarded; sometimes a line is refused or cut; now and then no answer yet."""
    luck = dice.random()
    if luck < UNANSWERED:
        return None
    day = sent + timedelta(days=dice.randint(4, 12))
    reference = f"ZV{dice.randrange(10**8):08d}"
    if luck < UNANSWERED + WHOLE:
        return Answer(day, reference)
    nothing = luck < UNANSWERED + WHOLE + NOTHING
    chosen = list(lines) if nothing else dice.sample(lines, dice.randint(1, len(lines)))
    whole_only = payer.form[-3:] == "323"  # of a 323 a line is awarded in full or not at all
    awarded = {}
    for line in chosen:
        cut = dice.random() < CUT and not nothing and line.cents > 0 and not whole_only
        awarded[line.reference] = line.cents * 3 // 4 if cut else 0
    return Answer(day, reference, awarded, dict.fromkeys(awarded, "0611"))


def _payouts(payer: Payer, claims: list[Claimed]) -> Iterator[Payout]:
    """What a payer pays for what it awarded, in its own style."""
    won = [c for c in claims if c.answer and c.awarded]
    runs: dict[date, list[Claimed]] = {}
    for claim in won:
        assert claim.answer is not None
        run = claim.answer.day + timedelta(days=5)
        key = run if payer.style == "each" else run.replace(day=28)
        runs.setdefault(key, []).append(claim)
    for day, paid in sorted(runs.items()):
        groups = [[c] for c in paid] if payer.style == "each" else [paid]
        for group in groups:
            yield from _payout(payer, day, group)


def _payout(payer: Payer, day: date, paid: list[Claimed]) -> Iterator[Payout]:
    items = tuple((c.invoice, c.awarded) for c in paid)
    cents = sum(amount for _, amount in items)
    if cents <= 0:  # set off in full: no bank line at all
        return
    number = ""
    match payer.style:
        case "silent":
            text = "Betaling zorgkosten"
        case "net" if items[0][1] > 0:
            number = f"{day:%y%m}{payer.id[-4:]}"
            items = (*items, (f"TV{number}", -(items[0][1] // 10)))
            cents = sum(amount for _, amount in items)
            text = f"Afrekening {number}"
        case _:
            text = "Declaratie " + " ".join(invoice for invoice, _ in items)
    yield Payout(payer, day, cents, items, text, number)
