# ruff: noqa: SLF001 - holding on to the private names of a pinned emulator is what this is for
"""Start the emulator so that Python functions run under AWS's own runtime client.

ministack runs `provided.*` functions over the real Lambda Runtime API and keeps them warm, but runs
`python3.x` functions in a worker of its own that gives every exception one name, so that Retry and
Catch in the state machine never match. Here a Python function becomes a provided one whose
bootstrap is `awslambdaric`: the real context, the real logging, the real errorType. `local.metrics`
adds what CloudWatch does with them.

This is the ONE module that holds on to private names of ministack (it is pinned). It runs in the
emulator's own virtual environment and imports nothing of ours but `local.metrics`.

Settings, all from the environment: LOCAL_RUNTIME (the functions' interpreter), LOCAL_LOCK (held
locked for life; says who and where we are), LOCAL_OVERRIDES (JSON file: function name -> variables
that win over the template's, read again before each invocation). Standard input is the leash: when
it closes without the word `stay`, whoever started us is gone and the whole process group ends.
"""

import contextlib
import contextvars
import fcntl
import hashlib
import io
import json
import os
import queue
import shlex
import signal
import stat
import sys
import tempfile
import threading
import time
import weakref
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import cloudwatch, lambda_svc, stepfunctions
from ministack.services.cloudformation import provisioners

from local import metrics

ENDPOINT = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"
RUNTIME = os.environ["LOCAL_RUNTIME"]
# What a function shares with the emulator; all else is from its own configuration.
KEPT = {
    *("PATH", "LANG", "TMPDIR", "AWS_DEFAULT_REGION", "AWS_REGION"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
}
# A cold start costs more than a moment of patience, on a machine of two cores.
PATIENCE_SECONDS = 3.0
AT_ONCE = 2
BOOTSTRAP = """#!/bin/sh
export PYTHONPATH={path}
exec {python} -m awslambdaric "$_HANDLER"
"""


def is_python(config: dict[str, Any]) -> bool:
    """Whether a function is written in Python."""
    return str(config.get("Runtime", "")).startswith("python")


def overrides(name: str) -> dict[str, str]:
    """The variables that a test sets for one function, by its name."""
    try:
        everything = json.loads(Path(os.environ["LOCAL_OVERRIDES"]).read_text())
    except FileNotFoundError:
        return {}
    found: dict[str, str] = everything.get(name, {})
    return found


class Layers:
    """Lagen: the layers of functions, unpacked once each."""

    def __init__(self) -> None:
        """Make the folder they are unpacked in."""
        self._folder = Path(tempfile.mkdtemp(prefix="layers-"))
        self._lock = threading.Lock()

    def search_path(self, config: dict[str, Any]) -> list[str]:
        """The `python` folders of a function's layers, in the order of the template."""
        blobs = (lambda_svc._resolve_layer_zip(ref) for ref in config.get("Layers", []))
        return [str(self._unpacked(blob) / "python") for blob in blobs if blob]

    def _unpacked(self, blob: bytes) -> Path:
        target = self._folder / hashlib.sha256(blob).hexdigest()[:16]
        with self._lock:
            if not target.exists():
                with zipfile.ZipFile(io.BytesIO(blob)) as z:
                    z.extractall(target)
        return target


LAYERS = Layers()
HAPPENED: queue.Queue[metrics.Measured] = queue.Queue()


def with_bootstrap(code: bytes, path: list[str]) -> bytes:
    """The deployment package with a bootstrap that starts the real runtime client."""
    script = BOOTSTRAP.format(path=shlex.quote(os.pathsep.join(path)), python=shlex.quote(RUNTIME))
    out = io.BytesIO(code)
    with zipfile.ZipFile(out, "a") as z:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = (stat.S_IFREG | 0o755) << 16
        z.writestr(entry, script)
    return out.getvalue()


class PythonWorker(lambda_runtime.ProvidedWorker):  # type: ignore[misc]
    """Uitvoeromgeving: one execution environment of a Python function."""

    def __init__(self, func_name: str, config: dict[str, Any], code_zip: bytes) -> None:
        """Put the bootstrap and the layers in; the process starts at the first invocation."""
        package = with_bootstrap(code_zip, LAYERS.search_path(config))
        super().__init__(func_name, config, package)
        self._name = func_name
        self._overridden = overrides(func_name)
        WORKERS.setdefault(func_name, weakref.WeakSet()).add(self)

    def invoke(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - ministack's own signature
        """Start afresh when a test has set other variables since the process started."""
        wanted = overrides(self._name)
        if wanted != self._overridden:
            self._overridden = wanted
            self._teardown()
        return super().invoke(*args, **kwargs)

    def _pump_output(self, stream: Any, log_queue: Any) -> None:  # noqa: ANN401 - ministack's own
        """See embedded metrics as they are written: a late line of a log is a metric, too."""
        super()._pump_output(Seen(stream), log_queue)


WORKERS: dict[str, weakref.WeakSet[PythonWorker]] = {}


class Seen:
    """Meelezer: a stream of log lines whose embedded metrics are kept."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - whatever ministack reads from
        """Read along with this stream."""
        self._stream = stream

    def readline(self) -> bytes:
        """The next line, after its metrics were handed on."""
        line: bytes = self._stream.readline()
        for measured in metrics.of_log_line(line):
            HAPPENED.put(measured)
        return line

    def close(self) -> None:
        """Close what was read."""
        self._stream.close()


def run_python_in_the_real_runtime() -> None:
    """Replace ministack's Python worker and complete the environment of a function."""
    pick, environment = lambda_runtime._worker_class_for, lambda_svc._provided_worker_env
    warm, provided = lambda_svc._execute_function_warm, lambda_svc._execute_function_provided_warm

    def worker_environment(config: dict[str, Any], code: str, port: int) -> dict[str, str]:
        made: dict[str, str] = environment(config, code, port)
        # our own settings are none of the function's: LOG_LEVEL would even be obeyed
        full = {k: v for k, v in made.items() if k in KEPT or v != os.environ.get(k)}
        full |= (config.get("Environment") or {}).get("Variables", {})
        logging = config.get("LoggingConfig") or {}
        full |= {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_ENDPOINT_URL": ENDPOINT,
            "AWS_EXECUTION_ENV": "AWS_Lambda_" + config["Runtime"],
            "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat", "Text"),
            "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel", ""),
        }
        return full | overrides(config["FunctionName"])

    def execute(func: dict[str, Any], event: dict[str, Any], request_id: str) -> dict[str, Any]:
        chosen = provided if is_python(func.get("config") or func) else warm
        result: dict[str, Any] = chosen(func, event, request_id)
        return result

    lambda_runtime._worker_class_for = lambda c: PythonWorker if is_python(c) else pick(c)
    lambda_svc._provided_worker_env = worker_environment
    lambda_svc._execute_function_warm = execute


def start_few_processes_and_early() -> None:
    """Start each function as it is deployed, and rather wait a moment than start it twice."""
    acquire = lambda_svc.acquire_worker
    deployed = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create, starting = deployed["create"], ThreadPoolExecutor(AT_ONCE)

    def patient(name: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - ministack's own
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            workers = list(WORKERS.get(name, ()))
            if not workers or not all(worker.in_use for worker in workers):
                break
            time.sleep(0.005)
        return acquire(name, *rest, **named)

    def start(func: dict[str, Any]) -> None:
        name, code = func["config"]["FunctionName"], func["code_zip"]
        worker, _ = acquire(name, func["config"], code)
        # what is wrong with it shows when it is called
        with contextlib.suppress(Exception):
            lambda_svc.ensure_spawned(worker)
        lambda_svc.release_worker(worker)

    def created(logical_id: str, properties: dict[str, Any], stack: str) -> Any:  # noqa: ANN401
        made = create(logical_id, properties, stack)
        func = lambda_svc._functions[made[0]]
        if is_python(func["config"]):
            starting.submit(contextvars.copy_context().run, start, func)
        return made

    lambda_svc.acquire_worker = patient
    deployed["create"] = created


def watch_what_happens() -> None:
    """Hand each invocation and each change of an execution to the metrics."""
    logs, status = lambda_svc._emit_lambda_logs, stepfunctions._emit_execution_status_event

    def invoked(
        func: dict[str, Any],
        request_id: str,
        log: str,
        error: bool,
        duration_ms: int,
        **rest: Any,  # noqa: ANN401 - and the rest of it
    ) -> None:
        logs(func, request_id, log, error, duration_ms, **rest)
        name = (func.get("config") or func)["FunctionName"]
        HAPPENED.put(metrics.of_invocation(name, duration_ms, failed=error))

    def changed(execution: dict[str, Any]) -> None:
        status(execution)
        HAPPENED.put(metrics.of_execution(execution["stateMachineArn"], execution["status"]))

    # `local.alarms` does it, by all dimensions of a metric
    cloudwatch._evaluate_all_alarms = lambda: None
    lambda_svc._emit_lambda_logs = invoked
    stepfunctions._emit_execution_status_event = changed


def obey_the_leash() -> None:
    """End the whole process group when whoever started us went away without saying `stay`."""
    if sys.stdin.buffer.read().strip() != b"stay":
        os.killpg(os.getpgrp(), signal.SIGKILL)


def take_the_lock() -> None:
    """Say who and where we are, in a file that stays locked for as long as we live.

    So a file that is not locked is stale, and no process that only got our old number is ever hurt.
    """
    descriptor = os.open(os.environ["LOCAL_LOCK"], os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps({"pid": os.getpid(), "endpoint": ENDPOINT}).encode())


if __name__ == "__main__":
    threading.Thread(target=obey_the_leash, daemon=True).start()
    take_the_lock()
    run_python_in_the_real_runtime()
    start_few_processes_and_early()
    watch_what_happens()
    metrics.start(ENDPOINT, HAPPENED)
    main()
