"""A lived-in site on a port of [::1], in a process of its own that is ended by its id."""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from werkzeug.serving import make_server

from shortener import schema
from shortener.accounts.secret import load_secret
from shortener.app import create_app
from shortener.settings import Settings
from shortener.stores import open_database
from shortener.web.services import services_of
from tests.browser.scene import furnish
from tests.live import free_port
from tests.providers import CLIENT, SECRET

PATIENCE = 60
ROOT = Path(__file__).parent.parent.parent


@contextlib.contextmanager
def running(folder: Path, base_url: str = "", issuer: str = "https://id.rpf.example") -> Iterator[int]:
    """The port of a furnished site; its base URL is `base_url`, else localhost on that port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "tests.browser.site",
        str(folder),
        str(port),
        base_url or f"http://localhost:{port}",
        issuer,
    ]
    with (
        (folder / "site.log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        try:
            _wait(process, port, folder / "site.log")
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://[::1]:{port}/healthz", timeout=5):
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def serve(folder: Path, port: int, base_url: str, issuer: str) -> None:
    settings = Settings(
        data_dir=folder / "var",
        base_url=base_url,
        bind=f"[::1]:{port}",
        timezone="Europe/London",
        organisation="rpf.io",
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_new_people="editor",
        oidc_label="Sign in with the Foundation",
    )
    settings.data_dir.mkdir(exist_ok=True)
    database = open_database(settings.database)
    schema.upgrade(database)
    load_secret(settings, database)
    app = create_app(settings)
    library = services_of(app).library
    library.ensure_default_domain()
    furnish(database, library)
    make_server("::1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
