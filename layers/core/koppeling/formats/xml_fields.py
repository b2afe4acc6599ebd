"""What an XML message says at a path (velden): a value, or a finding that names the element.

Shared by the messages of gemeenten and insurers; a finding never shows the content.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element
from koppeling.model.problems import Problem, Where, problem

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOST_PROBLEMS = 100


@dataclass(slots=True)
class Fields:
    """Velden: the elements around the lines, and what was wrong: a hundred findings are enough.

    The first error is kept whatever came before it, so that the limit never hides a refusal.
    """

    source: Source
    root: Element = field(default_factory=lambda: Element("", {}))
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, record: int | None, name: str, /, **figures: object) -> None:
        """Keep a finding about one element."""
        made = problem(code, Where(self.source.sha256, record, name), **figures)
        first = made.level == "error" and all(p.level != "error" for p in self.problems)
        if first or len(self.problems) < MOST_PROBLEMS:
            self.problems.append(made)

    def text(self, base: Element, *path: str, like: re.Pattern[str], expected: str) -> str:
        """A mandatory value; a finding when it is missing or has another form."""
        found, name = base.value(*path), "/".join(path)
        if not found:
            self.fault("missing_element", None, name, name=name)
        elif not like.fullmatch(found):
            self.fault("bad_value", None, name, name=name, expected=expected)
        return found

    def day(self, base: Element, *path: str, record: int | None = None) -> date | None:
        """A mandatory date; None with a finding when there is none."""
        found, name = base.value(*path), "/".join(path)
        try:
            return date.fromisoformat(found if DAY.fullmatch(found) else "")
        except ValueError:
            self.fault("bad_value", record, name, name=name, expected="datum JJJJ-MM-DD")
            return None
