"""Sentences that were kept in English, such as why a row was refused: said in another language all the same."""

import functools
import re
from collections.abc import Iterator

from babel.messages.mofile import read_mo

from shortener.sentences import Words
from shortener.web.languages import ENGLISH, FOLDER, say

LONGEST = 1000
LEAST_LETTERS = 6  # of a form's own: one with hardly any would be found in everything
QUOTED = "“%(text)s”"  # what somebody typed stays as it is
_PLACE = re.compile(r"%\((\w+)\)s")


def recalled(text: str, language: str) -> str:
    """By the form it was made of, which the catalogue has; as it is, where none fits."""
    if language == ENGLISH or len(text) > LONGEST:
        return text
    for form, pattern in _forms(language):
        if found := pattern.fullmatch(text):
            return say(Words(form, **_values(form, found.groupdict(), language)), language)
    return text if text.endswith(".") else _without_full_stop(text, language)


def _without_full_stop(text: str, language: str) -> str:
    """A row's reason has lost that of its sentence."""
    said = recalled(f"{text}.", language)
    return said.removesuffix(".")


def _values(form: str, found: dict[str, str], language: str) -> dict[str, object]:
    """A sentence within a sentence is recalled too; single words are names."""
    said = form != QUOTED
    return {
        name: recalled(text, language) if said and (" " in text or "“" in text) else text
        for name, text in found.items()
    }


@functools.cache
def _forms(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Those that say the most of themselves first."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        forms = [message.id for message in read_mo(file) if isinstance(message.id, str)]
    fit = [form for form in forms if form == QUOTED or _own_letters(form) >= LEAST_LETTERS]
    return [(form, re.compile("".join(_parts(form)))) for form in sorted(fit, key=_own_letters, reverse=True)]


def _own_letters(form: str) -> int:
    return sum(character.isalpha() for character in _PLACE.sub("", form))


def _parts(form: str) -> Iterator[str]:
    known: set[str] = set()
    for number, part in enumerate(_PLACE.split(form)):
        if number % 2 == 0:
            yield re.escape(part.replace("%%", "%"))
        else:
            yield f"(?P={part})" if part in known else f"(?P<{part}>.+?)"
            known.add(part)
