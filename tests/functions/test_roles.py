"""The role of each function, as the template gives it, against what the function really asks.

1. Whatever a function asks for is allowed, with the bucket that it is allowed in.
2. Whatever is allowed is asked for, but for what RESERVE gives a reason for.
"""

import json
from typing import Any

import boto3
import pytest

from koppeling.aws.office import Office, now
from koppeling.settle.consent import lose
from tests.connecting import connected
from tests.doorman import doorman
from tests.functions.conftest import NAMES, PLACE, Deployed
from tests.functions.test_handlers import WHOSE
from tests.scenario import MAPPING, Case
from tests.template.translated import translated

E = 100
STORES = {
    "test-inbox": "InboxBucket",
    "test-config": "ConfigBucket",
    "test-archive": "ArchiveBucket",
    "test-books": "BooksBucket",
    "test-evidence": "EvidenceBucket",
    "": "",
}
NOT_NOTED = ("kms:", "sqs:", "logs:")  # asked by the services themselves
RESERVE = {
    ("s3:ListBucket", "BooksBucket"),  # so that an absent object is absent and not forbidden
    ("s3:ListBucket", "ArchiveBucket"),
    ("s3:GetObject", "InboxBucket"),  # a notification that names no version
    ("s3:GetObject", "BooksBucket"),  # items over 100 KB lie in the books
    ("s3:PutObject", "BooksBucket"),
}


@pytest.fixture(scope="module")
def allowed() -> dict[str, set[tuple[str, str]]]:
    """By function: action, and the bucket where it is about one."""
    template = translated()
    found: dict[str, set[tuple[str, str]]] = {}
    for name in NAMES:
        role = template["Resources"][f"{name.title()}FunctionRole"]["Properties"]
        found[name] = set()
        for policy in role["Policies"]:
            statement = policy["PolicyDocument"]["Statement"]
            for each in statement if isinstance(statement, list) else [statement]:
                actions = each["Action"]
                for action in [actions] if isinstance(actions, str) else actions:
                    found[name].add((action, bucket(action, each["Resource"])))
    return found


def bucket(action: str, resource: Any) -> str:
    if not action.startswith("s3:"):
        return ""
    text = json.dumps(resource)
    (found,) = [b for b in STORES.values() if b and b in text]
    return found


def everything(deployed: Deployed) -> None:
    """Files before a mapping, one too large, a month, a failure, and books that do not hold."""
    deployed.drop(Case().claim("F1", 500 * E).files[0])
    deployed.drop(b"x" * 1_000_001)
    deployed.call("watch", {})
    deployed.adopt(MAPPING)
    deployed.call("watch", {})
    deployed.settle()
    case = Case().claim("F2", 1000 * E).answer("F2").bank(1000 * E, "declaratie F2")
    for data in case.everything():
        deployed.drop(data)
    deployed.settle()
    deployed.call("tell", {**WHOSE, "error": {"Error": "Defect"}})
    table = boto3.resource("dynamodb").Table("table")
    sk = next(str(i["SK"]) for i in table.scan()["Items"] if str(i["SK"]).startswith("OUT#"))
    table.delete_item(Key={"PK": PLACE.partition, "SK": sk})
    deployed.settle()
    deployed.adopt(MAPPING.replace('post = "now"', 'post = "after:1"'))
    deployed.drop(Case().claim("F3", 500 * E).files[0])
    deployed.settle()
    deployed.later(days=2)
    deployed.call("watch", {})
    with doorman() as door:
        connected(door, at=now() - 8 * 86_400)
        deployed.call("watch", {})
        lost = connected(door, name="verloren", at=now())
        lose(lost, now, Office.of().bounds)
        deployed.call("watch", {})


def test_each_function_may_do_what_it_does_and_no_more(
    deployed: Deployed, allowed: dict[str, set[tuple[str, str]]]
) -> None:
    everything(deployed)
    for name in NAMES:
        asked = {(action, STORES[where]) for action, where in deployed.asked[name]}
        may = {a for a in allowed[name] if not a[0].startswith(NOT_NOTED)}
        assert asked <= may, (name, asked - may)
        assert may - asked <= RESERVE, (name, may - asked - RESERVE)
