"""The plain fields of a link: what each may hold, trimmed and bounded."""

import unicodedata
from typing import Any

from msgspec import Struct, UnsetType
from msgspec.structs import asdict

from shortener.links.errors import Refused, shown
from shortener.sentences import Number, Words

STATUSES = (301, 302, 303, 307, 308)
TITLE, NOTES, REASON = 500, 10_000, 500
TAG, TAGS, COMMA = 64, 30, ","
LATEST = 253_402_300_799_999  # the last millisecond of the year 9999
_FINE_CONTROLS = {"notes": "\n\r\t"}
SPOKEN = {
    "title": Words("The title"),
    "notes": Words("The notes"),
    "printed_reason": Words("The printed reason"),
    "reason": Words("The reason"),
}
_LIMITS = {"title": TITLE, "notes": NOTES, "printed_reason": REASON, "reason": REASON}


def plain_fields(asked: Struct) -> dict[str, Any]:
    """What a Draft or Edit sets by the name of the column, apart from slug, domain, target and tags."""
    given = {name: value for name, value in asdict(asked).items() if not isinstance(value, UnsetType)}
    for name in ("slug", "domain", "target", "tags", "legacy", "created_at", "as_yourls"):
        given.pop(name, None)
    for name in _LIMITS.keys() & given.keys():
        given[name] = line(name, given[name])
    if given.get("status") is not None and given["status"] not in STATUSES:
        raise Refused(
            "status", "syntax", Words("A redirect's status is one of %(known)s.", known=", ".join(map(str, STATUSES)))
        )
    return given


def line(name: str, text: str) -> str:
    """A text field, trimmed; Refused when it is too long or has control characters in it."""
    trimmed = text.strip()
    if len(trimmed) > _LIMITS[name]:
        raise _too_long(name, SPOKEN[name], trimmed, _LIMITS[name])
    _check_controls(name, SPOKEN[name], trimmed)
    return trimmed


def check_period(starts_at: int | None, ends_at: int | None) -> None:
    for name, at in (("starts_at", starts_at), ("ends_at", ends_at)):
        if at is not None and not 0 <= at <= LATEST:
            raise Refused(name, "syntax", Words("A link can start and end between the years 1970 and 9999."))
    if starts_at is not None and ends_at is not None and starts_at >= ends_at:
        raise Refused("ends_at", "syntax", Words("The link would end before it starts; choose a later end."))


def tag_names(names: tuple[str, ...], field: str = "tags") -> dict[str, str]:
    """Tags as they are kept, by their case-folded name; the first spelling of a tag wins."""
    found: dict[str, str] = {}
    for name in names:
        tag = " ".join(unicodedata.normalize("NFC", name).split())
        if len(tag) > TAG:
            raise _too_long(field, Words("The tag %(tag)s", tag=shown(tag)), tag, TAG)
        _check_controls(field, Words("The tag %(tag)s", tag=shown(tag)), tag)
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > TAGS:
        raise Refused(
            "tags", "length", Words("The link has %(found)s tags; %(tags)s is the most.", found=len(found), tags=TAGS)
        )
    return found


def check_new_tag(name: str, field: str = "tags") -> None:
    """Lists of tags have commas between them; only tags of old may still have one inside."""
    if COMMA in name:
        words = Words(
            "The tag %(tag)s has a comma in it, which would make two of it; leave the comma out.", tag=shown(name)
        )
        raise Refused(field, "syntax", words)


def _too_long(name: str, spoken: str, text: str, most: int) -> Refused:
    size = Number(len(text))
    told = {"what": spoken, "size": size, "most": Number(most)}
    if name == "notes":  # the only field of which there are many
        return Refused(name, "length", Words("%(what)s have %(size)s characters; %(most)s is the most.", **told))
    return Refused(name, "length", Words("%(what)s has %(size)s characters; %(most)s is the most.", **told))


def _check_controls(name: str, spoken: str, text: str) -> None:
    if text.isprintable():
        return
    fine = _FINE_CONTROLS.get(name, "")
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in fine:
            code = f"U+{ord(character):04X}"
            words = Words(
                "%(what)s has an invisible control character (%(code)s) in it; take it out.", what=spoken, code=code
            )
            raise Refused(name, "control", words)
