"""Statements of a story (afschriften): every own account at another bank, in that bank's form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from koppeling.cli.synthetic.messages import File
from koppeling.cli.synthetic.numbers import iban
from koppeling.cli.synthetic.story import Payout
from koppeling.formats import camt_write

OPENING = 1_000_000


@dataclass(frozen=True, slots=True)
class Bank:
    """Bank: `form` = how its statements are written; `write` gives the bytes of one month."""

    iban: str
    form: str
    suffix: str
    standard: str
    write: Callable[[str, int, list[camt_write.Booked], int, date], bytes]


def _camt(version: str) -> Callable[[str, int, list[camt_write.Booked], int, date], bytes]:
    def write(
        own: str, opening: int, entries: list[camt_write.Booked], number: int, end: date
    ) -> bytes:
        return camt_write.statement(
            own, opening, entries, version=version, number=str(number), day=end
        )

    return write


BANKS = (
    Bank(iban("ABNA", 417164300), "CAMT.053 .02", "xml", "CAMT.053", _camt("02")),
    Bank(iban("BNGH", 285000002), "CAMT.053 .08", "xml", "CAMT.053", _camt("08")),
)


def statements(
    payouts: tuple[Payout, ...], months: int
) -> Iterator[tuple[File, dict[int, Payout]]]:
    """A file a month and an account, and which of its entries (from 1) is which payout."""
    for bank in BANKS:
        opening = OPENING
        for month in range(2, months + 3):
            mine = [p for p in payouts if p.payer.account == bank.iban and p.day.month == month]
            end = date(2026, month, 28)
            lines: list[tuple[camt_write.Booked, Payout | None]] = [(_entry(p), p) for p in mine]
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
                "opening_cents": opening,
                "closing_cents": opening + net,
            }
            name = f"afschrift-{bank.iban}-{month - 1:02d}.{bank.suffix}"
            paid = {n: p for n, (_, p) in enumerate(lines, 1) if p}
            yield File(name, data, truth), paid
            opening += net


def _entry(payout: Payout) -> camt_write.Booked:
    return camt_write.Booked(
        payout.day, payout.cents, payout.text, payout.payer.iban, payout.payer.name
    )


def _noise(month: int) -> list[camt_write.Booked]:
    """What is nobody's payout: rent, and a client who pays a contribution."""
    return [
        camt_write.Booked(
            date(2026, month, 1), -150_000, "Huur", iban("RABO", 111111111), "Vastgoed Voorbeeld"
        ),
        camt_write.Booked(
            date(2026, month, 9), 2_500, "Eigen bijdrage", iban("KNAB", 222222222), "Client"
        ),
    ]
