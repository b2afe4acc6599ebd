"""The words that a bookkeeper reads (woordenlijst), Dutch first, English second."""

from collections.abc import Collection

from koppeling.model.actions import REFUSED_ENTRY
from koppeling.model.cents import euros_in
from koppeling.model.explanations import Parked
from koppeling.reports.terms import terms

ROLES: dict[str, tuple[str, str]] = {
    "bank": ("Bank", "Bank"),
    "debtor": ("Debiteuren zorgfinanciers", "Debtors"),
    "clearing": ("Tussenrekening ontvangsten", "Clearing account"),
    "unidentified": ("Nog te onderzoeken ontvangsten", "Unidentified receipts"),
    "rejected": ("Afgewezen, in behandeling", "Rejected, undecided"),
    "advance": ("Ontvangen voorschotten", "Advances received"),
    "repayable": ("Terug te betalen aan financiers", "Repayable"),
    "writeoff": ("Afboeking declaraties", "Write-off"),
    "difference": ("Betalingsverschillen", "Payment differences"),
    "revenue": ("Omzet zorg", "Revenue"),
    "revenue_prior": ("Omzet voorgaande jaren", "Revenue prior years"),
    "correction": ("Correcties financiers", "Corrections"),
    "client": ("Debiteuren cliënten", "Client debtors"),
    "fee": ("Kosten servicebureau", "Fees"),
    "charges": ("Bankkosten", "Charges"),
    "interest": ("Rente", "Interest"),
    "intercompany": ("Rekening-courant", "Intercompany"),
    "unbilled": ("Nog te factureren", "Unbilled"),
    "unbilled_revenue": ("Omzet nog te factureren", "Unbilled revenue"),
    "provision": ("Voorziening oninbaarheid", "Provision"),
    "provision_cost": ("Dotatie voorziening", "Provision cost"),
    "vat": ("Btw", "VAT"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "used": ("verwerkt", "used"),
    "known": ("al bekend", "known"),
    "test": ("testbericht", "test"),
    "waiting": ("wacht", "waiting"),
    "refused": ("geweigerd", "refused"),
}

MOVEMENTS: dict[str, tuple[str, str]] = {
    "submitted": ("gedeclareerd", "submitted"),
    "returned": ("technisch afgekeurd, geldt als niet ingediend", "returned, never delivered"),
    "awarded": ("toegekend", "awarded"),
    "awarded_non_financial": ("toegekend, niet financieel", "awarded, not financial"),
    "rejected": ("afgewezen", "rejected"),
    "resubmitted": ("opnieuw ingediend", "submitted again"),
    "reclaimed": ("teruggevorderd door de financier", "reclaimed by the payer"),
    "advance_settled": ("verrekend met voorschot", "settled with an advance"),
    "netted": ("verrekend", "set off"),
    "paid": ("ontvangst", "receipt"),
    "explained": ("ontvangst verklaard", "receipt explained"),
    "decided_rejection": ("besluit over een afwijzing", "decision on a rejection"),
    "decided_receipt": ("besluit over een ontvangst", "decision on a receipt"),
    "accrued": ("nog te factureren", "accrued"),
    "reserved": ("reservering terugbetaling", "reserved for repayment"),
    "provisioned": ("dotatie voorziening", "provisioned"),
    "uncollectable": ("oninbaar", "uncollectable"),
    "reversed": ("tegenboeking", "reversal"),
}
IDENTITIES: dict[str, tuple[str, str]] = {
    "C1": ("regels = totalen van het bericht", "lines = totals of the message"),
    "C2": ("gedeclareerd = toegekend + afgewezen + open", "declared = awarded + rejected + open"),
    "C3": ("325: toegekend = 323 - afgewezen", "325: awarded = 323 - rejected"),
    "C4": ("uitbetaling = verrekenoverzicht", "payout = netting document"),
    "C5": ("ontvangen = afgeletterd + onverklaard", "received = matched + unexplained"),
    "C6": ("tussenrekening = open posten", "clearing account = open items"),
    "C7": ("debiteuren = open declaraties", "debtors = open claims"),
    "C8": ("verloop van begin naar eind", "roll-forward from opening to closing"),
    "C9": ("elke boeking sluit binnen een periode", "every entry balances in one period"),
    "C10": ("teruggelezen = verstuurd", "read back = sent"),
    "C11": ("afschrift: begin + mutaties = eind", "statement: opening + entries = closing"),
    "C12": ("elke euro geboekt of uit te zoeken", "every euro booked or parked"),
    "C13": ("saldo pakket = verwacht saldo", "balance in package = expected"),
}

UNJUDGED: dict[str, tuple[str, str]] = {
    said: (said, english)
    for said, english in (
        ("geen berichten gelezen", "no messages were read"),
        ("geen uitbetaling van een verrekening gelezen", "no payout of a netting was read"),
        ("er is nog niets teruggelezen uit het pakket", "nothing was read back from the package"),
        ("geen afschriften gelezen", "no statements were read"),
        ("geen auditfile van het pakket gelezen", "no auditfile of the package was read"),
        (
            "geen auditfile van het pakket die de stand op de overgangsdatum kent",
            "no auditfile of the package that knows the position at the cut-over",
        ),
    )
}
"""Why an identity cannot be judged: the sentence it is kept with, and what it says in English."""

KINDS: dict[str, tuple[str, str]] = {
    "claim": ("declaratie", "claim"),
    "remittance": ("retourbericht", "remittance"),
    "netting": ("verrekening", "netting"),
    "statement": ("afschrift", "statement"),
    "decisions": ("besluiten", "decisions"),
    "open_items": ("openstaande posten", "open items"),
    "auditfile": ("auditfile", "auditfile"),
    "unknown": ("niet herkend", "not recognised"),
}
RULES: dict[str, tuple[str, str]] = {
    "return": ("retour van een eerdere betaling", "return of an earlier payment"),
    "named_sum": ("genoemd in de omschrijving, telt op", "named in the text, adds up"),
    "netting_document": ("volgens het verrekenoverzicht", "by the netting document"),
    "whole_remittance": ("een heel retourbericht of een hele dag", "a whole remittance or day"),
    "unique_amount": ("een openstaande post van dit bedrag", "one open item of this amount"),
    "advance": ("voorschot van de financier", "advance of the payer"),
    "decision": ("besluit", "decision"),
    "other": ("van geen financier", "no payer's"),
    "some_named": ("een deel van wat is genoemd, telt op", "some of what is named, adds up"),
    "named_less_negatives": (
        "genoemd in de omschrijving, min wat de financier terugvordert",
        "named in the text, less what the payer reclaims",
    ),
    "more_than_named": ("meer dan er op het genoemde openstaat", "more than is open on the named"),
    "part_of_item": ("een deel van wat is genoemd", "a part of what is named"),
    "subset": ("een combinatie van openstaande posten", "a set of open items"),
    "open_until": ("alles wat tot een dag openstond", "everything that was open until a day"),
    "marked_rest": (
        "genoemd, en de rest volgens het kenmerk van de financier",
        "named, and the rest by the payer's own mark",
    ),
    "marked": ("volgens het kenmerk van de financier", "by the payer's own mark"),
    "credit_repaid": ("terugbetaling van een terugvordering", "a reclaim that is paid back"),
}
_LINE = (
    "welke declaraties betaalt dit (match), of wat is het anders (explain)?",
    "which claims does this pay (match), or what else is it (explain)?",
)
NEXT: dict[str, tuple[str, str]] = {
    "unexplained": _LINE,
    "ambiguous": _LINE,
    "proposal": (
        "klopt dit (accept), of is het iets anders (match, explain)?",
        "is this right (accept), or is it something else (match, explain)?",
    ),
    "residual": _LINE,
    "batch_without_details": (
        "details (CAMT.054) van deze verzamelboeking aanleveren",
        "deliver the details (CAMT.054) of this batch",
    ),
    "awaiting_remittance": (
        "is het retourbericht er al? lever het aan; of is dit iets anders (explain)?",
        "is the remittance there? deliver it; or is this something else (explain)?",
    ),
    "rejection_undecided": (
        "opnieuw indienen, in geschil, of definitief (rejection): waar gaat het bedrag heen?",
        "submit again, dispute, or final (rejection): where does the amount go?",
    ),
    "unknown_payer": ("financier in de inrichting opnemen", "add the payer to the mapping"),
    "no_account": ("rekening in de inrichting opnemen", "add the account to the mapping"),
    "account_tie": ("inrichting eenduidig maken", "make the mapping unambiguous"),
    "claim_needed": ("de declaratie aanleveren", "deliver the claim"),
    "revised_remittance": ("navragen bij de financier", "ask the payer"),
    "contradicts": ("navragen welke versie geldt", "ask which version holds"),
    "bank_period_closed": ("bankperiode openen in de inrichting", "open the period"),
    "refused": ("een hersteld bestand aanleveren", "deliver a repaired file"),
    "refused_entry": ("oorzaak in het pakket wegnemen, dan post", "repair the cause, then post"),
    "kept": (
        "nog niets te doen: deze versie bewaart het document en boekt het niet",
        "nothing to do yet: this version keeps the document and does not book it",
    ),
    "period_end": (
        "zijn de cijfers opgemaakt? dan afsluiten (close), met als date de dag daarvan",
        "are the accounts drawn up? then close (close), dated that day",
    ),
    "reclassification": (
        "nu niets; zie het verslag voor de herrubricering op een balansdatum",
        "nothing now; see the report for the re-classification at a balance date",
    ),
    "held": ("mag deze boeking naar het pakket (post)?", "may this entry be sent (post)?"),
    "all_held": ("alles in een keer vrijgeven (post)?", "release everything at once (post)?"),
    "blocked": (
        "is de oorzaak bekend en verholpen (unblock)?",
        "is the cause known and mended (unblock)?",
    ),
    "outcome_unknown": ("wacht: het pakket wordt opnieuw bevraagd", "wait: it is asked again"),
    "already_in_package": ("vergelijken met het pakket", "compare with the package"),
    "wrong_administration": ("bij de juiste administratie aanleveren", "deliver it there"),
}


def asked(parked: Parked, stuck: Collection[str]) -> str:
    """The reason, or what it comes down to for a person; `stuck` = entries not taken."""
    if parked.reason == "refused" and parked.id in stuck:
        return REFUSED_ENTRY
    if parked.reason == "unexplained" and parked.id.startswith("D"):  # a document, no bank line
        return "kept"
    return parked.reason


def advice(parked: Parked, stuck: Collection[str], language: str) -> str:
    """What to do about a question."""
    return word(NEXT, asked(parked, stuck), language)


def counted_twice(parked: Parked, language: str) -> list[str]:
    """What a rejection may have been claimed again as: the claim, and the revenue at stake."""
    t, euros = terms(language), euros_in(language)
    return [
        f"{t['again']} {invoice}: {t['counted_twice']}, {euros(cents)}"
        for invoice, cents in parked.again
    ]


def plain(text: str) -> str:
    """No text of others may steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def word(table: dict[str, tuple[str, str]], key: str, language: str) -> str:
    """The word of a key in a language; a key without a word is shown as it is."""
    found = table.get(key)
    return found[0 if language == "nl" else 1] if found else key
