"""One period of one schedule, step by step; what is written down as done isn't done again."""

from pathlib import Path
from typing import Any

from shortener.clock import now_ms
from shortener.net.mail import Server, server_of
from shortener.reports.export.about import About
from shortener.reports.export.saving import Tell
from shortener.reports.periods import Period
from shortener.schedules import runs
from shortener.schedules.errors import BadSchedule
from shortener.schedules.letter import Letter
from shortener.schedules.making import make, path_of
from shortener.schedules.register import ScheduleView
from shortener.schedules.runs import RunView
from shortener.settings import Settings
from shortener.stores import Database


class Steps:
    """Make the file, send it, end."""

    def __init__(
        self, database: Database, settings: Settings, schedule: ScheduleView, period: Period, run: RunView
    ) -> None:
        self._database, self._settings, self._schedule, self._period = database, settings, schedule, period
        self._run = run

    def do(self, note: str, tell: Tell, *, mail: bool = True) -> RunView:
        """`note` is for those who get the file. Raises what `make` and `send` raise, BadSchedule."""
        path, about = self._made() or self._make(note, tell)
        if mail and self._schedule.mail_to and self._run.mailed_at is None:
            self._mail(path, about)
        return self._put(ended_at=now_ms(), error=None)

    def _made(self) -> tuple[Path, About] | None:
        """By an earlier attempt that got so far; not where it was on a node with a folder of its own."""
        run = self._run
        if run.made_at is None or run.file is None or run.about is None:
            return None
        path = Path(run.file)
        return (path, run.about) if path.is_file() and path.stat().st_size == run.about.bytes else None

    def _make(self, note: str, tell: Tell) -> tuple[Path, About]:
        path = path_of(export_folder(self._settings), self._schedule, self._period)
        about = make(self._database, self._schedule.asked, self._period, path, tell)
        node = self._settings.node
        self._put(made_at=now_ms(), file=str(path), about=about, note=note, node=node, error=None)
        return path, about

    def _mail(self, path: Path, about: About) -> None:
        server, sender = mail_settings(self._settings)
        where = f"{path} on {self._settings.node}"
        letter = Letter(self._schedule, self._run.period, path, about, note=self._run.note, where=where)
        note = " ".join(filter(None, (self._run.note, letter.send(server, sender))))
        self._put(mailed_at=now_ms(), note=note)

    def _put(self, **values: Any) -> RunView:
        self._run = runs.put(self._database, self._schedule.id, self._run.period, **values)
        return self._run


def export_folder(settings: Settings) -> Path:
    """Raises BadSchedule."""
    if settings.exports is None:
        raise BadSchedule("SHORTENER_EXPORT_DIR is none: this node makes no scheduled exports.")
    return settings.exports


def mail_settings(settings: Settings) -> tuple[Server, str]:
    """The server and the sender. Raises BadSchedule."""
    if settings.smtp_url is None or settings.mail_from is None:
        raise BadSchedule("Mail needs SHORTENER_SMTP_URL and SHORTENER_MAIL_FROM; set both of them.")
    return server_of(settings.smtp_url), settings.mail_from
