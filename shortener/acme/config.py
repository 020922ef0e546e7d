"""The hook's own file, in TOML: whose keys, for which zones, how long to wait; nobody else may read it."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from shortener.acme.errors import BadConfig, Failure
from shortener.acme.names import plain

NAME = "acme-dns01.toml"
USUAL = Path("/etc/shortener") / NAME
STATE = Path("/var/lib/acme-dns01")
KINDS = ("mythic", "mythic-v1", "rfc2136")
NUMBERS = {"wait": (1.0, 3600.0), "settle": (0.0, 600.0), "pause": (0.1, 60.0), "timeout": (0.5, 120.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One key at one provider.

    Args:
        key: its name there; for RFC 2136 the name of the TSIG key; none with `mythic-v1`.
        zones: what it is for; empty means that the provider is asked.
        server: the API's address, or the primary server for RFC 2136; empty means the provider's own.
        login: where a bearer token comes from; empty means that key and secret go with every request.
    """

    kind: str
    secret: str = field(repr=False)
    key: str = ""
    zones: tuple[str, ...] = ()
    server: str = ""
    login: str = ""
    algorithm: str = "hmac-sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that the hook is told.

    Args:
        aliases: where the value of a challenge's name goes, instead of asking the DNS for its CNAME.
        wait: seconds until a value must be visible everywhere.
        settle: seconds more once it is, for servers behind one address.
        pause: seconds between two rounds of questions.
        timeout: seconds for one request to an API.
        ttl: seconds that others may keep a value.
        resolvers: addresses to ask for name servers; empty means the system's.
        authorities: PEM file that replaces the system's certificate authorities for APIs.
        state: folder of the lock and the list of own values.
    """

    accounts: tuple[Account, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    wait: float = 300.0
    settle: float = 2.0
    pause: float = 5.0
    timeout: float = 20.0
    ttl: int = 60
    resolvers: tuple[str, ...] = ()
    authorities: Path | None = None
    state: Path = STATE


def find(named: str | None, environment: Mapping[str, str]) -> Path:
    """Which file it is: named in the command, in ACME_DNS01_CONFIG, a systemd credential, or the usual one."""
    if named or (named := environment.get("ACME_DNS01_CONFIG")):
        return Path(named)
    folder = environment.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / NAME if folder and (Path(folder) / NAME).exists() else USUAL


def read(path: Path, environment: Mapping[str, str]) -> Config:
    """The file's contents, checked.

    Raises:
        BadConfig: it can't be read, others can read it, or a line of it is wrong.
    """
    try:
        with path.open("rb") as file:
            _check_rights(path, os.fstat(file.fileno()), environment)
            table = tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{path} is not valid TOML: {error}.") from None
    except OSError as error:
        raise BadConfig(f"{path} can't be read: {error.strerror}; see docs/acme.md for what is in it.") from None
    try:
        return _config(table, environment)
    except Failure as error:
        raise BadConfig(f"{path}: {error}") from None


def _check_rights(path: Path, found: os.stat_result, environment: Mapping[str, str]) -> None:
    """systemd guards its credentials' folder itself, and shows their access list as rights of the group."""
    if str(path.parent) == environment.get("CREDENTIALS_DIRECTORY"):
        return
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise BadConfig(f"{path} holds a secret that others can read; run: chmod 600 {path}")
    if found.st_uid not in {0, os.geteuid()}:
        raise BadConfig(f"{path} belongs to another user; run: chown root {path}")


def _config(table: dict[str, Any], environment: Mapping[str, str]) -> Config:
    known = {one.name for one in fields(Config)} - {"accounts"} | {"account"}
    _only(table, known, "the file")
    accounts = table.pop("account", None)
    if not isinstance(accounts, list) or not accounts:
        raise BadConfig("it needs at least one [[account]] with a kind and a secret.")
    values: dict[str, Any] = {name: _number(table, name, *NUMBERS[name]) for name in NUMBERS if name in table}
    if "ttl" in table:
        values["ttl"] = int(_number(table, "ttl", 1, 86400))
    values["resolvers"] = _names(table, "resolvers")
    values["aliases"] = _aliases(table.get("aliases", {}))
    values |= {name: Path(_text(table, name)) for name in ("authorities", "state") if name in table}
    values.setdefault("state", Path(environment.get("STATE_DIRECTORY", STATE)))
    return Config(accounts=tuple(_account(one, number) for number, one in enumerate(accounts, 1)), **values)


def _account(table: Any, number: int) -> Account:
    where = f"account {number}"
    if not isinstance(table, dict):
        raise BadConfig(f"{where} must be a table: [[account]].")
    _only(table, {one.name for one in fields(Account)}, where)
    texts = {name: _text(table, name) for name in table if name != "zones"}
    kind = texts.get("kind")
    if kind not in KINDS:
        raise BadConfig(f"{where} has kind {kind!r}; it must be one of {', '.join(KINDS)}.")
    zones = tuple(plain(zone) for zone in _names(table, "zones"))
    needed = ["secret", *(["key"] if kind != "mythic-v1" else []), *(["server"] if kind == "rfc2136" else [])]
    if missing := [name for name in needed if not texts.get(name)]:
        raise BadConfig(f"{where} ({kind}) needs {' and '.join(missing)}.")
    if not zones and kind != "mythic":
        raise BadConfig(f"{where} ({kind}) needs zones: this provider can't be asked for them.")
    return Account(zones=zones, **texts)


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise BadConfig(f"{where} has {unknown[0]!r}, which means nothing; known are: {', '.join(sorted(known))}.")


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table[name]
    if not isinstance(value, str):
        raise BadConfig(f"{name} must be text in quotes.")
    return value


def _number(table: Mapping[str, Any], name: str, least: float, most: float) -> float:
    value = table[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadConfig(f"{name} must be a number from {least:g} to {most:g}.")
    return float(value)


def _names(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadConfig(f"{name} must be a list of texts.")
    return tuple(value)


def _aliases(table: Any) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise BadConfig('aliases must be lines such as "_acme-challenge.example.org" = "name.example.net".')
    return {plain(name): plain(target) for name, target in table.items()}
