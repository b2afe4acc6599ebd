"""The store port on DynamoDB (kaartenbak): one table, one partition an administration.

Every write is conditional or a transaction, as the port asks; a lost race is a Conflict. Payloads
over 100 KB go to S3 first, with their hash in the item.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.model.canonical import canonical, sha256
from koppeling.model.errors import Conflict
from koppeling.settle.ports import Commit, Input, Intent, Objects, State

LARGE = 100_000
CHUNK = 40
LOST = {"ConditionalCheckFailedException"}
CONTENDED = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
Item = dict[str, Any]


class DynamoStore:
    """Kaartenbak in DynamoDB."""

    def __init__(
        self,
        table: Any,  # noqa: ANN401 - boto3
        place: Place,
        objects: Objects,
        now: Callable[[], int],
    ) -> None:
        """Take the table, whose items these are, where large payloads go, and the clock."""
        self._table, self._pk, self._objects, self._now = table, place.partition, objects, now

    def keep(self, document: Input, about: dict[str, Any]) -> bool:
        """The input's item and its `NEW#`, both or none."""
        facts = {"kind": document.kind, "order": document.order, "at": self._now()}
        kept = {"SK": keys.kept(document.id), **facts, **self._payload(about)}
        return self._won(
            [_put(self._own(kept)), _put(self._own({"SK": keys.new(document.id), **facts}))]
        )

    def document(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - the field's own word
        """What `keep` was told."""
        found = self._get(keys.kept(id))
        return self._about(found) if found else None

    def new(self) -> tuple[Input, ...]:
        """Inputs that no commit has taken, in canonical order."""
        found = [
            Input(item["SK"].removeprefix("NEW#"), item["kind"], item["order"])
            for item in self._all("NEW#")
        ]
        return tuple(sorted(found, key=lambda i: (i.order, i.id)))

    def since(self) -> int | None:
        """When the oldest input that no commit took came, else when the last commit was made."""
        times = [int(i["at"]) for i in self._all("NEW#")]
        head = self.head()
        if head and not times:
            found = self._get(keys.numbered("COMMIT", head.sequence)) or {}
            times = [int(found["at"])] if "at" in found else []
        return min(times, default=None)

    def head(self) -> Commit | None:
        """The last commit."""
        found = self._table.query(
            KeyConditionExpression=Key("PK").eq(self._pk) & Key("SK").begins_with("COMMIT#"),
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )["Items"]
        return self._commit(found[0]) if found else None

    def commit(self, sequence: int) -> Commit | None:
        """One commit."""
        found = self._get(keys.numbered("COMMIT", sequence))
        return self._commit(found) if found else None

    def append(self, commit: Commit) -> None:
        """The next number if absent, and the removal of what it took."""
        from koppeling.model.codec import to_plain

        sk = keys.numbered("COMMIT", commit.sequence)
        item = {"SK": sk, "at": self._now(), **self._payload(to_plain(commit))}
        before = keys.numbered("COMMIT", commit.sequence - 1)
        there = "attribute_exists(PK)"
        follows = [self._change("ConditionCheck", before, ConditionExpression=there)]
        taken = [
            self._change("Delete", keys.new(i), ConditionExpression="attribute_exists(PK)")
            for i in commit.inputs
        ]
        first = commit.sequence == 1
        if not self._won([_put(self._own(item)), *([] if first else follows), *taken]):
            message = f"commit {commit.sequence} was not first"
            raise Conflict(message)

    def state(self) -> State:
        """The state."""
        found = self._get(keys.STATE) or {}
        return State(
            status=found.get("status", "live"),
            blocked=found.get("blocked", ""),
            blocked_at=int(found.get("blocked_at", 0)),
            acknowledged=found.get("acknowledged", ""),
            drafted=int(found.get("drafted", 0)),
            undrafted=tuple(json.loads(found.get("undrafted", "[]"))),
            checked=int(found.get("checked", 0)),
        )

    def intend(self, drafted: int, intents: tuple[Intent, ...], undrafted: tuple[str, ...]) -> None:
        """Intents if absent, in chunks; then how far drafting came."""
        for start in range(0, len(intents), CHUNK):
            chunk = intents[start : start + CHUNK]
            if not self._won([w for i in chunk for w in self._intent(i)]):
                for intent in chunk:
                    self._won(self._intent(intent))
        self._set_state(
            {"drafted": drafted, "undrafted": json.dumps(list(undrafted))},
            condition="attribute_not_exists(drafted) OR drafted <= :drafted",
        )

    def _intent(self, intent: Intent) -> list[Item]:
        facts = {"sequence": intent.sequence, "void": intent.void, "at": self._now()}
        made = [
            _put(self._own({"SK": keys.out(intent.key), **facts, **self._payload(intent.entry)}))
        ]
        if not intent.final:
            waiting = {"SK": keys.todo(intent.sequence, intent.key), "at": self._now()}
            made.append(_put(self._own(waiting)))
        return made

    def todo(self) -> tuple[Intent, ...]:
        """Intents that are not final."""
        found = [self._get(keys.out(i["SK"].rpartition("#")[2])) for i in self._all("TODO#")]
        return tuple(self._from(item) for item in found if item)

    def intents(self) -> tuple[Intent, ...]:
        """All intents, in order of sequence and key."""
        found = [self._from(item) for item in self._all("OUT#")]
        return tuple(sorted(found, key=lambda i: (i.sequence, i.key)))

    def lease(self, now: int, seconds: int) -> int | None:
        """Take the lease when it is free; the new fence."""
        try:
            found = self._table.update_item(
                Key={"PK": self._pk, "SK": keys.STATE},
                UpdateExpression="SET lease_until = :until ADD fence :one",
                ConditionExpression="attribute_not_exists(lease_until) OR lease_until <= :now",
                ExpressionAttributeValues={":until": now + seconds, ":one": 1, ":now": now},
                ReturnValues="UPDATED_NEW",
            )
        except ClientError as error:
            _held(error)
            return None
        return int(found["Attributes"]["fence"])

    def lease_until(self) -> int:
        """When the running lease ends."""
        return int((self._get(keys.STATE) or {}).get("lease_until", 0))

    def release(self, fence: int) -> None:
        """Give the lease back, if it is still ours."""
        self._set_state({"lease_until": 0}, condition="fence = :mine", mine=fence)

    def begin(self, key: str, fence: int, now: str) -> None:
        """Attempt an intent, on condition of fence, block and finality."""
        attempt = self._change(
            "Update",
            keys.out(key),
            UpdateExpression="SET attempt_at = :now, fence = :fence",
            ConditionExpression="attribute_not_exists(receipt) AND #void = :none",
            ExpressionAttributeNames={"#void": "void"},
            ExpressionAttributeValues={":now": now, ":fence": fence, ":none": ""},
        )
        allowed = self._change(
            "ConditionCheck",
            keys.STATE,
            ConditionExpression=(
                "fence = :fence AND (attribute_not_exists(blocked) OR blocked = :none)"
            ),
            ExpressionAttributeValues={":fence": fence, ":none": ""},
        )
        if not self._won([attempt, allowed]):
            message = f"entry {key} may not be attempted"
            raise Conflict(message)

    def finish(self, key: str, receipt: dict[str, Any] | None, void: str = "") -> None:
        """Make an intent final and take it off the list, once."""
        found = self._get(keys.out(key))
        assert found is not None, f"intent {key} is missing"
        values: Item = {":void": void, ":none": "", ":receipt": json.dumps(receipt)}
        final = self._change(
            "Update",
            keys.out(key),
            UpdateExpression="SET receipt = :receipt, problem = :none, #void = :void",
            ConditionExpression="attribute_not_exists(receipt) AND #void = :none",
            ExpressionAttributeNames={"#void": "void"},
            ExpressionAttributeValues=values,
        )
        self._won([final, self._change("Delete", keys.todo(int(found["sequence"]), key))])

    def trouble(self, key: str, problem: str, *, attempted: bool) -> None:
        """Why an intent stands still."""
        remove = "" if attempted else " REMOVE attempt_at"
        try:
            self._table.update_item(
                Key={"PK": self._pk, "SK": keys.out(key)},
                UpdateExpression="SET problem = :problem" + remove,
                ConditionExpression="attribute_exists(PK) AND attribute_not_exists(receipt)",
                ExpressionAttributeValues={":problem": problem},
            )
        except ClientError as error:
            _held(error)

    def block(self, sequence: int, reason: str) -> None:
        """Block, or lift and remember what was lifted."""
        change: Item = {"blocked": reason, "blocked_at": sequence}
        if not reason:
            change["acknowledged"] = self.state().blocked
        self._set_state(change)

    def checked(self, sequence: int) -> None:
        """The identities held up to here."""
        self._set_state(
            {"checked": sequence}, condition="attribute_not_exists(checked) OR checked < :checked"
        )

    def use(self, month: str, meter: str, source: str) -> None:
        """Count one use, once."""
        self._won([_put(self._own({"SK": f"USE#{month}#{meter}#{source}", "at": self._now()}))])

    def _own(self, item: Item) -> Item:
        return {"PK": self._pk, **item, "_table": self._table.name}

    def _change(self, action: str, sk: str, **more: Any) -> Item:  # noqa: ANN401 - DynamoDB's
        key = {"PK": self._pk, "SK": sk}
        return {action: {"TableName": self._table.name, "Key": key, **more}}

    def _won(self, writes: list[Item]) -> bool:
        """Everything or nothing; False when a condition did not hold.

        A transaction that met another one says nothing about its conditions: Conflict.
        """
        try:
            self._table.meta.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            reasons = {r.get("Code") for r in error.response.get("CancellationReasons", [])}
            if "ConditionalCheckFailed" in reasons:
                return False
            if reasons & CONTENDED:
                message = ", ".join(sorted(filter(None, reasons)))
                raise Conflict(message) from error
            raise
        return True

    def _get(self, sk: str) -> Item | None:
        found = self._table.get_item(Key={"PK": self._pk, "SK": sk}, ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def _all(self, kind: str) -> Iterator[Item]:
        request: Item = {
            "KeyConditionExpression": Key("PK").eq(self._pk) & Key("SK").begins_with(kind),
            "ConsistentRead": True,
        }
        while True:
            page = self._table.query(**request)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _set_state(self, change: Item, condition: str = "", **more: object) -> None:
        values = {f":{k}": v for k, v in {**change, **more}.items()}
        words = ", ".join(f"#{k} = :{k}" for k in change)
        extra = {"ConditionExpression": condition} if condition else {}
        try:
            self._table.update_item(
                Key={"PK": self._pk, "SK": keys.STATE},
                UpdateExpression=f"SET {words}",
                ExpressionAttributeNames={f"#{k}": k for k in change},
                ExpressionAttributeValues=values,
                **extra,
            )
        except ClientError as error:
            _held(error)

    def _payload(self, value: dict[str, Any]) -> Item:
        data = canonical(value)
        if len(data) <= LARGE:
            return {"body": data.decode()}
        name = sha256(data)
        self._objects.put(f"item/{name}.json", data)
        return {"body_at": name}

    def _about(self, item: Item) -> dict[str, Any]:
        if "body" in item:
            found: dict[str, Any] = json.loads(item["body"])
            return found
        data = self._objects.get(f"item/{item['body_at']}.json")
        assert data is not None, f"payload {item['body_at']} is missing"
        loaded: dict[str, Any] = json.loads(data)
        return loaded

    def _commit(self, item: Item) -> Commit:
        facts = self._about(item)
        return Commit(**{**facts, "inputs": tuple(facts["inputs"])})

    def _from(self, item: Item) -> Intent:
        return Intent(
            key=item["SK"].removeprefix("OUT#"),
            sequence=int(item["sequence"]),
            entry=self._about(item),
            attempt_at=item.get("attempt_at", ""),
            fence=int(item.get("fence", 0)),
            receipt=json.loads(item["receipt"]) if item.get("receipt") else None,
            void=item.get("void", ""),
            problem=item.get("problem", ""),
        )


def _put(item: Item) -> Item:
    table = item.pop("_table")
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(PK)",
        }
    }


def _held(error: ClientError) -> None:
    """A condition that did not hold is an answer; anything else is the world's fault."""
    if error.response["Error"]["Code"] not in LOST:
        raise error
