"""config.php of YOURLS, read and never run: constants and lists that stand in it as plain texts and numbers."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from shortener.sentences import Sentence

LONGEST = 1024 * 1024
_TOKEN = re.compile(
    r"""(?P<aside>\s+|//[^\n]*|\#(?!\[)[^\n]*|/\*.*?\*/)
    |'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)"
    |(?P<word>\$?\w+)|(?P<mark>=>|.)""",
    re.DOTALL | re.VERBOSE,
)
_SINGLE = re.compile(r"\\([\\'])")
_DOUBLE = re.compile(r"\\([\\\"$])")
USERS, RESERVED = "$yourls_user_passwords", "$yourls_reserved_URL"


class BadConfig(Sentence):
    """A file that isn't YOURLS' config.php; the message goes on after the file's name."""


class Token(msgspec.Struct, frozen=True):
    """`kind` is text, word or mark."""

    kind: str
    text: str


class Config(msgspec.Struct):
    """`constants` have no YOURLS_ in front; `users` are passwords as they stand there, by name.

    `unread` names what PHP would work out, which nobody does here.
    """

    constants: dict[str, str] = msgspec.field(default_factory=dict)
    users: dict[str, str] = msgspec.field(default_factory=dict)
    reserved: list[str] = msgspec.field(default_factory=list)
    unread: list[str] = msgspec.field(default_factory=list)

    @property
    def base(self) -> int:
        """How many characters YOURLS makes keywords of: 62, or 36 where it names anything else or nothing."""
        return 62 if self.constants.get("URL_CONVERT") in {"62", "64"} else 36

    @property
    def is_unique(self) -> bool:
        """Whether a URL may have one link only; nothing but a plain `false` allows more."""
        return self.constants.get("UNIQUE_URLS", "").lower() != "false"


def read_config(path: Path) -> Config:
    """Raises OSError, BadConfig."""
    with path.open("rb") as file:
        raw = file.read(LONGEST + 1)
    if len(raw) > LONGEST or b"<?" not in raw:
        raise BadConfig("is no config.php of YOURLS: it is too long, or has no PHP in it.")
    found = _config(list(_tokens(raw.decode("utf-8", "replace"))))
    if not found.constants and not found.users:
        raise BadConfig("is no config.php of YOURLS: it defines nothing that YOURLS knows.")
    return found


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        if found["single"] is not None:
            yield Token("text", _SINGLE.sub(r"\1", found["single"]))
        elif found["double"] is not None:
            yield Token("text", _DOUBLE.sub(r"\1", found["double"]))
        elif found["aside"] is None:
            yield Token("word" if found["word"] else "mark", found[0])


def _config(tokens: list[Token]) -> Config:
    found = Config()
    for at, token in enumerate(tokens):
        if token == Token("word", "define"):
            _define(found, tokens[at + 1 : at + 6])
        elif token.text in {USERS, RESERVED} and tokens[at + 1 : at + 2] == [Token("mark", "=")]:
            _list(found, token.text, tokens[at + 2 :])
    return found


def _define(found: Config, following: list[Token]) -> None:
    """( 'YOURLS_X' , value )"""
    if len(following) < 5 or following[1].kind != "text" or not following[1].text.startswith("YOURLS_"):
        return
    name, value, end = following[1].text.removeprefix("YOURLS_"), following[3], following[4]
    if end.text != ")" or value.kind == "mark" or "$" in value.text[:1]:
        found.unread.append(f"YOURLS_{name}")
    else:
        found.constants[name] = value.text


def _list(found: Config, name: str, following: list[Token]) -> None:
    """[ 'a' => 'b', … ] or array( 'a', … )"""
    items: list[list[Token]] = [[]]
    opening = 2 if following[:1] and following[0].text.lower() == "array" else 1
    for token in following[opening:]:
        if token.kind == "mark" and token.text in {")", "]", ";"}:
            break
        if token == Token("mark", ","):
            items.append([])
        else:
            items[-1].append(token)
    for item in items:
        _item(found, name, item)


def _item(found: Config, name: str, item: list[Token]) -> None:
    kinds = [token.kind for token in item]
    if name == USERS and kinds == ["text", "mark", "text"] and item[1].text == "=>":
        found.users[item[0].text] = item[2].text
    elif name == RESERVED and kinds == ["text"]:
        found.reserved.append(item[0].text)
    elif item:
        found.unread.append(f"an entry of {name}")
