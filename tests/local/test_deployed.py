"""What the local cloud promises to be true to: the same template, runtime, names and alarms as AWS.

1. The template as it stands is deployed; functions get its layers, variables and memory.
2. A function stays warm; a crash costs its environment, not the next call.
3. An exception reaches the state machine by its own name, so Retry and Catch match.
4. A dropped file arrives through bucket and queue; a poisoned one ends in the dead-letter queue.
5. Metrics in log lines and of queues reach the template's alarms, and the alarms reach people.
"""

import json
from typing import Any

import pytest

from local import deployer
from local.cloud import Administration
from local.places import NotReady
from tests.local.conftest import FIXTURE, Small, eventually


def run(small: Small, **given: Any) -> dict[str, Any]:
    states = small.cloud.client("stepfunctions")
    arn = states.start_execution(
        stateMachineArn=small.cloud.ids["SettleStateMachine"], input=json.dumps(given)
    )["executionArn"]
    found: dict[str, Any] = {}

    def ended() -> bool:
        found.update(states.describe_execution(executionArn=arn))
        return bool(found["status"] != "RUNNING")

    assert eventually(ended)
    return found


def alarm(small: Small, name: str) -> str:
    found = small.cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    state: str = next(a["StateValue"] for a in found if a["AlarmName"] == small.cloud.ids[name])
    return state


def test_a_function_runs_with_its_layer_variables_and_memory(small: Small) -> None:
    answer = small.call()

    assert (answer["said"], answer["mood"], answer["memory"]) == ("goedemorgen", "brisk", "256")


def test_a_function_sees_no_setting_of_the_emulator_or_the_developer(small: Small) -> None:
    seen = set(small.call()["variables"])

    assert {"MOOD", "TABLE", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_ENDPOINT_URL"} <= seen
    assert not seen & {"HOME", "LOG_LEVEL", "GATEWAY_PORT", "LOCAL_LOCK", "AWS_PROFILE"}


def test_a_second_call_finds_the_function_warm(small: Small) -> None:
    first = small.call()
    second = small.call()

    assert second["process"] == first["process"]
    assert second["calls"] == first["calls"] + 1


def test_an_exception_keeps_its_own_name(small: Small) -> None:
    answer = small.call(fail="too bad")

    assert (answer["errorType"], answer["errorMessage"]) == ("ValueError", "too bad")


def test_a_crash_costs_the_environment_but_not_the_next_call(small: Small) -> None:
    before = small.call()
    assert small.call(fail="crash")["errorType"] == "Runtime.ExitError"
    after = small.call()

    assert after["process"] != before["process"]
    assert after["calls"] == 1


def test_the_machine_retries_by_the_name_of_the_exception(small: Small) -> None:
    ended = run(small, fail="until", times=1)

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"]) == {"tries": 1}


def test_the_machine_catches_by_the_name_of_the_exception(small: Small) -> None:
    ended = run(small, fail="too bad")

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"])["error"]["Error"] == "ValueError"


def test_variables_can_be_overridden_for_one_function_and_given_back(small: Small) -> None:
    small.override(MOOD="odd")
    odd = small.call()["mood"]
    small.override()

    assert (odd, small.call()["mood"]) == ("odd", "brisk")


def test_a_dropped_file_reaches_the_function_and_the_alarm_reaches_people(small: Small) -> None:
    to = Administration("zorggroep", "noord")
    sha256 = small.cloud.drop(b"used", to, "a b+é.txt")

    assert eventually(lambda: small.cloud.reply(to, sha256))
    assert eventually(lambda: alarm(small, "DroppedAlarm") == "ALARM")
    assert eventually(lambda: any("DroppedAlarm" in told for told in small.told()))
    # a full queue is not any full queue
    assert alarm(small, "DeadLetterAlarm") == "OK"


def test_a_poisoned_message_ends_in_the_dead_letter_queue_and_alarms(small: Small) -> None:
    small.cloud.client("sqs").send_message(QueueUrl=small.cloud.ids["DropQueue"], MessageBody="?")

    assert eventually(lambda: small.cloud.messages("DropDeadLetterQueue") == 1)
    assert eventually(lambda: alarm(small, "DeadLetterAlarm") == "ALARM")


def test_deploying_again_changes_what_changed_and_keeps_the_rest(small: Small) -> None:
    s3, bucket = small.cloud.client("s3"), small.cloud.ids["BooksBucket"]
    s3.put_object(Bucket=bucket, Key="kept", Body=b"x")
    endpoint = small.running.endpoint
    calm = deployer.deploy(small.where, FIXTURE, endpoint, "small", {"Mood": "calm"})
    mood = small.call()["mood"]
    deployer.deploy(small.where, FIXTURE, endpoint, "small", {"Mood": "brisk"})

    assert calm == small.cloud.ids
    assert mood == "calm"
    assert s3.get_object(Bucket=bucket, Key="kept")["Body"].read() == b"x"


def test_a_template_that_cannot_be_deployed_says_why(small: Small, tmp_path: Any) -> None:
    broken = tmp_path / "template.yaml"
    broken.write_text("Resources: {Odd: {Type: AWS::Odd::Thing}}\n")

    with pytest.raises(NotReady, match="AWS::Odd::Thing"):
        deployer.deploy(small.where, broken, small.running.endpoint, "broken", {})
