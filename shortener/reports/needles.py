"""What people type into a search, as the parts of a link's text that they may mean; the same for every database."""

import string
from collections.abc import Iterable

import msgspec

MOST_WORDS = 8
LONGEST_SEARCH = 500
THREE = 3
MOST_THREES = 8  # of one part; what has all of them is looked at itself anyway
_ESCAPE = str.maketrans({mark: f"/{mark}" for mark in "/%_"})
_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Word(msgspec.Struct, frozen=True):
    """One word, without http:// or https:// before it; `host` and `begin` are its parts before and after a slash."""

    text: str
    host: str = ""
    begin: str | None = None

    @property
    def is_possible(self) -> bool:
        """False for what no database keeps: such a word stands nowhere."""
        return "\0" not in self.text and not any("\ud800" <= letter <= "\udfff" for letter in self.text)


def words_of(search: str) -> list[Word]:
    """The words of a search, no more and no longer than it may have."""
    return [_word(text) for text in search[:LONGEST_SEARCH].split()[:MOST_WORDS]]


def _word(text: str) -> Word:
    """The scheme of an address goes, since short URLs are printed without one and old targets may have another."""
    bare = text.removeprefix("https://").removeprefix("http://") or text
    host, slash, begin = bare.partition("/")
    return Word(bare, host, begin) if slash else Word(bare)


def spellings(text: str) -> list[str]:
    """Databases fold the case of ASCII letters only, so other words are looked for in each case that people write."""
    return [text] if text.isascii() else sorted({text, text.lower(), text.upper(), text.capitalize()})


def pattern(part: str) -> str:
    """For LIKE with the escape character /: any text that has this part."""
    return f"%{part.translate(_ESCAPE)}%"


def is_short(part: str) -> bool:
    """Whether it is less than what SQLite's index is made of."""
    return len(part) < THREE


def phrase(parts: Iterable[str]) -> str:
    """For SQLite's MATCH: rows that may have one of these parts, each of three characters or more."""
    return " OR ".join(f"({_threes(fold(part))})" for part in parts)


def fold(part: str) -> str:
    """As SQLite's lower() does it."""
    return part.translate(_FOLD)


def _threes(part: str) -> str:
    """One beside the other up to the end, where words differ most; of a long part, some that are spread over it."""
    starts = range(len(part) - THREE, -1, -THREE)[:: -(-len(part) // (THREE * MOST_THREES))]
    threes = dict.fromkeys(part[start : start + THREE].replace('"', '""') for start in [*starts, 0])
    return " AND ".join(f'"{three}"' for three in threes)
