r"""Writing MT940 statements (afschriften maken), as each bank does: for samples and tests.

>>> from datetime import date
>>> paid = Mutation(date(2026, 2, 16), 34000, "Declaratie F1", "NL69INGB0123456789", "Teststad")
>>> print(statement("knab", "NL07KNAB0255123456", 100000, [paid]).decode().replace("\r", ""))
{1:F01KNABNL2HAXXX0000000000}{2:I940KNABNL2HXXXXN3020}{4:
:20:20260216
:25:NL07KNAB0255123456
:28C:1/1
:60F:C260216EUR1000,
:61:2602160216C340,NTRFNONREF
:86:/IBAN/NL69INGB0123456789/NAME/Teststad/REMI/Declaratie F1
:62F:C260216EUR1340,
-}
<BLANKLINE>
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FOLD = 65
PIECE = 27
LINES = 6


@dataclass(frozen=True, slots=True)
class Mutation:
    """Mutatie om te schrijven: signed cents; `iban` and `name` are the counterparty's.

    `announced` = a batch that says its number and nothing else; `returned` writes the mark that
    takes back the opposite one; `value_day` the value date when it is another than `day`.
    """

    day: date
    cents: int
    text: str = ""
    iban: str = ""
    name: str = ""
    reference: str = ""
    end_to_end: str = ""
    announced: int = 0
    returned: bool = False
    value_day: date | None = None

    @property
    def mark(self) -> str:
        """C or D; of a reversal R and the mark that is taken back."""
        if self.returned:
            return "RC" if self.cents < 0 else "RD"
        return "D" if self.cents < 0 else "C"


def comma(cents: int) -> str:
    """An amount with a comma; without decimals when there are none.

    >>> comma(900), comma(1180), comma(5)
    ('9,', '11,8', '0,05')
    """
    whole, part = divmod(abs(cents), 100)
    return f"{whole},{part:02d}".rstrip("0") if part else f"{whole},"


class Style(NamedTuple):
    """Schrijfwijze van een bank: what stands around a statement, and how it fills its fields."""

    front: str
    end: str
    entry: Callable[[Mutation], str]
    details: Callable[[Mutation], str]
    account: Callable[[str, str], str] = lambda iban, _currency: iban
    amount: Callable[[int], str] = comma
    number: str = "28C"


def padded(cents: int) -> str:
    """An amount of fifteen positions, filled with zeros."""
    whole, part = divmod(abs(cents), 100)
    return f"{whole:012d},{part:02d}"


def dotted(cents: int) -> str:
    """The same with a dot, as Rabobank wrote it long ago."""
    return padded(cents).replace(",", ".")


def folded(text: str, width: int = FOLD) -> str:
    """The text in lines of a width; a number may be cut in two."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _dates(m: Mutation) -> str:
    return f"{m.value_day or m.day:%y%m%d}{m.day:%m%d}"


def _bank(m: Mutation) -> str:
    return f"//{m.reference}" if m.reference else ""


def _words(*pairs: tuple[str, str], batch: Mutation) -> str:
    count = [("NRTX", str(batch.announced))] if batch.announced else []
    return "".join(f"/{word}/{value}" for word, value in (*pairs, *count) if value)


def _abn(m: Mutation) -> str:
    kind = "SEPA BATCH" if m.announced else "SEPA OVERBOEKING"
    words = _words(
        *(("TRTP", kind), ("RTRN", "MS02" if m.returned else ""), ("IBAN", m.iban)),
        *(("BIC", f"{m.iban[4:8]}NL2A" if m.iban else ""), ("NAME", m.name), ("REMI", m.text)),
        ("EREF", m.end_to_end or "NOTPROVIDED"),
        batch=m,
    )
    return folded(words)


def _ing(m: Mutation) -> str:
    party = f"/CNTP/{m.iban}/{m.iban[4:8]}NL2A/{m.name}//" if m.iban or m.name else ""
    end_to_end = f"/EREF/{m.end_to_end}/" if m.end_to_end else ""
    returned = "/RTRN/MS03/" if m.returned else ""
    text = f"/REMI/USTD//{m.text}/" if m.text else ""
    batch = f"/NRTX/{m.announced}/" if m.announced else ""
    return folded(f"{end_to_end}{returned}{party}{text}{batch}")


def _ing_old(m: Mutation) -> str:
    total = f"TOTAAL {m.announced} POSTEN " if m.announced else ""
    return folded(f" {total}{m.iban} {m.name} {m.text}")


def _rabobank(m: Mutation) -> str:
    side = "BENM" if m.cents < 0 else "ORDP"
    words = _words(("EREF", m.end_to_end), batch=m)
    name = f"/{side}//NAME/{m.name}" if m.name else ""
    returned = "/RTRN/AC04" if m.returned else ""
    return folded(f"{words}{returned}{name}/REMI/{m.text}/ISDT/{m.day}")


def _sns(m: Mutation) -> str:
    lines = folded(m.text).split("\n")
    body = ["", *lines, *[""] * LINES][:LINES]
    return "\n".join([f"{m.iban} {m.name}", *(line.ljust(FOLD) for line in body)])


def _triodos(m: Mutation) -> str:
    pieces = folded(m.text, PIECE).split("\n")
    text = "".join(f">{20 + i}{piece}" for i, piece in enumerate(pieces))
    return folded(f"000>10{m.iban}{text}>310>32{m.name}")


def _knab(m: Mutation) -> str:
    pairs = (("IBAN", m.iban), ("NAME", m.name), ("REMI", m.text), ("EREF", m.end_to_end))
    return folded(_words(*pairs, batch=m))


def _bng(m: Mutation) -> str:
    side = "BENM" if m.cents < 0 else "ORDP"
    words = _words(("NAME", m.name), ("IBAN", m.iban), batch=m)
    rest = _words(("REMI", m.text), ("EREF", m.end_to_end), batch=Mutation(m.day, 0))
    return folded(f"/{side}/{words}{rest}")


def _number(iban: str, _currency: str) -> str:
    return iban[8:].lstrip("0")


def _block(bic: str) -> str:
    return f"{{1:F01{bic}AXXX0000000000}}{{2:I940{bic}XXXXN3020}}{{4:\n"


def _volksbank(bic: str) -> Style:
    return Style(
        front=f"{{1:F01{bic}XXXX0000000000}}{{2:O940{bic}XXXXN}}{{3:}}{{4:\n",
        end="-}{5:}\n",
        entry=lambda m: f"{_dates(m)}{m.mark}{comma(m.cents)}NIOB{m.iban}\n{m.name[:32].lower()}",
        details=_sns,
    )


_INGB = "0000 01INGBNL2AXXXX00001\n"
STYLES: dict[str, Style] = {
    "abn": Style(
        front="ABNANL2A\n940\nABNANL2A\n",
        end="-\n",
        entry=lambda m: f"{_dates(m)}{m.mark}{comma(m.cents)}N654NONREF",
        details=_abn,
        account=_number,
        number="28",
    ),
    "ing": Style(
        front=_block("INGBNL2A"),
        end="-}\n",
        entry=lambda m: (
            f"{_dates(m)}{m.mark}{comma(m.cents)}NTRF{'EREF' if m.end_to_end else 'NONREF'}"
            f"{_bank(m)}\n/TRCD/00100/"
        ),
        details=_ing,
        account=lambda iban, currency: iban + currency,
    ),
    "ing-old": Style(
        front=f"{_INGB}{_INGB}940 00\n",
        end="-\n",
        entry=lambda m: f"{m.day:%y%m%d}{m.mark}{comma(m.cents)}NOV NONREF",
        details=_ing_old,
        account=lambda iban, _currency: iban[8:],
    ),
    "rabobank": Style(
        front=":940:\n",
        end="",
        entry=lambda m: (
            f"{m.day:%y%m%d}{m.mark}{padded(m.cents)}N127"
            f"{'EREF' if m.end_to_end else 'NONREF'}\n{m.iban}"
        ),
        details=_rabobank,
        account=lambda iban, currency: f"{iban} {currency}",
        amount=padded,
    ),
    "rabobank-old": Style(
        front=":940:\n",
        end="",
        entry=lambda m: f"{m.day:%y%m%d}{m.mark}{dotted(m.cents)}N044{m.iban[8:]:<16}{m.name:<32}",
        details=lambda m: "\n:86:".join(line.ljust(FOLD) for line in folded(m.text).split("\n")),
        account=lambda iban, currency: f"{iban[9:13]}.{iban[13:15]}.{iban[15:]}{currency}",
        amount=dotted,
        number="28",
    ),
    "sns": _volksbank("SNSBNL2A"),
    "asn": _volksbank("ASNBNL21"),
    "regiobank": _volksbank("RBRBNL21"),
    "triodos": Style(
        front="",
        end="-\n",
        entry=lambda m: f"{m.day:%y%m%d}{m.mark}{comma(m.cents)}NET NONREF",
        details=_triodos,
        account=lambda iban, _currency: f"TRIODOSBANK/{iban[8:]}",
    ),
    "knab": Style(
        front=_block("KNABNL2H"),
        end="-}\n",
        entry=lambda m: f"{_dates(m)}{m.mark}{comma(m.cents)}NTRFNONREF{_bank(m)}",
        details=_knab,
    ),
    "bng": Style(
        front=_block("BNGHNL2G"),
        end="-}\n",
        entry=lambda m: f"{_dates(m)}{m.mark}{comma(m.cents)}N544NONREF{_bank(m)}",
        details=_bng,
    ),
}
"""How each bank writes; its account must be one of its own."""


def statement(  # noqa: PLR0913 - a statement is these facts
    style: str,
    iban: str,
    opening: int,
    entries: Sequence[Mutation],
    *,
    number: str = "1/1",
    day: date | None = None,
    closing: int | None = None,
    currency: str = "EUR",
    kinds: str = "FF",
) -> bytes:
    """One statement up to `day` (the last entry's); a `closing` of choice makes it a wrong one.

    `kinds` = F or M for the opening and the closing balance: M is that of a page.
    """
    bank = STYLES[style]
    begin = min((m.day for m in entries), default=day or date(2026, 1, 31))
    end = day or max((m.day for m in entries), default=begin)
    last = opening + sum(m.cents for m in entries) if closing is None else closing
    sign = "940S" if bank.front == ":940:\n" else ""
    lines = [
        *(f"{bank.front}:20:{sign}{end:%Y%m%d}", f":25:{bank.account(iban, currency)}"),
        f":{bank.number}:{number}",
        f":60{kinds[0]}:{_balance(opening, begin, currency, bank)}",
        *(f":61:{bank.entry(m)}\n:86:{bank.details(m)}" for m in entries),
        f":62{kinds[1]}:{_balance(last, end, currency, bank)}",
    ]
    text = "\n".join(lines) + f"\n{bank.end}"
    return text.replace("\n", "\r\n").encode()


def _balance(cents: int, day: date, currency: str, bank: Style) -> str:
    return f"{'D' if cents < 0 else 'C'}{day:%y%m%d}{currency}{bank.amount(cents)}"
