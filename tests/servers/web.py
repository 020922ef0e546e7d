"""Apache and nginx as Debian has them, each serving what a test wrote into its folder, on a port of [::1]."""

import abc
import os
import shutil
import socket
from pathlib import Path
from typing import ClassVar

import pytest

from tests.servers.server import Server, free_port

MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authz_core", "alias", "dir", "mime", "rewrite", "headers")
APACHE = """\
ServerRoot {data}
PidFile {data}/apache.pid
ServerName localhost
Listen [::1]:{port}
{modules}
ErrorLog {data}/error.log
TypesConfig /dev/null
DocumentRoot {data}/site
<Directory {data}/site>
    Options FollowSymLinks
    AllowOverride FileInfo
    Require all granted
</Directory>
"""
NGINX = """\
daemon off;
worker_processes 1;
pid {data}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {data}/body;
    proxy_temp_path {data}/proxy;
    fastcgi_temp_path {data}/fastcgi;
    uwsgi_temp_path {data}/uwsgi;
    scgi_temp_path {data}/scgi;
    include {data}/links.conf;
    server {{
        listen [::1]:{port};
        server_name localhost;
        root {data}/site;
        include {data}/server.conf;
    }}
}}
"""


class WebServer(Server, abc.ABC):
    """`site` is its folder of pages; it is ready when it takes connections."""

    account: ClassVar[str] = "www-data"

    def __init__(self) -> None:
        self.program = _program(self.package)
        super().__init__()
        self.port = free_port()
        self.site = self.data / "site"
        self.url = f"http://[::1]:{self.port}"

    def prepare(self) -> None:
        self.site.mkdir()
        (self.site / "robots.txt").write_text("User-agent: *\n")
        self.write()
        self.own(*self.data.rglob("*"))

    @abc.abstractmethod
    def write(self) -> None:
        """Fills its folder with what it is to serve."""

    def answers(self) -> bool:
        with socket.create_connection(("::1", self.port), timeout=1):
            return True


class Apache(WebServer):
    """Serves the links of a .htaccess file."""

    package = "apache2"

    def __init__(self, htaccess: Path) -> None:
        super().__init__()
        self._htaccess = htaccess

    def write(self) -> None:
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
        shutil.copy(self._htaccess, self.site / ".htaccess")
        text = APACHE.format(data=self.data, port=self.port, modules=modules)
        (self.data / "apache.conf").write_text(text)

    def command(self) -> list[str]:
        return [self.program, "-d", str(self.data), "-f", str(self.data / "apache.conf"), "-DFOREGROUND"]


class Nginx(WebServer):
    """Serves the links of a file of maps by the lines for a server block."""

    package = "nginx"

    def __init__(self, maps: Path, lines: Path) -> None:
        super().__init__()
        self._files = {"links.conf": maps, "server.conf": lines}

    def write(self) -> None:
        for name, file in self._files.items():
            shutil.copy(file, self.data / name)
        (self.data / "nginx.conf").write_text(NGINX.format(data=self.data, port=self.port))

    def command(self) -> list[str]:
        return [self.program, "-p", str(self.data), "-c", str(self.data / "nginx.conf"), "-e", str(self.data / "error")]


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install {name})")
    return found
