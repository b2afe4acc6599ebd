"""What a person may decide (acties): one table for the engine, worklist, command line and docs.

Each action says what it is about, where it may go, which questions offer it, and in one line of
Dutch and of English what it does. Source: contract section 4.

>>> ACTIONS["explain"].takes("account:4890"), ACTIONS["explain"].takes("account:")
(True, False)
>>> [action.name for action in offered("rejection_undecided")]
['rejection', 'resubmission', 'refuse']
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ACCOUNT = "account:"
# questions beside the reasons of the contract: what review holds, what the package refused, a block
HELD, ALL_HELD, REFUSED_ENTRY, BLOCKED = "held", "all_held", "refused_entry", "blocked"
# and a period that is over and not closed
PERIOD_END = "period_end"
# of these a decision about the bank line can be carried out
LINE = frozenset({"unexplained", "awaiting_remittance", "ambiguous", "residual", "proposal"})
# what is to be done about a rejection: books nothing, and the rejection stays open
MARKS = frozenset({"resubmit", "correct", "dispute", "final"})


@dataclass(frozen=True, slots=True)
class Action:
    """Actie: one row of the table.

    `subject` = what it is about, in English; `targets` = the words that may be its target, each
    with its meaning in
    Dutch and English; `free` = what else may stand there: '' nothing, `claims` numbers of
    claims with commas, `claim` one of them, `account` also `account:NNNN`. `reasons` = the
    questions that offer it.
    """

    name: str
    label: str
    subject: str
    dutch: str
    english: str
    reasons: frozenset[str] = frozenset()
    targets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    free: str = ""

    @property
    def wants_target(self) -> bool:
        """Whether a row with this action must name a target."""
        return bool(self.targets or self.free)

    def takes(self, target: str) -> bool:
        """Whether this may be its target, whatever the book holds."""
        if self.free == "account" and target.startswith(ACCOUNT):
            return len(target) > len(ACCOUNT)
        if self.free in {"claims", "claim"}:
            return bool(target)
        return not self.targets or target in self.targets

    @property
    def goes_to(self) -> str:
        """What may be its target, as the contract writes it."""
        more = {"claims": "CLAIM[,CLAIM...]", "claim": "CLAIM", "account": f"{ACCOUNT}NNNN"}
        return " | ".join([*sorted(self.targets), *([more[self.free]] if self.free else [])])


_TABLE = (
    Action(
        "post",
        "versturen",
        "an entry key, a payer or all",
        "verstuur deze boeking naar het pakket; subject all = alles wat wacht",
        "send what review holds, or an entry that was refused, to the package",
        frozenset({HELD, ALL_HELD, REFUSED_ENTRY}),
    ),
    Action(
        "hold",
        "vasthouden",
        "an entry key or a payer",
        "houd deze boeking vast",
        "hold back what was released and is not sent yet",
        frozenset({HELD}),
    ),
    Action(
        "unblock",
        "deblokkeren",
        "the administration",
        "hef de blokkade op; subject = de naam van de administratie",
        "lift the block after a broken control identity",
        frozenset({BLOCKED}),
    ),
    Action(
        "match",
        "afletteren",
        "a bank line",
        "deze ontvangst betaalt de declaraties in target, met komma's gescheiden",
        "this receipt pays these claims",
        LINE,
        free="claims",
    ),
    Action(
        "explain",
        "verklaren",
        "a bank line",
        "deze ontvangst is iets anders dan betaling van een declaratie; target zegt wat",
        "this receipt is something else than the payment of a claim",
        LINE,
        {
            "advance": ("voorschot", "an advance"),
            "interest": ("rente", "interest"),
            "intercompany": ("rekening-courant", "intercompany account"),
            "repayable": ("terug te betalen", "to be paid back"),
        },
        "account",
    ),
    Action(
        "rejection",
        "afwijzing afdoen",
        "a rejection or a claim",
        "wat er met deze afwijzing gebeurt: target zegt waar het bedrag heen gaat, of wat er nog te"
        " doen is (dan boekt het niets)",
        "where the amount of this rejection goes, or what is to be done about it (books nothing)",
        frozenset({"rejection_undecided"}),
        {
            "writeoff": ("afboeken als kosten", "written off as cost"),
            "revenue": ("van de omzet af", "taken off revenue"),
            "client": ("naar de cliënt", "to the client"),
            "prior": ("van de omzet van voorgaande jaren af", "taken off revenue of prior years"),
            "resubmit": ("opnieuw indienen", "to be claimed again"),
            "correct": ("corrigeren en opnieuw indienen", "to be corrected and claimed again"),
            "dispute": ("in geschil", "in dispute"),
            "final": ("niets meer aan te doen; boekt niets", "nothing to be done; books nothing"),
        },
    ),
    Action(
        "resubmission",
        "opnieuw ingediend",
        "a rejection or a claim",
        "deze afwijzing is opnieuw ingediend als de declaratie in target",
        "this rejection was submitted again as that claim",
        frozenset({"rejection_undecided"}),
        free="claim",
    ),
    Action(
        "replace",
        "vervangen",
        "a remittance",
        "dit retour vervangt het eerdere; het verschil wordt geboekt",
        "this remittance replaces the earlier one: book the difference",
        frozenset({"revised_remittance"}),
    ),
    Action(
        "reserve",
        "reserveren",
        "payer/law/year",
        "reserveer cents voor terugbetaling (plafond) aan deze financier, wet en dit jaar;"
        " negatief = vrijval",
        "put cents aside to be paid back to this payer, law and year; negative = release",
    ),
    Action(
        "provision",
        "doteren",
        "a payer, or the administration",
        "doteer cents aan de voorziening oninbaarheid; negatief = vrijval",
        "put cents in the provision for what will not be paid; negative = release",
    ),
    Action(
        "accept",
        "akkoord",
        "a proposal",
        "neem dit voorstel over",
        "take the proposal over as it stands",
        LINE | {"claim_needed"},
    ),
    Action(
        "refuse",
        "niet akkoord",
        "a proposal",
        "wijs dit voorstel af; van een afwijzing: zij is niet opnieuw ingediend als target",
        "turn the proposal down; of a rejection: it was not submitted again as the claim in target",
        LINE | {"rejection_undecided"},
    ),
    Action(
        "undo",
        "intrekken",
        "a decision",
        "trek een besluit in; subject = dat besluit",
        "take a decision back",
    ),
    Action(
        "rebook",
        "opnieuw boeken",
        "an entry key",
        "boek de omzet van deze boeking terug, en opnieuw met de nieuwste inrichting",
        "reverse what this entry booked on revenue, and book it again with the newest mapping",
    ),
    Action(
        "uncollectable",
        "oninbaar",
        "a claim",
        "wat hierop toegekend is en openstaat wordt niet meer betaald: eerst van de voorziening af",
        "what was awarded and is open will not be paid: off the provision first, then cost",
    ),
    Action(
        "close",
        "afsluiten",
        "the last day of a month or year, YYYY-MM-DD",
        "maak de overlopende posten op die dag; date = de dag waarop de cijfers zijn opgemaakt",
        "accrue what was not answered on that day; date = the day the accounts are drawn up",
        frozenset({PERIOD_END}),
    ),
)
ACTIONS: dict[str, Action] = {action.name: action for action in _TABLE}


def offered(reason: str) -> tuple[Action, ...]:
    """The actions that answer a question with this reason."""
    return tuple(a for a in _TABLE if reason in a.reasons)


def fault(name: str, target: str) -> str:
    """Why an action with this target can never be carried out, in Dutch ('' = it can)."""
    action = ACTIONS.get(name)
    if action is None:
        return f"actie '{name}' bestaat niet; kies uit {', '.join(ACTIONS)}"
    if action.takes(target):
        return ""
    if not action.targets:
        return "er is geen declaratie genoemd"
    allowed = ", ".join(sorted(action.targets))
    more = f" of {ACCOUNT}NNNN" if action.free == "account" else ""
    return f"doel '{target}' is geen van {allowed}{more}"
