"""OAuth as the package does it: a code for three minutes, tokens for ten, refresh tokens once.

A refresh within 570 seconds is refused; a refresh token that was used before ends the consent, and
a person must give it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

CODE_LIVES, TOKEN_LIVES, SOONEST = 180, 600, 570
CLIENT = ("the-application", "its-secret")


@dataclass
class Consents:
    """Moments are seconds; `current` = refresh token to the moment its access token was given."""

    codes: dict[str, int] = field(default_factory=dict)
    access: dict[str, int] = field(default_factory=dict)
    current: dict[str, int] = field(default_factory=dict)
    old: set[str] = field(default_factory=set)
    counter: "count[int]" = field(default_factory=lambda: count(1))

    def code(self, now: int) -> str:
        """What the browser brings back after a person agreed."""
        code = f"code-{next(self.counter)}"
        self.codes[code] = now
        return code

    def is_valid(self, token: str, now: int) -> bool:
        """Whether an access token still lives."""
        return token in self.access and now < self.access[token] + TOKEN_LIVES

    def token(self, form: Mapping[str, str], now: int) -> tuple[int, dict[str, Any]]:
        """Status and answer of the endpoint for tokens."""
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            return _no(401, "invalid_client", "Unknown client")
        if form.get("grant_type") == "authorization_code":
            given = self.codes.pop(form.get("code", ""), None)
            if given is None or now > given + CODE_LIVES:
                return _no(400, "invalid_grant", "Authorization code expired or used")
            return 200, self.give(now)
        return self.refreshed(form.get("refresh_token", ""), now)

    def refreshed(self, refresh: str, now: int) -> tuple[int, dict[str, Any]]:
        """New tokens for a refresh token that is the last one, and not too soon."""
        if refresh in self.old:
            return _no(401, "unauthorized_client", "Old refresh token used.")
        if refresh not in self.current:
            return _no(400, "invalid_grant", "Unknown refresh token")
        if now < self.current[refresh] + SOONEST:
            return _no(400, "access_denied", "Rate limit exceeded: access_token not expired")
        del self.current[refresh]
        self.old.add(refresh)
        return 200, self.give(now)

    def give(self, now: int) -> dict[str, Any]:
        """New tokens."""
        number = next(self.counter)
        access, refresh = f"access-{number}", f"refresh-{number}"
        self.access[access] = self.current[refresh] = now
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": str(TOKEN_LIVES),
            "refresh_token": refresh,
        }


def _no(status: int, error: str, why: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": error, "error_description": why}
