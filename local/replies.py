"""The reply to a dropped file, as the bookkeeper reads it: what became of it, and why."""

from typing import Any

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


def _where(found: dict[str, Any]) -> str:
    where = found.get("where") or {}
    parts = [f"record {where['record']}"] if where.get("record") else []
    parts += [f"veld {where['field']}"] if where.get("field") else []
    return f" ({', '.join(parts)})" if parts else ""
