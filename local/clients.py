"""Clients of the emulator's endpoint; nothing of the developer's own AWS settings gets in."""

from typing import Any

import boto3
from botocore.config import Config

from local.emulator import REGION

CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


def _session() -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
    return boto3.Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator takes anything
        region_name=REGION,
    )


def client(service: str, endpoint: str) -> Any:  # noqa: ANN401
    """A client of one service at an endpoint; it repeats nothing by itself."""
    return _session().client(service, endpoint_url=endpoint, config=CONFIG)


def table(name: str, endpoint: str) -> Any:  # noqa: ANN401
    """A DynamoDB table with plain values."""
    return _session().resource("dynamodb", endpoint_url=endpoint, config=CONFIG).Table(name)
