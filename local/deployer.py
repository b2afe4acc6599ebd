"""Deploy template.yaml as it stands: package, upload, create or update the stack.

The template is not changed but for where its code lies, which is what `sam package` does too; the
SAM transform runs inside the emulator.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

from local import packaging
from local.clients import client
from local.emulator import REGION
from local.places import NotReady, Places

ARTIFACTS = "koppeling-local-artifacts"
LARGEST_BODY = 51_200
DEPLOY_SECONDS = 60
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class _Artifacts:
    """Pakketten: what is uploaded, by its hash."""

    def __init__(self, endpoint: str) -> None:
        """Make the bucket when it is not there."""
        self._s3 = client("s3", endpoint)
        place = {"LocationConstraint": REGION}
        try:
            self._s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration=place)
        except (
            self._s3.exceptions.BucketAlreadyOwnedByYou,
            self._s3.exceptions.BucketAlreadyExists,
        ):
            return

    def put(self, data: bytes, suffix: str) -> dict[str, str]:
        """Upload; where it lies, as a template says it."""
        key = hashlib.sha256(data).hexdigest()[:20] + suffix
        self._s3.put_object(Bucket=ARTIFACTS, Key=key, Body=data)
        return {"Bucket": ARTIFACTS, "Key": key}


def parsed(template: Path) -> dict[str, Any]:
    """The template as data; short forms such as `!Ref` in their long form."""
    document: dict[str, Any] = yaml_parse(template.read_text(encoding="utf-8"))
    return document


def _packaged(where: Places, template: Path, artifacts: _Artifacts) -> str:
    document = parsed(template)
    root = template.parent

    def code(folder: str) -> bytes:
        return packaging.function(root / folder)

    def layer(folder: str) -> bytes:
        return packaging.zipped(packaging.layer(where, root / folder))

    def definition(file: str) -> bytes:
        return (root / file).read_bytes()

    made = {
        "AWS::Serverless::Function": ("CodeUri", code, ".zip"),
        "AWS::Serverless::LayerVersion": ("ContentUri", layer, ".zip"),
        "AWS::Serverless::StateMachine": ("DefinitionUri", definition, ".json"),
    }
    globals_ = document.get("Globals", {}).get("Function", {})
    common = {"Type": "AWS::Serverless::Function", "Properties": globals_}
    for resource in (common, *document["Resources"].values()):
        name, make, suffix = made.get(resource["Type"], ("", definition, ""))
        properties = resource.get("Properties", {})
        if isinstance(properties.get(name), str):
            properties[name] = artifacts.put(make(properties[name]), suffix)
    return json.dumps(document)


def deploy(
    where: Places, template: Path, endpoint: str, stack: str, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Deploy, wait until it stands; physical ids by logical id. Raises NotReady with the reason."""
    artifacts = _Artifacts(endpoint)
    body = _packaged(where, template, artifacts)
    request: dict[str, Any] = {
        "StackName": stack,
        "Capabilities": CAPABILITIES,
        "Parameters": [
            {"ParameterKey": k, "ParameterValue": v} for k, v in sorted(parameters.items())
        ],
    }
    if len(body) < LARGEST_BODY:
        request["TemplateBody"] = body
    else:
        request["TemplateURL"] = "{0}/{Bucket}/{Key}".format(
            endpoint, **artifacts.put(body.encode(), ".template")
        )
    formation = client("cloudformation", endpoint)
    try:
        _create_or_update(formation, request)
    except ClientError as error:
        message = f"the template was not deployed: {error}"
        raise NotReady(message) from error
    _await(formation, stack)
    return resources(endpoint, stack)


def _create_or_update(formation: Any, request: dict[str, Any]) -> None:  # noqa: ANN401
    try:
        formation.create_stack(**request)
    except formation.exceptions.AlreadyExistsException:
        try:
            formation.update_stack(**request)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise


def _await(formation: Any, stack: str) -> None:  # noqa: ANN401
    end = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < end:
        found = formation.describe_stacks(StackName=stack)["Stacks"][0]
        status = found["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return
        if not status.endswith("IN_PROGRESS"):
            break
        time.sleep(0.05)
    events = formation.describe_stack_events(StackName=stack)["StackEvents"]
    why = [
        f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}"
        for e in events
        if e["ResourceStatus"].endswith("FAILED")
    ]
    message = "the template was not deployed:\n" + "\n".join(why or [status])
    raise NotReady(message)


def resources(endpoint: str, stack: str) -> dict[str, str]:
    """Physical ids of the stack's resources by logical id."""
    found = client("cloudformation", endpoint).describe_stack_resources(StackName=stack)
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in found["StackResources"]}
