"""One function on one event, as Lambda runs it: what `sam local invoke` does, without a container.

AWS's own Runtime Interface Emulator drives AWS's own runtime client on the function's folder, with
its layers, handler, time-out and memory from the template. What its variables name (buckets, table)
lies in the local cloud, so that must be up. In an event, `${InboxBucket}` is that resource's name.
"""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import packaging
from local.cloud import Cloud
from local.deployer import parsed
from local.emulator import REGION
from local.places import NotReady, Places

START_SECONDS = 10
STOP_SECONDS = 5
# The emulator puts the function in a process group of its own and takes it down when asked to end;
# it is asked when standard input closes, so also when we die without a word.
LEASHED = ["/bin/sh", "-c", '"$@" & cat; kill -TERM $!; wait', "sh"]
PATH = "/2015-03-31/functions/function/invocations"


@dataclass(frozen=True, slots=True)
class Function:
    """Functie: what the template says about one function, in force."""

    name: str
    code: Path
    handler: str
    timeout: int
    memory: int
    layers: tuple[Path, ...]


def function(template: Path, verb: str) -> Function:
    """The function of a verb: `intake` is the resource IntakeFunction. Raises NotReady."""
    document = parsed(template)
    name = f"{verb[:1].upper()}{verb[1:]}Function"
    functions = {
        k: v for k, v in document["Resources"].items() if v["Type"] == "AWS::Serverless::Function"
    }
    if name not in functions:
        known = ", ".join(sorted(f.removesuffix("Function").lower() for f in functions))
        message = f"no function {verb} in {template.name}; there are: {known}"
        raise NotReady(message)
    common = document.get("Globals", {}).get("Function", {})
    own = common | functions[name]["Properties"]
    layers = [*common.get("Layers", []), *functions[name]["Properties"].get("Layers", [])]
    named = dict.fromkeys(layer["Ref"] for layer in layers)
    return Function(
        name=name,
        code=template.parent / own["CodeUri"],
        handler=own["Handler"],
        timeout=_number(document, own.get("Timeout", 3)),
        memory=int(own.get("MemorySize", 128)),
        layers=tuple(
            template.parent / document["Resources"][n]["Properties"]["ContentUri"] for n in named
        ),
    )


def _number(document: dict[str, Any], value: Any) -> int:  # noqa: ANN401 - as the template says it
    """A number of the template, or the default of the parameter that it names."""
    if isinstance(value, dict):
        value = document["Parameters"][value["Ref"]]["Default"]
    return int(value)


def filled_in(event: str, ids: dict[str, str]) -> bytes:
    """The event with every `${LogicalId}` replaced by that resource's name."""
    return re.sub(r"\$\{(\w+)\}", lambda m: ids.get(m[1], m[0]), event).encode()


def _environment(where: Places, wanted: Function, cloud: Cloud) -> dict[str, str]:
    name = cloud.ids[wanted.name]
    deployed = cloud.client("lambda").get_function_configuration(FunctionName=name)
    variables: dict[str, str] = deployed.get("Environment", {}).get("Variables", {})
    paths = [packaging.layer(where, folder) / "python" for folder in wanted.layers]
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG")}
    return kept | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(wanted.timeout),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(wanted.memory),
        "LAMBDA_TASK_ROOT": str(wanted.code),
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        **variables,
    }


@contextlib.contextmanager
def _environment_running(where: Places, wanted: Function, cloud: Cloud) -> Iterator[int]:
    """The function's execution environment, listening on the port; stopped whatever happens."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, inner = one.getsockname()[1], other.getsockname()[1]
    command = [
        *LEASHED,
        str(where.interface_emulator),
        *("--log-level", "error"),
        *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
        *("--runtime-api-address", f"127.0.0.1:{inner}"),
        *(str(where.runtime), "-m", "awslambdaric", wanted.handler),
    ]
    process = subprocess.Popen(
        command,
        cwd=wanted.code,
        env=_environment(where, wanted, cloud),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=sys.stderr,
    )
    try:
        _await(port)
        yield port
    finally:
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    message = "the Runtime Interface Emulator does not answer"
    raise NotReady(message)


def invoke(where: Places, template: Path, verb: str, event: str, cloud: Cloud) -> tuple[Any, bool]:
    """What the function answers to the event, and whether that is an error of the function."""
    wanted = function(template, verb)
    if wanted.name not in cloud.ids:
        message = f"{wanted.name} is not in the local cloud: run `koppeling local up` again"
        raise NotReady(message)
    with _environment_running(where, wanted, cloud) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=wanted.timeout + 30)
        with contextlib.closing(connection):
            connection.request("POST", PATH, filled_in(event, cloud.ids))
            body = connection.getresponse().read()
    try:
        answer = json.loads(body)
    except ValueError:
        return body.decode(errors="replace"), True
    return answer, isinstance(answer, dict) and {"errorType", "errorMessage"} <= answer.keys()
