"""`make lint`: the servers' own programs read the configuration that set-up would write, for sites of several kinds.

What isn't installed here, or may not be asked without root, is said and left out; the laboratory's tests run all of it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.lab.certificates import Authority
from deploy.lab.proxy import Node, proxy_toml
from deploy.setup.proxy import HAPROXY, put
from deploy.setup.reading import BadSite
from deploy.setup.site import CERTIFICATE, read_site, write

ROOT = Path(__file__).resolve().parent.parent
PLAIN_SITE = 'domain = "go.example.org"\n[certificate]\nchallenge = "http-01"\n'
UNITS = ("shortener-*.service", "shortener-*.socket", "shortener-*.timer", "shortener-*.path")
# What the units rest on, from this system.
BASE = ("lib/systemd/system",)
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def main() -> int:
    """The exit status; each complaint of a program is shown."""
    with tempfile.TemporaryDirectory(prefix="staged") as name:
        found = [problem for one in sites(Path(name)) for problem in problems(one)]
        found += _haproxy(Path(name))
    for problem in found:
        print(problem)
    return 1 if found else 0


def sites(folder: Path) -> Iterator[Path]:
    """A root folder for each kind of site."""
    plain = folder / "plain.toml"
    plain.write_text(PLAIN_SITE)
    for number, site in enumerate((ROOT / "deploy" / "site.example.toml", plain)):
        root = folder / str(number)
        write(root, read_site(site))
        yield root


def problems(root: Path) -> Iterator[str]:
    """What each program complains of."""
    yield from _asked("nft", ["-c", "-f", str(root / "etc/nftables.conf")], root=True)
    yield from _nginx(root)
    yield from _systemd(root)


def _nginx(root: Path) -> Iterator[str]:
    """nginx reads certificates too, so there is one; its paths are those below the staged root."""
    authority = Authority(root)
    certificate, key = authority.issue("go.example.org")
    places = {f"{CERTIFICATE}/fullchain.pem": certificate, f"{CERTIFICATE}/privkey.pem": key}
    for path in (root / "etc/nginx").rglob("*.conf"):
        text = path.read_text().replace("/etc/nginx/", f"{root}/etc/nginx/")
        for place, own in places.items():
            text = text.replace(place, str(own))
        path.write_text(text)
    main_file = root / "nginx.conf"
    included = f"include {root}/etc/nginx/conf.d/*.conf;"
    # What Debian's own nginx.conf says of TLS stands beside it there.
    debian = "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; gzip on;"
    main_file.write_text(f"pid {root}/pid; error_log stderr; events {{}} http {{ {debian} {included} }}\n")
    yield from _asked("nginx", ["-t", "-q", "-p", str(root), "-e", "stderr", "-c", str(main_file)], root=True)


def _systemd(root: Path) -> Iterator[str]:
    """With the system's own units, and a stand-in wherever a unit starts a program."""
    own = root / "etc/systemd/system"
    units = sorted(str(path) for pattern in UNITS for path in own.glob(pattern))
    for folder in BASE:
        shutil.copytree(f"/{folder}", root / folder, symlinks=True, dirs_exist_ok=True)
    for path in own.glob("*.service"):
        for line in path.read_text().splitlines():
            if line.startswith("Exec"):
                program = root / line.partition("=")[2].split()[0].lstrip("/")
                program.parent.mkdir(parents=True, exist_ok=True)
                program.touch(mode=0o755)
    yield from _asked("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", f"--root={root}", *units])


def _haproxy(folder: Path) -> Iterator[str]:
    """As set-up does it, which lets haproxy look."""
    if not Path(HAPROXY).exists():
        print("haproxy: not asked, since it is not installed")
        return
    nodes = [Node("one", "2001:db8:1::443", 11), Node("two", "2001:db8:2::443")]
    (folder / "1.toml").write_text(proxy_toml(folder, nodes, ["go.example.org"], version=1))
    for source in (folder / "1.toml", ROOT / "deploy" / "proxy.example.toml"):
        try:
            put(source, folder / "haproxy.cfg")
        except BadSite as error:
            yield str(error)


def _asked(program: str, words: Sequence[str], *, root: bool = False) -> Iterator[str]:
    """What a program complains of."""
    found = shutil.which(program, path=PATH)
    if found is None or (root and os.geteuid() != 0):
        print(f"{program}: not asked, since it {'needs root' if found else 'is not installed'}")
        return
    done = subprocess.run([found, *words], check=False, capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or done.stderr.strip():
        yield f"{program} {' '.join(words)}: {(done.stderr or done.stdout).strip()}"


if __name__ == "__main__":
    sys.exit(main())
