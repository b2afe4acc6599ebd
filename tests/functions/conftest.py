"""The eight handlers as they are deployed, on AWS emulated in this process.

Variables are those that template.yaml sets; what each function asks of AWS is noted, so that its
role can be held against it.
"""

import hashlib
import importlib.util
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import boto3
import pytest
from botocore.loaders import create_loader
from botocore.session import Session, get_session
from moto import mock_aws

from koppeling.aws.keys import Place

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("intake", "configure", "reconcile", "draft", "prove", "book", "tell", "watch")
PLACE = Place("zorggroep", "noord")
BUCKETS = ("test-inbox", "test-config", "test-archive", "test-books", "test-evidence")
REGION = "eu-west-1"
TRANSACTED = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


class Context:
    """What Lambda tells a function about this call."""

    def __init__(self, milliseconds: int = 300_000) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


@dataclass
class Deployed:
    """Uitrol: handlers by name, and what each asked of AWS as (action, resource)."""

    environment: dict[str, str]
    versions: dict[str, str] = field(default_factory=dict)
    asked: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    modules: dict[str, ModuleType] = field(default_factory=dict)
    running: str = ""

    def call(self, name: str, event: dict[str, Any], context: Context | None = None) -> Any:
        """One call of one function, in an environment that is used again as Lambda does."""
        if name not in self.modules:
            spec = importlib.util.spec_from_file_location(
                f"function_{name}", ROOT / "functions" / name / "handler.py"
            )
            assert spec is not None
            assert spec.loader is not None
            self.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(self.modules[name])
        self.running = name
        try:
            return self.modules[name].main(event, context or Context())
        finally:
            self.running = ""

    def note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """What a function asks for, as its role would have to allow it."""
        if not self.running:
            return
        service, name = model.service_model.endpoint_prefix, model.name
        service = service if service in {"s3", "dynamodb", "sns", "states"} else "secretsmanager"
        asked = self.asked[self.running]
        if name == "TransactWriteItems":
            asked |= {("dynamodb:" + TRANSACTED[k], "") for i in params["TransactItems"] for k in i}
        elif name == "CopyObject":
            asked.add(("s3:GetObjectVersion", str(params["CopySource"]).partition("/")[0]))
            asked.add(("s3:PutObject", params["Bucket"]))
        else:
            version = "Version" if name == "GetObject" and "VersionId" in params else ""
            asked.add((f"{service}:{name}{version}", params.get("Bucket", "")))

    def drop(
        self, data: bytes, name: str = "bestand", prefix: str = PLACE.prefix, who: str = "AWS:TEST"
    ) -> Any:
        """A file in the inbox, its notification (`who` put it there), and what intake answers."""
        notice = self.notice("test-inbox", prefix + name, data, who)
        return self.call("intake", {"Records": [notice]})

    def adopt(self, toml: str, key: str = "zorggroep/noord.toml") -> Any:
        """A mapping in the config bucket, its notification, and what configure answers."""
        return self.call("configure", {"Records": [self.notice("test-config", key, toml.encode())]})

    def notice(self, bucket: str, key: str, data: bytes, who: str = "AWS:TEST") -> dict[str, Any]:
        """Put an object; the queue's message about it."""
        put = boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=data)
        found = {"key": key, "size": len(data), "versionId": put["VersionId"]}
        record = {
            "s3": {"bucket": {"name": bucket}, "object": found},
            "userIdentity": {"principalId": who},
        }
        return {"messageId": f"message {key}", "body": json.dumps({"Records": [record]})}

    def settle(self) -> dict[str, Any]:
        """The steps in the order of the state machine; what check answered."""
        whose = {"tenant": PLACE.tenant, "administration": PLACE.administration}
        self.call("reconcile", whose)
        self.call("draft", whose)
        checked: dict[str, Any] = self.call("prove", whose)
        if checked["next"] == "book":
            posted = self.call("book", whose)
            assert posted["next"] == "prove", posted
        self.call("prove", whose)
        self.call("tell", whose)
        return checked

    def later(self, days: int) -> None:
        """From now on watch looks at a clock that is so many days further."""
        watch: Any = self.modules["watch"]
        real = watch.now
        watch.now = lambda: real() + days * 86_400

    def started(self) -> int:
        """How many times settle was started."""
        machine = self.environment["KOPPELING_MACHINE"]
        found = boto3.client("stepfunctions").list_executions(stateMachineArn=machine)
        return len(found["executions"])

    def book(self, name: str) -> Any:
        """A JSON object of the books, None when absent."""
        s3 = boto3.client("s3")
        try:
            found = s3.get_object(Bucket="test-books", Key=PLACE.prefix + name)
        except s3.exceptions.NoSuchKey:
            return None
        return json.loads(found["Body"].read())

    def reply(self, data: bytes) -> Any:
        """The reply to a file."""
        return self.book(f"reply/{hashlib.sha256(data).hexdigest()}.json")


def made() -> dict[str, str]:
    """Every resource that the functions use; the variables that name them."""
    s3 = boto3.client("s3")
    place: Any = {"LocationConstraint": REGION}
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    _table()
    boto3.client("secretsmanager").create_secret(Name="secret", SecretString="s" * 64)
    boto3.client("secretsmanager").create_secret(Name="apps", SecretString="{}")
    machine = boto3.client("stepfunctions").create_state_machine(
        name="settle",
        definition=(ROOT / "functions" / "settle.asl.json").read_text(encoding="utf-8"),
        roleArn="arn:aws:iam::123456789012:role/settle",
    )
    names = {
        "TABLE": "table",
        "ARCHIVE": "test-archive",
        "EVIDENCE": "test-evidence",
        "BOOKS": "test-books",
        "CONFIG": "test-config",
        "SECRET": "secret",
        "APPS": "apps",
        "CONNECTIONS": "test/connection/",
        "MACHINE": machine["stateMachineArn"],
        "TOPIC": boto3.client("sns").create_topic(Name="alerts")["TopicArn"],
        "BOOK_TIMEOUT": "300",
        "LEASE": "360",
        "QUIET": "420",
        "RETRY": "30",
        "STALE": "0",
        "LARGEST": "1",
    }
    return {f"KOPPELING_{name}": value for name, value in names.items()}


def _table() -> None:
    keys: dict[str, Literal["HASH", "RANGE"]] = {"PK": "HASH", "SK": "RANGE"}
    boto3.client("dynamodb").create_table(
        TableName="table",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
    )


LOADER = create_loader()
"""Reads the descriptions of the services: once a run, because they are large and never change."""


def session_of_the_run() -> Session:
    """A new session that has read what the others have."""
    session = get_session()
    session.register_component("data_loader", LOADER)
    return session


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        boto3.setup_default_session(botocore_session=session_of_the_run())
        environment = made()
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = Deployed(environment)
        noted: Callable[..., None] = found.note
        session: Any = boto3.DEFAULT_SESSION
        session.events.register("before-parameter-build", noted)
        yield found
        boto3.DEFAULT_SESSION = None


@pytest.fixture(autouse=True)
def logs() -> None:
    """Each test its own log: a logger keeps the output of the test that it was made in."""
    for name in NAMES:
        logging.Logger.manager.loggerDict.pop(name, None)
