"""Writing flat EI messages from the same tables (berichten maken): for tests and samples.

>>> from datetime import date
>>> day = date(2026, 1, 31)
>>> line = Sent(client="999900006", product="0Z123", cents=4500, end=day, reference="R1")
>>> sent = claim("AW319", "5555", "41000001", "F1", day, [line])
>>> answered = answer(sent, awarded={"R1": 4000}, codes={"R1": "0611"}, day=date(2026, 2, 9))
>>> [record[:2] for record in answered.splitlines()][:3]
[b'01', b'02', b'04']
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from koppeling.formats.layout import Layout, layout_of, layouts, standard
from koppeling.formats.return_codes import PROCESSED, WIDTH

PAYEE_INSTITUTION = "04"
FAULTY = "018"  # COD027: no payment, see the field and the fault
NOTHING_TO_SAY = {WIDTH: "0200", 3: "000"}


@dataclass(frozen=True, slots=True)
class Sent:
    """Declaratieregel om te schrijven: cents signed (credit negative), VAT in hundredths."""

    client: str
    product: str
    cents: int
    end: date
    reference: str
    begin: date | None = None
    category: str = ""
    agb: str = ""
    vat: int = 0
    previous: str = ""


def record(layout: Layout, kind: str, values: Mapping[str, object]) -> bytes:
    """One record: values by field id or part; N is zero filled, AN blank filled, cut to length."""
    made = bytearray(b" " * layout.length)
    for f in layout.records[kind]:
        value = str(values.get(f.id, values.get(f.part, "") if f.part else ""))
        raw = value.encode("latin-1", "replace")[: f.length]
        filled = raw.rjust(f.length, b"0") if f.type == "N" else raw.ljust(f.length)
        made[f.start : f.end] = filled
    made[0:2] = kind.encode()
    return bytes(made)


def claim(  # noqa: PLR0913 - the header of a claim is these facts
    name: str,
    payer: str,
    agb: str,
    invoice: str,
    day: date,
    lines: Sequence[Sent],
    *,
    version: str | None = None,
    kind: str = "P",
) -> bytes:
    """A claim message with counts and totals, grouped by client in order of first line."""
    layout = standard(name, version)
    head = {
        "ei": layout.ei[0],
        "version": layout.version,
        "kind": kind,
        "payer": payer,
        "agb_institution": agb,
        "payee": PAYEE_INSTITUTION,
        "invoice": invoice,
        "invoice_date": f"{day:%Y%m%d}",
        "currency": "EUR",
    }
    found = [record(layout, "01", head)]
    number = 0
    for client in dict.fromkeys(line.client for line in lines):
        number += 1
        found.append(record(layout, "02", {"0202": number, "0203": client}))
        for line in (x for x in lines if x.client == client):
            if layout.money == "06":
                number += 1
                found.append(_performance(layout, number, line))
            number += 1
            found.append(_money(layout, number, line))
    found.append(_close(layout, found, sum(x.cents for x in lines), None))
    return b"".join(r + b"\r\n" for r in found)


def _performance(layout: Layout, number: int, line: Sent) -> bytes:
    """The record 04 of the hospital standard, that its tariff records follow."""
    said = {
        "NUM040": number,
        "NUM313": line.client,
        "COD695": line.product,
        "DAT001": f"{line.begin or line.end:%Y%m%d}",
        "DAT003": f"{line.end:%Y%m%d}",
    }
    fields = layout.records["04"]
    return record(layout, "04", {f.id: said.get(f.code.partition("-")[0], "") for f in fields})


def _money(layout: Layout, number: int, line: Sent) -> bytes:
    end = f"{line.end:%Y%m%d}"
    values: dict[str, object] = {
        f"{layout.money}02": number,
        "bsn": line.client,
        "product": line.product,
        "category": line.category,
        "agb": line.agb,
        "vat": line.vat,
        "begin": f"{line.begin or line.end:%Y%m%d}",
        "end": end,
        "day": end,
        "declared": abs(line.cents),
        "declared_dc": "C" if line.cents < 0 else "D",
        "reference": line.reference,
        "previous": line.previous,
    }
    # every other sign of a money record follows the amount that is declared
    for f in layout.records[layout.money]:
        if f.name.startswith("INDICATIE DEBET/CREDIT") and not f.part:
            values[f.id] = "C" if line.cents < 0 else "D"
    return record(layout, layout.money, values)


def _close(layout: Layout, records: Sequence[bytes], declared: int, awarded: int | None) -> bytes:
    kinds = [r[:2].decode() for r in records if r[:2] not in {b"01", b"99"}]
    values: dict[str, object] = {
        "count_all": len(kinds),
        "declared": abs(declared),
        "declared_dc": "C" if declared < 0 else "D",
    }
    values |= {f"count_{kind}": kinds.count(kind) for kind in ("02", "03", "04", "06", "16", "98")}
    if awarded is not None:
        values |= {"awarded": abs(awarded), "awarded_dc": "C" if awarded < 0 else "D"}
    return record(layout, "99", values)


def answer(  # noqa: PLR0913 - an answer is these facts
    sent: bytes,
    *,
    day: date | None,
    awarded: Mapping[str, int] | None = None,
    codes: Mapping[str, str] | None = None,
    reference: str = "",
    header: str | None = None,
    unread: bool = False,
) -> bytes:
    """The payer's answer to a claim: each record unchanged in place, followed by the suffix.

    `awarded` = cents by reference (a line that is not named is awarded as declared), `codes` = a
    return code by reference; `unread` = the message comes back with records 01 and 99 only.
    """
    records = sent.split(b"\r\n")[:-1]
    claimed = layout_of(records[0][2:5].decode(), int(records[0][5:7]))
    assert claimed is not None
    layout = answers_to(claimed)
    ei = layout.ei[claimed.ei.index(records[0][2:5].decode())]
    head = records[0][:2] + ei.encode() + records[0][5:]
    suffix = {
        "reference": reference,
        "answer_date": f"{day:%Y%m%d}" if day else "",
        **_said(layout, "01", NOTHING_TO_SAY[layout.code_width] if header is None else header),
    }
    found = [_after(layout, claimed, "01", head, suffix)]
    total = 0
    for raw in [] if unread else records[1:-1]:
        cents, values = _answered(layout, claimed, raw, awarded or {}, codes or {})
        total += cents
        found.append(_after(layout, claimed, raw[:2].decode(), raw, values))
    declared = sum(_declared(claimed, r) for r in records if r[:2].decode() == claimed.money)
    found.append(_close(layout, found, declared, total))
    return b"".join(r + b"\r\n" for r in found)


def _answered(
    layout: Layout,
    claimed: Layout,
    raw: bytes,
    awarded: Mapping[str, int],
    codes: Mapping[str, str],
) -> tuple[int, dict[str, object]]:
    """Cents awarded on a record and what the answer adds to it; nothing without money."""
    kind = raw[:2].decode()
    if kind != layout.money:
        return 0, {}
    name = claimed.need(kind, "reference").of(raw).decode("latin-1").strip()
    cents = awarded.get(name, _declared(claimed, raw))
    return cents, {
        "awarded": abs(cents),
        "awarded_dc": "C" if cents < 0 else "D",
        **_said(layout, kind, codes.get(name, "")),
    }


def answers_to(claimed: Layout) -> Layout:
    """The answer's layout of a claim's: same version, next number (AW319 -> AW320)."""
    name = f"{claimed.standard[:2]}{int(claimed.standard[2:]) + 1}"
    return next(x for x in layouts() if (x.standard, x.version) == (name, claimed.version))


def _said(layout: Layout, kind: str, code: str) -> dict[str, object]:
    """A return code in the first field for one; in HA305 a fault comes with its processing code."""
    first, *others = layout.codes(kind)
    assert len(code) <= first.length, f"{layout.standard} has no room for code {code}"
    if layout.code_width == WIDTH or code in PROCESSED:
        return {first.id: code}
    return {first.id: FAULTY, others[0].id: code}


def _declared(layout: Layout, raw: bytes) -> int:
    cents = int(layout.need(layout.money, "declared").of(raw))
    return -cents if layout.need(layout.money, "declared_dc").of(raw) == b"C" else cents


def _after(
    layout: Layout, claimed: Layout, kind: str, raw: bytes, values: Mapping[str, object]
) -> bytes:
    """A claim record in place, then the answer's own fields."""
    suffix = record(layout, kind, values)[claimed.length :]
    return raw + suffix
