"""What people write into set-up's TOML files: names, addresses, lists; a mistake is one sentence that says where."""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

NAME = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+", re.ASCII)
Found = TypeVar("Found")


class BadSite(Exception):
    """A file that can't be obeyed; the message is one sentence: what is wrong, and where."""


def read(path: Path, understand: Callable[[dict[str, Any]], Found]) -> Found:
    """What `understand` makes of a file's table.

    Raises:
        BadSite: the file can't be read, or makes no sense.
    """
    try:
        return understand(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, BadSite) as error:
        raise BadSite(f"{path}: {error}") from None


def only_known(table: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if strange := sorted(set(table) - set(known)):
        raise BadSite(f"{strange[0]!r} means nothing{f' in [{where}]' * bool(where)}; known are: "
                      f"{', '.join(sorted(known))}.")  # fmt: skip


def texts(table: Mapping[str, Any], where: str, name: str) -> list[str]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadSite(f"{where}{'.' * bool(where)}{name} must be a list of texts.")
    return found


def host_name(text: Any, where: str) -> str:
    if not isinstance(text, str) or not NAME.fullmatch(text):
        raise BadSite(f"{where} has {text!r}; wanted is a host name in small letters, such as go.example.org.")
    return text


def network(text: Any, where: str) -> str:
    """An IPv6 address or network in its shortest form."""
    try:
        found = ipaddress.IPv6Network(text)
    except ValueError:
        raise BadSite(f"{where} has {text!r}; wanted is an IPv6 address or network.") from None
    return str(found.network_address if found.prefixlen == 128 else found)
