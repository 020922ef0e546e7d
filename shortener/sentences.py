"""What is said to people: words that a page can say in another language, and errors in one sentence."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import ClassVar, Self


class Words(str):
    """English to everybody; a page can say it in another language, since it still has the form and what stood in it.

    `Words("There is nobody named %(name)s.", name=name)`: the form is a literal, so that extraction finds it.
    A template that puts it in says it in the page's language; what is made of it by other means is plain English.
    """

    on_pages: ClassVar[Callable[["Words"], str]] = escape
    form: str
    values: Mapping[str, object]

    def __new__(cls, form: str, /, **values: object) -> Self:
        words = super().__new__(cls, form % values if values else form)
        words.form, words.values = form, values
        return words

    def __html__(self) -> str:
        return type(self).on_pages(self)


class Counted(Words):
    """Of one or of many: `Counted("%(num)s click", "%(num)s clicks", 1200)` is "1,200 clicks"."""

    forms: tuple[str, str]
    number: int

    def __new__(cls, one: str, many: str, number: int, /, **values: object) -> Self:
        words = super().__new__(cls, one if number == 1 else many, num=Number(number), **values)
        words.forms, words.number = (one, many), number
        return words


class Number(Words):
    """A whole number with its thousands apart."""

    number: int

    def __new__(cls, number: int, /) -> Self:
        words = super().__new__(cls, f"{number:,}")
        words.number = number
        return words


class Listed(Words):
    """A few words or sentences one after another."""

    parts: Sequence[str]
    between: str

    def __new__(cls, parts: Sequence[str], between: str = ", ", /) -> Self:
        words = super().__new__(cls, between.join(parts))
        words.parts, words.between = parts, between
        return words


class Country(Words):
    """What a country is called; every language has its own name for it."""

    code: str

    def __new__(cls, code: str, english: str, /) -> Self:
        words = super().__new__(cls, english)
        words.code = code
        return words


class Moment(Words):
    """A day, or what else `pattern` says of a time in the way of `strftime`, which is how English has it."""

    at: dt.date
    pattern: str

    def __new__(cls, at: dt.date, pattern: str, /) -> Self:
        words = super().__new__(cls, f"{at:{pattern}}")
        words.at, words.pattern = at, pattern
        return words


class Sentence(Exception):
    """Its message is one sentence, or a few: what is wrong, where, and what to do."""

    @property
    def words(self) -> str:
        """The message as a page takes it; `str()` is English always."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, str) else str(self)
