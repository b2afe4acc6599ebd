"""CloudWatch's side of the local cloud: what AWS measures by itself, and metrics in log lines.

Nobody sends the emulator the metrics that AWS makes: embedded metrics of the functions' logs,
AWS/Lambda, AWS/States and AWS/SQS. This sends them, through the public PutMetricData, and has the
alarms look at them. It runs in the emulator's own virtual environment.
"""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.alarms import Alarms

# One namespace with its metric data, as PutMetricData takes them.
Measured = tuple[str, list[dict[str, Any]]]

QUEUE_INTERVAL_SECONDS = 0.5


def _count(name: str, value: float, unit: str = "Count", **dimensions: str) -> dict[str, Any]:
    named = [{"Name": k, "Value": v} for k, v in dimensions.items()]
    return {"MetricName": name, "Value": value, "Unit": unit, "Dimensions": named}


def of_invocation(name: str, duration_ms: int, *, failed: bool) -> Measured:
    """What CloudWatch knows after one invocation of a function."""
    return (
        "AWS/Lambda",
        [
            _count("Invocations", 1, FunctionName=name),
            _count("Errors", int(failed), FunctionName=name),
            _count("Duration", duration_ms, "Milliseconds", FunctionName=name),
        ],
    )


def of_log_line(line: bytes) -> Iterator[Measured]:
    """The metrics that are embedded in a line of a function's log, if any are."""
    if b'"_aws"' in line:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            yield from _embedded(json.loads(line))


def _embedded(document: dict[str, Any]) -> Iterator[Measured]:
    for directive in document["_aws"]["CloudWatchMetrics"]:
        data = []
        for names in directive["Dimensions"]:
            dimensions = [{"Name": k, "Value": str(document[k])} for k in names]
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                data.append(
                    {
                        "MetricName": metric["Name"],
                        "Values": values if isinstance(values, list) else [values],
                        "Unit": metric.get("Unit", "None"),
                        "Dimensions": dimensions,
                    }
                )
        yield directive["Namespace"], data


def of_execution(machine: str, status: str) -> Measured:
    """What CloudWatch knows after an execution of a state machine changed."""
    word = {"RUNNING": "Started", "TIMED_OUT": "TimedOut"}.get(status, status.title())
    return "AWS/States", [_count("Executions" + word, 1, StateMachineArn=machine)]


class _Publisher:
    """Doorgeefluik: sends what was measured, and looks at the queues itself."""

    def __init__(self, endpoint: str) -> None:
        """Make the clients; the endpoint need not be up yet."""
        session: Any = boto3.Session()
        self._cloudwatch = session.client("cloudwatch", endpoint_url=endpoint)
        self._sqs = session.client("sqs", endpoint_url=endpoint)
        self._filled: dict[str, float] = {}
        self.alarms = Alarms(self._cloudwatch)

    def send_forever(self, measured: queue.Queue[Measured]) -> None:
        """Send metrics as they come; a lost one is a metric, never an invocation."""
        while True:
            namespace, data = measured.get()
            self.alarms.note(namespace, data)
            with contextlib.suppress(BotoCoreError, ClientError):
                self._cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)

    def watch_queues_forever(self, measured: queue.Queue[Measured]) -> None:
        """Measure what waits in each queue and how long, while anything does and once after."""
        while True:
            time.sleep(QUEUE_INTERVAL_SECONDS)
            with contextlib.suppress(BotoCoreError, ClientError):
                for url in self._sqs.list_queues().get("QueueUrls", []):
                    self._measure(url, measured)

    def _measure(self, url: str, measured: queue.Queue[Measured]) -> None:
        """What is visible, and since when the queue is not empty: at least the oldest's age."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        waiting, hidden = (int(found["Attributes"].get(name, 0)) for name in names)
        now, name = time.monotonic(), url.rsplit("/", 1)[-1]
        if waiting or hidden or url in self._filled:
            age = now - self._filled.setdefault(url, now)
            measured.put(
                (
                    "AWS/SQS",
                    [
                        _count("ApproximateNumberOfMessagesVisible", waiting, QueueName=name),
                        _count("ApproximateAgeOfOldestMessage", age, "Seconds", QueueName=name),
                    ],
                )
            )
        if not (waiting or hidden):
            self._filled.pop(url, None)


def start(endpoint: str, measured: queue.Queue[Measured]) -> None:
    """Send what comes out of the queue to the endpoint's CloudWatch, in the background."""
    publisher = _Publisher(endpoint)
    for work in (publisher.send_forever, publisher.watch_queues_forever):
        threading.Thread(target=work, args=(measured,), daemon=True).start()
    threading.Thread(target=publisher.alarms.evaluate_forever, daemon=True).start()
