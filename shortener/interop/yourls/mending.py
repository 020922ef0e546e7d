"""Texts as their owner wrote them: out of old tables they often come encoded twice, or not in UTF-8 at all."""

import re
import unicodedata

_TWICE = re.compile(r"[\u00c2-\u00f4]")  # what the first byte of most letters looks like in Windows-1252


def mended(text: str) -> tuple[str, str]:
    """The text and what was wrong with it, "" for nothing."""
    if text.isascii():
        return text, ""
    if any("\udc80" <= one <= "\udcff" for one in text):
        return _windows(text.encode("utf-8", "surrogateescape")), "was not UTF-8 and was read as Windows-1252"
    if _TWICE.search(text) and (once := _once(text)) is not None:
        return once, "was encoded twice and is mended"
    return text, ""


def one_line(text: str) -> str:
    """Without control characters, and single spaces for all others."""
    kept = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    return " ".join(kept.split())


def _windows(raw: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "replace") for byte in raw)


def _once(text: str) -> str | None:
    """Read as bytes of Windows-1252, a text that is no accident is UTF-8 again."""
    try:
        return b"".join(_byte(one) for one in text).decode("utf-8")
    except UnicodeError:
        return None


def _byte(one: str) -> bytes:
    return one.encode("latin-1") if "\x80" <= one <= "\x9f" else one.encode("cp1252")
