"""What the template must keep, over the template as CloudFormation sees it.

1. Each function has a log group with retention, a role of its own and a time-out; a queue waits at
   least six times the time-out of its reader.
2. No permission reaches everything; who touches an encrypted store may use its key.
3. Each queue that a function reads, and each schedule, has a dead-letter queue with an alarm.
4. Buckets are private, encrypted and reached over TLS only; archive and evidence are locked.
5. Each alarm looks at a metric that some code emits.
6. The state machine: a time-out on every task, ids only in what it passes, no end at 25,000 events.
7. `sam validate --lint` accepts it, and `sam build` packages it.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from koppeling.aws.logs import Measured
from koppeling.settle.bounds import EVENTS_A_ROUND, PAUSE
from tests.template.translated import translated

ROOT = Path(__file__).resolve().parents[2]
SAM = ROOT / ".local" / "sam" / "bin"
FUNCTIONS = ("intake", "configure", "reconcile", "draft", "prove", "book", "tell", "watch")


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return translated()


def of(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: r["Properties"] for name, r in template["Resources"].items() if r["Type"] == kind}


def test_each_function_has_log_role_and_time_out(template: dict[str, Any]) -> None:
    functions = of(template, "AWS::Lambda::Function")
    assert {n.removesuffix("Function").lower() for n in functions} == {*FUNCTIONS, "bookapi"}
    assert functions["BookApiFunction"]["Code"] == functions["BookFunction"]["Code"]
    roles = [json.dumps(f["Role"]) for f in functions.values()]
    assert len(set(roles)) == len(functions)
    for name, function in functions.items():
        assert function["Timeout"], name
        log = function["LoggingConfig"]["LogGroup"]["Ref"]
        assert template["Resources"][log]["Properties"]["RetentionInDays"]


def test_queues_wait_six_time_outs_and_have_dead_letters(template: dict[str, Any]) -> None:
    queues, functions = of(template, "AWS::SQS::Queue"), of(template, "AWS::Lambda::Function")
    for mapping in of(template, "AWS::Lambda::EventSourceMapping").values():
        queue = queues[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
        reader = functions[mapping["FunctionName"]["Ref"]]
        assert queue["VisibilityTimeout"] >= 6 * reader["Timeout"]
        assert queue["RedrivePolicy"]["maxReceiveCount"] >= 3
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    alarmed = json.dumps(of(template, "AWS::CloudWatch::Alarm"))
    for name in queues:
        if name.endswith("DeadLetterQueue"):
            assert f'"{name}", "QueueName"' in alarmed


def test_who_renews_tokens_ends_before_its_lease(template: dict[str, Any]) -> None:
    """A lease shorter than the time-out loses tokens: another renews while the first stands still.

    Seconds by default, where the template has a parameter.
    """
    functions = of(template, "AWS::Lambda::Function")
    renew = {r for r, s in statements(template) if "secretsmanager:PutSecretValue" in s["Action"]}
    assert "WatchFunctionRole" in renew
    for role in renew:
        time_out = functions[role.removesuffix("Role")]["Timeout"]
        if isinstance(time_out, dict):
            time_out = template["Parameters"][time_out["Ref"]]["Default"]
        assert time_out < template["Parameters"]["LeaseSeconds"]["Default"]


def statements(template: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name, role in of(template, "AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            inside = policy["PolicyDocument"]["Statement"]
            found += [(name, s) for s in (inside if isinstance(inside, list) else [inside])]
    return found


def test_no_permission_reaches_everything(template: dict[str, Any]) -> None:
    for name, statement in statements(template):
        actions = statement["Action"]
        delivers = [a for a in actions if "LogDeliver" in a]  # AWS knows no resource for these
        assert statement["Resource"] != "*" or (name == "SettleStateMachineRole" and delivers)
        assert not [a for a in ([actions] if isinstance(actions, str) else actions) if "*" in a]
    with_key = {n for n, s in statements(template) if "kms:Decrypt" in s["Action"]}
    with_store = {n for n, s in statements(template) if "dynamodb:GetItem" in s["Action"]}
    assert with_store <= with_key


def test_buckets_are_private_encrypted_and_locked(template: dict[str, Any]) -> None:
    buckets = of(template, "AWS::S3::Bucket")
    assert len(buckets) == 6
    policies = json.dumps(of(template, "AWS::S3::BucketPolicy"))
    for name, bucket in buckets.items():
        assert all(bucket["PublicAccessBlockConfiguration"].values()), name
        assert bucket["BucketEncryption"], name
        assert f'"Ref": "{name}"' in policies
    assert policies.count("aws:SecureTransport") == len(buckets)
    for name, parameter in (("ArchiveBucket", "Archive"), ("EvidenceBucket", "Evidence")):
        rule = buckets[name]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
        assert rule["Mode"] == {"Ref": f"{parameter}LockMode"}
    parameters = template["Parameters"]
    assert parameters["ArchiveLockMode"]["Default"] == "GOVERNANCE"
    assert parameters["EvidenceLockMode"]["Default"] == "COMPLIANCE"
    (table,) = of(template, "AWS::DynamoDB::Table").values()
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


def test_each_alarm_looks_at_a_metric_that_is_emitted(template: dict[str, Any]) -> None:
    known = {m.value for m in Measured}
    ours = {
        (a["MetricName"], a["Dimensions"][0]["Value"])
        for a in of(template, "AWS::CloudWatch::Alarm").values()
        if a["Namespace"] == "Koppeling"
    }
    assert {name for name, _ in ours} <= known
    assert {service for _, service in ours} <= set(FUNCTIONS)


def test_evidence_is_written_by_watch_alone_and_read_by_nobody(template: dict[str, Any]) -> None:
    """Whoever could read it would need no proof; whoever could delete it would be no witness."""
    touched = [
        (name, s["Action"])
        for name, s in statements(template)
        if "EvidenceBucket" in json.dumps(s["Resource"])
    ]
    assert touched == [("WatchFunctionRole", "s3:PutObject")]


def machine() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "functions" / "settle.asl.json").read_text())
    return found


def test_the_state_machine_passes_ids_only_and_ends() -> None:
    definition = machine()
    states = definition["States"]
    assert {
        "Reconcile",
        "Draft",
        "Check",
        "Route",
        "Book",
        "Pause",
        "Prove",
        "Tell",
        "Park",
    } <= set(states)
    for name, state in states.items():
        if state["Type"] != "Task":
            continue
        assert state["TimeoutSeconds"] <= 900, name
        payload = set(state["Parameters"]["Payload"])
        assert payload <= {"tenant.$", "administration.$", "error.$"}, name
        if name != "Park":
            assert {
                "ErrorEquals": ["States.ALL"],
                "ResultPath": "$.error",
                "Next": "Park",
            } in state["Catch"]
    rounds = definition["TimeoutSeconds"] / PAUSE
    assert rounds * EVENTS_A_ROUND < 25_000


def test_the_machines_log_says_what_failed_and_holds_nothing_that_was_passed(
    template: dict[str, Any],
) -> None:
    (settle,) = of(template, "AWS::StepFunctions::StateMachine").values()
    logging = settle["LoggingConfiguration"]
    assert logging["Level"] == "ERROR"
    assert logging["IncludeExecutionData"] is False
    (log,) = re.findall(r'"Fn::GetAtt": \["(\w+)"', json.dumps(logging))
    assert template["Resources"][log]["Properties"]["RetentionInDays"]


def test_every_log_and_queue_is_encrypted_with_a_key_that_its_service_may_use(
    template: dict[str, Any],
) -> None:
    (key,) = of(template, "AWS::KMS::Key").values()
    policy = json.dumps(key["KeyPolicy"])
    for service in ("s3.amazonaws.com", "sns.amazonaws.com", "cloudwatch.amazonaws.com"):
        assert f'"{service}"' in policy
    for name, log in of(template, "AWS::Logs::LogGroup").items():
        group = log["LogGroupName"]["Fn::Sub"]
        assert log["KmsKeyId"], name
        assert f"log-group:{group}" in policy or group.startswith("/koppeling/${Stage}/"), name
    for name, queue in of(template, "AWS::SQS::Queue").items():
        assert queue["KmsMasterKeyId"], name
    for name, topic in of(template, "AWS::SNS::Topic").items():
        assert topic["KmsMasterKeyId"], name


def test_every_exception_of_the_engine_is_retried_by_name_or_parked() -> None:
    retried = set(re.findall(r'"(Conflict|ConnectorUnavailable)"', json.dumps(machine())))
    assert retried == {"Conflict", "ConnectorUnavailable"}


def sam(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{SAM}:{os.environ['PATH']}",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "SAM_CLI_TELEMETRY": "0",
    }
    return subprocess.run(
        list(words), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_sam_accepts_the_template() -> None:
    done = sam(str(SAM / "sam"), "validate", "--lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_sam_builds_it() -> None:
    done = sam("make", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    built = ROOT / ".aws-sam" / "build"
    assert (built / "CoreLayer" / "python" / "koppeling" / "settle" / "post.py").is_file()
    assert (built / "VendorLayer" / "python" / "pydantic").is_dir()
