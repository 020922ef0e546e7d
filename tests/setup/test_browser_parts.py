"""What browsers get of others is fetched once, again when its versions change, and served only when all is there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.setup.browser import FILES, FOR_TESTS, SERVED, fetch, is_done

ROOT = Path(__file__).resolve().parents[2]


class Checkout:
    """A checkout, and an npm that puts there what the real one would; `broken` makes it fail."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[list[str]] = []
        self.broken = False
        (root / "package-lock.json").write_text('{"one": 1}')
        (root / SERVED).parent.mkdir(parents=True)

    def npm(self, command: list[str], **_options: object) -> None:
        self.calls.append(command)
        if self.broken:
            raise subprocess.CalledProcessError(1, command)
        for place in [*FILES.values(), *([] if "--omit=dev" in command else [FOR_TESTS.removeprefix("node_modules/")])]:
            file = self.root / "node_modules" / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(place)

    def set_up(self, *, tests: bool = False) -> int:
        """How often npm was run for it."""
        before = len(self.calls)
        fetch(self.root, tests=tests, run=self.npm)
        return len(self.calls) - before


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return Checkout(tmp_path)


def test_the_second_set_up_fetches_nothing(checkout: Checkout) -> None:
    assert [checkout.set_up(), checkout.set_up()] == [1, 0]
    assert (checkout.root / SERVED / "htmx.min.js").read_text() == FILES["htmx.min.js"]


def test_another_version_is_fetched(checkout: Checkout) -> None:
    checkout.set_up()
    (checkout.root / "package-lock.json").write_text('{"one": 2}')
    assert checkout.set_up() == 1


def test_a_file_that_is_gone_is_fetched_again(checkout: Checkout) -> None:
    checkout.set_up()
    (checkout.root / SERVED / "uplot.min.js").unlink()
    assert checkout.set_up() == 1


def test_tests_get_more_and_a_server_less(checkout: Checkout) -> None:
    checkout.set_up()
    assert "--omit=dev" in checkout.calls[-1]
    assert checkout.set_up(tests=True) == 1
    assert "--omit=dev" not in checkout.calls[-1]
    assert checkout.set_up() == 0


def test_after_a_failure_nothing_counts_as_done(checkout: Checkout) -> None:
    checkout.broken = True
    with pytest.raises(subprocess.CalledProcessError):
        checkout.set_up()
    assert not is_done(checkout.root, tests=False)


def test_a_copied_tree_needs_no_network(checkout: Checkout, tmp_path_factory: pytest.TempPathFactory) -> None:
    checkout.set_up()
    release = tmp_path_factory.mktemp("release")
    shutil.copytree(checkout.root / "shortener", release / "shortener")
    shutil.copy(checkout.root / "package-lock.json", release)
    assert is_done(release, tests=False)


def test_the_lock_names_exact_versions_and_no_host() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    asked = wanted["dependencies"] | wanted["devDependencies"]
    held = json.loads(lock)["packages"]
    assert {name: held[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert "://" not in lock
    assert "integrity" in held["node_modules/htmx.org"]
