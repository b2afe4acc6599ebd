"""Set-off documents (verrekeningen): what a payer takes back, and what a payout was made of.

A row that takes something back is a fact and opens a negative item: a reclaim (terugvordering), or
an advance that is set off. What a payout was made of is the sum of all rows; it closes items only
with that payout, on the bank or, when it is nil, by the document itself (contract section 2).
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, field
from datetime import date

from koppeling.matching.facts import Gated, Taken, View
from koppeling.matching.positions import Position
from koppeling.matching.reclaims import taken_back
from koppeling.matching.redaction import fold
from koppeling.model.canonical import identity
from koppeling.model.documents import Netting, NettingItem
from koppeling.model.entries import Evidence
from koppeling.model.mapping import Booking
from koppeling.model.movements import ItemKind, Movement, OpenItem, Part
from koppeling.model.packs import pack

ROLE_OF = {"interest": "interest", "fee": "fee", "advance": "advance"}


@dataclass(frozen=True, slots=True)
class SetOff:
    """Verrekening zoals begrepen: the parts of one payout, or why they are not known yet.

    `reason` = `` (every row is known), `awaiting_remittance`, `residual` or `unexplained`.
    """

    taken: Taken
    document: Netting
    payer: str
    parts: tuple[Part, ...]
    dated: date
    reason: str

    @property
    def key(self) -> str:
        """The document, whatever file it came in."""
        return f"netting/{self.taken.digest[:16]}"

    @property
    def payout(self) -> int:
        """Cents that must come on the bank; 0 = wholly set off."""
        return self.document.total


@dataclass(slots=True)
class SetOffs:
    """Alle verrekeningen: documents in order of date, the items and movements that they open."""

    documents: list[SetOff] = field(default_factory=list)
    items: dict[str, OpenItem] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)


def set_offs(
    gated: Iterable[Gated],
    positions: Known[str, Position],
    view: View,
    repayables: Known[str, OpenItem],
) -> SetOffs:
    """Every set-off document that passed the gate, in the order of their dates."""
    found = SetOffs(items=dict(repayables))
    clerk = _Clerk(positions, view, found)
    used = [g.taken for g in gated if g.verdict == "used"]
    documents = [(t, t.document) for t in used if isinstance(t.document, Netting)]
    # a letter says in full what documents then take in parts, whichever of them is dated first
    for taken, document in sorted(
        documents, key=lambda d: (not d[1].letter, d[1].date, d[0].digest)
    ):
        clerk.read(taken, document)
    return found


class _Clerk:
    """Leest verrekeningen in volgorde: what the rows of earlier documents left of each item."""

    def __init__(self, positions: Known[str, Position], view: View, found: SetOffs) -> None:
        self.positions, self.view, self.found = positions, view, found
        self.left: dict[str, int] = {}
        self.items: dict[str, OpenItem] = {}
        self.by_number: dict[tuple[str, str], list[str]] = {}
        for position in positions.values():
            self._known(position.item)
        for item in found.items.values():
            self._known(item)

    def _known(self, item: OpenItem) -> None:
        self.items[item.key] = item
        self.left[item.key] = item.remaining
        for number in {fold(k).lstrip("0") for k in item.keys} - {""}:
            self.by_number.setdefault((item.payer, number), []).append(item.key)

    def read(self, taken: Taken, document: Netting) -> None:
        """One document: its facts, and the parts of its payout."""
        payer = self.view.mapping.payer(document.payer)
        assert payer is not None, "a set-off of an unknown payer does not pass the gate"
        parts: list[Part] = []
        reasons: list[str] = []
        dates = [document.date]
        for row in document.items:
            part, reason = self._row(taken, document, row, payer.label)
            reasons.append(reason)
            if part is not None:
                parts.append(part)
                item = self.items.get(part.item)
                dates += [item.answered or item.opened] if item else []
                self._take(part, 1)
        wrong = {r for r in reasons if r}
        if wrong or document.letter:
            for part in parts:
                self._take(part, -1)
        if document.letter:
            return  # it opens what it reclaims, and nothing is set off yet
        reason = "awaiting_remittance" if "awaiting_remittance" in wrong else ""
        reason = reason or ("residual" if wrong and parts else "unexplained" if wrong else "")
        self.found.documents.append(
            SetOff(taken, document, payer.label, tuple(parts), max(dates), reason)
        )

    def _take(self, part: Part, times: int) -> None:
        """What a row takes of an item: later rows, also of this document, find the rest."""
        if part.item:
            self.left[part.item] -= times * part.cents

    def _row(
        self, taken: Taken, document: Netting, row: NettingItem, payer: str
    ) -> tuple[Part | None, str]:
        """The part of the payout that a row is, or why that is not known."""
        if row.kind in {"interest", "fee"} or (row.kind == "advance" and row.cents > 0):
            part = Part(row.cents, payer, ROLE_OF[row.kind], version=self.view.newest)
            return part, ""
        if row.kind == "advance":
            return self._open(taken, document, row, payer, "advance"), ""
        if row.kind == "carried":
            return self._carried(taken, document, row, payer)
        if row.cents < 0:
            return self._taken_back(taken, document, row, payer)
        return self._paid(row, payer)

    def _numbered(self, payer: str, *numbers: str) -> list[str]:
        wanted = {fold(n).lstrip("0") for n in numbers} - {""}
        keys = (k for n in sorted(wanted) for k in self.by_number.get((payer, n), ()))
        return list(dict.fromkeys(keys))

    def _paid(self, row: NettingItem, payer: str) -> tuple[Part | None, str]:
        """A declaration that is paid: the one claim of that number with so much open."""
        named = self._numbered(payer, row.reference, row.payer_reference)
        claims = [k for k in named if self.items[k].kind == "claim"]
        if any(self.items[k].answered is None for k in claims):
            return None, "awaiting_remittance"
        exact = [k for k in claims if self.left[k] == row.cents]
        found = exact or [k for k in claims if self.left[k] > row.cents]
        if len(found) == 1:
            return self.items[found[0]].part(row.cents), ""
        return None, "residual" if claims else "unexplained"

    def _taken_back(
        self, taken: Taken, document: Netting, row: NettingItem, payer: str
    ) -> tuple[Part | None, str]:
        """What is taken back: of an open negative item of that number, else a reclaim of its own.

        A credit that we sent ourselves comes with its own answer: until then nothing is known.
        """
        named = self._numbered(payer, row.reference, row.payer_reference)
        open_ = [k for k in named if self.left[k] <= row.cents]
        exact = [k for k in open_ if self.left[k] == row.cents] or open_
        if exact:
            return (self.items[exact[0]].part(row.cents), "")
        if any(self.items[k].answered is None and self.items[k].declared < 0 for k in named):
            return None, "awaiting_remittance"
        if any(self.left[k] < 0 for k in named):
            return None, "residual"  # more is taken than was reclaimed
        claims = [k for k in named if self.items[k].kind == "claim"]
        if row.kind == "credit" and not claims:
            return None, "unexplained"
        return self._open(taken, document, row, payer, "reclaim", claims), ""

    def _carried(
        self, taken: Taken, document: Netting, row: NettingItem, payer: str
    ) -> tuple[Part | None, str]:
        """The rest that the next set-off takes: opened when positive, taken when negative."""
        if row.cents > 0:
            return self._open(taken, document, row, payer, "carried"), ""
        named = self._numbered(payer, row.reference, row.counter_reference)
        carried = [k for k, item in self.items.items() if item.kind == "carried"]
        own = [k for k in carried if self.items[k].payer == payer and self.left[k] == row.cents]
        exact = [k for k in own if k in named] or own
        if len(exact) == 1:
            return self.items[exact[0]].part(row.cents), ""
        return None, "residual"

    def _open(
        self,
        taken: Taken,
        document: Netting,
        row: NettingItem,
        payer: str,
        kind: ItemKind,
        claims: Iterable[str] = (),
    ) -> Part:
        """Open a negative item (for a rest: an empty one, which the part then makes negative)."""
        claim = self._claim(claims)
        about = claim.item if claim else None
        place = [document.number, row.record, row.kind, row.reference, row.cents]
        key = f"{kind}/{payer}/{identity('set-off', [taken.digest, *place], 15)}"
        booking, version = self._scheme(key, payer, about)
        item = OpenItem(
            key=key,
            payer=payer,
            law=about.law if about else "",
            invoice=row.reference or row.payer_reference or document.number,
            agb=about.agb if about else "",
            year=about.year if about else None,
            opened=document.date,
            booking=booking,
            version=version,
            keys=tuple(
                dict.fromkeys(k for k in (document.number, row.reference, row.payer_reference) if k)
            ),
            answered=document.date,
            awarded=0 if kind == "carried" else row.cents,
            kind=kind,
        )
        self._known(item)
        self.found.items[key] = item
        if kind != "carried":
            source = Evidence(taken.sha256, row.record)
            reason = self._reason(item, row)
            self.found.movements.append(taken_back(item, reason, claim, source))
        return item.part(row.cents)

    def _scheme(self, key: str, payer: str, about: OpenItem | None) -> tuple[Booking, int]:
        """As its claim, but never on other accounts than it was opened with itself."""
        if about and self.view.opened.get(key, about.version) == about.version:
            return about.booking, about.version
        law = about.law if about else ""
        return self.view.booking_of(key, payer, law), self.view.version_of(key)

    def _reason(self, item: OpenItem, row: NettingItem) -> str:
        """The payer's mark of what it takes back: in its text, else in its number."""
        payer = self.view.mapping.payer(item.payer)
        assert payer is not None, "a set-off of an unknown payer does not pass the gate"
        return row.mark or pack(payer.pack).kind_of(*item.keys)[1]

    def _claim(self, keys: Iterable[str]) -> Position | None:
        """The one claim that is reclaimed; several of one number are none."""
        found = [k for k in keys if k in self.positions]
        return self.positions[found[0]] if len(found) == 1 else None


def netted(found: SetOff, view: View) -> Movement:
    """The movement of a document without a payout: position against position, per item."""
    key = f"netted/{found.key.removeprefix('netting/')}"
    return Movement(
        key=key,
        kind="netted",
        date=found.dated,
        cents=0,
        payer=found.payer,
        law="",
        booking=view.booking_of(key, found.payer, ""),
        version=view.version_of(key),
        evidence=(Evidence(found.taken.sha256),),
        invoice=found.document.number,
        parts=found.parts,
    )
