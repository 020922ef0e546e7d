"""The salts by which visitors of a day are told apart: one a day for all nodes, destroyed a day after it."""

import secrets

from sqlalchemy import delete, select, text

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.tables import salts
from shortener.stores import Database, upsert

LENGTH = 32


class Salts:
    """Today's and yesterday's. `refresh` reads and makes them, `of` only remembers."""

    def __init__(self, database: Database, calendar: Calendar) -> None:
        self._database, self._calendar = database, calendar
        self._known: dict[int, bytes] = {}
        self._today = 0

    def of(self, day: int) -> bytes | None:
        return self._known.get(day)

    def refresh(self, now_ms: int) -> None:
        """Once a day: makes today's where no other node has, and destroys those before yesterday's."""
        today = self._calendar.day_of(now_ms // QUARTER_MS)
        if today == self._today:
            return
        row = {"day": today, "salt": secrets.token_bytes(LENGTH)}
        with self._database.write() as session:
            if self._database.dialect == "sqlite":
                session.execute(text("PRAGMA secure_delete = ON"))  # or the salt would stay readable in a free page
            session.execute(delete(salts).where(salts.c.day < today - 1))
            session.execute(upsert(salts, self._database.dialect, [row]))
            found = session.execute(select(salts.c.day, salts.c.salt).where(salts.c.day <= today)).all()
        self._known = {day: bytes(salt) for day, salt in found}
        self._today = today

    def forget(self) -> None:
        """Another database may have been put in the place of the one that these are from."""
        self._known, self._today = {}, 0
