"""Which logo a QR code has: the organisation's own, one that somebody handed in, or none."""

from shortener.accounts.roles import may
from shortener.admin.frame import me
from shortener.admin.one import id_in
from shortener.links.logos import logo_names, logo_picture
from shortener.sentences import Words
from shortener.web.pictures import BadPicture, plain_png
from shortener.web.services import services

OWN = "own"
GONE = Words("This logo is no longer here; choose another one.")


def logo_choices() -> list[tuple[str, str]]:
    """Each with what an address says of it."""
    with services().database.read() as session:
        handed_in = [(str(number), name) for number, name, _ in logo_names(session)]
    return [("", Words("None")), *([(OWN, Words("The organisation’s"))] if _organisation() else []), *handed_in]


def logo_of(text: str, problems: dict[str, str]) -> bytes:
    """A PNG, empty for none; `problems` gets a sentence where there is no such logo."""
    try:
        found = plain_png(_organisation()) if text.strip() == OWN and _organisation() else _handed_in(text.strip())
    except BadPicture:
        found = None
    if found is None:
        problems["logo"] = GONE
    return found or b""


def removable(text: str) -> str:
    """The name of a logo that whoever asks may remove; empty otherwise."""
    with services().database.read() as session:
        names = [name for number, name, by in logo_names(session) if str(number) == text and _may_remove(by)]
    return names[0] if names else ""


def _may_remove(by: int | None) -> bool:
    return may(me(), "write") and (may(me(), "all") or by == me().id)


def _organisation() -> bytes:
    """As the settings name it, where that is a PNG: a drawing isn't turned into pixels here."""
    file = services().brand.files.get("logo")
    return file.content if file and file.type == "image/png" else b""


def _handed_in(text: str) -> bytes | None:
    number = id_in(text)
    if not text or number is None:
        return None if text else b""
    with services().database.read() as session:
        return logo_picture(session, number)
