"""Pictures that can stand in the middle of QR codes: kept for everybody who makes codes, by name."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links.errors import Refused
from shortener.links.tables import LONGEST_LOGO_NAME, Logo
from shortener.sentences import Words

MOST = 50


def add_logo(session: Session, name: str, picture: bytes, by: int | None) -> int:
    """Its id. `picture` is a PNG that was made here, never what somebody sent. Raises Refused."""
    spoken = "".join(letter for letter in name if letter.isprintable()).strip()[:LONGEST_LOGO_NAME]
    if (session.scalar(select(func.count()).select_from(Logo)) or 0) >= MOST:
        raise Refused("file", "many", Words("There are %(most)s logos already; remove one of them first.", most=MOST))
    made = Logo(name=spoken or "Logo", picture=picture, made_by_id=by, created_at=now_ms())
    session.add(made)
    session.flush()
    return made.id


def logo_names(session: Session) -> list[tuple[int, str, int | None]]:
    """Id, name and who handed it in, by name."""
    asked = select(Logo.id, Logo.name, Logo.made_by_id).order_by(Logo.name, Logo.id)
    return [(number, name, by) for number, name, by in session.execute(asked)]


def logo_picture(session: Session, logo_id: int) -> bytes | None:
    """A PNG; None where there is no such logo."""
    return session.scalar(select(Logo.picture).where(Logo.id == logo_id))


def remove_logo(session: Session, logo_id: int, only_of: int | None) -> bool:
    """Whether there was one; with `only_of` among those that this person handed in. Codes already printed stay good."""
    gone = delete(Logo).where(Logo.id == logo_id)
    if only_of is not None:
        gone = gone.where(Logo.made_by_id == only_of)
    return session.connection().execute(gone).rowcount == 1
