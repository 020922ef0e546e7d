"""Set-up of a server: what would come into place, as its own readers find it: `python3 checked.py STAGE`.

STAGE holds a whole tree of configuration. Only what differs from this machine's is looked at; a refusal is said, and
the exit status is 1, so that nothing of it is put into place.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

PATIENCE = 60.0  # seconds for one program
UNITS = "etc/systemd/system"
KINDS = {".service", ".socket", ".timer", ".path"}
CERTIFICATE = "var/lib/shortener-acme/certs/site/fullchain.pem"


def changed(stage: Path, root: Path) -> list[str]:
    """Files that are another in the stage, below both."""
    names = (str(path.relative_to(stage)) for path in sorted(stage.rglob("*")) if path.is_file())
    return [name for name in names if not _same(stage / name, root / name)]


def refusals(stage: Path, root: Path) -> Iterator[str]:
    """What each program that reads a changed file says against it, as one sentence."""
    names = changed(stage, root)
    for beginning, ask in READERS.items():
        concerned = [name for name in names if name.startswith(beginning)]
        if concerned and (said := _asked(ask, stage, root, concerned)):
            yield f"What would be in /{beginning} makes no sense to its reader, so all stays as it is: {said}"


def firewall(stage: Path, _root: Path, names: Sequence[str]) -> str:
    return _said(["nft", "-c", "-f", str(stage / names[0])])


def units(stage: Path, _root: Path, _names: Sequence[str]) -> str:
    """All of ours, since a part may count for several; the system's own are found where they are."""
    ours = (one for one in sorted((stage / UNITS).iterdir()) if one.suffix in KINDS and "@" not in one.name)
    return _said(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, ours)])


def web_server(stage: Path, root: Path, _names: Sequence[str]) -> str:
    """By nginx itself, in a view of this machine where its folder is what it would be.

    Without a certificate nothing of ours runs yet, and nginx would miss it; it is asked later then.
    """
    if not (root / CERTIFICATE).exists():
        return ""
    with tempfile.TemporaryDirectory(prefix="shortener-nginx-") as name:
        view = Path(name) / "nginx"
        shutil.copytree(root / "etc/nginx", view, symlinks=True)
        shutil.copytree(stage / "etc/nginx", view, symlinks=True, dirs_exist_ok=True)
        (view / "sites-enabled/default").unlink(missing_ok=True)  # as set-up does
        look = 'mount --bind "$1" /etc/nginx && exec nginx -q -t'
        return _said(["unshare", "--mount", "sh", "-c", look, "sh", str(view)])


Ask = Callable[[Path, Path, Sequence[str]], str]
READERS: Mapping[str, Ask] = {"etc/nftables.conf": firewall, UNITS: units, "etc/nginx": web_server}


def _asked(ask: Ask, stage: Path, root: Path, names: Sequence[str]) -> str:
    try:
        return ask(stage, root, names)
    except OSError as error:
        return f"it can't be looked at: {error}"


def _said(words: Sequence[str]) -> str:
    """A program's last words where it refuses; empty where it doesn't."""
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=PATIENCE)
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        return f"{words[0]} can't be asked: {error}"
    said = " ".join((done.stderr or done.stdout).split())
    return "" if done.returncode == 0 else said or f"{words[0]} ends with {done.returncode}"


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def main(arguments: Sequence[str]) -> int:
    found = list(refusals(Path(arguments[0]), Path("/")))
    for refusal in found:
        print(refusal, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
