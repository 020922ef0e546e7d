"""Keeps random slugs from spelling a rude word, be it with its vowels left out or with digits for letters."""

import re
from importlib.resources import files

from shortener.links.lookalikes import fold

_WORDS = [
    word
    for line in files("shortener.links").joinpath("data/rude-words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
]

_LEET = str.maketrans("34567892", "easgtbgz")
_VOWELS = re.compile("[aeiou]")
_NUMBERS = ("69", "88", "666", "420")


def _bare(text: str) -> str:
    """Letters as read by somebody who wants to read them: `1` and `i` are already `l` in folded text."""
    return fold(text).translate(_LEET)


def _skeleton(word: str) -> str:
    return _bare(_VOWELS.sub("", word))


_SPELLED = re.compile(
    "|".join(sorted({_bare(word) for word in _WORDS} | {s for s in map(_skeleton, _WORDS) if len(s) > 2}))
)


_WHOLE = frozenset(map(_bare, _WORDS))
_BETWEEN = re.compile(r"[\W_]+")


def has_rude_word(slug: str) -> bool:
    """Whether one of its words is rude as it stands; of what people chose themselves nothing more is read into it."""
    return any(_bare(word) in _WHOLE for word in _BETWEEN.split(slug))


def is_rude(slug: str) -> bool:
    """Whether anybody could find a rude word anywhere in it, which random slugs must not let them."""
    return any(number in slug for number in _NUMBERS) or _SPELLED.search(_bare(slug)) is not None
