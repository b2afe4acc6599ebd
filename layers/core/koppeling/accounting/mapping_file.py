"""Reading and checking a mapping (inrichting lezen): every fault at once, by its key.

Unknown keys are refused by name, a missing one is named, and combinations that would book revenue
twice are refused (contract section 1).
"""

import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from koppeling.accounting.roles import hundredths
from koppeling.model.canonical import sha256
from koppeling.model.mapping import Booking, Mapping, Payer, same_payer
from koppeling.model.packs import known_packs, pack
from koppeling.model.problems import Problem, Where, problem

Found = tuple[Mapping | None, tuple[Problem, ...], str]


def read_mapping(toml: bytes) -> Found:
    """(mapping or None, problems, sha-256 of the bytes). None when an error-level problem stands.

    >>> read_mapping(b"[administration")[1][0].code
    'mapping_unreadable'
    """
    digest = sha256(toml)
    try:
        data = tomllib.loads(toml.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        unreadable = problem("mapping_unreadable", Where(digest), reason=str(error))
        return None, (unreadable,), digest
    try:
        mapping = Mapping.model_validate(normal(data))
    except ValidationError as error:
        return None, tuple(_faults(error, digest)), digest
    problems = tuple(checks(mapping, digest))
    if any(p.level == "error" for p in problems):
        return None, problems, digest
    return mapping, problems, digest


def normal(data: dict[str, Any]) -> dict[str, Any]:
    """One shape for the two spellings: a role as a string or rows, a payer's `id` or `ids`."""
    accounts = data.get("accounts")
    if isinstance(accounts, dict):
        rows = {k: [{"account": v}] if isinstance(v, str) else v for k, v in accounts.items()}
        data = data | {"accounts": rows}
    payers = data.get("payers")
    if isinstance(payers, list):
        data = data | {"payers": [_payer(p) for p in payers]}
    return data


def _payer(payer: Any) -> Any:  # noqa: ANN401 - not validated yet
    if isinstance(payer, dict) and "id" in payer and "ids" not in payer:
        rest = {k: v for k, v in payer.items() if k != "id"}
        return rest | {"ids": [payer["id"]]}
    return payer


def _faults(error: ValidationError, digest: str) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_input=False):
        name = ".".join(str(x) for x in fault["loc"])
        where = Where(digest, None, name)
        if fault["type"] == "extra_forbidden":
            yield problem("mapping_key", where, name=name)
        elif fault["type"] == "missing":
            yield problem("mapping_missing", where, name=name)
        elif name.endswith("[key]"):
            yield problem("mapping_key", where, name=name.removesuffix(".[key]"))
        else:
            yield problem("mapping_value", where, name=name, reason=fault["msg"])


def checks(mapping: Mapping, digest: str) -> Iterator[Problem]:
    """What types cannot say: required roles, combinations, labels that name nobody."""
    yield from _required_roles(mapping, digest)
    yield from _combinations(mapping, digest)
    yield from _names(mapping, digest)
    yield from _exceptions(mapping, digest)
    yield from _rows(mapping, digest)
    yield from _packs(mapping, digest)


def bookings(mapping: Mapping) -> Iterator[tuple[str, Booking]]:
    """Every booking policy that can be in force, with the words of its source."""
    yield "booking", mapping.booking
    for i, row in enumerate(mapping.booking_for):
        yield f"booking_for.{i}", mapping.booking.model_copy(update=row.switches())


def _required_roles(mapping: Mapping, digest: str) -> Iterator[Problem]:
    required = ["bank", "debtor", "unidentified", "revenue"]
    if any(booking.clearing for _, booking in bookings(mapping)):
        required.append("clearing")
    for role in required:
        if not mapping.accounts.get(role):  # type: ignore[call-overload]
            yield problem(
                "mapping_missing", Where(digest, None, f"accounts.{role}"), name=f"accounts.{role}"
            )


def _combinations(mapping: Mapping, digest: str) -> Iterator[Problem]:
    vat = any(row.vat is not None for row in mapping.accounts.get("vat", ()))
    for name, booking in bookings(mapping):
        where = Where(digest, None, name)
        if booking.claims == "package" and booking.recognise == "awarded":
            yield problem(
                "mapping_conflict",
                where,
                first=f'{name}.claims = "package"',
                second='recognise = "awarded"',
                reason="de omzet zou twee keer worden geboekt",
            )
        if vat and booking.recognise == "awarded":
            yield problem(
                "mapping_conflict",
                where,
                first=f'{name}.recognise = "awarded"',
                second="accounts.vat",
                reason="btw is verschuldigd bij factureren, niet bij toekennen",
            )
    if mapping.booking.bank == "package" and not mapping.booking.clearing:
        yield problem(
            "mapping_risk",
            Where(digest, None, "booking.clearing"),
            first='booking.bank = "package"',
            second="booking.clearing = false",
            reason="het pakket moet elke ontvangst zelf op de debiteur boeken",
        )


def _names(mapping: Mapping, digest: str) -> Iterator[Problem]:
    seen: dict[str, Payer] = {}
    for i, payer in enumerate(mapping.payers):
        for label in payer.ids:
            if same_payer(label) in seen and seen[same_payer(label)] is not payer:
                yield _value(digest, f"payers.{i}.id", f"{label} staat er twee keer")
            seen[same_payer(label)] = payer
        if payer.paid_by and payer.paid_by not in {a.id for a in mapping.agents}:
            yield _value(digest, f"payers.{i}.paid_by", f"'{payer.paid_by}' is geen [[agents]]")
        for iban in payer.iban:
            if iban in mapping.administration.iban:
                yield _value(digest, f"payers.{i}.iban", f"{iban} is een eigen rekening")


def _exceptions(mapping: Mapping, digest: str) -> Iterator[Problem]:
    pairs = [(r.law, same_payer(r.payer) if r.payer else None) for r in mapping.booking_for]
    for i, row in enumerate(mapping.booking_for):
        name = f"booking_for.{i}"
        if row.law is None and row.payer is None:
            yield _value(digest, name, "noem een law, een payer of beide")
        if pairs.index(pairs[i]) != i:
            yield _value(digest, name, "er is al een rij voor deze law en payer")
        if row.payer and mapping.payer(row.payer) is None:
            yield _value(digest, f"{name}.payer", f"{row.payer} is geen [[payers]]")


def _rows(mapping: Mapping, digest: str) -> Iterator[Problem]:
    for role, rows in mapping.accounts.items():
        for i, row in enumerate(rows):
            name = f"accounts.{role}.{i}"
            if row.payer and mapping.payer(row.payer) is None:
                yield _value(digest, f"{name}.payer", f"{row.payer} is geen [[payers]]")
            if row.vat is not None and hundredths(row.vat) is None:
                yield _value(digest, f"{name}.vat", f"{row.vat} is geen percentage")
            if row.iban and row.iban not in mapping.administration.iban:
                yield _value(digest, f"{name}.iban", f"{row.iban} is geen eigen rekening")


def _packs(mapping: Mapping, digest: str) -> Iterator[Problem]:
    """A pack that is not there, and a payer that nothing can come from as it is paid by another."""
    for i, payer in enumerate(mapping.payers):
        if payer.pack not in known_packs():
            name, known = f"payers.{i}.pack", ", ".join(known_packs())
            where = Where(digest, None, name)
            yield problem("mapping_pack", where, name=name, value=payer.pack, known=known)
        if payer.iban or payer.paid_by:
            continue
        laws = _laws(mapping, payer)
        for agent in pack(payer.pack).agents:
            if agent.law in laws or any(x.startswith(f"{agent.payers}:") for x in payer.ids):
                name = f"payers.{i}.paid_by"
                said = {"payer": payer.name, "law": agent.law, "agent": agent.name}
                yield problem("mapping_agent", Where(digest, None, name), name=name, **said)


def _laws(mapping: Mapping, payer: Payer) -> set[str]:
    """The laws that the mapping names together with a payer."""
    named = [(row.law, row.payer) for row in mapping.booking_for]
    named += [(row.law, row.payer) for rows in mapping.accounts.values() for row in rows]
    own = {same_payer(label) for label in payer.ids}
    return {law for law, label in named if law and label and same_payer(label) in own}


def _value(digest: str, name: str, reason: str) -> Problem:
    return problem("mapping_value", Where(digest, None, name), name=name, reason=reason)
