"""Connecting a package (verbinden), by a consultant with his own credentials, in no function."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from koppeling.aws.consents import Consents
from koppeling.aws.keys import NAME, Owner
from koppeling.aws.office import Office, now
from koppeling.connectors.oauth import by_code, first_call, kinds
from koppeling.model.errors import ConnectorUnavailable
from koppeling.settle.consent import establish, secret_of
from koppeling.settle.vault import Connection, Secret


@dataclass(frozen=True)
class Connecting:
    """Verbinden: one connection, as who makes it sees it. Raises ConnectorUnavailable."""

    consents: Consents
    connection: Connection

    @property
    def state(self) -> str:
        """What comes back with the answer to this connection's link."""
        return self.consents.state(self.connection)

    def link(self) -> str:
        """Where a person consents."""
        return self.consents.link(self.connection)

    def by_code(self, code: str) -> None:
        """Exchange a code, under the lease, and keep what comes of it."""
        kind, base = self.connection.kind, self.connection.base
        app = self.consents.app(kind)

        def obtain() -> Secret:
            at = now()
            return secret_of(by_code(self.consents.send, kind, base, app, code), at)

        self._establish(obtain)

    def by_key(self, key: str) -> None:
        """Keep a key that does not rotate."""
        self._establish(lambda: Secret(key))

    def _establish(self, obtain: Callable[[], Secret]) -> None:
        office = self.consents.office
        vault = self.consents.vault(Owner(self.connection.tenant, self.connection.id))
        vault.open(self.connection, self._encrypted_with())
        establish(vault, obtain, now, office.bounds, self.connection.base)

    def _encrypted_with(self) -> str:
        """The KMS key of the stage: that of the secret of the apps; '' = the account's own."""
        try:
            found = self.consents.secrets.describe_secret(
                SecretId=self.consents.office.settings.apps
            )
        except (BotoCoreError, ClientError) as error:
            raise ConnectorUnavailable(said=type(error).__name__) from error
        return str(found.get("KmsKeyId", ""))

    def let_in(self, key: str = "") -> None:
        """Make a first call with a key, or with the token that is kept."""
        until = now() + self.consents.office.bounds.timeout
        owner = Owner(self.connection.tenant, self.connection.id)
        secret = key or self.consents.token(owner, until)()
        first_call(self.consents.send, self.connection.kind, self.connection.base, secret)

    @property
    def reachable(self) -> bool:
        """Whether the address of the package is known."""
        return bool(self.connection.base or kinds()[self.connection.kind].base)


def connecting(stage: str, to: str, connection: Connection) -> Connecting:
    """One connection of a stage: as it stands there, or still to be made.

    `to` = TENANT or TENANT/ADMINISTRATION, '' = the only tenant there is; `connection` = its name,
    kind and address as asked for. Raises LookupError with a sentence for who asks.
    """
    try:
        office = Office.deployed(stage)
        tenants = {to.partition("/")[0]} if to else {p.tenant for p, _ in office.places()}
    except (BotoCoreError, ClientError) as error:
        message = f"stage {stage} cannot be reached: {error}"
        raise LookupError(message) from error
    if len(tenants) != 1:
        message = f"say --to TENANT; there are: {', '.join(sorted(tenants)) or 'none yet'}"
        raise LookupError(message)
    (tenant,) = tenants
    for name in (tenant, connection.id):
        if not NAME.fullmatch(name):
            message = f"{name}: small letters, digits and hyphens, at most 40"
            raise LookupError(message)
    consents = Consents(office)
    stands = consents.vault(Owner(tenant, connection.id)).read()
    if stands and stands.kind != connection.kind:
        message = f"{connection.id} is a connection of kind {stands.kind} already"
        raise LookupError(message)
    known = stands or replace(connection, tenant=tenant)
    return Connecting(consents, replace(known, base=connection.base or known.base))
