"""shortener-renew.service: a new certificate once a third of the old one's life is left, or when its names change.

Certificates live ever shorter, so no number of days is written here (RFC 9773 has this rule for want of a better one).
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

STATE = Path("/var/lib/shortener-acme")
CONFIGURATION = Path("/etc/shortener/acme/dehydrated.conf")
NAMES = Path("/etc/shortener/acme/names")
ALIAS = "site"
RENEWED = STATE / "renewed"  # shortener-certificate.path looks at it
SHORT_LIVED = 10 * 86400  # of these half must be left, so that there is time for a second try
PATIENCE = 1500.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What counts of it; times are seconds since 1970."""

    begins: float
    ends: float
    names: frozenset[str]
    provisional: bool

    def reason(self, wanted: frozenset[str], now: float) -> str:
        """Why a new one is needed; empty when none is."""
        if self.provisional:
            return "there is only a provisional certificate"
        if self.names != wanted:
            return "its names have changed"
        life = self.ends - self.begins
        if self.ends - now < life / (2 if life < SHORT_LIVED else 3):
            return f"it ends in {max(0.0, self.ends - now) / 86400:.1f} of {life / 86400:.1f} days"
        return ""


def read_certificate(path: Path) -> Certificate | None:
    """What openssl says of a file; None when there is no certificate in it."""
    words = ["openssl", "x509", "-in", str(path), "-noout", "-subject", "-issuer", "-dates", "-ext", "subjectAltName"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)
    lines = dict(line.partition("=")[::2] for line in done.stdout.splitlines() if "=" in line)
    if done.returncode != 0 or "notAfter" not in lines:
        return None
    return Certificate(
        _seconds(lines["notBefore"]),
        _seconds(lines["notAfter"]),
        frozenset(re.findall(r"DNS:([^,\s]+)", done.stdout)),
        lines["subject"] == lines["issuer"],
    )


def renew(names: Sequence[str]) -> int:
    """One run of the ACME client; its exit status."""
    client = ["dehydrated", "--config", str(CONFIGURATION)]
    if not any(STATE.glob("accounts/*/registration_info.json")):
        done = subprocess.run([*client, "--register", "--accept-terms"], check=False, timeout=PATIENCE)
        if done.returncode != 0:
            return done.returncode
    return subprocess.run(
        [*client, "--cron", "--force", "--domain", " ".join(names), "--alias", ALIAS], check=False, timeout=PATIENCE
    ).returncode


def main() -> int:
    try:
        return look(NAMES.read_text(encoding="utf-8").split())
    except subprocess.TimeoutExpired as error:
        sentence = f"{error.cmd[0]} didn't end within {error.timeout:.0f} s, and was stopped; the old one stays"
    except OSError as error:
        sentence = f"{error.filename or 'a program'}: {error.strerror}; run install.sh packages, then configure"
    print(f"No new certificate: {sentence}.", file=sys.stderr)
    return 1


def look(names: Sequence[str]) -> int:
    """Renews where that is due; the exit status.

    Raises:
        OSError: a file or a program isn't there.
        subprocess.TimeoutExpired: a program hangs; it has been stopped.
    """
    found = read_certificate(STATE / "certs" / ALIAS / "fullchain.pem")
    reason = "there is none" if found is None else found.reason(frozenset(names), time.time())
    if not reason:
        print("The certificate is good for now.")
        return 0
    print(f"A new certificate for {', '.join(names)}: {reason}.", flush=True)
    os.chdir(STATE)
    if status := renew(names):
        print(f"No new certificate: the ACME client ended with {status}; the old one stays.", file=sys.stderr)
        return 1
    RENEWED.touch()
    return 0


def _seconds(text: str) -> float:
    """openssl's `Nov 22 10:00:00 2026 GMT`."""
    month, day, clock, year, _zone = text.split()
    return parsedate_to_datetime(f"{day} {month} {year} {clock} +0000").timestamp()


if __name__ == "__main__":
    sys.exit(main())
