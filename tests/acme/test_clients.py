"""Certificates issued and renewed by a real CA through each ACME client of Debian, with this hook."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.acme.calls import Hook
from tests.acme.lab import FORGETFUL, KEY, SECRET, Lab
from tests.acme.test_present import challenge, host, new_value

COMMAND = Path(sys.executable).parent / "acme-dns01"


class Client:
    """What the three have in common: a folder, an environment, and a certificate for some names."""

    def __init__(self, lab: Lab, hook: Hook, folder: Path) -> None:
        self.lab, self.hook, self.folder = lab, hook, folder
        self.authority = str(lab.authority.certificate)
        self.log = ""

    def ended(self, words: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
        more = self.hook.environment(REQUESTS_CA_BUNDLE=self.authority, LEGO_CA_CERTIFICATES=self.authority)
        more |= {"HOME": str(self.folder), **environment}
        done = self.lab.host.run(words, environment=more)
        self.log += done.stdout + done.stderr
        return done

    def certificate(self) -> Path:
        """The newest one."""
        found = [one for one in self.folder.rglob(self.pattern) if "issuer" not in one.name]
        return max(found, key=lambda one: one.stat().st_mtime_ns).resolve()

    pattern = ""

    def issue(self, names: Sequence[str]) -> None:
        raise NotImplementedError

    def renew(self, names: Sequence[str]) -> None:
        raise NotImplementedError


class Certbot(Client):
    pattern = "fullchain*.pem"

    def issue(self, names: Sequence[str]) -> None:
        hooks = ["--manual-auth-hook", str(COMMAND), "--manual-cleanup-hook", str(COMMAND)]
        words = ["certonly", "--manual", "--preferred-challenges", "dns", *hooks, "--agree-tos"]
        self._certbot(*words, "--register-unsafely-without-email", *_each("-d", names))

    def renew(self, names: Sequence[str]) -> None:
        self._certbot("renew", "--force-renewal", "--no-random-sleep-on-renew")

    def _certbot(self, *words: str) -> None:
        folders = [f"--{kind}-dir={self.folder / kind}" for kind in ("config", "work", "logs")]
        done = self.ended(["certbot", *words, "--non-interactive", "--server", self.lab.pebble.directory, *folders])
        assert done.returncode == 0, self.log


class Dehydrated(Client):
    pattern = "fullchain*.pem"
    chain = "no"

    def issue(self, names: Sequence[str]) -> None:
        (self.folder / "domains.txt").write_text(" ".join(names) + "\n")
        settings = {
            "CA": self.lab.pebble.directory, "BASEDIR": self.folder, "CHALLENGETYPE": "dns-01", "HOOK": COMMAND,
            "HOOK_CHAIN": self.chain, "CURL_OPTS": f"--cacert {self.authority}", "KEY_ALGO": "secp384r1",
            "KEYSIZE": 2048,  # of the account, which has no other kind here; the usual 4096 take seconds
        }  # fmt: skip
        (self.folder / "config").write_text("".join(f'{name}="{value}"\n' for name, value in settings.items()))
        self._dehydrated("--register", "--accept-terms")
        self._dehydrated("--cron")

    def renew(self, names: Sequence[str]) -> None:
        self._dehydrated("--cron", "--force")

    def _dehydrated(self, *words: str) -> None:
        done = self.ended(["dehydrated", "--config", str(self.folder / "config"), *words])
        assert done.returncode == 0, self.log


class ChainedDehydrated(Dehydrated):
    chain = "yes"


class Lego(Client):
    pattern = "*.crt"
    mode = ""

    def issue(self, names: Sequence[str]) -> None:
        self._lego(names, "run")

    def renew(self, names: Sequence[str]) -> None:
        self._lego(names, "renew", "--days", "9999", "--no-random-sleep")

    def _lego(self, names: Sequence[str], *words: str) -> None:
        options = ["--accept-tos", "--email", "people@example.org", "--path", str(self.folder), "--dns", "exec"]
        options += ["--dns.disable-cp", "--dns.resolvers", f"[{FORGETFUL}]:53", "--server", self.lab.pebble.directory]
        done = self.ended(
            ["lego", *options, *_each("-d", names), *words],
            EXEC_PATH=str(COMMAND),
            EXEC_MODE=self.mode,
            EXEC_SEQUENCE_INTERVAL="1",
            EXEC_POLLING_INTERVAL="1",
        )
        assert done.returncode == 0, self.log


class RawLego(Lego):
    mode = "RAW"


def _each(option: str, names: Sequence[str]) -> list[str]:
    return [word for name in names for word in (option, name)]


def names_in(certificate: Path) -> set[str]:
    done = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-noout", "-ext", "subjectAltName"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {word.removeprefix("DNS:").rstrip(",") for word in done.stdout.split() if word.startswith("DNS:")}


@pytest.mark.parametrize(
    "kind",
    [
        Certbot,
        Lego,
        pytest.param(Dehydrated, marks=pytest.mark.long),  # tests/lab renews by it every time
        pytest.param(ChainedDehydrated, marks=pytest.mark.long),
    ],
)
def test_a_client_gets_and_renews_certificates(
    lab: Lab, hook: Hook, name: str, tmp_path: Path, kind: Callable[[Lab, Hook, Path], Client]
) -> None:
    """A bare name, its wildcard beside it, and one whose challenge is elsewhere by CNAME; a sibling's value stays."""
    delegated, sibling = f"d-{name}", new_value()
    target = f"{kind.__name__.lower()}-{os.getpid()}"
    lab.serve("example.org", f"+{challenge(delegated)}. 60 CNAME {target}.example.net.")
    assert hook("add", challenge(name), sibling) == 0
    client, names = kind(lab, hook, tmp_path), [name, f"*.{name}", delegated]
    client.issue(names)
    first = client.certificate()
    assert names_in(first) == set(names)
    before = first.read_bytes()
    if kind is not ChainedDehydrated:  # differs in how it tells of several names only
        client.renew(names)
        assert names_in(client.certificate()) == set(names)
        assert client.certificate().read_bytes() != before
    assert lab.values("example.org", host(name)) == [sibling]
    assert lab.values("example.net", target) == []
    assert no_secret_in(client.log, tmp_path)


def test_dehydrated_gets_one_for_a_name_and_its_wildcard(lab: Lab, hook: Hook, name: str, tmp_path: Path) -> None:
    """Both values live at one name; the long test has the renewal and the delegated name besides."""
    client = ChainedDehydrated(lab, hook, tmp_path)
    client.issue([name, f"*.{name}"])
    assert names_in(client.certificate()) == {name, f"*.{name}"}
    assert lab.values("example.org", host(name)) == []
    assert no_secret_in(client.log, tmp_path)


def test_lego_may_leave_the_value_to_be_computed(lab: Lab, hook: Hook, name: str, tmp_path: Path) -> None:
    client = RawLego(lab, hook, tmp_path)
    client.issue([name])
    assert names_in(client.certificate()) == {name}


def test_a_client_says_what_the_hook_says_when_it_fails(lab: Lab, hook: Hook, name: str, tmp_path: Path) -> None:
    hook.configure(
        f'[[account]]\nkind = "mythic"\nkey = "{KEY}"\nsecret = "wrong"\nserver = "https://api.dns.test/dns/v2"\n'
    )
    client = Lego(lab, hook, tmp_path)
    with pytest.raises(AssertionError):
        client.issue([name])
    assert "check key and secret" in client.log
    assert no_secret_in(client.log, tmp_path)


def no_secret_in(log: str, folder: Path) -> bool:
    """Neither on the terminal nor in any file that a client or the hook has written, but the hook's own.

    As it is, and as it travels to the provider.
    """
    written = [one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.name != "acme-dns01.toml"]
    forms = (SECRET.encode(), base64.b64encode(f"{KEY}:{SECRET}".encode()))
    return not any(form in text for form in forms for text in (log.encode(), *written))
