"""Day rows are days of one time zone: which, is written down with them."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import site_days
from shortener.sentences import Sentence
from shortener.stores import Base, Database, Meta, upsert

NAME = "timezone"
META = Base.metadata.tables["meta"]


class BadZone(Sentence):
    """The day rows are in another time zone; the message is one sentence for the operator."""


def claim_zone(database: Database, zone: str) -> None:
    """Writes the zone down while there are no day rows yet; raises BadZone when they are in another one."""
    with database.write() as session:
        known = kept_zone(session)
        if known == zone:
            return
        if known is not None and session.scalar(select(exists().select_from(site_days))):
            raise BadZone(
                f"Days are counted in {known} so far, and SHORTENER_TIMEZONE is {zone}: set it back to {known}; "
                "counting the kept clicks again in another zone is not possible in this version."
            )
        session.execute(upsert(META, database.dialect, [{"name": NAME, "value": zone}], put=("value",)))


def kept_zone(session: Session) -> str | None:
    """The zone that the day rows are in; None before the first click."""
    return session.scalar(select(Meta.value).where(Meta.name == NAME))


def hold_zone(session: Session) -> None:
    """Keeps everybody else from counting until the end of the transaction (on SQLite that is so anyway)."""
    session.execute(select(META.c.name).where(META.c.name == NAME).with_for_update())
