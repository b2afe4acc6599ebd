"""Why a package refuses or cannot be reached (weigeringen), and what to do about it: one table.

A connector translates what its package says into a code; a code that is not here is `other`, with
the package's own words. What people read is made of this table and nothing else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Weigering: the reason and what to do, in Dutch and in English."""

    reason: tuple[str, str]
    todo: tuple[str, str]


REFUSALS: dict[str, Refusal] = {
    "closed_period": Refusal(
        ("de periode is in het pakket afgesloten", "the period is closed in the package"),
        (
            "open de periode of zet `closed_until` in de inrichting; daarna besluit `post`",
            "open the period, or set `closed_until` in the mapping; then decide `post`",
        ),
    ),
    "no_period": Refusal(
        ("het boekjaar of de periode bestaat niet", "there is no such year or period"),
        (
            "maak het boekjaar in het pakket aan; daarna besluit `post`",
            "make the fiscal year in the package; then decide `post`",
        ),
    ),
    "unknown_account": Refusal(
        ("een grootboekrekening bestaat niet", "an account does not exist"),
        (
            "maak de rekening aan of wijzig de inrichting; daarna besluit `post`",
            "make the account or change the mapping; then decide `post`",
        ),
    ),
    "blocked_account": Refusal(
        ("een grootboekrekening is geblokkeerd", "an account is blocked"),
        (
            "hef de blokkade op of wijzig de inrichting; daarna besluit `post`",
            "lift the block or change the mapping; then decide `post`",
        ),
    ),
    "unknown_journal": Refusal(
        ("het dagboek bestaat niet of is geblokkeerd", "the journal does not exist or is blocked"),
        (
            "maak het dagboek aan of wijzig `journal` in de inrichting; daarna besluit `post`",
            "make the journal or change `journal` in the mapping; then decide `post`",
        ),
    ),
    "unknown_debtor": Refusal(
        ("een debiteur bestaat niet of ontbreekt", "a debtor does not exist or is missing"),
        (
            "maak de debiteur aan of vul `debtor` in de inrichting; daarna besluit `post`",
            "make the debtor or fill in `debtor` in the mapping; then decide `post`",
        ),
    ),
    "dimension": Refusal(
        (
            "een kostenplaats of kostendrager ontbreekt of bestaat niet",
            "a cost centre or cost carrier is missing or does not exist",
        ),
        (
            "vul de kostenplaats bij de rol in de inrichting; daarna besluit `post`",
            "fill in the cost centre with the role in the mapping; then decide `post`",
        ),
    ),
    "vat": Refusal(
        ("het pakket rekent btw of mist de btw-code", "the package adds VAT or lacks the code"),
        (
            "gebruik een dagboek zonder btw of vul `exempt_code`; daarna besluit `post`",
            "use a journal without VAT or fill in `exempt_code`; then decide `post`",
        ),
    ),
    "unbalanced": Refusal(
        ("het pakket vindt de boeking niet in evenwicht", "the package calls it out of balance"),
        (
            "controleer of het pakket btw of een koersverschil toevoegt; meld het aan de beheerder",
            "see whether the package adds VAT or an exchange difference; tell the operator",
        ),
    ),
    "exists": Refusal(
        (
            "onder dit kenmerk staat al een andere boeking",
            "another booking stands under this reference already",
        ),
        (
            "vergelijk beide boekingen; verwijder de onjuiste in het pakket, daarna besluit `post`",
            "compare the two; remove the wrong one in the package, then decide `post`",
        ),
    ),
    "number_taken": Refusal(
        ("het boekstuknummer is in gebruik", "the entry number is in use"),
        ("er wordt een ander nummer genomen", "another number is taken"),
    ),
    "limit": Refusal(
        ("de boeking is te groot voor het pakket", "the entry is too large for the package"),
        (
            "kies `detail` = month of claim in de inrichting, of meld het aan de beheerder",
            "choose `detail` = month or claim in the mapping, or tell the operator",
        ),
    ),
    "no_rights": Refusal(
        ("de gebruiker van de koppeling mag dit niet", "the connection's user may not do this"),
        (
            "geef de gebruiker rechten op dagboek en administratie; daarna besluit `post`",
            "give the user rights on journal and administration; then decide `post`",
        ),
    ),
    "settings": Refusal(
        ("de instellingen van het pakket kloppen niet", "the settings of the package are wrong"),
        (
            "verbeter `[package]` in de inrichting (`koppeling check`); daarna besluit `post`",
            "mend `[package]` in the mapping (`koppeling check`); then decide `post`",
        ),
    ),
    "bank_feed": Refusal(
        (
            "het pakket boekt deze bankrekening zelf al",
            "the package books this bank account itself already",
        ),
        (
            "zet de bankkoppeling van het pakket uit, of `bank` = package; daarna besluit `post`",
            "switch the package's bank feed off, or `bank` = package; then decide `post`",
        ),
    ),
    "already_in_package": Refusal(
        ("deze bankregel staat al in het pakket", "this bank line is in the package already"),
        (
            "verwijder de andere boeking of houd deze vast (`hold`); anders besluit `post`",
            "remove the other booking or hold this one (`hold`); else decide `post`",
        ),
    ),
    "consent_expired": Refusal(
        ("de toestemming van het pakket is verlopen", "the package's consent has expired"),
        (
            "geef opnieuw toestemming met `koppeling connect`",
            "give consent again with `koppeling connect`",
        ),
    ),
    "rate_budget": Refusal(
        ("het aantal aanroepen van het pakket is op", "the package's calls are used up"),
        ("het boeken gaat vanzelf verder", "posting goes on by itself"),
    ),
    "locked": Refusal(
        ("het pakket is bezet door een ander", "the package is held by somebody else"),
        ("het boeken gaat vanzelf verder", "posting goes on by itself"),
    ),
    "unavailable": Refusal(
        ("het pakket is niet bereikbaar", "the package cannot be reached"),
        ("het boeken gaat vanzelf verder", "posting goes on by itself"),
    ),
    "other": Refusal(
        ("het pakket weigert de boeking", "the package refuses the entry"),
        (
            "lees wat het pakket zegt, herstel het daar; daarna besluit `post`",
            "read what the package says, mend it there; then decide `post`",
        ),
    ),
}


def refusal_of(code: str) -> Refusal:
    """The row of a code; of an unknown one, that of `other`."""
    return REFUSALS.get(code, REFUSALS["other"])


def told(code: str, said: str, language: int = 0) -> str:
    """Reason, what the package said and what to do; `language` 0 = Dutch, 1 = English.

    >>> told("unknown_account", "8011", 1)
    'an account does not exist (8011): make the account or change the mapping; then decide `post`'
    """
    row = refusal_of(code)
    words = f" ({said})" if said else ""
    return f"{row.reason[language]}{words}: {row.todo[language]}"
