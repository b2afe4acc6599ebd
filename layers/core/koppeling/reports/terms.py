"""The labels of the report (opschriften), Dutch first, English second."""

TERMS: dict[str, tuple[str, str]] = {
    "title": ("Verwerkingsverslag", "Processing report"),
    "commit": ("vastlegging", "commit"),
    "mapping": ("inrichting versie", "mapping version"),
    "latest": ("gelezen tot en met", "read up to"),
    # the summary
    "booked": ("Geboekt", "Booked"),
    "entries": ("boekingen", "entries"),
    "in_package": ("in het pakket", "in the package"),
    "to_send": ("klaar om te versturen", "ready to send"),
    "to_find_out": ("Uit te zoeken", "To find out"),
    "questions": ("vragen", "questions"),
    "waiting": ("Wacht op vrijgave", "Waiting for release"),
    "blocked": ("Geblokkeerd", "Blocked"),
    "no": ("nee", "no"),
    "yes": ("ja", "yes"),
    "nothing_sent": (
        "Er wordt niets naar het pakket verstuurd totdat dit is opgelost en vrijgegeven.",
        "Nothing is sent to the package until this is solved and released.",
    ),
    "awarded_unpaid": ("Toegekend, nog te ontvangen", "Awarded, unpaid"),
    "unanswered_total": ("Gedeclareerd, wacht op retour", "Declared, unanswered"),
    # what is parked
    "finding": ("Bevinding", "Finding"),
    "payer": ("Financier", "Payer"),
    "date": ("Datum", "Date"),
    "dated": ("Datum", "Dated"),
    "amount": ("Bedrag", "Amount"),
    "stands_on": ("Staat op", "Held on"),
    "not_booked": ("niet geboekt", "not booked"),
    "not_sent": ("nog niet verstuurd", "not sent yet"),
    "about": ("Toelichting", "About"),
    "next": ("Wat u kunt doen", "What you can do"),
    "possible": ("Mogelijk", "Possible"),
    "none": ("Niets.", "Nothing."),
    "open": ("open", "open"),
    "nothing_open": ("niets meer open", "nothing open"),
    "and_more": ("en nog", "and more:"),
    # files
    "files": ("Bestanden", "Files"),
    "file": ("Bestand", "File"),
    "kind": ("Soort", "Kind"),
    "invoice": ("Declaratie", "Claim"),
    "outcome": ("Uitkomst", "Outcome"),
    "record": ("record", "record"),
    "field": ("veld", "field"),
    "other_lines": ("Overige bankmutaties, niet geboekt", "Other bank lines, not booked"),
    # an account explained
    "specification": ("Specificatie tussenrekening", "Clearing account, item by item"),
    "unidentified": (
        "Specificatie nog te onderzoeken ontvangsten",
        "Unidentified receipts, item by item",
    ),
    "awarded_part": ("toegekend, nog te ontvangen", "awarded, unpaid"),
    "reclaimed_part": ("terugvordering", "the payer's claim on us"),
    "other_part": ("overige bankmutaties", "other bank lines"),
    "before": ("Niet door Koppeling geboekt: stond er al", "Not booked by Koppeling: stood there"),
    "total": ("Totaal", "Total"),
    "balance": ("Saldo volgens de boekingen", "Balance by the entries"),
    # open items
    "open_items": ("Openstaande posten", "Open items"),
    "declared": ("Gedeclareerd", "Declared"),
    "awarded": ("Toegekend", "Awarded"),
    "rejected": ("Afgewezen", "Rejected"),
    "settled": ("Verrekend", "Settled"),
    "paid": ("Betaald", "Paid"),
    "remaining": ("Nog te ontvangen", "Remaining"),
    "unanswered": ("wacht op retour", "unanswered"),
    # matches
    "matches": ("Afletteringen", "Matches"),
    "rule": ("Regel", "Rule"),
    "pays": ("Betaalt", "Pays"),
    "line": ("Bankmutatie", "Bank line"),
    # balances and identities
    "balances": ("Saldi per rol", "Balances by role"),
    "own": ("Eigen boekingen", "Own entries"),
    "with_package": ("Met het pakket", "With the package"),
    "identities": ("Aansluitingen", "Control identities"),
    "holds": ("sluit", "holds"),
    "differs": ("verschil", "differs"),
    "not_judged": ("niet beoordeeld", "not judged"),
    # the journal
    "journal": ("Journaal", "Journal"),
    "period": ("Periode", "Period"),
    "account": ("Rekening", "Account"),
    "debit": ("Debet", "Debit"),
    "credit": ("Credit", "Credit"),
    "expected": ("Boekt het pakket zelf", "Booked by the package itself"),
}


def terms(language: str) -> dict[str, str]:
    """Every label in a language, `nl` or `en`."""
    return {name: words[0 if language == "nl" else 1] for name, words in TERMS.items()}
