"""What people write on the chart of a link's clicks: a few words at a day, such as "Newsletter sent"."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links.errors import Refused
from shortener.links.fields import LATEST
from shortener.links.tables import LONGEST_REMARK, Remark
from shortener.sentences import Words

MOST = 200
LAST = 2**63 - 1


def add_remark(session: Session, link_id: int, at: int, words: str, by: int | None) -> Remark:
    """`at` is the moment (ms UTC) that it stands at. Raises Refused."""
    if not 0 <= at <= LATEST:
        raise Refused("at", "bad", Words("A remark stands at a moment between the years 1970 and 9999."))
    words = words.strip()
    if not words or len(words) > LONGEST_REMARK or not words.isprintable():
        raise Refused(
            "words", "bad", Words("Say in one line of at most %(most)s characters what there was.", most=LONGEST_REMARK)
        )
    if (session.scalar(select(func.count()).where(Remark.link_id == link_id)) or 0) >= MOST:
        raise Refused(
            "words", "many", Words("%(most)s remarks stand on this chart; remove one of them first.", most=MOST)
        )
    made = Remark(link_id=link_id, at=at, words=words, made_by_id=by, created_at=now_ms())
    session.add(made)
    session.flush()
    return made


def remarks_between(session: Session, link_id: int, since_ms: int, until_ms: int) -> list[Remark]:
    """From `since_ms` on and before `until_ms`, the latest first."""
    wanted = select(Remark).where(Remark.link_id == link_id, Remark.at >= since_ms, Remark.at < until_ms)
    return list(session.scalars(wanted.order_by(Remark.at.desc(), Remark.id.desc())))


def remarks_of(session: Session, link_id: int) -> list[Remark]:
    """All of a link, the latest first: MOST at most."""
    return remarks_between(session, link_id, 0, LAST)


def remark_of(session: Session, remark_id: int) -> Remark | None:
    """By its number, whichever link it is of."""
    return session.get(Remark, remark_id) if remark_id <= LAST else None


def remove_remark(session: Session, link_id: int, remark_id: int) -> bool:
    """Whether the link had such a remark."""
    gone = delete(Remark).where(Remark.id == remark_id, Remark.link_id == link_id)
    return session.connection().execute(gone).rowcount == 1
