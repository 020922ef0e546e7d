"""schemathesis finds nothing: what the REST API's document promises holds for requests that nobody thought of."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from shortener.settings import Settings
from shortener.stores import Database
from tests.api.program import Rest, rest_of

HERE = Path(__file__).resolve().parent
QUICK, LONG = 3, 100  # requests made by chance for each operation, beside those that its schema asks for
ALIKE = "link_stats_.*|stats_compare"  # the code of other statistics, with as many parameters
ENDS_KEYS = "revoke_key"  # may end the key that asks, so it comes last

pytestmark = pytest.mark.stores("sqlite")


@pytest.fixture
def address(settings: Settings, database: Database) -> Iterator[tuple[str, Rest]]:
    """A server with two links, as an admin with a key for everything sees it."""
    quiet = replace(settings, fetch_titles=False, api_rate=0)
    with rest_of(quiet, database) as rest:
        for slug in ("one", "a/b"):
            rest.post("/links", {"target": "https://example.org/", "slug": slug})
        server = make_server("::1", 0, rest.client.application, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://[::1]:{server.port}", rest
        server.shutdown()
        thread.join()


def found_by(address: str, folder: Path, key: str, *words: str) -> str:
    """What schemathesis says; empty where it found nothing. It keeps what it learns in that folder."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    asked = ["--header", f"Authorization: Bearer {key}", "--max-redirects", "0", *words]
    done = subprocess.run(
        [*command, f"{address}/api/v1/openapi.json", *asked], capture_output=True, text=True, check=False, cwd=folder
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def look(site: tuple[str, Rest], examples: int, left_out: str) -> None:
    where, rest = site
    folder, many = rest.settings.data_dir, ("--max-examples", str(examples))
    found = found_by(where, folder, rest.key, *many, "--exclude-operation-id-regex", left_out)
    found += found_by(where, folder, rest.key, *many, "--include-operation-id", ENDS_KEYS)
    assert not found, found


@pytest.mark.timeout(300)
def test_a_bounded_run_finds_nothing(address: tuple[str, Rest]) -> None:
    look(address, QUICK, f"{ALIKE}|{ENDS_KEYS}")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_longer_run_finds_nothing(address: tuple[str, Rest]) -> None:
    look(address, LONG, ENDS_KEYS)
