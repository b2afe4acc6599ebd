"""Statements of a story (afschriften): every own account at another bank, in that bank's form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from koppeling.cli.synthetic.messages import File
from koppeling.cli.synthetic.numbers import iban
from koppeling.cli.synthetic.story import Payout
from koppeling.formats import bank_csv_write, camt_write, mt940_write
from koppeling.formats.camt_write import Booked

OPENING = 1_000_000
Write = Callable[[str, int, list[Booked], int, date], bytes]
"""Own account, opening balance, entries, number of the statement, last day -> the file."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Bank: `write` gives the bytes of one month in the form of this `standard`.

    `names_sides` = its statements say the account at the other side; `balances` = and what stood on
    the account before and after.
    """

    iban: str
    standard: str
    suffix: str
    write: Write
    names_sides: bool = True
    balances: bool = True


def _camt(version: str) -> Write:
    def write(own: str, opening: int, entries: list[Booked], number: int, end: date) -> bytes:
        return camt_write.statement(
            own, opening, entries, version=version, number=str(number), day=end
        )

    return write


def _mt940(style: str) -> Write:
    def write(own: str, opening: int, entries: list[Booked], number: int, end: date) -> bytes:
        made = [mt940_write.Mutation(e.day, e.cents, e.text, e.iban, e.name) for e in entries]
        return mt940_write.statement(style, own, opening, made, number=f"{number}/1", day=end)

    return write


def _csv(name: str) -> Write:
    def write(own: str, opening: int, entries: list[Booked], number: int, end: date) -> bytes:
        del number, end
        return bank_csv_write.export(name, entries, iban=own, opening=opening)

    return write


# by style of writing: whose account it is, and whether the account at the other side is said
STYLES = {
    "abn": ("ABNA", True),
    "ing": ("INGB", True),
    "ing-old": ("INGB", False),
    "rabobank": ("RABO", True),
    "rabobank-old": ("RABO", False),
    "sns": ("SNSB", True),
    "asn": ("ASNB", True),
    "regiobank": ("RBRB", True),
    "triodos": ("TRIO", False),
    "knab": ("KNAB", True),
    "bng": ("BNGH", True),
}
EXPORTS = {"Rabobank": "RABO", "ING": "INGB", "ABN AMRO": "ABNA", "ASN": "ASNB", "Knab": "KNAB"}

BANKS = (
    Bank(iban("ABNA", 417164300), "CAMT.053", "xml", _camt("02")),
    Bank(iban("BNGH", 285000002), "CAMT.053", "xml", _camt("08")),
    Bank(iban("RABO", 285000003), "CAMT.053", "xml", _camt("13")),
    *(
        Bank(iban(bank, 1_000_100 + n), "MT940", "940", _mt940(style), names_sides=sides)
        for n, (style, (bank, sides)) in enumerate(STYLES.items())
    ),
    *(
        Bank(iban(bank, 2_000_100 + n), f"CSV {name}", "csv", _csv(f"CSV {name}"), balances=False)
        for n, (name, bank) in enumerate(EXPORTS.items())
    ),
)


def statements(
    payouts: tuple[Payout, ...], months: int
) -> Iterator[tuple[File, dict[int, Payout]]]:
    """A file a month and an account, and which of its records is which payout."""
    for bank in BANKS:
        opening = OPENING
        for month in range(2, months + 3):
            mine = [p for p in payouts if p.payer.account == bank.iban and p.day.month == month]
            end = date(2026, month, 28)
            lines: list[tuple[Booked, Payout | None]] = [(_entry(p), p) for p in mine]
            lines += [(noise, None) for noise in _noise(month)]
            lines.sort(key=lambda line: (line[0].day, line[0].text))
            entries = [booked for booked, _ in lines]
            net = sum(e.cents for e in entries)
            data = bank.write(bank.iban, opening, entries, month - 1, end)
            truth = {
                "kind": "statement",
                "standard": bank.standard,
                "iban": bank.iban,
                "entries": len(entries),
                "net_cents": net,
            }
            if bank.balances:
                truth |= {"opening_cents": opening, "closing_cents": opening + net}
            name = f"afschrift-{bank.iban}-{month - 1:02d}.{bank.suffix}"
            # a row of a CSV is known by its line of the file: its titles come first
            above = data.count(b"\n") - len(lines) if bank.suffix == "csv" else 0
            paid = {n: p for n, (_, p) in enumerate(lines, 1 + above) if p}
            yield File(name, data, truth), paid
            opening += net


def _entry(payout: Payout) -> Booked:
    return Booked(payout.day, payout.cents, payout.text, payout.payer.iban, payout.payer.name)


def _noise(month: int) -> list[Booked]:
    """What is nobody's payout: rent, and a client who pays a contribution."""
    return [
        Booked(
            date(2026, month, 1), -150_000, "Huur", iban("RABO", 111111111), "Vastgoed Voorbeeld"
        ),
        Booked(date(2026, month, 9), 2_500, "Eigen bijdrage", iban("KNAB", 222222222), "Client"),
    ]
