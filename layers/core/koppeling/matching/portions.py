"""Of which groups a part of a rejection is (deel van een afwijzing): told, never spread.

What was rejected may stand on several rows of revenue. A part is of a return code or of a service
month when its amount is exactly theirs and nobody else's; any other part cannot be told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from koppeling.model.groups import Group

NAMED_BY: tuple[Callable[[Group], str], ...] = (lambda g: g.code, lambda g: g.month)


@dataclass(slots=True)
class Portion:
    """Rest van een afwijzing: the groups that nobody decided on.

    `loose` = cents that were decided and belong to no group that is known: then only their sum is.
    """

    groups: tuple[Group, ...]
    loose: int = 0

    def of(self, cents: int) -> tuple[Group, ...]:
        """The groups that these cents are of, with their own amounts; () = it cannot be told."""
        if not self.loose and cents == _sum(self.groups):
            return self.groups
        if len({_row(g) for g in self.groups}) == 1:
            return (_part(self.groups, cents),)
        if self.loose:
            return ()
        found = {named for named in self._named() if _sum(named) == cents}
        return found.pop() if len(found) == 1 else ()

    def take(self, cents: int, groups: tuple[Group, ...]) -> None:
        """Less what was decided."""
        if groups and not self.loose and set(groups) <= set(self.groups):
            self.groups = tuple(g for g in self.groups if g not in groups)
        else:
            self.loose += cents

    def by_month(self, left: int) -> dict[str, int]:
        """Cents that are left by service month; all on the earliest where they cannot be told."""
        if self.loose:
            return {min((g.month for g in self.groups), default=""): left}
        found: dict[str, int] = {}
        for g in self.groups:
            found[g.month] = found.get(g.month, 0) + g.rejected
        return found

    def _named(self) -> set[tuple[Group, ...]]:
        """What a return code or a service month holds."""
        return {
            tuple(g for g in self.groups if name(g) == name(wanted))
            for name in NAMED_BY
            for wanted in self.groups
        }


def _sum(groups: Iterable[Group]) -> int:
    return sum(g.rejected for g in groups)


def _row(group: Group) -> Group:
    """Everything that accounting may ask of a group, but the return code."""
    return replace(group, code="", count=0, declared=0, awarded=0, non_financial=0)


def _part(groups: tuple[Group, ...], cents: int) -> Group:
    """Some cents of groups that book alike; of two return codes it has neither."""
    codes = {g.code for g in groups}
    code = codes.pop() if len(codes) == 1 else ""
    return replace(groups[0], code=code, declared=cents, awarded=0, non_financial=0)
