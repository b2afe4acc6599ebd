"""Where the local cloud finds its parts and keeps its state, in one place.

`make setup` fills `.local/` with a virtual environment for the emulator (it pins its own botocore)
and one that stands for the Lambda runtime; everything else in there is made and removed here.
"""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class NotReady(Exception):  # noqa: N818 - it names a state; the message says what to do
    """The local cloud cannot do this now; the message is for the developer and says what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """Plekken: the folders of one working tree, `home` = its `.local`."""

    home: Path

    @property
    def emulator(self) -> Path:
        """The Python that runs the emulator."""
        return self._python("emulator")

    @property
    def runtime(self) -> Path:
        """The Python that stands for the Lambda runtime."""
        return self._python("runtime")

    @property
    def tryton(self) -> Path:
        """The Python that runs a real bookkeeping package; only `make test` installs it."""
        return self._python("tryton", "make .local/tryton/.done")

    @property
    def interface_emulator(self) -> Path:
        """AWS's Runtime Interface Emulator, as it ships with the SAM command line."""
        machine = "arm64" if os.uname().machine in ("arm64", "aarch64") else "x86_64"
        found = sorted(
            (self.home / "sam").glob(f"lib/python*/site-packages/*/local/rapid/*{machine}")
        )
        if not found:
            message = "the Runtime Interface Emulator is not installed: run `make sam` first"
            raise NotReady(message)
        return found[0]

    @property
    def layers(self) -> Path:
        """Layers as they were built, by the hash of what they were built from."""
        return self.home / "layers"

    @property
    def run(self) -> Path:
        """The state of the cloud that `up` leaves running."""
        return self.home / "run"

    def _python(self, name: str, made_by: str = "make setup") -> Path:
        python = self.home / name / "bin" / "python"
        if not python.exists():
            message = f"{python} is not there: run `{made_by}` first"
            raise NotReady(message)
        return python


def places() -> Places:
    """The places of this working tree; KOPPELING_LOCAL names another folder than `.local`."""
    return Places(Path(os.environ.get("KOPPELING_LOCAL") or ROOT / ".local").resolve())
