"""What became of a drop (antwoord): for the log and the metrics, and the reply beside the books."""

from dataclasses import dataclass

from koppeling.aws.keys import Place
from koppeling.aws.logs import Measured, Said
from koppeling.model.problems import Problem


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Ontvangen: the input, what to log and measure, and whether settle has work with it."""

    place: Place
    id: str
    said: Said
    wakes: bool
    measures: tuple[tuple[Measured, int], ...] = ()


def reply_plain(
    sha256: str, kind: str, outcome: str, problems: tuple[Problem, ...]
) -> dict[str, object]:
    """The reply beside a file, in the shape of `files` in result.json."""
    return {
        "sha256": sha256,
        "kind": kind,
        "outcome": outcome,
        "problems": [
            {
                "level": p.level,
                "code": p.code,
                "message": p.message(),
                "where": {"record": p.where.record, "field": p.where.field},
            }
            for p in problems
        ],
    }
