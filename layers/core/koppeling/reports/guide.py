"""How to answer the worklist (uitleg): what each column and each action means."""

from koppeling.model.actions import ACCOUNT, ACTIONS, Action

GUIDE: tuple[tuple[str, str, str], ...] = (
    (
        "",
        (
            "Vul per regel de gele cellen in (kies bij action en target uit de lijst) en zet dit"
            " bestand, als Excel of als CSV met puntkomma's, terug in de inbox van de"
            " administratie. Een regel zonder action blijft een vraag. Al eens aangeleverde regels"
            " mogen blijven staan: die doen niets meer. De overige cellen zijn van Koppeling."
        ),
        (
            "Fill in the yellow cells (choose action and target from the list) and drop this file,"
            " as Excel or as CSV with semicolons, in the inbox of the administration. A row without"
            " an action stays a question. Rows that were delivered before may stay: they do nothing"
            " more. The other cells are Koppeling's."
        ),
    ),
    ("action", "wat u besluit, een van de acties hieronder", "what you decide, see below"),
    ("target", "waarheen, zie de actie", "where it goes, see the action"),
    (
        "cents",
        "een deel van het bedrag, in hele centen (12,50 is 1250); leeg = alles",
        "a part of the amount, in whole cents (12.50 is 1250); empty = all of it",
    ),
    ("reason", "waarom u dit besluit", "why you decide this"),
    ("date", "datum van het besluit, 31-12-2026", "date of the decision, 31-12-2026"),
    (
        "author",
        "uw naam; als besluiter geldt wie het bestand heeft aangeleverd",
        "your name; who delivered the file counts as the one who decided",
    ),
    ("subject", "de vraag waarover u besluit", "the question that you decide on"),
    (
        "seen",
        "wat u zag; is de vraag intussen veranderd, dan wordt het besluit niet uitgevoerd",
        "what you saw; when the question has changed since, the decision is not carried out",
    ),
)


def guide(language: str) -> list[tuple[str, str]]:
    """(column, action or target, what it means) in a language, `nl` or `en`."""
    rows = [(name, nl if language == "nl" else en) for name, nl, en in GUIDE]
    for action in ACTIONS.values():
        dutch = f"{action.label}: {action.dutch}"
        rows.append((action.name, dutch if language == "nl" else action.english))
        rows += meanings(action, language)
    return rows


def meanings(action: Action, language: str) -> list[tuple[str, str]]:
    """(target, what it means) of the targets that have a meaning of their own."""
    place = 0 if language == "nl" else 1
    found = [(word, said[place]) for word, said in action.targets.items()]
    if action.free == "account":
        found.append((f"{ACCOUNT}NNNN", ("deze grootboekrekening", "this account")[place]))
    return found
