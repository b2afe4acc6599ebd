"""What can be chosen in a row of the worklist (keuzelijsten), and what each choice means.

The lists stand on a sheet of their own: a list inside a rule may hold 255 characters at most, and
no comma, which two claims together need. Equal lists stand there once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppeling.reports.asked import Question
from koppeling.reports.guide import meanings

SHEET = "keuzes"
LONGEST = 255  # characters of a message in a rule, by ECMA-376
WORDS: dict[str, tuple[str, str]] = {
    "action": ("Wat besluit u?", "What do you decide?"),
    "target": ("Waar gaat het heen?", "Where does it go?"),
    "cents": ("Een deel?", "A part?"),
    "date": ("Datum van het besluit", "Date of the decision"),
    "from_list": ("Kies uit de lijst.", "Choose from the list."),
    "not_listed": (
        "Dit staat niet in de lijst. Toch gebruiken? Ander declaratienummer of account:NNNN.",
        "This is not in the list. Use it all the same? Another claim or account:NNNN.",
    ),
    "whole": (
        "Leeg = het hele bedrag. Anders hele centen: voor 12,50 typt u 1250.",
        "Empty = the whole amount. Else whole cents: for 12.50 type 1250.",
    ),
    "day": ("Bijvoorbeeld 31-12-2026.", "For example 31-12-2026."),
    "claims": ("declaratienummers, met komma's", "numbers of claims, with commas"),
}
MOST = 10**14
WHOLE = {"validate": "integer", "criteria": "between", "minimum": -MOST, "maximum": MOST}
DAY = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}


@dataclass(slots=True)
class Dropdowns:
    """Keuzelijsten: puts the rules on the cells of a row, and their lists on the hidden sheet."""

    sheet: Any
    lists: Any
    language: str
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def offer(self, row: int, question: Question, places: Mapping[str, int]) -> None:
        """The rules of one row that can be answered; `places` = column by name."""
        actions = [a.name for a in question.answers]
        dutch = self.language == "nl"
        labels = (f"{a.name}: {a.label}" if dutch else a.name for a in question.answers)
        self._rule(row, places["action"], "action", "\n".join(labels), self._list(actions))
        if question.wants_target:
            said = self._meanings(question)
            self._rule(row, places["target"], "target", said, self._targets(question))
            self._rule(row, places["cents"], "cents", self._say("whole"), WHOLE)
        self._rule(row, places["date"], "date", self._say("day"), DAY)

    def _targets(self, question: Question) -> dict[str, Any]:
        """What the list offers; where a claim or an account may be named, other text as well."""
        found = self._list(question.targets)
        if question.closed:
            return found
        return found | {"error_type": "information", "error_message": self._say("not_listed")}

    def _rule(self, row: int, column: int, title: str, message: str, rule: dict[str, Any]) -> None:
        shown = {"input_title": self._say(title), "input_message": message[:LONGEST]}
        wrong = {"error_message": message[:LONGEST]}
        self.sheet.data_validation(row, column, row, column, wrong | rule | shown)

    def _list(self, words: Sequence[str]) -> dict[str, Any]:
        """A rule that takes what stands in a list; equal lists are written once."""
        key = tuple(words)
        if key not in self.known:
            row = len(self.known)
            for column, word in enumerate(key):
                self.lists.write_string(row, column, word)
            last = chr(ord("A") + len(key) - 1)
            self.known[key] = f"={SHEET}!$A${row + 1}:${last}${row + 1}"
        message = self._say("from_list")
        return {"validate": "list", "source": self.known[key], "error_message": message}

    def _meanings(self, question: Question) -> str:
        found = [
            (name, said)
            for a in question.answers
            for name, said in meanings(a, self.language)
            if name in question.targets or name not in a.targets
        ]
        if any(a.free == "claims" for a in question.answers):
            found.insert(0, ("match", self._say("claims")))
        return "\n".join(f"{name}: {said}" for name, said in found)

    def _say(self, name: str) -> str:
        return WORDS[name][0 if self.language == "nl" else 1]
