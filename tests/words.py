"""`make words`: what the sources say, into the catalogues of shortener/translations, and these into what servers read.

`--with FILE` also takes translations from another catalogue, such as a colleague's.
"""

import argparse
import io
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from shortener.web.languages import ENGLISH, FOLDER, LANGUAGES

SOURCES = FOLDER.parent
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "Words": None, "Counted": (1, 2), "entry": (3,)}
COMMENT = "Translators:"
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """What the sources say, each message once."""
    found = Catalog(charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        SOURCES, METHODS, OPTIONS, KEYWORDS, [COMMENT], strip_comment_tags=True
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def path_of(language: str, ending: str = "po") -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"messages.{ending}"


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def in_step(language: str, sources: Catalog, others: Iterable[Catalog] = ()) -> Catalog:
    """The language's catalogue with what the sources say, no more and no less."""
    kept = read(path_of(language), language)
    known = {key(message): message.string for other in (*others, kept) for message in other if is_done(message)}
    made = Catalog(locale=language, charset="utf-8", creation_date=NO_DATE, revision_date=NO_DATE)
    for message in sources:
        if message.id:
            empty = ("",) * made.num_plurals if message.pluralizable else ""
            said = known.get(key(message), empty)
            made.add(message.id, said, auto_comments=message.auto_comments, context=message.context)
    return made


def key(message: Message) -> object:
    return message.id, message.context


def is_done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(message.id) and not message.fuzzy and all(texts)


def text_of(catalogue: Catalog, header: str) -> str:
    """As it is kept: without dates and places, so that only words differ; `header` stays as people wrote it."""
    written = io.BytesIO()
    write_po(written, catalogue, no_location=True, omit_header=True, sort_output=True, width=110)
    return f"{header}\n\n{written.getvalue().decode().strip()}\n"


def header_of(text: str) -> str:
    """The glossary and the catalogue's own lines, up to the first empty one."""
    return text.partition("\n\n")[0].strip()


def compiled(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--with", type=Path, action="append", default=[], dest="others", metavar="FILE")
    others, sources = asked.parse_args().others, extracted()
    for language in LANGUAGES.keys() - {ENGLISH}:
        made = in_step(language, sources, (read(path, language) for path in others))
        path = path_of(language)
        path.write_text(text_of(made, header_of(path.read_text("utf-8"))), "utf-8")
        path_of(language, "mo").write_bytes(compiled(made))
        missing = [message.id for message in made if message.id and not is_done(message)]
        sys.stdout.write(f"{language}: {len(made)} messages, {len(missing)} without a translation\n")


if __name__ == "__main__":
    main()
