"""What is said when something can't be done to a link: one clear sentence, and a field and a code for programs."""

from datetime import UTC, datetime

from shortener.sentences import Sentence, Words

SHOWN = 60


class Refused(Sentence):
    """A link, slug, target or domain that can't be had. `field` is what is wrong, `code` why; `str()` is the sentence.

    Nothing was changed.
    """

    def __init__(self, field: str, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code


class NotFound(Refused):
    """There is no such link or domain."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field, "missing", sentence)


def shown(text: str) -> Words:
    """What somebody typed, in quotes, short and printable enough to stand in a sentence."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: SHOWN + 1])
    cut = f"{printable[:SHOWN]}…" if len(text) > SHOWN else printable
    return Words("“%(text)s”", text=cut)


def spoken_time(at: int) -> str:
    """Milliseconds UTC as they stand in a sentence."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
