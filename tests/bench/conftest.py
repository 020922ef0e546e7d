"""What the bench needs of the machine; tests that run it skip without."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.processes import Failed, program_path
from bench.service import Services

PROGRAMS = {"wrk": "wrk", "nginx": "nginx", "apache2": "apache2", "openssl": "openssl"}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder with a short path, since sockets are in it; prepared databases go there too."""
    try:
        for program, package in PROGRAMS.items():
            program_path(program, package)
    except Failed as error:
        pytest.skip(str(error))
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        room = Path(name) / "run"
        room.mkdir()
        for path in (Path(name), room):
            path.chmod(0o755)
        yield room


@pytest.fixture
def said() -> list[str]:
    """What the bench says while it works."""
    return []


@pytest.fixture
def services(folder: Path, said: list[str]) -> Iterator[Services]:
    services = Services(folder, said.append)
    yield services
    services.close()
