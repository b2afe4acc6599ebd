"""What a mapping says, value by value (inrichting toegelicht), and which roles it can need."""

from dataclasses import dataclass, replace
from typing import Any

from koppeling.accounting.mapping_file import bookings
from koppeling.model.mapping import Booking, Mapping, Payer
from koppeling.model.packs import pack
from koppeling.model.roles import ROLES


@dataclass(frozen=True, slots=True)
class Value:
    """Waarde: the key, what holds, and where it comes from (`bestand` or `standaard`).

    `published` = what the payer's pack says of it, with its source, when that is something else.
    """

    key: str
    value: str
    source: str
    published: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Rol: whether these switches can need it, and how many rows it has."""

    role: str
    needed: bool
    rows: int


def values(mapping: Mapping) -> tuple[Value, ...]:
    """Every value in force, in the order of the file's sections."""
    found: list[Value] = []
    for section in ("administration", "booking", "package"):
        found += _table(section, getattr(mapping, section))
    for section in ("booking_for", "rejections", "payers", "agents"):
        for i, row in enumerate(getattr(mapping, section)):
            stated = _table(f"{section}.{i}", row)
            found += [_beside(v, row) for v in stated] if isinstance(row, Payer) else stated
    for role, rows in mapping.accounts.items():
        for i, row in enumerate(rows):
            found += _table(f"accounts.{role}.{i}", row)
    found += [Value(f"rgs.{account}", code, "bestand") for account, code in mapping.rgs.items()]
    return tuple(found)


def _table(prefix: str, table: Any) -> list[Value]:  # noqa: ANN401 - any table of the mapping
    stated = table.model_fields_set
    plain = table.model_dump(mode="json")
    return [
        Value(f"{prefix}.{key}", _text(value), "bestand" if key in stated else "standaard")
        for key, value in plain.items()
        if value is not None
    ]


def _beside(value: Value, payer: Payer) -> Value:
    """The term of the mapping counts; another one that the payer publishes is shown beside it."""
    if not value.key.endswith(".term_days"):
        return value
    others = [
        f"{t.pays_within_days} ({', '.join(x for x in (t.care, t.source) if x)})"
        for t in pack(payer.pack).terms
        if t.status == "published" and t.pays_within_days not in (None, payer.term_days)
    ]
    return replace(value, published="; ".join(others))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def needs(mapping: Mapping) -> tuple[Need, ...]:
    """Every role: can these switches need it, and is it empty."""
    needed = {role for _, booking in bookings(mapping) for role in _roles(mapping, booking)}
    return tuple(
        Need(role, role in needed, len(mapping.accounts.get(role, ())))  # type: ignore[call-overload]
        for role in ROLES
    )


def _roles(mapping: Mapping, booking: Booking) -> set[str]:
    """Roles that the table of contract section 2 can touch under one booking policy."""
    roles = {"bank", "revenue", booking.position, booking.hold, "client", "repayable", "interest"}
    roles |= {"intercompany", "difference", "correction", "fee", "charges", "advance"}
    policies = {booking.rejected} | {r.do for r in mapping.rejections}
    if booking.recognise == "outstanding":
        roles |= {"debtor", "writeoff"}
        if "hold" in policies:
            roles.add("rejected")
    if booking.prior_year == "separate" and booking.period == "service":
        roles.add("revenue_prior")
    if booking.other_lines == "unidentified" and mapping.booking.bank == "koppeling":
        roles.add("unidentified")
    if booking.accrue != "no":
        roles |= {"unbilled", "unbilled_revenue"}
    return roles
