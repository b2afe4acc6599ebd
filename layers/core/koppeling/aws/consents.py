"""The connections of an environment (verbindingen): tokens for posting, keep-alive, and the alarm.

A refresh token that nobody uses dies (Exact: after 30 days), silently, for a provider that claims
once a quarter. So watch renews what slept for a week, and tells people, with the link to consent,
what only a person can mend.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from koppeling.aws.connections import ONCE, AwsVault, asked, registered
from koppeling.aws.keys import Owner
from koppeling.aws.logs import Book, Measured, Said
from koppeling.aws.office import Office, now
from koppeling.aws.wire import sender
from koppeling.connectors.oauth import App, Grant, by_refresh, consent_link, kinds
from koppeling.connectors.wire import Send
from koppeling.model.errors import ConnectorUnavailable
from koppeling.settle.consent import Consent
from koppeling.settle.vault import Connection

DAY = 86_400
WEEK = 7 * DAY


@dataclass(frozen=True)
class Consents:
    """Toestemmingen: every connection of the office's environment."""

    office: Office

    @cached_property
    def table(self) -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
        """The table, without repeats."""
        return boto3.resource("dynamodb", config=ONCE).Table(self.office.settings.table)

    @cached_property
    def secrets(self) -> Any:  # noqa: ANN401
        """Secrets Manager, without repeats."""
        return boto3.client("secretsmanager", config=ONCE)

    @cached_property
    def send(self) -> Send:
        """For what gives tokens: two tries and keeping the answer fit in STORING's part."""
        timeout = self.office.settings.book_timeout
        return sender(connect=max(timeout // 100, 1), read=max(timeout // 30, 1))

    def app(self, kind: str) -> App:
        """Who we are at a package. Raises ConnectorUnavailable when nobody filled that in."""
        with asked():
            found = self.secrets.get_secret_value(SecretId=self.office.settings.apps)
        try:
            return App(**json.loads(found["SecretString"])[kind])
        except (ValueError, KeyError, TypeError):
            raise ConnectorUnavailable(said="app") from None

    def vault(self, owner: Owner) -> AwsVault:
        """Where one connection and its secret are kept."""
        return AwsVault(self.table, self.secrets, self.office.settings.connections, owner)

    def token(self, owner: Owner, until: int, rest: int = 0) -> Consent:
        """What a connector asks its secret of; `until` = when the function is stopped."""
        return Consent(self.vault(owner), self._exchange, now, self.office.bounds, until, rest)

    def _exchange(self, connection: Connection, refresh: str) -> Grant | None:
        kind = connection.kind
        return by_refresh(self.send, kind, connection.base, self.app(kind), refresh)

    def link(self, connection: Connection) -> str:
        """Where a person consents. What comes back is known by its `state` as this connection's."""
        app = self.app(connection.kind)
        return consent_link(connection.kind, connection.base, app, self.state(connection))

    def state(self, connection: Connection) -> str:
        """Nobody outside can make it, and the address of one customer fits no other's."""
        words = f"consent:{connection.id}".encode()
        return hmac.new(self.office.key(connection.tenant), words, hashlib.sha256).hexdigest()[:32]

    def all(self) -> Iterator[Owner]:
        """Every connection that was ever opened; where there is none, nothing more is loaded."""
        return registered(self.office.table)

    def mind(self, book: Book, until: int) -> None:
        """Renew what slept, tell people what only they can mend, measure it, log it."""
        renewed, lost = self.kept_alive(until)
        if renewed:
            book.say(Said.RENEWED, renewed=renewed)
        for connection in lost:
            book.say(
                Said.CONSENT_LOST,
                tenant=connection.tenant,
                connection=connection.id,
                since=connection.lost,
                told=self.tell(connection),
            )
        book.measure(Measured.CONSENTS, len(lost))

    def kept_alive(self, until: int) -> tuple[int, list[Connection]]:
        """Renew what slept for a week: how many, and the connections that need a person.

        One connection that cannot be looked at does not keep another from its turn.
        """
        renewed, lost = 0, []
        for owner in list(self.all()):
            token = self.token(owner, until, rest=WEEK)
            try:
                before = token.vault.read()
                if before is None or not before.version:
                    continue
                renewed += self._renewed(token, before)
                after = token.vault.read() or before
            except ConnectorUnavailable:
                continue
            if after.lost or dying(after, now()):
                lost.append(after)
        return renewed, lost

    def _renewed(self, token: Consent, before: Connection) -> bool:
        if before.lost or not token.due(before):
            return False
        try:
            token.current()
        except ConnectorUnavailable:  # next round tries again; what is lost is noted in the item
            return False
        return True

    def tell(self, connection: Connection) -> bool:
        """Send people the link, once for each time that a connection is lost."""
        if not self.vault(Owner(connection.tenant, connection.id)).first_told():
            return False
        name = f"{connection.tenant}/{connection.id}"
        self.office.tell(f"Koppeling: toestemming nodig voor {name}", self._words(connection))
        return True

    def _words(self, connection: Connection) -> str:
        command = f"koppeling connect --to {connection.tenant} {connection.kind} {connection.id}"
        name = f"{connection.id} ({connection.kind}) van {connection.tenant}"
        lines = [
            f"De verbinding {name} wordt door het pakket niet meer toegelaten, of is dat bijna.",
            "Zolang wordt daar niets geboekt; wat klaarstaat gaat daarna vanzelf verder.",
        ]
        if kinds()[connection.kind].grant == "code":
            try:
                lines.append(f"Geef opnieuw toestemming: {self.link(connection)}")
            except ConnectorUnavailable:
                lines.append("De gegevens van de app ontbreken: zie docs/operations.md, A12.")
            lines.append(f"Plak daarna het adres waar de browser eindigt in: {command}")
        else:
            lines.append(f"Maak in het pakket een nieuwe sleutel aan en geef die op met: {command}")
        return "\n".join(lines)


def dying(connection: Connection, moment: int) -> bool:
    """Whether a token that rotates is a week from being refused because nobody used it."""
    days = kinds()[connection.kind].unused
    return bool(days and connection.due) and moment > connection.at + (days * DAY - WEEK)
