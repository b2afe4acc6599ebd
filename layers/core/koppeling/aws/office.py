"""A function's way to an administration (kantoor): clients once, a workshop for each place."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from koppeling.aws import heads, keys
from koppeling.aws.keys import Place
from koppeling.aws.objects import S3Objects
from koppeling.aws.settings import Settings
from koppeling.aws.store import DynamoStore
from koppeling.model.proof import Head
from koppeling.settle.bounds import Bounds
from koppeling.settle.ports import Store, Workshop

MOST_STARTS = 20


def now() -> int:
    """Epoch seconds: the one clock of the functions."""
    return int(time.time())


def today() -> date:
    """The day by that clock."""
    return datetime.fromtimestamp(now(), UTC).date()


@dataclass(frozen=True)
class Office:
    """Kantoor: what every handler of one environment shares."""

    settings: Settings

    @classmethod
    def of(cls) -> "Office":
        """The office of this function."""
        return cls(Settings.of())

    @classmethod
    def deployed(cls, stage: str) -> "Office":
        """The office of a deployed stage, for who may read it: the settings of its functions."""
        found = boto3.client("lambda").get_function_configuration(
            FunctionName=f"koppeling-{stage}-watch"
        )
        return cls(Settings.of(found["Environment"]["Variables"]))

    @cached_property
    def s3(self) -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
        """Objects, with the usual repeats."""
        return boto3.client("s3")

    @cached_property
    def once(self) -> Any:  # noqa: ANN401
        """Objects without repeats: for booking, where a repeat is the protocol's decision."""
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
        return boto3.client("s3", config=config)

    @cached_property
    def table(self) -> Any:  # noqa: ANN401
        """The table."""
        return boto3.resource("dynamodb").Table(self.settings.table)

    @cached_property
    def secret(self) -> bytes:
        """The one generated secret, from which a key a tenant is derived."""
        client = boto3.client("secretsmanager")
        value: str = client.get_secret_value(SecretId=self.settings.secret)["SecretString"]
        return value.encode()

    def key(self, tenant: str) -> bytes:
        """The tenant's key for pseudonyms and marks."""
        return hmac.new(self.secret, b"tenant:" + tenant.encode(), hashlib.sha256).digest()

    def objects(self, place: Place) -> S3Objects:
        """The books of an administration."""
        return S3Objects(self.s3, self.settings.books, place)

    def shop(self, place: Place) -> Workshop:
        """The workshop of an administration."""
        objects = self.objects(place)
        return Workshop(
            place.tenant,
            place.administration,
            DynamoStore(self.table, place, objects, now),
            objects,
            self.key(place.tenant),
            self._raw(place),
            self._owner(place),
        )

    @property
    def bounds(self) -> Bounds:
        """Time-outs, lease and quiet time."""
        s = self.settings
        return Bounds(timeout=s.book_timeout, lease=s.lease, quiet=s.quiet, retry=s.retry)

    def _raw(self, place: Place) -> Callable[[str], bytes | None]:
        def raw(sha256: str) -> bytes | None:
            try:
                found = self.s3.get_object(
                    Bucket=self.settings.archive, Key=keys.raw(place, sha256)
                )
            except self.s3.exceptions.NoSuchKey:
                return None
            data: bytes = found["Body"].read()
            return data

        return raw

    def archive(self, place: Place, sha256: str, body: Any) -> None:  # noqa: ANN401 - a stream
        """Keep the bytes of a file, once; what is there already is the same."""
        try:
            self.s3.put_object(
                Bucket=self.settings.archive,
                Key=keys.raw(place, sha256),
                Body=body,
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"PreconditionFailed", "412"}:
                raise

    def witness(self, place: Place, store: Store) -> bool:
        """Keep today's head among the evidence; False when that failed, for whatever reason.

        One administration whose head is not written must not keep another from its own.
        """
        day = datetime.fromtimestamp(now(), UTC).date().isoformat()
        try:
            heads.write(self.s3, self.settings.evidence, place, store, day)
        except (ClientError, BotoCoreError):
            return False
        return True

    def heads(self, place: Place) -> tuple[Head, ...]:
        """What the evidence bucket knows of an administration."""
        return tuple(heads.read(self.s3, self.settings.evidence, place))

    def register(self, place: Place, administration: dict[str, Any] | None) -> None:
        """Note an administration, with what a file of it can be recognised by.

        None = files came before any mapping: noted without marks, so that watch sees it wait.
        """
        item = {"PK": keys.ADMINISTRATIONS, "SK": place.prefix.removesuffix("/")}
        marks = {k: administration[k] if administration else [] for k in ("agb", "iban")}
        condition = {} if administration else {"ConditionExpression": "attribute_not_exists(PK)"}
        try:
            self.table.put_item(Item={**item, **marks}, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def unmapped(self) -> list[Place]:
        """Administrations whose files wait for a mapping."""
        return [place for place, marks in self.places() if not marks]

    def places(self) -> Iterator[tuple[Place, set[str]]]:
        """Every administration, with its AGB numbers and IBANs."""
        request: dict[str, Any] = {"KeyConditionExpression": Key("PK").eq(keys.ADMINISTRATIONS)}
        while True:
            page = self.table.query(**request)
            for item in page["Items"]:
                tenant, _, name = item["SK"].partition("/")
                yield Place(tenant, name), {*item["agb"], *item["iban"]}
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _owner(self, place: Place) -> Callable[[tuple[str, ...]], str]:
        def owner_of(found: tuple[str, ...]) -> str:
            for other, marks in self.places():
                if other.tenant == place.tenant and marks & set(found):
                    return f"{other.tenant}/{other.administration}"
            return ""

        return owner_of

    def wake(self, place: Place, waking: str) -> None:
        """Start settle for an administration.

        Its name: 16 hex of the administration, 16 characters of what woke it, and a number. A name
        that was used is no success, because the execution that has it may have looked before this
        input came. With every number used it is left to watch: the input stands.
        """
        client = boto3.client("stepfunctions")
        whose = hashlib.sha256(place.partition.encode()).hexdigest()[:16]
        for attempt in range(MOST_STARTS):
            name = f"{whose}-{waking[:16]}-{attempt}"
            try:
                client.start_execution(
                    stateMachineArn=self.settings.machine,
                    name=name,
                    input=json.dumps(
                        {"tenant": place.tenant, "administration": place.administration}
                    ),
                )
            except client.exceptions.ExecutionAlreadyExists:
                continue
            return

    def tell(self, subject: str, text: str) -> None:
        """A message to people."""
        boto3.client("sns").publish(
            TopicArn=self.settings.topic, Subject=subject[:100], Message=text
        )
