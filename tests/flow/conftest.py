"""The real template in the local cloud, once a file: what the flow tests drop their files into.

Every test takes an administration of its own (`fresh`), so none sees another's work. What a test
breaks (variables, calls) is mended after it; but an alarm that it made ring rings on, and alarms
are of the whole cloud. So each file has a cloud of its own.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from local import commands, deployer, emulator, faults
from local.cloud import STACK, Administration, Cloud
from local.places import ROOT, places

TEMPLATE = ROOT / "template.yaml"
# Seconds instead of minutes, wherever the template has a parameter for it.
PARAMETERS = {
    "Stage": "test",
    "BookSeconds": "9",
    "BookApiSeconds": "9",
    "LeaseSeconds": "10",
    "QuietSeconds": "12",
    "RetrySeconds": "1",
    "StaleSeconds": "0",
    "StuckSeconds": "20",
}
SETTLE_SECONDS = 90


class FlowCloud(Cloud):
    """Proefwolk: the deployed template, with what a test needs to drop, wait, look and break."""

    def __init__(self, running: emulator.Running, ids: dict[str, str]) -> None:
        super().__init__(running.endpoint, ids)
        self.running = running
        self.faults = faults.FaultProxy(running.endpoint)
        self._numbers = itertools.count(1)
        self._overrides: dict[str, dict[str, str]] = {}

    def fresh(self, administration: str = "noord") -> Administration:
        """An administration, of a tenant that no other test uses."""
        return Administration(f"proef-{next(self._numbers)}", administration)

    def put(self, file: Path | bytes, to: Administration, name: str = "") -> str:
        """Drop a file (by path or bytes) and wait until all is settled; its sha-256."""
        data = file.read_bytes() if isinstance(file, Path) else file
        sha256 = self.drop(data, to, name or (file.name if isinstance(file, Path) else "bestand"))
        self.settle(SETTLE_SECONDS)
        return sha256

    def adopt(self, toml: str, to: Administration) -> None:
        """Drop a mapping for this administration and wait until it is settled."""
        self.configure(toml.encode(), to)
        self.settle(SETTLE_SECONDS)

    def put_each(self, drops: Mapping[Administration, bytes], name: str) -> None:
        """Drop a file for several administrations side by side; wait until all is settled."""
        for to, data in drops.items():
            self.drop(data, to, name)
        self.settle(SETTLE_SECONDS)

    def adopt_each(self, mappings: Mapping[Administration, str]) -> None:
        """Drop mappings side by side and wait until all is settled."""
        for to, toml in mappings.items():
            self.configure(toml.encode(), to)
        self.settle(SETTLE_SECONDS)

    def books(self, of: Administration) -> dict[str, Any]:
        """The administration's `result.json`; there must be one."""
        found = self.result(of)
        assert found is not None, f"{of} has no result.json"
        return found

    def override(self, function: str, **variables: str) -> None:
        """Variables of one function (`BookFunction`) that win, from its next call on."""
        self._overrides[self.ids[function]] = variables
        self.running.overrides.write_text(json.dumps(self._overrides))

    def through_faults(self, function: str, *services: str) -> None:
        """Let a function reach these services ("S3", "DYNAMODB", ...) through the fault proxy."""
        reached = {f"AWS_ENDPOINT_URL_{service}": self.faults.endpoint for service in services}
        self.override(function, **reached)

    def kill(self, function: str) -> int:
        """Kill a function's processes where they stand; how many there were."""
        return faults.kill_function(self.running, self.ids[function])

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Call one function and wait for its answer."""
        answer = self.client("lambda").invoke(
            FunctionName=self.ids[function], Payload=json.dumps(event)
        )
        return json.loads(answer["Payload"].read())

    def hurry(self, queue: str, seconds: int = 1) -> None:
        """Let a queue hand out a failed message again soon, so that it is dead-lettered soon."""
        self.client("sqs").set_queue_attributes(
            QueueUrl=self.ids[queue], Attributes={"VisibilityTimeout": str(seconds)}
        )

    def mend(self) -> None:
        """Undo what a test broke."""
        self.faults.clear()
        self._overrides.clear()
        self.running.overrides.write_text("{}")


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest) -> Iterator[FlowCloud]:
    """With `OTHERWISE` of the file for what must be other seconds."""
    where = places()
    known = deployer.parsed(TEMPLATE).get("Parameters", {})
    wanted = PARAMETERS | getattr(request.module, "OTHERWISE", {})
    given = {k: v for k, v in wanted.items() if k in known}
    values = commands.parameters(TEMPLATE, given)
    with emulator.borrowed(where) as running:
        ids = deployer.deploy(where, TEMPLATE, running.endpoint, STACK, values)
        made = FlowCloud(running, ids)
        with made.faults:
            yield made


@pytest.fixture
def cloud(deployed: FlowCloud) -> Iterator[FlowCloud]:
    """The deployed template; whatever the test breaks is mended after it."""
    yield deployed
    deployed.mend()
