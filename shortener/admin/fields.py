"""One field of a form: from the text in it to the value that it stands for."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from shortener.sentences import Words

ON = "on"
# A name with dots, and what may follow one: a port, a path.
BARE_ADDRESS = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")
STATUSES = ("301", "302", "303", "307", "308")


def value_of(name: str, text: str, zone: str) -> object:
    match name:
        case "target" | "tags" | "status" | "owner_id":
            return READERS[name](text)
        case "starts_at" | "ends_at":
            return moment(text, zone)
        case "forward_query" | "enabled" | "printed" | "public_stats":
            return text == ON
        case _:
            return text


def target(text: str) -> str:
    """An address without its scheme, as people say and browsers show it, is one of https."""
    return f"https://{text}" if BARE_ADDRESS.fullmatch(text) else text


def moment(text: str, zone: str) -> int | None:
    """Milliseconds UTC of a local date and time; None for an empty field. Raises ValueError with a sentence."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise ValueError(Words("This date and time can't be read; write it like 2026-05-03 09:30.")) from error


def status(text: str) -> int | None:
    if text and text not in STATUSES:
        raise ValueError(Words("Choose one of the redirect kinds in the list."))
    return int(text) if text else None


def person(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(Words("Choose one of the people in the list."))
    return int(text) if text else None


def tags(text: str) -> tuple[str, ...]:
    """Comma-separated words, each once, in the order typed."""
    words = (" ".join(part.split()) for part in text.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


READERS: dict[str, Callable[[str], object]] = {"target": target, "tags": tags, "status": status, "owner_id": person}
