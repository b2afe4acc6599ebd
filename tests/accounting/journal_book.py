"""One movement of each kind with all that it can carry, and what is drafted of it, line by line."""

from dataclasses import replace
from datetime import date

from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.draft import draft
from koppeling.model.entries import Evidence, JournalEntry
from koppeling.model.groups import Group
from koppeling.model.limits import NO_LIMITS, Limits
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement, Part
from tests.scenario import MAPPING, OWN, mapping

E = 100
DAY = date(2026, 2, 2)
ROWS = """
[[accounts.revenue]]
account = "8000"
cost_centre = "KP1"
[[accounts.revenue]]
agb = "04000002"
account = "8002"
cost_carrier = "KD2"
[[accounts.writeoff]]
account = "4890"
[[accounts.writeoff]]
reason = "0611"
account = "4891"
[[accounts.writeoff]]
reason = "uncollectable"
year = 2026
agb = "41000001"
account = "4892"
[[accounts.vat]]
vat = 21
account = "1500"
vat_code = "1H"
[[accounts.bank]]
account = "1100"
[[accounts.bank]]
iban = "NL91ABNA0417164300"
account = "1101"
journal = "BNK2"
[[accounts.fee]]
reason = "kosten"
account = "4500"
[[accounts.provision]]
account = "1670"
[[accounts.provision_cost]]
account = "4895"
"""
TEXT = MAPPING
for said in ('bank = "1100"', 'writeoff = "4890"', 'revenue = "8000"'):
    TEXT = TEXT.replace(f"{said}\n", "")
TEXT += ROWS
GROUPS = (
    Group("Zvw", "120001", "k1", "04000001", 0, "2026-01", "0611", 2, 60 * E, 50 * E, 2 * E),
    Group("Zvw", "120001", "k1", "04000002", 0, "2025-12", "0612", 1, 40 * E, 30 * E, 3 * E),
    Group("Zvw", "130001", "", "04000001", 2100, "2026-01", "", 1, 121 * E, 121 * E, 0),
)
PARTS = (
    Part(70 * E, "uzovi:5555", "clearing", "Zvw", "x", "F1", 1, "41000001", 2026),
    Part(25 * E, "gemeente:9999", "debtor", "Jw", "y", "J1", 1),
    Part(4 * E, "uzovi:5555", "account:4777"),
    Part(-3 * E, "uzovi:5555", "fee", reason="kosten"),
)


def chosen(**booking: object) -> Mapping:
    """A mapping in which rows name every kind of dimension."""
    return mapping(TEXT, **booking)


def movement(used: Mapping, kind: str, cents: int, **more: object) -> Movement:
    """A movement of this kind; `more` overrides."""
    known: dict[str, object] = {
        "key": f"{kind}/ab12",
        "kind": kind,
        "date": DAY,
        "cents": cents,
        "payer": "uzovi:5555",
        "law": "Zvw",
        "booking": used.booking,
        "version": 1,
        "evidence": (Evidence("f" * 64, 3),),
        "item": "x",
        "invoice": "F1",
        "agb": "41000001",
        "year": 2026,
        "claim_date": date(2026, 1, 31),
        "answer_date": date(2026, 2, 10),
        "groups": GROUPS,
    }
    return Movement(**(known | more))  # type: ignore[arg-type]


def receipt(used: Mapping, kind: str, cents: int = 100 * E, **more: object) -> Movement:
    """A movement of a bank line."""
    told: dict[str, object] = {
        "law": "", "item": "", "invoice": "", "agb": "", "year": None, "groups": (),
        "claim_date": None, "answer_date": None, "iban": OWN, "parts": PARTS,
    }  # fmt: skip
    return movement(used, kind, cents, **(told | more))


def reversal(original: Movement, of: str) -> Movement:
    """What takes a movement back, or only the explanation `of` it."""
    key = f"reversed/{of}"
    return replace(original, key=key, kind="reversed", of=of, mirror=original, parts=())


def entries(used: Mapping, about: Movement, limits: Limits = NO_LIMITS) -> tuple[JournalEntry, ...]:
    """What is drafted of a movement; of a reversal after what it takes back."""
    return _draft(used, about, limits).entries


def drafted(used: Mapping, about: Movement, limits: Limits = NO_LIMITS) -> list[str]:
    """The same in lines, or what is missing."""
    made = _draft(used, about, limits)
    return [
        *(line for entry in made.entries for line in shown(entry)),
        *(f"! {m.reason} {m.role}: {m.words}" for m in made.missing),
    ]


def _draft(used: Mapping, about: Movement, limits: Limits) -> Draft:
    desk = Desk("zorggroep", "noord", {1: used}, 1, limits_of=lambda _: limits)
    booked = draft(desk, about.mirror).entries if about.mirror else ()
    return draft(replace(desk, entries_of=lambda _: booked), about)


def shown(entry: JournalEntry) -> list[str]:
    """An entry: its head, then a line a posting, with everything that is on it."""
    back = f" < {entry.back_reference}" if entry.back_reference else ""
    own = "" if entry.own else " (pakket)"
    head = f"{entry.part} {entry.date} {entry.period}{back} {entry.journal}{own} {entry.text}"
    rows = [
        " ".join(
            word
            for word in (
                f"  {p.account} {p.role} {p.cents}",
                p.payer,
                p.item,
                ",".join(f"{k}={v}" for k, v in p.dimensions),
                "" if p.text == entry.text else f"'{p.text}'",
            )
            if word
        )
        for p in entry.postings
    ]
    return [head, *rows]
