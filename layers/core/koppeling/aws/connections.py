"""The vault on AWS (kluis): the item in DynamoDB, the secrets in Secrets Manager, by exact version.

No client here repeats by itself: a repeat of `lease` would lose against itself, and how often a
secret is offered is the protocol's decision. What is current in Secrets Manager is never asked;
the item alone says which version holds, and it is read consistently.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from koppeling.aws import keys
from koppeling.aws.keys import Owner
from koppeling.aws.partition import LOST
from koppeling.model.canonical import canonical
from koppeling.model.errors import Conflict, ConnectorUnavailable
from koppeling.settle.vault import Connection, Secret, number_of

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5)
MOVED = ("base", "version", "at", "due", "ends", "lost")


@contextmanager
def asked() -> Iterator[None]:
    """A store that is away is unavailable; what it answers on purpose is handled inside."""
    try:
        yield
    except ClientError as error:
        raise ConnectorUnavailable(said=str(error.response["Error"]["Code"])) from error
    except BotoCoreError as error:
        raise ConnectorUnavailable(said=type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class AwsVault:
    """Kluis van één verbinding: `table` and `secrets` are clients without repeats."""

    table: Any
    secrets: Any
    prefix: str
    owner: Owner

    @property
    def _key(self) -> dict[str, str]:
        return {"PK": self.owner.partition, "SK": keys.STATE}

    def read(self) -> Connection | None:
        """The item, read consistently."""
        with asked():
            item = self.table.get_item(Key=self._key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        kind, base, version = (str(item[name]) for name in ("kind", "base", "version"))
        at, due, ends, lost = (int(item[name]) for name in ("at", "due", "ends", "lost"))
        whose = (self.owner.tenant, self.owner.id)
        return Connection(*whose, kind, base, version, at, due, ends, lost)

    def open(self, connection: Connection, key: str = "") -> None:
        """The item, its name in the register, and both secrets, encrypted with a KMS key."""
        facts = asdict(connection)
        with asked():
            for number in (0, 1):
                self._made(self.owner.secret(self.prefix, number), key)
            self._written(
                lambda: self.table.put_item(
                    Item={**facts, **self._key}, ConditionExpression="attribute_not_exists(PK)"
                )
            )
            name = f"{self.owner.tenant}/{self.owner.id}"
            self.table.put_item(Item={"PK": keys.CONNECTIONS, "SK": name})

    def _made(self, name: str, key: str) -> None:
        encrypted = {"KmsKeyId": key} if key else {}
        try:
            self.secrets.create_secret(Name=name, **encrypted)
        except self.secrets.exceptions.ResourceExistsException:
            return

    def _written(self, write: Callable[[], Any]) -> Any:  # noqa: ANN401 - DynamoDB's answer
        """The answer of a conditional write; None when its condition did not hold."""
        try:
            return write()
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST:
                raise
            return None

    def lease(self, now: int, seconds: int) -> int | None:
        """Take the lease when it is free; the new fence."""
        with asked():
            found = self._written(
                lambda: self.table.update_item(
                    Key=self._key,
                    UpdateExpression="SET lease_until = :until ADD fence :one",
                    ConditionExpression="attribute_exists(PK) AND "
                    "(attribute_not_exists(lease_until) OR lease_until <= :now)",
                    ExpressionAttributeValues={":until": now + seconds, ":one": 1, ":now": now},
                    ReturnValues="UPDATED_NEW",
                )
            )
        return None if found is None else int(found["Attributes"]["fence"])

    def release(self, fence: int) -> None:
        """Give the lease back, if it is still ours."""
        with asked():
            self._written(
                lambda: self.table.update_item(
                    Key=self._key,
                    UpdateExpression="SET lease_until = :free",
                    ConditionExpression="fence = :mine",
                    ExpressionAttributeValues={":free": 0, ":mine": fence},
                )
            )

    def secret(self, version: str) -> Secret | None:
        """Exactly this version."""
        name = self.owner.secret(self.prefix, number_of(version))
        with asked():
            try:
                found = self.secrets.get_secret_value(SecretId=name, VersionId=version)
            except self.secrets.exceptions.ResourceNotFoundException:
                return None
        return Secret(**json.loads(found["SecretString"]))

    def keep(self, version: str, secret: Secret) -> None:
        """A new version; Secrets Manager takes the same again and refuses another."""
        name = self.owner.secret(self.prefix, number_of(version))
        text = canonical(asdict(secret)).decode()
        with asked():
            try:
                self.secrets.put_secret_value(
                    SecretId=name, ClientRequestToken=version, SecretString=text
                )
            except self.secrets.exceptions.ResourceExistsException:
                raise Conflict(version) from None

    def move(self, fence: int, connection: Connection) -> None:
        """The item, and the lease back, in one write."""
        facts = {name: getattr(connection, name) for name in MOVED}
        words = ", ".join(f"#{name} = :{name}" for name in facts)
        told = "" if connection.lost else " REMOVE told"
        with asked():
            moved = self._written(
                lambda: self.table.update_item(
                    Key=self._key,
                    UpdateExpression=f"SET {words}, lease_until = :free{told}",
                    ConditionExpression="fence = :mine",
                    ExpressionAttributeNames={f"#{name}": name for name in facts},
                    ExpressionAttributeValues={
                        **{f":{name}": value for name, value in facts.items()},
                        ":free": 0,
                        ":mine": fence,
                    },
                    ReturnValues="UPDATED_NEW",
                )
            )
        if moved is None:
            message = "the lease is another's"
            raise Conflict(message)

    def first_told(self) -> bool:
        """Whether nobody was told yet."""
        with asked():
            found = self._written(
                lambda: self.table.update_item(
                    Key=self._key,
                    UpdateExpression="SET told = :yes",
                    ConditionExpression="attribute_exists(PK) AND attribute_not_exists(told)",
                    ExpressionAttributeValues={":yes": True},
                    ReturnValues="UPDATED_NEW",
                )
            )
        return found is not None


def registered(table: Any) -> Iterator[Owner]:  # noqa: ANN401 - boto3
    """Every connection that was ever made, by tenant and name."""
    request: dict[str, Any] = {"KeyConditionExpression": Key("PK").eq(keys.CONNECTIONS)}
    while True:
        page = table.query(**request)
        for item in page["Items"]:
            yield Owner(*item["SK"].split("/"))
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
