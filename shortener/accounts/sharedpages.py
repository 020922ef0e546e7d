"""Shared pages: a link's numbers for whoever has the address, for some days, until somebody ends it."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shortener.accounts.errors import AccountRefused
from shortener.accounts.signin import SignInRefusal, look_up
from shortener.accounts.tables import SharedPage
from shortener.accounts.throttle import SHARED, NetworkLimit
from shortener.accounts.tokens import digest_of, make_token
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database

DAYS = (1, 7, 30, 90)
DAY_MS = 86_400_000
MOST = 20
LARGEST = 2**63 - 1  # no database numbers further


def share(session: Session, link_id: int, days: int, by: int | None) -> str:
    """The token of a new page, which ends after one of DAYS. Raises AccountRefused."""
    if days not in DAYS:
        raise AccountRefused(
            "days",
            "bad",
            Words("A shared page is there for %(days)s days; choose one.", days=", ".join(map(str, DAYS))),
        )
    theirs = SharedPage.link_id == link_id, SharedPage.expires_at > now_ms()
    if (session.scalar(select(func.count()).select_from(SharedPage).where(*theirs)) or 0) >= MOST:
        raise AccountRefused(
            "days", "many", Words("This link has %(most)s shared pages; end one of them first.", most=MOST)
        )
    token, now = make_token(), now_ms()
    fields = {"link_id": link_id, "made_by_id": by, "created_at": now, "expires_at": now + days * DAY_MS}
    session.add(SharedPage(token_hash=digest_of(token), **fields))
    return token


def living(session: Session, link_id: int) -> list[SharedPage]:
    """Those of a link that can be opened, the last made first."""
    wanted = select(SharedPage).where(SharedPage.link_id == link_id, SharedPage.expires_at > now_ms())
    return list(session.scalars(wanted.order_by(SharedPage.id.desc())))


def end(session: Session, link_id: int, page_id: int) -> bool:
    """Whether the link had such a page."""
    gone = delete(SharedPage).where(SharedPage.id == page_id, SharedPage.link_id == link_id)
    return session.connection().execute(gone).rowcount == 1


def by_number(session: Session, page_id: int) -> SharedPage | None:
    """Whichever link it is of, while it can be opened."""
    wanted = select(SharedPage).where(SharedPage.id == page_id, SharedPage.expires_at > now_ms())
    return session.scalar(wanted) if page_id <= LARGEST else None


def look_at(database: Database, token: str, network: str) -> SharedPage | SignInRefusal:
    """The page that an address opens; guessing is limited like signing in. `network` is `rate_key` of the client."""
    return look_up(database, NetworkLimit(network, SHARED), lambda session: page_of(session, token))


def prune(session: Session, now: int) -> None:
    """Forgets those that ended before `now` (milliseconds)."""
    session.execute(delete(SharedPage).where(SharedPage.expires_at <= now))


def page_of(session: Session, token: str) -> SharedPage | None:
    """The one that this token opens."""
    digest = digest_of(token)
    wanted = select(SharedPage).where(SharedPage.token_hash == digest, SharedPage.expires_at > now_ms())
    return session.scalar(wanted) if digest else None
