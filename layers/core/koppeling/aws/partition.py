"""One administration's partition of the table (partitie): reads, conditional writes, payloads.

A condition that does not hold is an answer (False); a transaction that met another one says nothing
about its conditions and is a Conflict; anything else is the world's fault and is raised.
"""

import json
from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.model.canonical import canonical, sha256
from koppeling.model.errors import Conflict
from koppeling.settle.ports import Objects

LARGE = 100_000
LOST = {"ConditionalCheckFailedException"}
CONTENDED = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
Item = dict[str, Any]


class Partition:
    """Partitie: the items below one `PK`."""

    def __init__(self, table: Any, place: Place, objects: Objects) -> None:  # noqa: ANN401 - boto3
        """Take the table, whose items these are, and where payloads over 100 KB go."""
        self.table, self._pk, self._objects = table, place.partition, objects

    def put(self, item: Item) -> Item:
        """A write of a new item: it loses when the item is there."""
        return {
            "Put": {
                "TableName": self.table.name,
                "Item": {"PK": self._pk, **item},
                "ConditionExpression": "attribute_not_exists(PK)",
            }
        }

    def change(self, action: str, sk: str, **more: Any) -> Item:  # noqa: ANN401 - DynamoDB's
        """A change, check or removal of one item."""
        key = {"PK": self._pk, "SK": sk}
        return {action: {"TableName": self.table.name, "Key": key, **more}}

    def won(self, writes: list[Item]) -> bool:
        """Everything or nothing; False when a condition did not hold.

        A transaction that met another one says nothing about its conditions: Conflict.
        """
        try:
            self.table.meta.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            reasons = {r.get("Code") for r in error.response.get("CancellationReasons", [])}
            if "ConditionalCheckFailed" in reasons:
                return False
            if reasons & CONTENDED:
                message = ", ".join(sorted(filter(None, reasons)))
                raise Conflict(message) from error
            raise
        return True

    def get(self, sk: str) -> Item | None:
        """One item, read consistently; None when absent."""
        found = self.table.get_item(Key={"PK": self._pk, "SK": sk}, ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def all(self, kind: str) -> Iterator[Item]:
        """Every item of a kind, in order of key."""
        request: Item = {
            "KeyConditionExpression": Key("PK").eq(self._pk) & Key("SK").begins_with(kind),
            "ConsistentRead": True,
        }
        while True:
            page = self.table.query(**request)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def set_state(self, change: Item, condition: str = "", **more: object) -> None:
        """Change the state item; nothing happens when the condition does not hold."""
        values = {f":{k}": v for k, v in {**change, **more}.items()}
        words = ", ".join(f"#{k} = :{k}" for k in change)
        extra = {"ConditionExpression": condition} if condition else {}
        try:
            self.table.update_item(
                Key={"PK": self._pk, "SK": keys.STATE},
                UpdateExpression=f"SET {words}",
                ExpressionAttributeNames={f"#{k}": k for k in change},
                ExpressionAttributeValues=values,
                **extra,
            )
        except ClientError as error:
            lost(error)

    def payload(self, value: dict[str, Any]) -> Item:
        """A value as item attributes: itself, or where it lies in S3."""
        data = canonical(value)
        if len(data) <= LARGE:
            return {"body": data.decode()}
        name = sha256(data)
        self._objects.put(f"item/{name}.json", data)
        return {"body_at": name}

    def about(self, item: Item) -> dict[str, Any]:
        """The value that `payload` stored."""
        if "body" in item:
            found: dict[str, Any] = json.loads(item["body"])
            return found
        data = self._objects.get(f"item/{item['body_at']}.json")
        assert data is not None, f"payload {item['body_at']} is missing"
        loaded: dict[str, Any] = json.loads(data)
        return loaded


def lost(error: ClientError) -> None:
    """A condition that did not hold is an answer; anything else is raised."""
    if error.response["Error"]["Code"] not in LOST:
        raise error
