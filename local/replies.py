"""The reply to a dropped file, as the bookkeeper reads it: what became of it, and why."""

import json
from typing import Any

from koppeling.model.cents import euros_nl
from koppeling.model.codec import to_plain
from koppeling.model.documents import Decision
from local.cloud import Administration

OUTCOMES = {
    "used": "verwerkt",
    "known": "al bekend, niets nieuws",
    "test": "testbericht: gelezen, niet geboekt",
    "waiting": "wacht op de inrichting van deze administratie",
    "refused": "geweigerd, niets van dit bestand is geboekt",
}
NO_REPLY = "nog geen antwoord: kijk in het logboek van de lokale cloud"


def told(name: str, reply: dict[str, Any] | None) -> str:
    """The reply as text: a line for the file, and one for each finding."""
    if reply is None:
        return f"{name}: {NO_REPLY}"
    outcome = reply.get("outcome", "")
    found = reply.get("problems", [])
    why = [f"  - {p.get('message') or p.get('code')}{_where(p)}" for p in found]
    return "\n".join([f"{name}: {OUTCOMES.get(outcome, outcome)}", *why])


def again(reply: dict[str, Any] | None) -> dict[str, Any] | None:
    """The reply to bytes that came before: what was used is known now; a refusal stays one."""
    used = reply is not None and reply.get("outcome") == "used"
    return {"outcome": "known"} if used else reply


def refused(reply: dict[str, Any] | None) -> bool:
    """Whether nothing of the file was taken."""
    return reply is not None and reply.get("outcome") == "refused"


def decided(
    to: Administration, row: Decision, name: str, reply: dict[str, Any] | None, *, as_json: bool
) -> str:
    """What was dropped as a decision and what became of it, for people or as one JSON object."""
    if as_json:
        kept = ("date", "author", "reason", "action", "subject", "target", "cents")
        said = {k: v for k, v in to_plain(row).items() if k in kept}
        found = reply or {"outcome": None, "problems": []}
        answer = {
            "administration": str(to),
            "decision": {"id": row.id} | said,
            "file": name,
            "outcome": found.get("outcome"),
            "carried_out": not undecided(reply),
            "problems": found.get("problems", []),
        }
        return json.dumps(answer, indent=2, ensure_ascii=False)
    target = f" -> {row.target}" if row.target else ""
    part = "" if row.cents is None else f", {euros_nl(row.cents)} euro"
    what = f"besluit {row.id}: {row.action} {row.subject}{target}{part} ({row.reason})"
    return f"{what}\n{told(name, reply)}"


def undecided(reply: dict[str, Any] | None) -> bool:
    """Whether a decision was not taken: its file refused, or the one row in it."""
    codes = {p.get("code") for p in (reply or {}).get("problems", [])}
    return refused(reply) or "decision_refused" in codes


def _where(found: dict[str, Any]) -> str:
    where = found.get("where") or {}
    parts = [f"record {where['record']}"] if where.get("record") else []
    parts += [f"veld {where['field']}"] if where.get("field") else []
    return f" ({', '.join(parts)})" if parts else ""
