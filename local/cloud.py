"""A deployed cloud, as a user and a test see it: drop a file, wait until all is settled, read on.

Settled means that nothing will happen by itself any more: no message waits or is being handled, no
execution runs, and no input is left that no commit has taken, but for an administration that has no
mapping yet or does not run.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from local.clients import client, table
from local.deployer import resources

STACK = "koppeling"
POLL_SECONDS = 0.1
# An S3 event is on its way for some milliseconds, seen by nobody; so once settled is not enough.
QUIET_POLLS = 3
# Nothing runs and an input is left: this long after that, nothing will.
STANDSTILL_SECONDS = 5.0
QUEUES = ("DropQueue", "MappingQueue")
DEAD_LETTERS = ("DropDeadLetterQueue", "MappingDeadLetterQueue")
KEY = re.compile(r"T#([a-z0-9-]+)#A#([a-z0-9-]+)")


class NotSettled(Exception):  # noqa: N818 - it names a state; the message says what stands still
    """The cloud did not come to rest, or rests with work undone; the message says what and why."""


class Administration(NamedTuple):
    """Administratie: whose books, as in the name of the inbox folder."""

    tenant: str
    administration: str

    def __str__(self) -> str:
        """As people name it."""
        return f"{self.tenant}/{self.administration}"


class Cloud:
    """Wolk: one deployed stack behind an endpoint; `ids` = physical ids by logical id."""

    def __init__(self, endpoint: str, ids: dict[str, str]) -> None:
        """Take the stack that `deploy` answered."""
        self.endpoint = endpoint
        self.ids = ids
        self._clients: dict[str, Any] = {}

    @classmethod
    def at(cls, endpoint: str) -> "Cloud":
        """The cloud that was deployed there before."""
        return cls(endpoint, resources(endpoint, STACK))

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes them as it runs
        """A client of one service, made once."""
        if service not in self._clients:
            self._clients[service] = client(service, self.endpoint)
        return self._clients[service]

    def drop(self, data: bytes, to: Administration, name: str) -> str:
        """Put a file in the inbox as a user would; its sha-256."""
        key = f"{to.tenant}/{to.administration}/{name}"
        self.client("s3").put_object(Bucket=self.ids["InboxBucket"], Key=key, Body=data)
        return hashlib.sha256(data).hexdigest()

    def configure(self, toml: bytes, to: Administration) -> None:
        """Put a mapping in the config bucket as a consultant would."""
        key = f"{to.tenant}/{to.administration}.toml"
        self.client("s3").put_object(Bucket=self.ids["ConfigBucket"], Key=key, Body=toml)

    def administrations(self) -> list[Administration]:
        """Every administration that a mapping was dropped for, by name."""
        pages = self.client("s3").get_paginator("list_objects_v2")
        found = [
            Administration(*item["Key"].removesuffix(".toml").split("/"))
            for page in pages.paginate(Bucket=self.ids["ConfigBucket"])
            for item in page.get("Contents", [])
            if re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+\.toml", item["Key"])
        ]
        return sorted(found)

    def book(self, of: Administration, name: str) -> bytes | None:
        """An object of an administration's books, None when it is not there."""
        s3 = self.client("s3")
        key = f"{of.tenant}/{of.administration}/{name}"
        try:
            data: bytes = s3.get_object(Bucket=self.ids["BooksBucket"], Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            return None
        return data

    def reply(self, of: Administration, sha256: str) -> dict[str, Any] | None:
        """What was answered to one dropped file, None when nothing was (yet)."""
        return _loaded(self.book(of, f"reply/{sha256}.json"))

    def result(self, of: Administration) -> dict[str, Any] | None:
        """The administration's books in the shape of `koppeling run`, None before the first."""
        return _loaded(self.book(of, "result.json"))

    def settle(
        self,
        seconds: float = 60,
        told: Callable[[str], None] = lambda _: None,
        standstill: float = STANDSTILL_SECONDS,
    ) -> None:
        """Wait until settled; `told` gets what is waited for each time that it changes.

        Raises NotSettled after so many seconds, or when work stands still for `standstill`.
        """
        end = time.monotonic() + seconds
        still_since, quiet, last = time.monotonic(), 0, ""
        while quiet < QUIET_POLLS:
            busy = self._busy()
            waiting = busy or self._left()
            quiet = 0 if waiting else quiet + 1
            if waiting not in ("", last):
                told(waiting)
                last = waiting
            now = time.monotonic()
            still_since = now if busy else still_since
            if now > end or (waiting and now - still_since > standstill):
                message = f"not settled: {waiting}{self._why()}"
                raise NotSettled(message)
            time.sleep(POLL_SECONDS)

    def emptied(self, queue: str, seconds: float = 60) -> None:
        """Wait until all that was put in a queue is handled. Raises NotSettled after so long."""
        end, quiet = time.monotonic() + seconds, 0
        while quiet < QUIET_POLLS:
            quiet = 0 if self.messages(queue) else quiet + 1
            if time.monotonic() > end:
                message = f"not settled: {queue} is not empty{self._why()}"
                raise NotSettled(message)
            time.sleep(POLL_SECONDS)

    def messages(self, queue: str) -> int:
        """How many messages a queue holds: visible, in flight and delayed."""
        names = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        ]
        found = self.client("sqs").get_queue_attributes(
            QueueUrl=self.ids[queue], AttributeNames=names
        )
        return sum(int(found["Attributes"].get(n, 0)) for n in names)

    def executions(self, status: str) -> list[dict[str, Any]]:
        """Executions of the state machine in one status, newest first."""
        found: list[dict[str, Any]] = self.client("stepfunctions").list_executions(
            stateMachineArn=self.ids["SettleStateMachine"], statusFilter=status
        )["executions"]
        return found

    def save(self, of: Administration, folder: Path) -> list[Path]:
        """Write what people read of an administration (report, journal, ...) to a folder."""
        prefix = f"{of.tenant}/{of.administration}/"
        found = self.client("s3").list_objects_v2(
            Bucket=self.ids["BooksBucket"], Prefix=prefix, Delimiter="/"
        )
        folder.mkdir(parents=True, exist_ok=True)
        saved = []
        names = [item["Key"].removeprefix(prefix) for item in found.get("Contents", [])]
        # the engine keeps notes of its own there; what people get as JSON is the result
        for name in (n for n in names if n == "result.json" or not n.endswith(".json")):
            (folder / name).write_bytes(self.book(of, name) or b"")
            saved.append(folder / name)
        return saved

    def _busy(self) -> str:
        for queue in QUEUES:
            if count := self.messages(queue):
                return f"{count} in {queue}"
        if count := len(self.executions("RUNNING")):
            return f"{count} settling"
        return ""

    def _left(self) -> str:
        waiting = sorted({pk for pk, _ in self.keys("NEW#") if self._runs(pk)})
        return "inputs not taken: " + ", ".join(waiting) if waiting else ""

    def _runs(self, pk: str) -> bool:
        state = self.table.get_item(Key={"PK": pk, "SK": "STATE"}, ConsistentRead=True).get(
            "Item", {}
        )
        if state.get("status", "live") != "live":
            return False
        return any(True for _ in self.keys("MAP#", pk))

    @cached_property
    def table(self) -> Any:  # noqa: ANN401 - boto3 makes them as it runs
        """The one table, with plain values."""
        return table(self.ids["Table"], self.endpoint)

    def keys(self, kind: str, pk: str = "") -> Iterator[tuple[str, str]]:
        """Keys of the items of one kind (`NEW#`, `COMMIT#`, ...), of all administrations or one."""
        request: dict[str, Any] = {
            "ConsistentRead": True,
            "ProjectionExpression": "PK, SK",
            "ExpressionAttributeValues": {":kind": kind} | ({":pk": pk} if pk else {}),
        }
        if pk:
            request["KeyConditionExpression"] = "PK = :pk AND begins_with(SK, :kind)"
        else:
            request["FilterExpression"] = "begins_with(SK, :kind)"
        read = self.table.query if pk else self.table.scan
        while True:
            page = read(**request)
            yield from ((item["PK"], item["SK"]) for item in page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _why(self) -> str:
        why = [f"{n} in {q}" for q in DEAD_LETTERS if (n := self.messages(q))]
        for execution in self.executions("FAILED")[:3]:
            told = self.client("stepfunctions").describe_execution(
                executionArn=execution["executionArn"]
            )
            why.append(f"{execution['name']}: {told.get('error')} {told.get('cause')}")
        return "".join(f"\n  {line}" for line in why)


def _loaded(data: bytes | None) -> dict[str, Any] | None:
    if data is None:
        return None
    loaded: dict[str, Any] = json.loads(data)
    return loaded
