"""Why something is parked (redenen): contract section 6, in Dutch and English."""

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
