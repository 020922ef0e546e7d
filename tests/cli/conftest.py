"""The command line as a person types it, on an installation of a test's own."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from shortener.cli import main
from shortener.links.library import Library
from shortener.settings import Settings
from tests import nest


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)


Shell = Callable[..., Answer]


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    return {
        "SHORTENER_DATA_DIR": str(settings.data_dir),
        "SHORTENER_BASE_URL": "http://localhost:8000",
        "SHORTENER_NODE": "test",
        "SHORTENER_FETCH_TITLES": "off",
        "SHORTENER_DATABASE_URL": settings.database_url or "",
    }


@pytest.fixture
def bare(environ: dict[str, str]) -> Shell:
    """Runs a command in this process, on a machine where nothing is set up yet: `bare("link", "list")`."""

    def run(*words: str, stdin: str | bytes | None = None, **more: str) -> Answer:
        result = CliRunner(env=environ | more).invoke(main, list(words), input=stdin, prog_name="shortener")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return Answer(result.exit_code, result.stdout_bytes.decode(), result.stderr)

    return run


@pytest.fixture
def shell(bare: Shell, library: Library) -> Shell:
    """The same with a database and the default domain localhost."""
    return bare


@pytest.fixture
def process(environ: dict[str, str], library: Library) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a command as a process of its own."""

    def start(*words: str, **options: Any) -> subprocess.Popen[bytes]:
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return nest.shortener(words, dict(os.environ) | environ, **pipes | options)

    return start
