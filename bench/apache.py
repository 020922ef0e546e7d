"""Apache as many run a shortener: one `Redirect` line a link in a .htaccess file, which it reads for each request."""

import contextlib
import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.machine import free_port
from bench.processes import Program, program_path, started
from bench.shape import HOST, Shape

MODULES = Path("/usr/lib/apache2/modules")
USER = "www-data"  # Apache's workers refuse to be root; Debian made this one for them
# As good as it gets: keep-alive without end and under load, no module that isn't needed, and in either child more
# threads than connections: which child one falls to is chance, and one whose threads are all busy closes kept ones.
CONFIGURATION = """\
ServerRoot {folder}
PidFile {folder}/apache.pid
ServerName {host}
Listen [::1]:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule alias_module {modules}/mod_alias.so
{user}
ServerLimit 2
StartServers 2
ThreadsPerChild 256
ThreadLimit 256
MaxRequestWorkers 512
MinSpareThreads 256
MaxSpareThreads 512
AsyncRequestWorkerFactor 16
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 30
HostnameLookups Off
LogLevel warn
ErrorLog {folder}/error.log
DocumentRoot {folder}/site
<Directory {folder}/site>
    Options FollowSymLinks
    AllowOverride FileInfo
    Require all granted
</Directory>
"""


@dataclass(frozen=True)
class Apache:
    """A running Apache on a port of [::1]."""

    program: Program
    plain: int


@contextlib.contextmanager
def htaccess(folder: Path, links: Sequence[Shape]) -> Iterator[Apache]:
    """Serves these links from a .htaccess file."""
    site, port = folder / "site", free_port()
    site.mkdir(parents=True)
    (site / ".htaccess").write_text("".join(f"Redirect 302 /{link.slug} {link.target}\n" for link in links))
    user = f"User {USER}\nGroup {USER}" if os.geteuid() == 0 else ""
    if user:
        shutil.chown(folder, USER, USER)
    configuration = folder / "apache.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, host=HOST, port=port, modules=MODULES, user=user))
    command: list[str | Path] = [program_path("apache2", "apache2"), "-d", folder, "-f", configuration, "-DFOREGROUND"]

    def ready() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("::1", port), timeout=1):
            return True
        return False

    with started("apache", command, folder, ready=ready) as program:
        yield Apache(program, port)
