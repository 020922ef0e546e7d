"""nginx twice: with all links in a static `map` (the limit), and in front of this application as deploy/ sets it up."""

import contextlib
import os
import pwd
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.machine import free_port
from bench.processes import Failed, Program, program_path, started
from bench.shape import HOST, Shape
from deploy.nginx.fill import Value, fill

TEMPLATES = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
WORKERS = 2
MAIN = """\
daemon off;
user {user};
worker_processes {workers};
pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen unix:{folder}/status; location / {{ stub_status; }} }}
    include {folder}/servers.conf;
}}
"""
STATIC = """\
map_hash_max_size {size};
map_hash_bucket_size 256;
map $uri $target {{ include {folder}/map.conf; }}
server {{
    listen [::1]:{plain} reuseport;
    listen [::1]:{tls} ssl http2;
    server_name {host};
    include {folder}/tls.conf;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate}.key;
    if ($target = "") {{ return 404; }}
    return 302 $target;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx of ours: `plain` and `tls` are ports of [::1], 0 where it has none."""

    program: Program
    folder: Path
    plain: int
    tls: int

    def accepted(self) -> int:
        """Connections that it took so far."""
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(5)
            asking.connect(str(self.folder / "status"))
            asking.sendall(b"GET / HTTP/1.0\r\n\r\n")
            said = b"".join(iter(lambda: asking.recv(4096), b""))
        return int(said.split(b"requests\n")[1].split()[0])


@contextlib.contextmanager
def static(folder: Path, links: Iterable[Shape], count: int, certificate: Path) -> Iterator[Nginx]:
    """Serves the links from memory, over HTTP and HTTPS."""
    folder.mkdir()
    with (folder / "map.conf").open("w") as file:
        file.writelines(f"/{link.slug} {link.target};\n" for link in links)
    ports = free_port(), free_port()
    size = max(65536, count)
    servers = STATIC.format(size=size, folder=folder, plain=ports[0], tls=ports[1], host=HOST, certificate=certificate)
    with _running("nginx-static", folder, servers, *ports) as nginx:
        yield nginx


@contextlib.contextmanager
def front(folder: Path, upstream: str, certificate: Path) -> Iterator[Nginx]:
    """Ends TLS in front of `upstream`, such as unix:/path, with the configuration of deploy/nginx."""
    folder.mkdir()
    port = free_port()
    values: dict[str, Value] = {
        "PLAIN": f"unix:{folder}/plain",
        "TLS": f"[::1]:{port}",
        "PROXIED": f"unix:{folder}/proxied",
        "PROXY": ["unix:"],
        "REDIRECTS": upstream,
        "FACES": upstream,
        "HOSTS": HOST,
        "CERTIFICATE": str(certificate),
        "CERTIFICATE_KEY": f"{certificate}.key",
        "COMMON": f"{folder}/common.conf",
        "SPEAK": f"{folder}/tls.conf",
        "WEBROOT": str(folder),
        "PAGES": str(TEMPLATES.parent / "pages"),
    }
    (folder / "common.conf").write_text(_filled("common", values))
    with _running("nginx-front", folder, _filled("site", values), 0, port) as nginx:
        yield nginx


def _filled(name: str, values: Mapping[str, Value]) -> str:
    return fill((TEMPLATES / f"{name}.conf.in").read_text(), values)


def make_certificate(folder: Path) -> Path:
    """An ECDSA certificate for HOST that only this run knows; its key is beside it, with .key at the end."""
    path = folder / "certificate"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "2"]
    command = [program_path("openssl", "openssl"), "req", "-x509", *curve, *names]
    done = subprocess.run(
        [*command, "-out", path, "-keyout", f"{path}.key"], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(f"openssl makes no certificate: {done.stderr.strip()}")
    return path


@contextlib.contextmanager
def _running(name: str, folder: Path, servers: str, plain: int, tls: int) -> Iterator[Nginx]:
    (folder / "servers.conf").write_text(servers)
    # wrk would resume its sessions; people who follow a printed link are new here.
    (folder / "tls.conf").write_text(_filled("tls", {"SESSION_CACHE": "off"}))
    user = pwd.getpwuid(os.getuid()).pw_name
    main = MAIN.format(user=user, workers=WORKERS, folder=folder)
    (folder / "nginx.conf").write_text(main)
    command: list[str | Path] = [
        program_path("nginx", "nginx"),
        "-p",
        folder,
        "-c",
        folder / "nginx.conf",
        "-e",
        folder / "error.log",
    ]

    def ready() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("::1", tls), timeout=1):
            return True
        return False

    with started(name, command, folder, ready=ready) as program:
        yield Nginx(program, folder, plain, tls)
