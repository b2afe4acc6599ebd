"""Findings about input (bevindingen): data, collected and shown, never raised.

One catalogue holds the level and the sentence of every code, in Dutch for the bookkeeper and in
English; `docs/problems.md` is generated from it and the tests compare the two.
"""

import re
from dataclasses import dataclass

from koppeling.model.cents import euros_nl
from koppeling.model.mapping_problems import MAPPING, Level

MEMBER = "zip_member"
PLACES = {"nl": "Bestand {zip_member} in de ZIP: ", "en": "File {zip_member} in the ZIP: "}


@dataclass(frozen=True, slots=True)
class Where:
    """Vindplaats: file hash, record (from 1; None = the whole) and field of a fact."""

    sha256: str
    record: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Bevinding: a code of the catalogue, the figures that fill its sentence, and where."""

    code: str
    where: Where
    figures: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """A code outside the catalogue is a defect of ours, not of the input."""
        assert self.code in CATALOGUE, self.code

    @property
    def level(self) -> Level:
        """`error` = nothing of this file is booked; `warning` = booked, but look."""
        return CATALOGUE[self.code][0]

    def inside(self, number: int) -> "Problem":
        """The same about one file of a ZIP: by its number, because a name may be a person's."""
        return Problem(self.code, self.where, (*self.figures, (MEMBER, str(number))))

    def message(self, language: str = "nl") -> str:
        """The sentence for people, in Dutch unless `en` is asked for."""
        sentence = CATALOGUE[self.code][1 if language == "nl" else 2]
        figures = _Shown((name, _Figure(said)) for name, said in self.figures)
        inside = PLACES[language].format_map(figures) if MEMBER in figures else ""
        return inside + sentence.format_map(figures)


class _Figure(str):
    """A figure in a sentence; as `{net:euro}` its cents show as a bookkeeper writes them."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return euros_nl(int(self)) if spec == "euro" and CENTS.fullmatch(self) else str(self)


class _Shown(dict[str, str]):
    """A missing figure shows as a question mark instead of failing on the way to a person."""

    def __missing__(self, key: str) -> str:
        return _Figure("?")


def problem(code: str, where: Where, **figures: object) -> Problem:
    """A Problem with its figures as text, in name order so that equal findings are equal."""
    return Problem(code, where, tuple(sorted((k, str(v)) for k, v in figures.items())))


CENTS = re.compile("-?[0-9]{1,15}", re.ASCII)

_E: Level = "error"
_W: Level = "warning"

CATALOGUE: dict[str, tuple[Level, str, str]] = {
    # --- a file that cannot be used: exit code 1, nothing of it is booked -------------------
    "unreadable": (
        _E,
        "Het bestand is niet te lezen: {reason}.",
        "The file cannot be read: {reason}.",
    ),
    "no_format": (
        _E,
        "Geen bekend berichtformaat; het lijkt op {looks_like}.",
        "No known message format; it looks like {looks_like}.",
    ),
    "two_formats": (
        _E,
        "Meer dan een formaat past op dit bestand: {formats}.",
        "More than one format fits this file: {formats}.",
    ),
    "totals_differ": (
        _E,
        "{what}: de regels tellen op tot € {lines:euro}, het bericht zegt € {stated:euro}.",
        "{what}: the lines add up to € {lines:euro}, the message states € {stated:euro}.",
    ),
    "counts_differ": (
        _E,
        "{what}: er zijn {found} records, het bericht zegt {stated}.",
        "{what}: there are {found} records, the message states {stated}.",
    ),
    "unbalanced": (
        _E,
        "Het afschrift sluit niet: {opening:euro} + {net:euro} is niet {closing:euro}.",
        "The statement is out of balance: {opening:euro} + {net:euro} is not {closing:euro}.",
    ),
    "currency": (
        _E,
        "Alleen euro wordt verwerkt, dit is {currency}.",
        "Only euro is processed, this is {currency}.",
    ),
    "doctype": (
        _E,
        "Het XML-bestand bevat een DOCTYPE; dat wordt geweigerd.",
        "The XML file holds a DOCTYPE; that is refused.",
    ),
    "encrypted": (
        _E,
        "Het bestand is versleuteld; zet het zonder wachtwoord klaar.",
        "The file is encrypted; drop it without a password.",
    ),
    "too_large": (
        _E,
        "Het bestand overschrijdt een grens: {limit}.",
        "The file exceeds a limit: {limit}.",
    ),
    "wrong_administration": (
        _E,
        "Dit bestand is van een andere administratie: {found}. Hoort bij: {owner}.",
        "This file belongs to another administration: {found}. Owner: {owner}.",
    ),
    "record_length": (
        _E,
        "Record {type} is {found} posities lang in plaats van {expected}.",
        "Record {type} is {found} positions long instead of {expected}.",
    ),
    "record_order": (
        _E,
        "Record {type} staat op een plaats waar het niet hoort.",
        "Record {type} stands where it does not belong.",
    ),
    "bad_value": (
        _E,
        "Veld {name} heeft een ongeldige inhoud (verwacht: {expected}).",
        "Field {name} has an invalid content (expected: {expected}).",
    ),
    "missing_element": (
        _E,
        "Verplicht element {name} ontbreekt.",
        "Required element {name} is missing.",
    ),
    "contradicts": (
        _E,
        "Zelfde bericht of factuurnummer {invoice} met een andere inhoud; de eerste versie blijft.",
        "Same message or invoice number {invoice}, other content; the first version stands.",
    ),
    "file_refused": (
        _E,
        "Een ander deel van dit bestand is geweigerd; daarom is niets van het bestand verwerkt.",
        "Another part of this file is refused; so nothing of the file was used.",
    ),
    # --- waiting, or worth a look: exit code 0 ----------------------------------------------
    "no_mapping": (
        _W,
        "Er is nog geen goedgekeurde inrichting; het bestand wacht.",
        "There is no adopted mapping yet; the file waits.",
    ),
    "no_balance": (
        _W,
        "Het afschrift noemt geen begin- en eindsaldo; de sluitcontrole kan niet worden gedaan.",
        "The statement has no pair of balances; the balance check cannot be made.",
    ),
    "fallback": (
        _W,
        "CSV van een bank: lever voor dezelfde dagen niet ook een afschrift (CAMT.053, MT940) aan.",
        "CSV of a bank: do not drop a statement (CAMT.053, MT940) of the same days as well.",
    ),
    "no_payout": (
        _W,
        "De verrekening noemt geen uitbetaling; de som van de regels geldt: € {lines:euro}.",
        "The set-off names no payout; the sum of its lines stands: € {lines:euro}.",
    ),
    "test_message": (
        _W,
        "Testbericht (soort T): gelezen en gemeld, niet geboekt.",
        "Test message (kind T): read and reported, not booked.",
    ),
    "unknown_code": (
        _W,
        "Onbekende retourcode {return_code}; bewaard zoals ontvangen.",
        "Unknown return code {return_code}; kept as received.",
    ),
    "vague_number": (
        _W,
        "De onderdelen van boeking {entry} tellen niet op; de boeking blijft een geheel.",
        "The details of entry {entry} do not add up; the entry is kept whole.",
    ),
    "totals_only": (
        _W,
        "EI-bericht {ei} is alleen op totalen gelezen: prestatie en maand per regel zijn onbekend.",
        "EI message {ei} was read by its totals only: product and month a line are unknown.",
    ),
    "details_only": (
        _W,
        "Alleen details bij een dagafschrift; ze worden niet naast het afschrift geboekt.",
        "Only details of a statement; they are not booked beside it.",
    ),
    "for_scan": (
        _W,
        "Auditfile: gelezen om te vergelijken, niet geboekt.",
        "Auditfile: read for comparison, not booked.",
    ),
    "statement_gap": (
        _W,
        "Tussen afschrift {before} en {after} ontbreekt een nummer.",
        "A number is missing between statements {before} and {after}.",
    ),
    "decision_refused": (
        _W,
        "Besluit '{action}' op {subject} niet uitgevoerd: {reason}.",
        "Decision '{action}' on {subject} not carried out: {reason}.",
    ),
    "decision_waits": (
        _W,
        "Besluit '{action}' wacht: {subject} is nog niet bekend.",
        "Decision '{action}' waits: {subject} is not known yet.",
    ),
    "decision_unproposed": (
        _W,
        "Besluit '{action}' wacht: bij {subject} is er nu geen voorstel of aflettering.",
        "Decision '{action}' waits: {subject} has no proposal or match now.",
    ),
    "decision_second_person": (
        _W,
        "Besluit '{action}' op {subject} wacht op een tweede persoon: {reason}.",
        "Decision '{action}' on {subject} waits for a second person: {reason}.",
    ),
    **MAPPING,
}
