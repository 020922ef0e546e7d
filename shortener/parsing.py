"""Text that an operator typed into a setting, turned into the value it stands for."""

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class BadValue(Exception):
    """Says what is wanted instead, as the end of a sentence."""


ACTIVE_SCHEMES = frozenset(
    {
        "javascript",
        "vbscript",
        "data",
        "file",
        "blob",
        "about",
        "filesystem",
        "view-source",
        "jar",
        "livescript",
        "mocha",
    }
)
HANDED_OVER = "systemd"  # as an address: the socket that comes with the process
LONGEST_ADDRESS = 254
# As browsers take them (WHATWG HTML, 4.10.5.1.5), and the name before one without what needs quotes.
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.ASCII | re.IGNORECASE)
SENDER = re.compile(r"[^<>@,;:\\\"()\[\]]{0,100}")
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_PICTURE, SVG_WITHIN = 100 * 1024, 1024
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
SCHEME = re.compile("[a-z][a-z0-9+.-]*")
# No quotes: a file of settings takes those off its values.
KEYWORDS = re.compile(r"""(36|62|64)[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff?#%\\<>"'`{}|^]{0,200}""")
SLUG = re.compile(r"""[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff"',]{1,255}""")
MOST_SLUGS = 1000
HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*")


def text(value: str) -> str:
    if not value.strip().isprintable():
        raise BadValue("wanted one line without control characters")
    return value.strip()


def directory(value: str) -> Path:
    return Path(value).expanduser().absolute()


def names(value: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in value.split(",") if part.strip())


def hosts(value: str) -> tuple[str, ...]:
    found = names(value)
    if strange := [name for name in found if not HOST.fullmatch(name)]:
        raise BadValue(f"{strange[0]} is no host such as example.org")
    return found


def subset(*known: str) -> Callable[[str], tuple[str, ...]]:
    """Some of the known words, or `none`."""

    def parse(value: str) -> tuple[str, ...]:
        found = names(value)
        if found == ("none",):
            return ()
        if not found or not set(found) <= set(known):
            raise BadValue(f"wanted some of {', '.join(known)}, with commas between, or none")
        return tuple(word for word in known if word in found)

    return parse


def keyword_characters(value: str) -> str:
    """`any`, or 36 or 62 as YOURLS has it, with further characters behind it such as 62-/."""
    found = value.strip()
    if found != "any" and not KEYWORDS.fullmatch(found):
        raise BadValue(
            "wanted 36, 62, one of them with up to 200 characters of an address behind it, such as 62-/, or any"
        )
    return found


def slug_list(value: str) -> tuple[str, ...]:
    """Slugs with commas between them, as they are."""
    found = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if len(found) > MOST_SLUGS:
        raise BadValue(f"wanted {MOST_SLUGS:,} slugs at most")
    if strange := [slug for slug in found if not SLUG.fullmatch(slug)]:
        raise BadValue(
            f"{strange[0][:40]!r} can't be a slug: wanted up to 255 characters without spaces or control ones"
        )
    return found


def readable_file(value: str) -> Path:
    path = directory(value)
    if not os.access(path, os.R_OK) or not path.is_file():
        raise BadValue(f"{path} is no file that can be read")
    return path


def picture(value: str) -> Path:
    """An SVG or PNG file that every public page may show."""
    path = readable_file(value)
    with path.open("rb") as file:
        content = file.read(LARGEST_PICTURE + 1)
    if len(content) > LARGEST_PICTURE:
        raise BadValue(f"{path} is larger than {LARGEST_PICTURE // 1024} KiB")
    if not content.startswith(PNG) and b"<svg" not in content[:SVG_WITHIN]:
        raise BadValue(f"{path} is neither SVG nor PNG")
    return path


def colour(value: str) -> str:
    if not COLOUR.fullmatch(value):
        raise BadValue("wanted # and six hexadecimal digits, such as #c51a4a")
    return value.lower()


def schemes(value: str) -> tuple[str, ...]:
    """URL schemes without the colon; none that runs code or shows local files in the visitor's browser."""
    found = names(value)
    if not found or not all(SCHEME.fullmatch(scheme) for scheme in found):
        raise BadValue("wanted schemes such as http,https,mailto")
    if ACTIVE_SCHEMES.intersection(found):
        raise BadValue(f"{', '.join(sorted(ACTIVE_SCHEMES.intersection(found)))} can never be allowed")
    return found


def three_numbers(value: str) -> tuple[int, int, int]:
    """Like 7,4,12."""
    parts = value.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() and len(part.strip()) < 6 for part in parts):
        raise BadValue("wanted three whole numbers such as 7,4,12")
    first, second, third = (int(part) for part in parts)
    return first, second, third


def boolean(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in known:
        raise BadValue("wanted on or off")
    return known[value.strip().lower()]


def whole(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.strip().isascii() or not value.strip().isdigit() or not least <= int(value[:20]) <= most:
            raise BadValue(f"wanted a whole number from {least} to {most}")
        return int(value)

    return parse


def choice(*known: str, to: Callable[[str], object] = str) -> Callable[[str], object]:
    def parse(value: str) -> object:
        if value.strip().lower() not in known:
            raise BadValue("wanted one of " + ", ".join(known))
        return to(value.strip().lower())

    return parse


def http_url(value: str) -> str:
    try:
        parts = urlsplit(value.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None:
        raise BadValue("wanted http://host or https://host, an IPv6 address in brackets")
    return text(value)


def site_url(value: str) -> str:
    """An http(s) URL that ends with its host and port: slugs come right behind it."""
    parts = urlsplit(http_url(value))
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise BadValue("wanted only http://host or https://host, without a path behind it")
    return value.strip()


def mail_server(value: str) -> str:
    """An smtp:// or smtps:// URL with name and password where the server wants them."""
    try:
        url = urlsplit(text(value))
        usable = url.scheme in {"smtp", "smtps"} and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable or url.path not in {"", "/"} or url.fragment:
        raise BadValue("wanted smtp://name:password@host:587 or smtps://…, an IPv6 address in brackets")
    if url.query not in {"", "starttls=off"} or (url.query and url.scheme == "smtps"):
        raise BadValue("behind smtp://host there may be only ?starttls=off")
    if url.query and url.username:
        raise BadValue("a password is sent over TLS only, so leave out starttls=off")
    return value.strip()


def mail_sender(value: str) -> str:
    """One address, or `Name <address>`."""
    name, bracket, rest = text(value).rpartition("<")
    if (bracket and not rest.endswith(">")) or not SENDER.fullmatch(name):
        raise BadValue("wanted one address such as links@example.org or Links <links@example.org>")
    mail_address(rest.removesuffix(">") if bracket else rest)
    return value.strip()


def mail_address(value: str) -> str:
    """name@host in ASCII; a host of another script as xn--…"""
    if not ADDRESS.fullmatch(value) or len(value) > LONGEST_ADDRESS:
        raise BadValue("wanted an address such as ada@example.org")
    return value


def listen_address(value: str) -> str:
    """`[address]:port`, `host:port`, `unix:/path`, or `systemd` for the socket that it hands over."""
    if value.startswith("unix:/") or value.strip() == HANDED_OVER:
        return value.strip()
    host, colon, port = value.strip().rpartition(":")
    if not colon or not host or (":" in host and not host.startswith("[")):
        raise BadValue("wanted [address]:port, such as [::]:8000, unix:/path or systemd")
    whole(1, 65535)(port)
    if host.startswith("["):
        _address(host.strip("[]"))
    return value.strip()


def redis_url(value: str) -> str:
    """A URL of one Redis, or of the Sentinels that know it: hosts with commas between, then the service's name."""
    url = urlsplit(value.strip())
    if url.scheme not in {"redis", "rediss", "unix", "redis+sentinel"}:
        raise BadValue("wanted redis://[::1]:6379/0, rediss://…, unix:///path or redis+sentinel://host:port,…/name")
    if url.scheme == "redis+sentinel" and not url.path.strip("/"):
        raise BadValue("wanted the service's name behind the Sentinels: redis+sentinel://host:port,…/name")
    if not (url.path if url.scheme == "unix" else url.netloc.rpartition("@")[2]):
        raise BadValue("it names no host or socket")
    return value.strip()


def networks(value: str) -> tuple[str, ...]:
    return tuple(part if part == "unix" else _network(part) for part in names(value))


def time_zone(value: str) -> str:
    try:
        return ZoneInfo(value.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadValue("wanted a time zone such as Europe/London") from error


def _address(value: str) -> None:
    try:
        ipaddress.ip_address(value)
    except ValueError as error:
        raise BadValue("wanted an IP address inside the brackets") from error


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise BadValue(f"{value} is not a network such as 2001:db8::/32 or 192.0.2.0/24") from error
