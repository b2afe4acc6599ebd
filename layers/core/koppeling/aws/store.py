"""The store port on DynamoDB (kaartenbak): one table, one partition an administration.

Every write is conditional or a transaction, as the port asks; a lost race is a Conflict. Payloads
over 100 KB go to S3 first, with their hash in the item.
"""

import json
from collections.abc import Callable
from typing import Any

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.partition import Item, Partition, lost
from koppeling.model.errors import Conflict
from koppeling.settle.ports import Commit, Input, Intent, Objects, State

CHUNK = 40


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
        self._rows, self._pk, self._now = Partition(table, place, objects), place.partition, now

    def keep(self, document: Input, about: dict[str, Any]) -> bool:
        """The input's item and its `NEW#`, both or none."""
        facts = {"kind": document.kind, "order": document.order, "at": self._now()}
        kept = {"SK": keys.kept(document.id), **facts, **self._rows.payload(about)}
        return self._rows.won(
            [self._rows.put(kept), self._rows.put({"SK": keys.new(document.id), **facts})]
        )

    def document(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - the field's own word
        """What `keep` was told."""
        found = self._rows.get(keys.kept(id))
        return self._rows.about(found) if found else None

    def new(self) -> tuple[Input, ...]:
        """Inputs that no commit has taken, in canonical order."""
        found = [
            Input(item["SK"].removeprefix("NEW#"), item["kind"], item["order"])
            for item in self._rows.all("NEW#")
        ]
        return tuple(sorted(found, key=lambda i: (i.order, i.id)))

    def since(self) -> int | None:
        """When the oldest input that no commit took came, else when the last commit was made."""
        times = [int(i["at"]) for i in self._rows.all("NEW#")]
        head = self.head()
        if head and not times:
            return self.committed(head.sequence)
        return min(times, default=None)

    def head(self) -> Commit | None:
        """The last commit."""
        found = self._rows.table.query(
            KeyConditionExpression=Key("PK").eq(self._pk) & Key("SK").begins_with("COMMIT#"),
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )["Items"]
        return self._commit(found[0]) if found else None

    def commit(self, sequence: int) -> Commit | None:
        """One commit."""
        found = self._rows.get(keys.numbered("COMMIT", sequence))
        return self._commit(found) if found else None

    def append(self, commit: Commit) -> None:
        """The next number if absent, and the removal of what it took."""
        from koppeling.model.codec import to_plain

        sk = keys.numbered("COMMIT", commit.sequence)
        item = {"SK": sk, "at": self._now(), **self._rows.payload(to_plain(commit))}
        before = keys.numbered("COMMIT", commit.sequence - 1)
        there = "attribute_exists(PK)"
        follows = [self._rows.change("ConditionCheck", before, ConditionExpression=there)]
        taken = [
            self._rows.change("Delete", keys.new(i), ConditionExpression="attribute_exists(PK)")
            for i in commit.inputs
        ]
        first = commit.sequence == 1
        if not self._rows.won([self._rows.put(item), *([] if first else follows), *taken]):
            message = f"commit {commit.sequence} was not first"
            raise Conflict(message)

    def committed(self, sequence: int) -> int | None:
        """When a commit was made."""
        found = self._rows.get(keys.numbered("COMMIT", sequence)) or {}
        return int(found["at"]) if "at" in found else None

    def state(self) -> State:
        """The state."""
        found = self._rows.get(keys.STATE) or {}
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
            if not self._rows.won([w for i in chunk for w in self._intent(i)]):
                for intent in chunk:
                    self._rows.won(self._intent(intent))
        self._rows.set_state(
            {"drafted": drafted, "undrafted": json.dumps(list(undrafted))},
            condition="attribute_not_exists(drafted) OR drafted <= :drafted",
        )

    def _intent(self, intent: Intent) -> list[Item]:
        facts = {"sequence": intent.sequence, "void": intent.void, "at": self._now()}
        made = [
            self._rows.put(
                {"SK": keys.out(intent.key), **facts, **self._rows.payload(intent.entry)}
            )
        ]
        if not intent.final:
            waiting = {"SK": keys.todo(intent.sequence, intent.key), "at": self._now()}
            made.append(self._rows.put(waiting))
        return made

    def todo(self) -> tuple[Intent, ...]:
        """Intents that are not final."""
        found = [
            self._rows.get(keys.out(i["SK"].rpartition("#")[2])) for i in self._rows.all("TODO#")
        ]
        return tuple(self._from(item) for item in found if item)

    def intents(self) -> tuple[Intent, ...]:
        """All intents, in order of sequence and key."""
        found = [self._from(item) for item in self._rows.all("OUT#")]
        return tuple(sorted(found, key=lambda i: (i.sequence, i.key)))

    def lease(self, now: int, seconds: int) -> int | None:
        """Take the lease when it is free; the new fence."""
        try:
            found = self._rows.table.update_item(
                Key={"PK": self._pk, "SK": keys.STATE},
                UpdateExpression="SET lease_until = :until ADD fence :one",
                ConditionExpression="attribute_not_exists(lease_until) OR lease_until <= :now",
                ExpressionAttributeValues={":until": now + seconds, ":one": 1, ":now": now},
                ReturnValues="UPDATED_NEW",
            )
        except ClientError as error:
            lost(error)
            return None
        return int(found["Attributes"]["fence"])

    def lease_until(self) -> int:
        """When the running lease ends."""
        return int((self._rows.get(keys.STATE) or {}).get("lease_until", 0))

    def release(self, fence: int) -> None:
        """Give the lease back, if it is still ours."""
        self._rows.set_state({"lease_until": 0}, condition="fence = :mine", mine=fence)

    def begin(self, key: str, fence: int, now: str, number: str = "") -> None:
        """Attempt an intent, on condition of fence, block and finality."""
        attempt = self._rows.change(
            "Update",
            keys.out(key),
            UpdateExpression="SET attempt_at = :now, fence = :fence, #number = :number",
            ConditionExpression="attribute_not_exists(receipt) AND #void = :none",
            ExpressionAttributeNames={"#void": "void", "#number": "number"},
            ExpressionAttributeValues={
                ":now": now,
                ":fence": fence,
                ":number": number,
                ":none": "",
            },
        )
        allowed = self._rows.change(
            "ConditionCheck",
            keys.STATE,
            ConditionExpression=(
                "fence = :fence AND (attribute_not_exists(blocked) OR blocked = :none)"
            ),
            ExpressionAttributeValues={":fence": fence, ":none": ""},
        )
        if not self._rows.won([attempt, allowed]):
            message = f"entry {key} may not be attempted"
            raise Conflict(message)

    def finish(self, key: str, receipt: dict[str, Any] | None, void: str = "") -> None:
        """Make an intent final and take it off the list, once."""
        self._rows.won(self._final(key, receipt, void))

    def redraft(self, key: str, why: str, intent: Intent) -> None:
        """The end of one and the beginning of the next, in one transaction."""
        self._rows.won([*self._final(key, None, why), *self._intent(intent)])

    def _final(self, key: str, receipt: dict[str, Any] | None, void: str) -> list[Item]:
        found = self._rows.get(keys.out(key))
        assert found is not None, f"intent {key} is missing"
        values: Item = {":void": void, ":none": "", ":receipt": json.dumps(receipt)}
        final = self._rows.change(
            "Update",
            keys.out(key),
            UpdateExpression="SET receipt = :receipt, problem = :none, #void = :void",
            ConditionExpression="attribute_not_exists(receipt) AND #void = :none",
            ExpressionAttributeNames={"#void": "void"},
            ExpressionAttributeValues=values,
        )
        return [final, self._rows.change("Delete", keys.todo(int(found["sequence"]), key))]

    def waited(self, key: str) -> None:
        """Its days are over."""
        self._rows.table.update_item(
            Key={"PK": self._pk, "SK": keys.out(key)},
            UpdateExpression="SET waited = :yes",
            ConditionExpression="attribute_exists(PK)",
            ExpressionAttributeValues={":yes": True},
        )

    def trouble(self, key: str, problem: str, *, attempted: bool) -> None:
        """Why an intent stands still."""
        remove = "" if attempted else " REMOVE attempt_at"
        try:
            self._rows.table.update_item(
                Key={"PK": self._pk, "SK": keys.out(key)},
                UpdateExpression="SET problem = :problem" + remove,
                ConditionExpression="attribute_exists(PK) AND attribute_not_exists(receipt)",
                ExpressionAttributeValues={":problem": problem},
            )
        except ClientError as error:
            lost(error)

    def block(self, sequence: int, reason: str) -> None:
        """Block, or lift and remember what was lifted."""
        change: Item = {"blocked": reason, "blocked_at": sequence}
        if not reason:
            change["acknowledged"] = self.state().blocked
        self._rows.set_state(change)

    def checked(self, sequence: int) -> None:
        """The identities held up to here."""
        self._rows.set_state(
            {"checked": sequence}, condition="attribute_not_exists(checked) OR checked < :checked"
        )

    def use(self, month: str, meter: str, source: str) -> None:
        """Count one use, once."""
        self._rows.won([self._rows.put({"SK": f"USE#{month}#{meter}#{source}", "at": self._now()})])

    def _commit(self, item: Item) -> Commit:
        facts = self._rows.about(item)
        return Commit(**{**facts, "inputs": tuple(facts["inputs"])})

    def _from(self, item: Item) -> Intent:
        return Intent(
            key=item["SK"].removeprefix("OUT#"),
            sequence=int(item["sequence"]),
            entry=self._entry(item),
            attempt_at=item.get("attempt_at", ""),
            fence=int(item.get("fence", 0)),
            receipt=json.loads(item["receipt"]) if item.get("receipt") else None,
            void=item.get("void", ""),
            problem=item.get("problem", ""),
            waited=bool(item.get("waited", False)),
            number=item.get("number", ""),
        )

    def _entry(self, item: Item) -> dict[str, Any]:
        """The entry as kept; {} for what is no JSON any more, so that proving can name it."""
        try:
            return self._rows.about(item)
        except ValueError:
            return {}
