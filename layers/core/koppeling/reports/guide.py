"""How to answer the worklist (uitleg): what each column and each action means."""

GUIDE: tuple[tuple[str, str, str], ...] = (
    (
        "",
        (
            "Vul per regel de gele kolommen in en zet dit bestand terug in de inbox van de"
            " administratie. Een regel zonder action blijft een vraag. De grijze kolommen zijn van"
            " Koppeling: laat ze staan."
        ),
        (
            "Fill in the yellow columns and drop this file in the inbox of the administration. A"
            " row without an action stays a question. The grey columns are Koppeling's: leave them."
        ),
    ),
    ("date", "datum van het besluit, JJJJ-MM-DD", "date of the decision, YYYY-MM-DD"),
    (
        "author",
        "uw naam; als besluiter geldt wie het bestand heeft aangeleverd",
        "your name; who delivered the file counts as the one who decided",
    ),
    ("reason", "waarom u dit besluit", "why you decide this"),
    ("action", "wat u besluit, een van de acties hieronder", "what you decide, see below"),
    ("target", "waarheen, zie de actie", "where it goes, see the action"),
    (
        "cents",
        "een deel van het bedrag, in hele centen (12,50 is 1250); leeg = alles",
        "a part of the amount, in whole cents (12.50 is 1250); empty = all of it",
    ),
    ("subject", "de vraag waarover u besluit", "the question that you decide on"),
    (
        "seen",
        "wat u zag; is de vraag intussen veranderd, dan wordt het besluit niet uitgevoerd",
        "what you saw; when the question has changed since, the decision is not carried out",
    ),
    (
        "match",
        "deze ontvangst betaalt de declaraties in target, met komma's gescheiden",
        "this receipt pays the claims in target, separated by commas",
    ),
    (
        "explain",
        (
            "deze ontvangst is iets anders; target = advance (voorschot), interest (rente),"
            " repayable (terug te betalen), intercompany (rekening-courant) of account:NNNN"
            " (een grootboekrekening)"
        ),
        (
            "this receipt is something else; target = advance, interest, repayable, intercompany or"
            " account:NNNN (an account number)"
        ),
    ),
    (
        "rejection",
        (
            "deze afwijzing is definitief; target = writeoff (afboeken als kosten), revenue (van de"
            " omzet af), prior (van de omzet van voorgaande jaren af) of client (naar de cliënt)"
        ),
        (
            "this rejection is final; target = writeoff, revenue, prior (revenue of prior years) or"
            " client"
        ),
    ),
    (
        "post",
        "verstuur deze boeking naar het pakket; subject all = alles wat wacht",
        "send this entry to the package; subject all = everything that waits",
    ),
    ("hold", "houd deze boeking vast", "hold this entry back"),
    (
        "unblock",
        "hef de blokkade op; subject = de naam van de administratie",
        "lift the block; subject = the name of the administration",
    ),
    ("undo", "trek een besluit in; subject = dat besluit", "take a decision back; subject = it"),
)


def guide(language: str) -> list[tuple[str, str]]:
    """(column or action, what it means) in a language, `nl` or `en`."""
    return [(name, nl if language == "nl" else en) for name, nl, en in GUIDE]
