"""The laboratory of the hook's tests, once for each process that runs some of them."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acme.calls import Hook
from tests.acme.lab import Lab, laboratory, lacks

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def whole_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if missing := lacks():
        pytest.skip(missing)
    with laboratory(tmp_path_factory.mktemp("acme")) as lab:
        yield lab


@pytest.fixture
def lab(whole_lab: Lab) -> Iterator[Lab]:
    """Calm, whatever the test before it did."""
    whole_lab.tell("calm")
    whole_lab.tell("log")
    yield whole_lab
    whole_lab.tell("calm")


@pytest.fixture
def hook(lab: Lab, tmp_path: Path) -> Hook:
    """The hook with a file of its own, as a command inside the laboratory."""
    return Hook(lab, tmp_path)


@pytest.fixture
def name() -> str:
    """A name below example.org that no other test uses."""
    return f"t{next(NUMBERS)}-{os.getpid()}.example.org"
