"""One entry of a statement with its details (boeking op het afschrift), as bank lines.

The entry is the accounting unit; details only explain it. They split it when each has an amount in
the entry's currency and they add up to the cent; otherwise (charges, missing amounts) the entry
stays whole with everything that is said. The sign is CdtDbtInd's, never the kind of transaction's.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from koppeling.formats.bank_identity import NOTHING, key_of
from koppeling.formats.bank_line import bank_line
from koppeling.formats.camt_fields import DetailSaid, EntrySaid
from koppeling.model.cents import parse_decimal
from koppeling.model.documents import BankLine, id_among_equals
from koppeling.model.problems import Problem, Where, problem

SIGNS = {"CRDT": 1, "DBIT": -1}
BOOKED = frozenset({"", "BOOK"})
TRUE = frozenset({"true", "1"})


class Party(NamedTuple):
    """Partij: one side of a payment."""

    name: str = ""
    iban: str = ""


NOBODY = Party()


class Entry(NamedTuple):
    """Boeking: one booked Ntry, `cents` signed; the details still beside each other."""

    record: int
    cents: int
    day: date
    said: EntrySaid
    details: Sequence[DetailSaid]


Part = tuple[int, int, Sequence[DetailSaid]]
"""What a line is made of: number of the detail or 0, cents, the details that it is told by."""

Ordinal = Callable[[str], int]


def cents_of(text: str) -> int | None:
    """Exact cents of an amount; None when it is missing, signed, or has part-cents."""
    return None if text.startswith(("+", "-")) else parse_decimal(text)


def day_of(text: str) -> date | None:
    """The date of a date or a date with a time."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def stated(said: EntrySaid) -> int:
    """Signed cents that an entry says, also when it cannot be used for want of a day."""
    return SIGNS.get(said.sign, 0) * (cents_of(said.amount) or 0)


def entry_of(
    said: EntrySaid, details: Sequence[DetailSaid], record: int, sha256: str
) -> Entry | list[Problem]:
    """A booked entry, or what is wrong with it."""
    cents, sign = cents_of(said.amount), SIGNS.get(said.sign)
    day = day_of(said.day) or day_of(said.value_day)
    if cents is None or sign is None or day is None:
        expected = {
            "Amt": (cents, "bedrag met hele centen"),
            "CdtDbtInd": (sign, "CRDT of DBIT"),
            "BookgDt": (day, "datum"),
        }
        return [
            problem("bad_value", Where(sha256, record, name), name=name, expected=words)
            for name, (value, words) in expected.items()
            if value is None
        ]
    return Entry(record, sign * cents, day, said, details)


def parts_of(entry: Entry, sha256: str) -> tuple[Sequence[Part], Problem | None]:
    """What an entry is split into, and a finding when its details do not fit."""
    details = entry.details
    whole, found = (0, entry.cents, details), None
    if len(details) > 1:
        amounts = [_signed(detail, entry.said) for detail in details]
        known = [cents for cents in amounts if cents is not None]
        if len(known) == len(details) and sum(known) == entry.cents:
            pairs = zip(known, details, strict=True)
            return [(number, cents, (d,)) for number, (cents, d) in enumerate(pairs, 1)], None
        if known:
            where = Where(sha256, entry.record, "TxDtls")
            found = problem("vague_number", where, entry=entry.record)
    return (whole,), found


def _signed(detail: DetailSaid, entry: EntrySaid) -> int | None:
    """Signed cents of a detail; None when it has none in the currency of the entry."""
    cents = cents_of(detail.amount)
    if cents is None or detail.currency not in {"", entry.currency}:
        return None
    return SIGNS[detail.sign if detail.sign in SIGNS else entry.sign] * cents


def line_of(entry: Entry, part: Part, iban: str, ordinal: Ordinal) -> BankLine:
    """The bank line of a part; `ordinal` tells its place among those known by the same."""
    record, _, day, said, _ = entry
    number, cents, details = part
    returned = said.reversal in TRUE
    parties: set[Party] = set()
    spoken: list[str] = []
    references: list[str] = []
    for detail in details:
        parties.add(_counterparty(detail, cents, iban))
        spoken += detail.texts
        if detail.behind_debtor or detail.behind_creditor:
            spoken += _behind(detail)
        references += detail.references
        returned = returned or detail.returned != ""
    if number == 0:
        # what is said of the whole belongs to no single detail
        spoken += [said.text] if said.text else []
        references += said.references
    name, other = _of_all(parties)
    texts = tuple(dict.fromkeys(spoken))
    known = _key(entry, part, iban, other, texts)
    return bank_line(
        id_among_equals(known, ordinal(known)),
        record,
        day,
        cents,
        other,
        name,
        texts,
        tuple(dict.fromkeys([r for r in references if r.upper() not in NOTHING])),
        returned=returned,
        batch=number == 0 and _is_batch(said.counts, details, parties),
        detail=number,
    )


def _is_batch(
    counts: Iterable[str], details: Sequence[DetailSaid], parties: Collection[Party]
) -> bool:
    """Whether nobody can say whose it is: more details are announced, or from several accounts."""
    announced = sum(int(text) for text in counts if text.isascii() and text.isdigit())
    return announced > max(len(details), 1) or len({party.iban for party in parties}) > 1


def _of_all(parties: Collection[Party]) -> Party:
    """The counterparty of every detail: an account may have several names."""
    names, ibans = ({party[at] for party in parties} for at in range(2))
    if len(ibans) != 1:
        return NOBODY
    return Party(names.pop() if len(names) == 1 else "", ibans.pop())


def _party(name: str, behind: str, iban: str) -> Party:
    """One side; on whose behalf it acts stands in for its name."""
    return Party(name or behind, iban.replace(" ", "").upper())


def _counterparty(said: DetailSaid, cents: int, iban: str) -> Party:
    """Who is at the other side: who paid, or who was paid. A return keeps the original's sides."""
    debtor = said.debtor, said.behind_debtor, said.debtor_iban
    creditor = said.creditor, said.behind_creditor, said.creditor_iban
    other, own = (debtor, creditor) if cents >= 0 else (creditor, debtor)
    party = _party(*other)
    if party.iban == iban and any(own):
        return _party(*own)
    return party


def _behind(said: DetailSaid) -> list[str]:
    """On whose behalf was paid, where that is not the name of the side itself."""
    sides = ((said.debtor, said.behind_debtor), (said.creditor, said.behind_creditor))
    return [behind for name, behind in sides if name and behind and behind != name]


def _key(entry: Entry, part: Part, iban: str, other: str, texts: Iterable[str]) -> str:
    """What a line is known by in every download that holds it."""
    said, (number, cents, _) = entry.said, part
    own = (said.servicer_reference, said.entry_reference)
    reference = next((r for r in own if r.upper() not in NOTHING), "")
    value_day = None if reference else day_of(said.value_day)
    return key_of(
        iban,
        entry.day.isoformat(),
        cents,
        other,
        detail=number,
        reference=reference,
        value_day=value_day.isoformat() if value_day else "",
        texts=texts,
    )
