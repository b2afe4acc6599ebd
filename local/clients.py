"""Clients of the emulator's endpoint; nothing of the developer's own AWS settings gets in."""

import os
from typing import Any

import boto3
from botocore.config import Config

from local.emulator import REGION

CREDENTIAL = "test"
"""The emulator takes anything."""
CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


def _session() -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
    return boto3.Session(
        aws_access_key_id=CREDENTIAL,
        aws_secret_access_key=CREDENTIAL,
        region_name=REGION,
    )


def client(service: str, endpoint: str) -> Any:  # noqa: ANN401
    """A client of one service at an endpoint; it repeats nothing by itself."""
    return _session().client(service, endpoint_url=endpoint, config=CONFIG)


def table(name: str, endpoint: str) -> Any:  # noqa: ANN401
    """A DynamoDB table with plain values."""
    return _session().resource("dynamodb", endpoint_url=endpoint, config=CONFIG).Table(name)


def environment(endpoint: str) -> dict[str, str]:
    """Variables by which another program reaches the endpoint, and nothing else of AWS."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": CREDENTIAL,
        "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
        "AWS_SESSION_TOKEN": "",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
