"""Runs the programs that a backup needs; passwords go through their environment, never through their arguments."""

import subprocess
from collections.abc import Mapping, Sequence

from shortener.backup.errors import BackupError

PATIENCE = 6 * 3600.0
# No more of our own environment: our settings, and with them secrets, may be in it.
PLAIN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


def run(words: Sequence[str], environment: Mapping[str, str], package: str) -> str:
    """What a program prints.

    Args:
        package: what to install where the program is missing.

    Raises:
        BackupError: with its last words.
    """
    try:
        done = subprocess.run(  # noqa: S603 (its words are ours)
            words,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
            env=PLAIN | dict(environment),
        )
    except FileNotFoundError:
        raise BackupError(f"{words[0]} is not installed; on Debian: apt-get install {package}") from None
    except subprocess.TimeoutExpired:
        raise BackupError(f"{words[0]} did not end within {PATIENCE / 3600:.0f} hours.") from None
    if done.returncode != 0:
        raise BackupError(f"{words[0]}: {_last_words(done.stderr or done.stdout)}")
    return done.stdout


def _last_words(said: str) -> str:
    """The line that tells of an error, or the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (telling or lines or ["it failed without a word."])[-1]
