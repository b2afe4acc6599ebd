"""Lines of claims about care that was refused (regels die opnieuw gedeclareerd kunnen zijn).

Which lines of a claim must be kept depends on what payers refuse, before it came or after. So they
are looked for when that is known, in the archived file, each time it has become more: a claim then
holds those lines whatever came first, and a claim of which nothing was refused holds none
(docs/decisions/0022).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Known
from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812 - fields are called date
from functools import cached_property

from koppeling.formats.reading import documents
from koppeling.formats.source import Source
from koppeling.matching.again import refused_as_a_whole
from koppeling.matching.by_reference import refused_by_reference
from koppeling.matching.facts import Taken
from koppeling.model.canonical import identity
from koppeling.model.care import care, claimed_lines, claimed_rows, refused_lines, who
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Line
from koppeling.model.mapping import Mapping, same_payer
from koppeling.settle.ledger import Ledger
from koppeling.settle.ports import Workshop


@dataclass(frozen=True)
class Wanted:
    """Gezocht in een declaratie: all lines, those of a number, or those about somebody and days."""

    whole: bool = False
    references: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def __or__(self, other: "Wanted") -> "Wanted":
        """What either wants."""
        return Wanted(
            self.whole or other.whole,
            self.references | other.references,
            self.people | other.people,
        )

    def holds(self, line: Line, known: str) -> bool:
        """Whether a line with this digest is looked for."""
        return self.whole or who(known) in self.people or line.reference in self.references

    @cached_property
    def mark(self) -> str:
        """The digest of it; '' for nothing."""
        facts = [self.whole, sorted(self.references), sorted(self.people)]
        return identity("asked", facts, 16) if any(facts) else ""


def look_again(shop: Workshop, ledger: Ledger, mapping: Mapping) -> None:
    """Bring the kept lines of every claim up to date with everything that was refused."""
    said = [t.document for t in ledger.taken if isinstance(t.document, Remittance)]
    own = _own(ledger, said)
    # what an answer refused by number is known when its own claim was looked through
    _search(shop, ledger, own, dict.fromkeys(own, Wanted()), first=True)
    _search(shop, ledger, own, _people(ledger, said, own, mapping), first=False)


def _claims(ledger: Ledger) -> Iterator[tuple[int, Claim]]:
    for place, taken in enumerate(ledger.taken):
        claim = taken.document
        if isinstance(claim, Claim) and not (claim.header.refused or claim.header.test):
            yield place, claim


def _own(ledger: Ledger, said: Iterable[Remittance]) -> dict[int, Wanted]:
    """What answers that do not say which care they refuse want of their own claim."""
    silent: dict[tuple[str | None, str], list[Remittance]] = {}
    for answer in said:
        if answer.status not in {"returned", "awarded"} and not answer.refused:
            silent.setdefault((answer.invoice, answer.payee), []).append(answer)
    found = {}
    for place, claim in _claims(ledger):
        wanted = Wanted()
        for answer in silent.get((claim.invoice, claim.payee), ()):
            numbers = refused_by_reference(claim, answer) if answer.by_reference else ()
            wanted |= Wanted(refused_as_a_whole(answer), frozenset(numbers))
        found[place] = wanted
    return found


def _people(
    ledger: Ledger, said: Iterable[Remittance], own: Known[int, Wanted], mapping: Mapping
) -> dict[int, Wanted]:
    """Of each claim whose care its payer had refused on claims of an earlier day."""
    claims = dict(_claims(ledger))
    refused: dict[str, list[tuple[Day, frozenset[str]]]] = {}
    for payer, day, found in _refused(claims, said, own):
        refused.setdefault(_label(payer, mapping), []).append((day, found))
    days = {label: sorted(day for day, _ in found) for label, found in refused.items()}
    known: dict[tuple[str, int], Wanted] = {}
    for claim in claims.values():
        label = _label(claim.payer, mapping)
        before = bisect_left(days.get(label, []), claim.date)
        if (label, before) not in known:
            earlier = [f for day, f in refused.get(label, ()) if day < claim.date]
            known[label, before] = Wanted(people=frozenset().union(*earlier))
    return {
        place: known[label, bisect_left(days.get(label, []), claim.date)]
        for place, claim in claims.items()
        for label in (_label(claim.payer, mapping),)
    }


def _refused(
    claims: Known[int, Claim], said: Iterable[Remittance], own: Known[int, Wanted]
) -> Iterator[tuple[str, Day, frozenset[str]]]:
    """Payer, day of the claim, and about whom something was refused on it."""
    sent = {c.message_id: c.date for c in claims.values() if c.message_id}
    for answer in said:
        if answer.refused:
            day = answer.invoice_date or sent.get(answer.answers, Day.min)
            lines = refused_lines(answer.refused)
            yield answer.payer, day, frozenset(who(line.care) for line in lines)
    for place, claim in claims.items():
        if own[place].mark:
            kept = claimed_lines(claim.again)
            asked = (x for x in kept if own[place].whole or x.reference in own[place].references)
            yield claim.payer, claim.date, frozenset(who(x.care) for x in asked if x.care)


def _label(payer: str, mapping: Mapping) -> str:
    known = mapping.payer(payer)
    return known.label if known else same_payer(payer)


def _search(
    shop: Workshop,
    ledger: Ledger,
    own: Known[int, Wanted],
    people: Known[int, Wanted],
    *,
    first: bool,
) -> None:
    """Read the claims again of which something else is wanted than was looked for, file by file."""
    files: dict[str, dict[tuple[int, int], int]] = {}
    for place, claim in _claims(ledger):
        before = claim.asked.split("/") if claim.asked else ["", ""]
        if (own, people)[not first][place].mark != before[not first]:
            header = claim.header
            files.setdefault(header.sha256, {})[header.inside, header.part] = place
    for sha256, places in files.items():
        wanted = {place: own[place] | people[place] for place in places.values()}
        for claim, lines in _read(shop, sha256, wanted.values()):
            found = places.get((claim.header.inside, claim.header.part))
            if found is not None:
                asked = f"{own[found].mark}/{people[found].mark}"
                _keep(ledger, found, lines, wanted[found], "" if asked == "/" else asked)


def _keep(
    ledger: Ledger, place: int, lines: list[tuple[Line, str]], wanted: Wanted, asked: str
) -> None:
    taken: Taken = ledger.taken[place]
    claim = taken.document
    assert isinstance(claim, Claim), "only claims are read again"
    numbered = bool(claim.references)
    kept = (
        (line if numbered else line._replace(reference=""), known)
        for line, known in lines
        if wanted.holds(line, known)
    )
    again = claimed_rows(kept, claim.groups)
    ledger.taken[place] = replace(taken, document=replace(claim, again=again, asked=asked))


def _read(
    shop: Workshop, sha256: str, wanted: Iterable[Wanted]
) -> Iterator[tuple[Claim, list[tuple[Line, str]]]]:
    """The claims of an archived file, each with its lines that any of these wants."""
    data = shop.raw(sha256)
    assert data is not None, f"archived file {sha256} is missing"
    either = Wanted()
    for each in wanted:
        either |= each
    found: list[tuple[Line, str]] = []

    def see(line: Line) -> None:
        known = care(line)
        if either.holds(line, known):
            found.append((line, known))

    for document in documents(Source.of(data, key=shop.key, lines=see)):
        if isinstance(document, Claim):
            yield document, found[:]
        found.clear()
