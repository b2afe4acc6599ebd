"""Claims, answers and set-offs of a story as files (berichten), each in its payer's standard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from koppeling.cli.synthetic.story import AGB, Claimed, Payer
from koppeling.formats import flat_write, gds_write, istandaarden_write
from koppeling.formats.layout import layouts, standard


@dataclass(frozen=True, slots=True)
class File:
    """Bestand: its name, its bytes, and what a reader must say of it (fields of `read`)."""

    name: str
    data: bytes
    truth: dict[str, Any]


Form = Callable[[Claimed], Iterator[File]]


def forms() -> dict[tuple[str, str], Form]:
    """How a claim and its answer are written, by standard and version."""
    found: dict[tuple[str, str], Form] = {
        (x.standard, x.version): _flat for x in layouts() if not x.answers
    }
    found |= {("WMO323", "3.2"): _gemeente, ("JW323", "3.2"): _gemeente}
    return found | {("GDS801", "1.0"): _generic, ("GDS801", "2.0"): _generic}


def messages(claim: Claimed) -> Iterator[File]:
    """The claim's file, and its answer's when it came."""
    return forms()[claim.payer.form, claim.payer.version](claim)


def _truth(claim: Claimed, name: str, *, answer: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "kind": "remittance" if answer else "claim",
        "standard": name,
        "payer": claim.payer.id,
        "invoice": claim.invoice,
        "declared_cents": claim.declared,
    }
    if answer:
        about |= {"status": claim.status, "awarded_cents": claim.awarded}
    return about


def _name(claim: Claimed, standard_name: str, suffix: str) -> str:
    version = f"-{claim.version}" if claim.version > 1 else ""
    return f"{standard_name}-{claim.invoice}{version}.{suffix}"


def _flat(claim: Claimed) -> Iterator[File]:
    layout = standard(claim.payer.form, claim.payer.version)
    width = layout.need(layout.money, "product").length
    lines = [
        flat_write.Sent(x.client, x.product[:width], x.cents, x.end, x.reference, agb=AGB)
        for x in claim.lines
    ]
    number = claim.payer.id.partition(":")[2]
    sent = flat_write.claim(
        layout.standard, number, AGB, claim.invoice, claim.day, lines, version=layout.version
    )
    truth = _truth(claim, layout.standard, answer=False)
    yield File(_name(claim, layout.standard, "txt"), sent, truth | {"lines": len(lines)})
    if claim.answer is None:
        return
    name = flat_write.answers_to(layout).standard
    older = flat_write.answers_to(layout).code_width != len("0611")
    back = flat_write.answer(
        sent,
        day=claim.answer.day,
        awarded=claim.answer.awarded,
        codes=dict.fromkeys(claim.answer.codes, "100") if older else claim.answer.codes,
        reference=claim.answer.reference,
        header="0001" if claim.answer.returned else None,
        unread=claim.answer.returned,
    )
    truth = _truth(claim, name, answer=True)
    count = 0 if claim.answer.returned else len(lines)
    yield File(_name(claim, name, "txt"), back, truth | {"lines": count})


def _gemeente(claim: Claimed) -> Iterator[File]:
    law = claim.payer.form[:-3].lower()
    number = claim.payer.id.partition(":")[2]
    lines = [
        istandaarden_write.Performed(x.client, x.product, x.cents, x.end, x.reference)
        for x in claim.lines
    ]
    own = (law, number, AGB, claim.invoice)
    message = f"B{claim.invoice[-8:]}{claim.version}"
    sent = istandaarden_write.claim(*own, claim.day, lines, message=message)
    truth = _truth(claim, claim.payer.form, answer=False)
    yield File(_name(claim, claim.payer.form, "xml"), sent, truth | {"lines": len(lines)})
    if claim.answer is None:
        return
    rejected = claim.answer.codes
    back = istandaarden_write.answer(
        *own,
        claim.answer.day,
        lines,
        answers=message,
        rejected=rejected,
        header="0001" if claim.answer.returned else "0200",
        header_only=claim.answer.returned,
    )
    name = f"{law.upper()}325"
    truth = _truth(claim, name, answer=True) | {"lines": len(rejected)}
    if claim.answer.returned:
        truth |= {"invoice": None, "declared_cents": None}
    yield File(_name(claim, name, "xml"), back, truth)


def _generic(claim: Claimed) -> Iterator[File]:
    lines = [
        gds_write.Performed(x.client, x.product, x.cents, x.end, x.reference) for x in claim.lines
    ]
    number = claim.payer.id.partition(":")[2]
    who = gds_write.Parties(number, AGB, claim.invoice, claim.day, version=claim.payer.version)
    message = f"B{claim.invoice[-8:]}{claim.version}"
    truth = _truth(claim, "GDS801", answer=False)
    sent = gds_write.claim(who, lines, reference=message)
    yield File(_name(claim, "GDS801", "xml"), sent, truth | {"lines": len(lines)})
    if claim.answer is None:
        return
    said = claim.answer
    if said.returned:
        back = gds_write.returned(who, said.day, lines, header=("0001",))
    else:
        # a payer may repeat every line, or only those that were not awarded in full
        repeat = int(claim.invoice) % 2 == 0
        back = gds_write.answer(
            who,
            said.day,
            lines,
            awarded=said.awarded,
            codes=said.codes,
            repeat=repeat,
            reference=said.reference,
        )
    truth = _truth(claim, "GDS802", answer=True)
    if said.returned:
        truth["payer"] = None  # VECOZO answers, and does not say for whom
    yield File(_name(claim, "GDS802", "xml"), back, truth)


def payers(
    accounts: tuple[str, ...], ibans: Callable[[int], str], styles: tuple[str, ...]
) -> tuple[Payer, ...]:
    """One payer a standard and version, each with an account of its own and of the provider's."""
    made: list[Payer] = []
    packs = iter(("generic", "vgz", "zilveren_kruis", "cz"))
    every = list(forms())
    for n in range(max(len(every), len(accounts))):
        form, version = every[n % len(every)]
        style = styles[n % len(styles)]
        town = form in {"WMO323", "JW323"}
        made.append(
            Payer(
                id=f"gemeente:{9900 + n}" if town else f"uzovi:{8500 + n}",
                name=f"Gemeente Proefstad {n}" if town else f"Proefverzekeraar {n}",
                form=form,
                version=version,
                iban=ibans(n),
                account=accounts[n % len(accounts)],
                style=style,
                pack=next(packs, "generic") if style == "net" else "generic",
            )
        )
    return tuple(made)
