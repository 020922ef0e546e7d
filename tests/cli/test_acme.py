"""`shortener acme-dns01` hands its words on as they are; the hook itself needs no other part of the shortener."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).parent / "shortener")
STRANGERS = """
import sys
before = set(sys.modules)
import shortener.acme.main
roots = {name.partition(".")[0] for name in set(sys.modules) - before}
own = {"dns", "idna", "shortener"}  # dnspython takes idna where it finds it
print(sorted(roots - set(sys.stdlib_module_names) - own))
print(sorted(n for n in sys.modules if n.startswith("shortener.") and not n.startswith("shortener.acme")))
"""


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["some_other_hook", "--help", "-x"], 0, ""),
        (["present", "--", "example.org", "-token", "-key.print"], 1, "No such file"),
        (["present", "--"], 1, "see --help"),
        ([], 2, "without a word"),
        (["check"], 2, "see --help"),
        (["check", "example.org", "--config", "/elsewhere.toml"], 1, "/elsewhere.toml can't be read"),
    ],
)
def test_words_reach_the_hook_as_they_are(words: list[str], status: int, said: str) -> None:
    done = subprocess.run(
        [COMMAND, "acme-dns01", *words],
        check=False, capture_output=True, text=True, env={"ACME_DNS01_CONFIG": "/nowhere.toml"},
    )  # fmt: skip
    assert done.returncode == status
    assert said in done.stderr


def test_the_hook_stands_alone() -> None:
    done = subprocess.run([sys.executable, "-c", STRANGERS], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n[]\n"
