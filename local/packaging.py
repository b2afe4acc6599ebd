"""Functions and layers as ZIP archives, from a template's folders, as `sam build` would make them.

A layer that has a `requirements.txt` is installed once, for the interpreter that runs functions
here, and kept by the hash of that file; any other layer is its packages as they are. Both are
compiled beforehand, because eight cold functions that each compile the same modules are slow.
"""

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from local.places import Places

TEMPORARY = shutil.ignore_patterns("__pycache__", "*.egg-info")


def zipped(folder: Path) -> bytes:
    """Every file below a folder; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(str(file.relative_to(folder)))
                entry.external_attr = 0o644 << 16
                z.writestr(entry, file.read_bytes())
    return out.getvalue()


def function(folder: Path) -> bytes:
    """A function's deployment package."""
    with tempfile.TemporaryDirectory() as temporary:
        clean = Path(temporary) / "code"
        shutil.copytree(folder, clean, ignore=TEMPORARY)
        return zipped(clean)


def layer(where: Places, folder: Path) -> Path:
    """A layer's folder, its content below `python/`; built now if it was not built before."""
    required = folder / "requirements.txt"
    content = required.read_bytes() if required.exists() else zipped_sources(folder)
    target = where.layers / f"{folder.name}-{_mark(where, content)}"
    if target.exists():
        return target
    where.layers.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where.layers) as temporary:
        made = Path(temporary) / "layer"
        if required.exists():
            _install(where, required, made / "python")
        else:
            _copy_packages(folder, made / "python")
        _compile(where, made)
        with contextlib.suppress(OSError):  # another process was first
            made.rename(target)
    _forget_older(target, folder.name)
    return target


def zipped_sources(folder: Path) -> bytes:
    """What a layer without requirements is made of."""
    with tempfile.TemporaryDirectory() as temporary:
        _copy_packages(folder, Path(temporary))
        return zipped(Path(temporary))


def _mark(where: Places, content: bytes) -> str:
    runtime = os.path.realpath(where.runtime)
    return hashlib.sha256(runtime.encode() + b"\n" + content).hexdigest()[:16]


def _forget_older(kept: Path, name: str) -> None:
    """Never the one that is kept: another process may be reading what it made first."""
    for old in kept.parent.glob(f"{name}-*"):
        if old != kept:
            shutil.rmtree(old, ignore_errors=True)


def _copy_packages(folder: Path, target: Path) -> None:
    for package in sorted(p for p in folder.iterdir() if p.is_dir()):
        if not package.name.startswith((".", "__")) and package.suffix != ".egg-info":
            shutil.copytree(package, target / package.name, ignore=TEMPORARY)


def _install(where: Places, requirements: Path, target: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--quiet", "--require-hashes", "--python"]
    what = ["--target", str(target), "--requirements", str(requirements)]
    subprocess.run([*command, str(where.runtime), *what], check=True)


def _compile(where: Places, folder: Path) -> None:
    """By hash instead of by date, because an archive does not keep dates to the letter."""
    command = [str(where.runtime), "-m", "compileall", "-q", "-j", "0", "--invalidation-mode"]
    subprocess.run([*command, "unchecked-hash", str(folder)], check=True)
