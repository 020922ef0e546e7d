"""The mail of a scheduled export: what it is in plain text, with the file if it isn't too big."""

from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from shortener.net.mail import MailTooBig, Server, send
from shortener.reports.export.about import About
from shortener.schedules.register import ScheduleView

MOST_ATTACHED = 10_000_000


class Letter:
    """One period's file on its way to people; `where` says on which machine it lies."""

    def __init__(self, schedule: ScheduleView, period: str, path: Path, about: About, *, note: str, where: str) -> None:
        self._schedule, self._period, self._path, self._about = schedule, period, path, about
        self._note, self._where = note, where

    def send(self, server: Server, sender: str) -> str:
        """What to know of it afterwards, empty when all went well. Raises OSError, MailRefused, MailFailed."""
        try:
            refused = send(server, self.message(sender, attached=self._about.bytes <= MOST_ATTACHED))
        except MailTooBig:
            refused = send(server, self.message(sender, attached=False))
        return " ".join(f"{person} didn't get it: {why}." for person, why in refused.items())

    def message(self, sender: str, *, attached: bool) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = sender, ", ".join(self._schedule.mail_to)
        message["Subject"] = f"{self._schedule.name}, {self._period}"
        message["Date"] = formatdate(localtime=False)
        # The same for each attempt, so that who gets it twice sees it once.
        domain = message["From"].addresses[0].domain
        message["Message-ID"] = f"<{self._schedule.name}.{self._period}.{self._about.sha256[:16]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._text(attached=attached), cte="quoted-printable")
        if attached:
            kind, _, of = self._schedule.asked.shape.media_type.partition(";")[0].partition("/")
            message.add_attachment(self._path.read_bytes(), maintype=kind, subtype=of, filename=self._path.name)
        return message

    def _text(self, *, attached: bool) -> str:
        about = self._about
        facts = {
            "File": f"{self._path.name}, {about.bytes:,} bytes",
            "Rows": f"{about.rows:,}",
            **{f"Query, {name}": str(value) for name, value in about.query.items()},
            "Time zone": about.timezone,
            "Rules": about.rules_version,
            "SHA-256": about.sha256,
        }
        where = "The file is attached." if attached else f"The file is too big for mail. It is {self._where}."
        lines = [where, *([self._note] if self._note else []), ""]
        return "\n".join([*lines, *(f"{name}: {value}" for name, value in facts.items()), ""])
