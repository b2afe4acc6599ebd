"""watch and the connections: what sleeps is renewed, what is lost is told with the link, once.

1. A token is renewed after a week without use, not before, and the new one holds.
2. A refused refresh token is lost: measured each round, told once, with the link and the command.
3. Connected again, it is no longer lost; lost again, it is told again.
4. A door that is shut for three weeks is told too, before the token dies; one that opens mends it.
5. A key never sleeps. One connection that cannot be read keeps no other from its turn.
6. No log line and no message holds a token, a key or the app's secret.
"""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from koppeling.aws import consents as room
from koppeling.aws import office
from koppeling.aws.connections import AwsVault
from koppeling.aws.consents import WEEK, Consents
from koppeling.aws.keys import Owner
from koppeling.aws.office import Office
from koppeling.model.errors import ConnectorUnavailable
from koppeling.settle.consent import lose
from koppeling.settle.vault import Connection, Secret
from tests.connecting import connected
from tests.doorman import APP, Doorman, doorman
from tests.functions.conftest import Deployed

START = 1_800_000_000
DAY = 86_400


@pytest.fixture
def door() -> Iterator[Doorman]:
    with doorman() as found:
        yield found


class Clock:
    now = START


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.now = START
    for module in (office, room):
        monkeypatch.setattr(module, "now", lambda: Clock.now)
    return Clock


def read(vault: AwsVault) -> Connection:
    found = vault.read()
    assert found is not None
    return found


def watch(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> int:
    """A round; how many consents are lost, as the alarm sees it."""
    deployed.call("watch", {})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (measured,) = [line["ConsentsExpired"] for line in lines if "ConsentsExpired" in line]
    Said.lines += [json.dumps(line) for line in lines]
    return int(measured[0])


class Said:
    lines: list[str] = []  # noqa: RUF012 - one test's own, emptied below


@pytest.fixture
def messages(deployed: Deployed) -> Iterator[Any]:
    """What people get."""
    Said.lines.clear()
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="people")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    topic = deployed.environment["KOPPELING_TOPIC"]
    boto3.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
    )

    def got() -> list[str]:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        texts = [json.loads(m["Body"])["Message"] for m in found]
        Said.lines.extend(texts)
        return texts

    yield got
    everything = "\n".join(Said.lines)
    for secret in ("toegang-", "verversing-", "een-sleutel", APP["client_secret"]):
        assert secret not in everything


def test_what_sleeps_for_a_week_is_renewed(
    deployed: Deployed, door: Doorman, clock: type[Clock], messages: Any, capsys: Any
) -> None:
    vault = connected(door, at=clock.now)
    before = read(vault)
    clock.now += WEEK - 1
    assert watch(deployed, capsys) == 0
    assert read(vault) == before
    assert door.asked == []
    clock.now += 1
    assert watch(deployed, capsys) == 0
    after = read(vault)
    assert (after.at, after.version) == (clock.now, before.next)
    assert vault.secret(after.version) == Secret(
        "toegang-2", "verversing-2", clock.now, clock.now + 570, clock.now + 600
    )
    assert messages() == []


def test_what_is_refused_is_told_once_with_the_link(
    deployed: Deployed, door: Doorman, clock: type[Clock], messages: Any, capsys: Any
) -> None:
    vault = connected(door, at=clock.now)
    for _ in range(2):
        door.given += 1  # somebody else used the refresh token
        clock.now += WEEK
        assert watch(deployed, capsys) == 1
        (text,) = messages()
        assert f"{door.base}/api/oauth2/auth?client_id=koppeling&" in text
        assert "koppeling connect --to zorggroep exact exact" in text
        asked = list(door.asked)
        clock.now += DAY
        assert watch(deployed, capsys) == 1
        assert messages() == []
        assert door.asked == asked, "a lost token is not offered again"
        connected(door, at=clock.now)
        assert watch(deployed, capsys) == 0
    assert read(vault).lost == 0


def test_a_door_that_stays_shut_is_told_before_the_token_dies(
    deployed: Deployed, door: Doorman, clock: type[Clock], messages: Any, capsys: Any
) -> None:
    vault = connected(door, at=clock.now)
    door.down = 503
    for days, lost in ((7, 0), (23, 0), (23 + 1, 1), (29, 1)):
        clock.now = START + days * DAY
        assert watch(deployed, capsys) == lost
    assert len(messages()) == 1
    door.down = 0
    assert watch(deployed, capsys) == 0
    assert read(vault).at == clock.now


def test_a_key_never_sleeps_and_is_told_without_a_link(
    deployed: Deployed, door: Doorman, clock: type[Clock], messages: Any, capsys: Any
) -> None:
    vault = connected(door, "tryton", "tryton", at=clock.now)
    clock.now += 1000 * DAY
    assert watch(deployed, capsys) == 0
    lose(vault, lambda: clock.now, Office.of().bounds)
    assert watch(deployed, capsys) == 1
    (text,) = messages()
    assert "koppeling connect --to zorggroep tryton tryton" in text
    assert "http" not in text
    assert door.asked == []


def test_one_that_cannot_be_read_keeps_no_other(
    deployed: Deployed,
    door: Doorman,
    clock: type[Clock],
    messages: Any,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = connected(door, "a-kapot", at=clock.now)
    unreadable = connected(door, "a-onleesbaar", at=clock.now)
    vault = connected(door, "b-heel", at=clock.now)
    boto3.client("secretsmanager").delete_secret(
        SecretId=broken.owner.secret(broken.prefix, 1), ForceDeleteWithoutRecovery=True
    )
    real = AwsVault.read

    def throttled(vault: AwsVault) -> Connection | None:
        if vault.owner == unreadable.owner:
            raise ConnectorUnavailable
        return real(vault)

    monkeypatch.setattr(AwsVault, "read", throttled)
    unfinished = Consents(Office.of()).vault(Owner("zorggroep", "c-begonnen"))
    unfinished.open(Connection("zorggroep", "c-begonnen", "exact"))
    clock.now += WEEK
    watch(deployed, capsys)
    assert read(vault).at == clock.now
    assert messages() == []


def test_without_an_app_nothing_is_renewed_and_the_message_says_so(
    deployed: Deployed, door: Doorman, clock: type[Clock], messages: Any, capsys: Any
) -> None:
    vault = connected(door, at=clock.now)
    boto3.client("secretsmanager").put_secret_value(SecretId="apps", SecretString="{}")
    clock.now += WEEK
    assert watch(deployed, capsys) == 0
    assert read(vault).lost == 0
    clock.now = START + 25 * DAY
    assert watch(deployed, capsys) == 1
    (text,) = messages()
    assert "http" not in text
    assert "A12" in text
    assert door.asked == []
