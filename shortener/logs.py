"""What services and commands say of themselves: on standard error, one line a message, for people or for programs."""

import datetime as dt
import json
import logging
import sys
from typing import TextIO

from shortener.settings import Settings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Libraries that tell of each step of their own work: of them one hears from warnings on, except while debugging.
TALKATIVE = ("alembic", "asyncio", "gunicorn.error", "uvicorn.error")
# What would begin a line of its own, or speak to the terminal.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127)} | {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): " "}


class JsonLines(logging.Formatter):
    """One JSON object a line; `error` is the traceback, where there is one."""

    def __init__(self, node: str) -> None:
        super().__init__()
        self._node = node

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "node": self._node,
            "pid": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


class TextLines(logging.Formatter):
    """Nothing in a message can begin a second line; only a traceback has several."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging calls it so)
        record.message = record.message.translate(CONTROLS)
        return super().formatMessage(record)


class StandardError(logging.StreamHandler[TextIO]):
    """Whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure(settings: Settings, *, service: bool = True) -> logging.Handler:
    """Lets everything in this process go through one handler, which it returns; called again, it starts anew.

    Services speak JSON where no terminal listens; commands only where the settings say so.
    """
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and service and not sys.stderr.isatty())
    handler = StandardError()
    handler.setFormatter(JsonLines(settings.node) if as_json else TextLines(TEXT))
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, StandardError)), handler]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(level if level == logging.DEBUG else max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    return handler


def speaks_json() -> bool:
    """Whether standard error is read by a program rather than a person."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)
