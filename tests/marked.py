"""Finds words in templates that nobody marked for translation, by file and line."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

PACKAGE = Path(__file__).resolve().parent.parent / "shortener"
# What is for those who build screens and programs, in the English of the code that it describes; and drawings.
LEFT_OUT = {"admin/styleguide.html", "api/docs.html", "admin/icons.html"}
# No words of a language: names, units, files, classes, samples; and attributes that a macro writes.
KEPT = {
    "CSV",
    "QR",
    "Redis",
    "https://",
    "button main",
    "danger main",
    'aria-invalid="true"',
    'aria-describedby="',
    "-hint",
    "-wrong",
    r"https://example.org/a-page\nspring https://example.org/spring\nhttps://example.org/fair, fair, The spring fair",
}
READ = {"alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "data-label"}
READ |= {"placeholder", "title"}
CODE = {"code", "kbd", "pre", "script", "style"}
MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
LETTER = re.compile(r"[^\W\d_]")
# Told from names in code by a capital or a space.
SPOKEN = re.compile(r"[A-Z“][a-z]|.*[^\W\d_],? [^\W\d_]")

_lexer = Environment(extensions=["jinja2.ext.i18n"])


def templates() -> dict[str, Path]:
    """All of the package by the names that they are loaded by, but for those in LEFT_OUT."""
    found = {path.relative_to(path.parents[1]).as_posix(): path for path in PACKAGE.glob("*/templates/*/*.html")}
    return {name: path for name, path in sorted(found.items()) if name not in LEFT_OUT}


def unmarked(source: str) -> list[tuple[int, str]]:
    """(line, words) of what stands in a template outside of `_()` and `{% trans %}`."""
    page = _Page()
    said = list(_strings(source, page))
    page.close()
    return sorted((line, words) for line, words in (*said, *page.said) if words not in KEPT)


def _strings(source: str, page: "_Page") -> Iterator[tuple[int, str]]:
    """The strings in expressions; the page is fed what stands between these, and as many lines as they have."""
    calls: list[str] = []
    before, kind_of_tag, in_trans = "", "", False
    for line, kind, text in _lexer.lex(source):
        if kind == "data":
            page.feed(re.sub(r"[^\n]", "", text) if in_trans else text)
            continue
        page.feed("\n" * text.count("\n"))
        if kind in {"variable_begin", "block_begin"}:
            kind_of_tag, before = kind, ""
        elif kind == "name" and not before:
            in_trans = (in_trans or text == "trans") and text != "endtrans"
        if (
            kind == "string"
            and not MARKS & set(calls)
            and _is_words(text[1:-1], not calls and kind_of_tag, before, page)
        ):
            yield line, text[1:-1]
        if text in {"(", "[", "{"}:
            calls.append(before)
        elif text in {")", "]", "}"}:
            calls.pop()
        before = before if kind in {"whitespace", "block_begin", "variable_begin"} or text == "-" else text


def _is_words(text: str, outermost: str | bool, before: str, page: "_Page") -> bool:
    is_shown = outermost == "variable_begin" and not page.in_tag and before not in {"==", "!=", "in"}
    return bool(SPOKEN.match(text) or (is_shown and LETTER.search(text)))


def _is_read(name: str, value: str) -> bool:
    """By people, or by a script that shows it."""
    return bool(LETTER.search(value) if name in READ else name.startswith("data-") and SPOKEN.match(value))


class _Page(HTMLParser):
    """Collects what people read or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self.code = 0

    @property
    def in_tag(self) -> bool:
        """Whether what was fed ends in the middle of a tag."""
        return self.rawdata.rfind("<") > self.rawdata.rfind(">")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code += tag in CODE
        line = self.getpos()[0]
        self.said += [(line, value) for name, value in attrs if value and _is_read(name, value)]

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in CODE

    def handle_data(self, data: str) -> None:
        if not self.code and LETTER.search(data):
            self.said.append((self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n"), data.strip()))
