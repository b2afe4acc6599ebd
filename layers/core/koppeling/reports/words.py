"""The words that a bookkeeper reads (woordenlijst), Dutch first, English second."""

REASONS: dict[str, tuple[str, str]] = {
    "unexplained": ("niet verklaard", "unexplained"),
    "awaiting_remittance": ("wacht op retour", "awaiting remittance"),
    "ambiguous": ("meer dan een verklaring", "ambiguous"),
    "proposal": ("voorstel, beslis zelf", "proposal"),
    "residual": ("telt niet op", "does not add up"),
    "unknown_payer": ("onbekende financier", "unknown payer"),
    "claim_needed": ("declaratie ontbreekt", "claim needed"),
    "revised_remittance": ("tweede retour op dezelfde declaratie", "revised remittance"),
    "contradicts": ("spreekt een eerdere versie tegen", "contradicts an earlier version"),
    "rejection_undecided": ("afgewezen, in behandeling", "rejection undecided"),
    "no_account": ("geen grootboekrekening", "no account"),
    "account_tie": ("twee rekeningen passen even goed", "two accounts fit equally"),
    "bank_period_closed": ("bankperiode is afgesloten", "bank period closed"),
    "already_in_package": ("staat al in het pakket", "already in the package"),
    "refused": ("geweigerd", "refused"),
    "outcome_unknown": ("uitkomst onbekend", "outcome unknown"),
    "batch_without_details": ("verzamelboeking zonder details", "batch without details"),
    "wrong_administration": ("van een andere administratie", "another administration"),
}
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
    "client": ("Debiteuren clienten", "Client debtors"),
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
REASON = {k: v[0] for k, v in REASONS.items()}
ROLE = {k: v[0] for k, v in ROLES.items()}
OUTCOME = {k: v[0] for k, v in OUTCOMES.items()}


def word(table: dict[str, tuple[str, str]], key: str, language: str) -> str:
    """The word of a key in a language; a key without a word is shown as it is."""
    found = table.get(key)
    return found[0 if language == "nl" else 1] if found else key
