"""The slug, the printed part of a link: its key, what it may look like, and random ones."""

import re
import secrets
import unicodedata
from collections.abc import Set as AbstractSet

from shortener.links.errors import Refused, shown
from shortener.links.lookalikes import fold
from shortener.links.rude import is_rude
from shortener.links.tables import SLUG_LENGTH
from shortener.net.paths import TRAILING, is_own_page
from shortener.sentences import Number, Words

ENDINGS = TRAILING - {"_"}  # a redirect takes these off what people paste; an underscore only where nothing else fits
URL_SYNTAX = "?#%\\"
UNPRINTABLE = '<>"`{}|^'
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"  # no vowels, so hardly a word; no 0 o 1 l i; lower case, so that nobody asks
JOINERS = "\u200c\u200d"  # Persian and Indic words need them
_EVIL_CATEGORIES = {"Cc", "Cf", "Cs"}
_SPACES = {"Zs", "Zl", "Zp"}
_PLAIN = re.compile(r"[A-Za-z0-9_~-]+(?:[./][A-Za-z0-9_~-]+)*")


def key_of(text: str) -> str:
    """The form that slugs are stored and looked up in."""
    return unicodedata.normalize("NFC", text)


def is_possible(key: str) -> bool:
    """Whether a database can be asked for it at all."""
    return "\0" not in key and not any("\ud800" <= c <= "\udfff" for c in key)


def check(slug: str, reserved: AbstractSet[str] = frozenset()) -> str:
    """The key of a slug that somebody wants; Refused says what is wrong with it. `reserved` are further keys."""
    key = key_of(slug)
    if not key:
        raise _refused("empty", Words("The slug is empty; write one."))
    if len(key) > SLUG_LENGTH:  # and so never more than four times as many bytes
        raise _refused(
            "length",
            Words("The slug has %(size)s characters; %(most)s is the most.", size=Number(len(key)), most=SLUG_LENGTH),
        )
    if not _PLAIN.fullmatch(key):
        _check_characters(key)
        _check_path(key)
    _check_ending(key)
    if is_own_page(key):
        raise _refused(
            "reserved",
            Words("%(slug)s is reserved for the shortener's own pages; choose another slug.", slug=shown(key)),
        )
    if key in reserved:
        raise _refused(
            "reserved", Words("%(slug)s is reserved (SHORTENER_RESERVED_SLUGS); choose another slug.", slug=shown(key))
        )
    return key


def random_slug(length: int) -> str:
    """Easy to read aloud and to type from paper, and never a rude word."""
    while True:
        slug = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if not is_rude(slug):
            return slug


def _check_characters(key: str) -> None:
    for character in key:
        category = unicodedata.category(character)
        if category in _SPACES or character in "\t\n\r":
            raise _refused(
                "syntax", Words("The slug %(slug)s has a space in it; use a hyphen instead.", slug=shown(key))
            )
        if category in _EVIL_CATEGORIES and character not in JOINERS:
            raise _refused(
                "control",
                Words(
                    "The slug has an invisible character (U+%(character)s) in it; take it out.",
                    character=format(ord(character), "04X"),
                ),
            )
        if character in URL_SYNTAX or character in UNPRINTABLE:
            raise _refused(
                "syntax",
                Words(
                    "The slug %(slug)s has a “%(character)s” in it, which can't be part of a slug.",
                    slug=shown(key),
                    character=character,
                ),
            )


def _check_path(key: str) -> None:
    parts = key.split("/")
    if "" in parts:
        raise _refused(
            "syntax",
            Words("The slug %(slug)s begins or ends with a slash, or has two together; take one out.", slug=shown(key)),
        )
    if "." in parts or ".." in parts:
        raise _refused(
            "syntax",
            Words("The slug %(slug)s has “.” or “..” between slashes, which browsers resolve away.", slug=shown(key)),
        )


def _check_ending(key: str) -> None:
    if key.endswith(("+", ".qr")):
        raise _refused(
            "syntax",
            Words("The slug %(slug)s ends in “+” or “.qr”, which ask for its statistics and QR code.", slug=shown(key)),
        )
    if key[-1] in ENDINGS:
        raise _refused(
            "syntax",
            Words(
                "The slug %(slug)s ends in “%(sign)s”, which is taken for punctuation around a printed link.",
                slug=shown(key),
                sign=key[-1],
            ),
        )


def _refused(code: str, sentence: str) -> Refused:
    return Refused("slug", code, sentence)


__all__ = ["ALPHABET", "check", "fold", "is_possible", "key_of", "random_slug"]
