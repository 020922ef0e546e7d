"""Set-up of a server: makes its configuration files: `python3 -m deploy.setup.site /etc/shortener/site.toml ROOT`."""

import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deploy.nginx.fill import LINE, PLAIN, BadValue, Value, fill
from deploy.setup.reading import BadSite, host_name, network, only_known, read, texts

HERE = Path(__file__).resolve().parent.parent
# Where each folder of templates goes; what ends in .in is filled, and all others are copied.
FOLDERS = {"files": "", "nginx": "etc/nginx/shortener", "systemd": "etc/systemd/system"}
PAGES = "/opt/shortener/current/deploy/pages"
CERTIFICATE = "/var/lib/shortener-acme/certs/site"
REDIRECTS, FACES = "unix:/run/shortener/redirects.sock", "unix:/run/shortener/faces.sock"
HOOK = "/opt/shortener/current/.venv/bin/acme-dns01"
LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
TABLES: Mapping[str, set[str]] = {
    "": {"domain", "hosts", "proxy", "certificate", "database", "access", "alert", "settings"},
    "proxy": {"addresses", "endpoint", "name"},
    "certificate": {"names", "challenge", "directory", "email"},
    "database": {"nodes", "host"},
    "access": {"ssh", "munin"},
    "alert": {"command"},
}
PROGRAMS = "usr/local/bin/"
SHARED = "/etc/shortener/shared"
OWN_DATABASE = "postgresql+psycopg:///shortener?host=/run/postgresql"
ALWAYS = {
    "REDIS_URL": "unix:///run/redis-shortener/redis.sock",
    "DATA_DIR": "/var/lib/shortener",
    "LOG_FORMAT": "json",
}


def read_site(path: Path) -> dict[str, Value]:
    """The values of all templates.

    Raises:
        BadSite: the file can't be read, or makes no sense.
    """
    return read(path, _values)


def files(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Each file's path below the root, and what is in it."""
    for folder, place in FOLDERS.items():
        for path in sorted((HERE / folder).rglob("*")):
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                name = str(Path(place) / path.relative_to(HERE / folder))
                text = path.read_text(encoding="utf-8")
                if name.endswith(".in"):
                    name = name.removesuffix(".in")
                    text = fill(text, values, LINE if name.endswith((".env", "/alert")) else PLAIN)
                yield name, text


def write(root: Path, values: Mapping[str, Value]) -> list[str]:
    """Puts all files below `root`, each at once or not at all; the paths of those that weren't so before."""
    wanted = dict(files(values))
    changed = [name for name, text in wanted.items() if not _is(root / name, text)]
    for name in changed:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(wanted[name], encoding="utf-8")
        fresh.chmod(0o755 if name.startswith(PROGRAMS) else 0o644)
        os.replace(fresh, path)
    return changed


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text


def _values(table: dict[str, Any]) -> dict[str, Value]:
    domain = host_name(table.get("domain", ""), "domain")
    hosts = [domain, *(host_name(one, "hosts") for one in texts(table, "", "hosts") if one != domain)]
    proxy, certificate, database, access = (_table(table, n) for n in ("proxy", "certificate", "database", "access"))
    only_known(table, TABLES[""], "")
    proxies = [network(one, "proxy.addresses") for one in texts(proxy, "proxy", "addresses")]
    if bool(proxies) != ("endpoint" in proxy):
        raise BadSite("proxy needs both addresses (whose word is believed) and endpoint (this machine's, for them).")
    if len(database) > 1:
        raise BadSite("database has either nodes (that share this machine's) or host (whose this machine shares).")
    challenge = certificate.get("challenge", "dns-01")
    if challenge not in {"dns-01", "http-01"}:
        raise BadSite(f"certificate.challenge is {challenge!r}; it must be dns-01 or http-01.")
    names = [host_name(one, "certificate.names") for one in texts(certificate, "certificate", "names")] or hosts
    return {
        "HOSTS": " ".join(hosts),
        "PLAIN": "[::]:80",
        "TLS": "[::]:443",
        "PROXIED": [f"[{proxy['endpoint']}]:443"] if proxies else [],
        "ENDPOINT": [network(proxy["endpoint"], "proxy.endpoint")] if proxies else [],
        "PROXY": proxies,
        "REDIRECTS": REDIRECTS,
        "FACES": FACES,
        "COMMON": "/etc/nginx/shortener/common.conf",
        "SPEAK": "/etc/nginx/shortener/tls.conf",
        "WEBROOT": "/var/www/shortener-acme",
        "PAGES": PAGES,
        "SESSION_CACHE": "shared:tls:10m",
        "CERTIFICATE": f"{CERTIFICATE}/fullchain.pem",
        "CERTIFICATE_KEY": f"{CERTIFICATE}/privkey.pem",
        "NAMES": " ".join(names),
        "CHALLENGE": challenge,
        "HOOK": [HOOK] if challenge == "dns-01" else [],
        "DIRECTORY": str(certificate.get("directory", LETS_ENCRYPT)),
        "EMAIL": [certificate["email"]] if "email" in certificate else [],
        "ALERT": [str(_table(table, "alert")["command"])] if "alert" in table else [],
        "SSH": [network(one, "access.ssh") for one in texts(access, "access", "ssh")] or ["::/0"],
        "NODE": [
            str(ipaddress.IPv6Network(network(one, "database.nodes"))) for one in texts(database, "database", "nodes")
        ],
        "LISTEN": ["::"] if database.get("nodes") else [],
        "MUNIN": [str(ipaddress.IPv6Network(network(one, "access.munin"))) for one in texts(access, "access", "munin")],
        "SETTING": [f"SHORTENER_{name}={value}" for name, value in _settings(table, domain, proxies, database).items()],
    }


def _settings(table: Mapping[str, Any], domain: str, proxies: list[str], database: Mapping[str, Any]) -> dict[str, str]:
    own = table.get("settings", {})
    if not isinstance(own, dict) or not all(isinstance(value, str | int) for value in own.values()):
        raise BadSite('settings must be lines such as ORGANISATION = "Example Press".')
    base = {"BASE_URL": f"https://{domain}", **ALWAYS, "TRUSTED_PROXIES": ",".join(["unix", *proxies])}
    if "name" in table.get("proxy", {}):
        base["PROXY_NAMES"] = host_name(table["proxy"]["name"], "proxy.name")
    base |= _of_database(database)
    return base | {name.removeprefix("SHORTENER_"): str(value) for name, value in own.items()}


def _of_database(database: Mapping[str, Any]) -> dict[str, str]:
    """A node that shares another's database knows it by its certificate, and has its key for sessions too."""
    if "host" not in database:
        return {"DATABASE_URL": OWN_DATABASE}
    where = f"shortener@[{network(database['host'], 'database.host')}]:5432/shortener"
    known = f"sslmode=verify-ca&sslrootcert={SHARED}/database.pem&passfile={SHARED}/database-password"
    return {
        "DATABASE_URL": f"postgresql+psycopg://{where}?{known}",
        "SECRET_KEY_FILE": f"{SHARED}/secret-key",
    }


def _table(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise BadSite(f"{name} must be a table: [{name}].")
    only_known(found, TABLES[name], name)
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("Say which site, and below which folder: site.py /etc/shortener/site.toml /", file=sys.stderr)
        return 2
    try:
        changed = write(Path(arguments[1]), read_site(Path(arguments[0])))
    except (BadSite, BadValue, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print("".join(f"{name}\n" for name in changed), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
