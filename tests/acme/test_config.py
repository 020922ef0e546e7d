"""The hook's own file."""

import os
from pathlib import Path

import pytest

from shortener.acme.config import NAME, USUAL, Account, find, read
from shortener.acme.errors import BadConfig

LEAST = '[[account]]\nkind = "mythic"\nkey = "k"\nsecret = "s3cret"\n'


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / NAME
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_least_is_one_account(tmp_path: Path) -> None:
    config = read(written(tmp_path, LEAST), {})
    assert config.accounts == (Account(kind="mythic", key="k", secret="s3cret"),)
    assert (config.wait, config.ttl) == (300.0, 60)


def test_all_of_it_is_understood(tmp_path: Path) -> None:
    text = f"""
wait = 200
settle = 0
pause = 0.5
timeout = 3
ttl = 30
resolvers = ["2001:db8::53"]
authorities = "ca.pem"
state = "{tmp_path}/state"
{LEAST}
zones = ["Example.ORG."]
login = "https://auth.example.com/login"
[[account]]
kind = "rfc2136"
key = "name"
secret = "c2VjcmV0"
server = "[2001:db8::1]:5353"
zones = ["example.net"]
[aliases]
"_acme-challenge.Example.com." = "x.example.net"
"""
    config = read(written(tmp_path, text), {})
    assert [account.zones for account in config.accounts] == [("example.org",), ("example.net",)]
    assert config.aliases == {"_acme-challenge.example.com": "x.example.net"}
    assert config.state == tmp_path / "state"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o660])
def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, LEAST, mode)
    with pytest.raises(BadConfig, match=f"chmod 600 {path}"):
        read(path, {})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST)
    os.chown(path, 65534, 65534)
    with pytest.raises(BadConfig, match=f"chown root {path}"):
        read(path, {})


def test_a_systemd_credential_is_guarded_by_systemd(tmp_path: Path) -> None:
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    path = written(tmp_path, LEAST, 0o440)
    assert find(None, environment) == path
    assert read(path, environment).accounts


def test_the_file_is_looked_for_from_the_nearest_to_the_usual(tmp_path: Path) -> None:
    assert find("here.toml", {"ACME_DNS01_CONFIG": "there.toml"}) == Path("here.toml")
    assert find(None, {"ACME_DNS01_CONFIG": "there.toml", "CREDENTIALS_DIRECTORY": str(tmp_path)}) == Path("there.toml")
    assert find(None, {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == USUAL
    assert find(None, {}) == USUAL


def test_systemds_folder_of_state_is_used(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST)
    assert read(path, {"STATE_DIRECTORY": "/var/lib/x"}).state == Path("/var/lib/x")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one"),
        ("wait =", "not valid TOML"),
        (LEAST + "[more]\n", "'more', which means nothing"),
        (LEAST.replace("key", "kay"), "'kay', which means nothing"),
        (LEAST.replace("mythic", "other"), "must be one of mythic, mythic-v1, rfc2136"),
        (LEAST.replace('"s3cret"', '""'), "needs secret"),
        (LEAST.replace('"k"', "5"), "key must be text"),
        (LEAST.replace("mythic", "rfc2136"), "needs server"),
        (LEAST.replace('"mythic"', '"rfc2136"\nserver = "ns"'), "needs zones"),
        (LEAST.replace("mythic", "mythic-v1"), "needs zones"),
        ("wait = 0\n" + LEAST, "wait must be a number from 1 to 3600"),
        ("wait = true\n" + LEAST, "wait must be a number"),
        ("ttl = 0\n" + LEAST, "ttl must be a number"),
        ('resolvers = "::1"\n' + LEAST, "resolvers must be a list"),
        ('aliases = "x"\n' + LEAST, "aliases must be lines"),
        (LEAST + 'zones = [".."]\n', "is not a domain name"),
    ],
)
def test_each_mistake_is_one_sentence_that_names_the_file_and_no_secret(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadConfig) as refusal:
        read(path, {})
    said = str(refusal.value)
    assert sentence in said
    assert said.startswith(str(path))
    assert "\n" not in said
    assert "s3cret" not in said


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="No such file"):
        read(tmp_path / "none.toml", {})


def test_a_secret_is_not_in_an_accounts_own_picture() -> None:
    assert "s3cret" not in repr(Account(kind="mythic", key="k", secret="s3cret"))
