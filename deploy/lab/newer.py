"""A release after this one, for upgrades in the laboratory: the checkout's code with a mark of its own in each part."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.lab.hosts import LabError
from shortener import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
SERVED = ("shortener", "migrations", "deploy", "docs")
FILES = ("wsgi.py", "pyproject.toml", "README.md", "LICENSE")
NEWER = f"{__version__}.1"
# What each part says in this release and in the next; all of it takes effect, and nobody is served otherwise for it.
MARKS: Mapping[str, tuple[str, str]] = {
    "shortener/__init__.py": (f'"{__version__}"', f'"{NEWER}"'),
    "deploy/nginx/common.conf.in": ("send_timeout 30s;", "send_timeout 31s;"),
    "deploy/files/etc/nftables.conf.in": ("limit rate 50/second", "limit rate 51/second"),
    "deploy/systemd/shortener-redirects.service": ("TimeoutStopSec=60", "TimeoutStopSec=61"),
}


def make_newer(folder: Path) -> Path:
    """The folder, filled; without an environment of its own, which is mounted there."""
    folder.mkdir(parents=True)
    for name in SERVED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    for name, (before, after) in MARKS.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        if before not in text:
            raise LabError(f"{name} has no {before} any more, by which the next release would differ.")
        path.write_text(text.replace(before, after), encoding="utf-8")
    (folder / ".venv").mkdir()
    return folder
