"""A small deployed cloud for the tests of the local cloud itself."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import deployer, emulator
from local.cloud import Cloud
from local.places import Places, places

FIXTURE = Path(__file__).parent / "fixture" / "template.yaml"


@dataclass(frozen=True, slots=True)
class Small:
    """Kleine wolk: the fixture's template in an emulator of its own."""

    where: Places
    running: emulator.Running
    cloud: Cloud
    people: str

    def call(self, **event: Any) -> dict[str, Any]:
        """The payload that the fixture's function answers."""
        answer = self.cloud.client("lambda").invoke(
            FunctionName=self.cloud.ids["GreetFunction"], Payload=json.dumps(event)
        )
        payload: dict[str, Any] = json.loads(answer["Payload"].read())
        return payload

    def override(self, **variables: str) -> None:
        """Set variables of the fixture's function, from its next call on."""
        named = {self.cloud.ids["GreetFunction"]: variables}
        self.running.overrides.write_text(json.dumps(named))

    def told(self) -> list[str]:
        """What people were told since this was last asked."""
        found = self.cloud.client("sqs").receive_message(
            QueueUrl=self.people, MaxNumberOfMessages=10
        )
        return [message["Body"] for message in found.get("Messages", [])]


@pytest.fixture(scope="session")
def where() -> Places:
    return places()


@pytest.fixture(scope="session")
def small(where: Places) -> Iterator[Small]:
    with emulator.borrowed(where) as running:
        ids = deployer.deploy(where, FIXTURE, running.endpoint, "small", {"Mood": "brisk"})
        cloud = Cloud(running.endpoint, ids)
        yield Small(where, running, cloud, _listening(cloud))


def _listening(cloud: Cloud) -> str:
    """A queue that gets what the alert topic tells."""
    sqs = cloud.client("sqs")
    people: str = sqs.create_queue(QueueName="people")["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=people, AttributeNames=["QueueArn"])
    cloud.client("sns").subscribe(
        TopicArn=cloud.ids["AlertTopic"], Protocol="sqs", Endpoint=found["Attributes"]["QueueArn"]
    )
    return people


@pytest.fixture
def home(where: Places, tmp_path: Path) -> Path:
    """A `.local` of its own that borrows the parts of the real one."""
    for part in ("emulator", "runtime", "layers"):
        (where.home / part).mkdir(exist_ok=True)
        (tmp_path / part).symlink_to(where.home / part)
    return tmp_path


def eventually(true: Callable[[], Any], seconds: float = 10) -> bool:
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False
