"""How far every node's collector is, for those who must not count a day before all of it is stored."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.tables import collectors, journals
from shortener.stores import Database, upsert

EVERY_MS = 60_000
MARGIN_MS = 10_000  # a visit is in the journal once its visitor has been answered
FORGOTTEN_MS = 7 * 86_400_000  # a node that was silent for so long isn't waited for


class Passed:
    """One collector's own note, written once a minute at most."""

    def __init__(self, database: Database, node: str) -> None:
        self._database, self._node, self._noted = database, node, 0

    def note(self, begun: int) -> None:
        """A round that began at this moment left nothing waiting."""
        if begun - self._noted < EVERY_MS:
            return
        row = {"node": self._node, "passed_at": begun - MARGIN_MS}
        with self._database.write() as session:
            session.execute(upsert(collectors, self._database.dialect, [row], most=("passed_at",)))
        self._noted = begun


def not_past(session: Session, moment: int, now: int) -> dict[str, int]:
    """Nodes that may still hold visits of before a moment, and up to when each has stored all of its own."""
    node, passed_at = collectors.c.node, collectors.c.passed_at
    open_journals = select(journals.c.node).where(journals.c.finished_at.is_(None))
    late = select(node, passed_at).where(node.in_(open_journals), passed_at < moment, passed_at > now - FORGOTTEN_MS)
    return {name: int(at) for name, at in session.execute(late.order_by(node))}
