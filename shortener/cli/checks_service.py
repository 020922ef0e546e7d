"""Checks of what a node can do without: Redis, a backup, and visitors while it is being drained."""

from collections.abc import Iterator

from shortener.cli.checks import Finding
from shortener.redis_clients import open_redis
from shortener.settings import Settings
from shortener.web.draining import is_draining
from shortener.web.parts import OK, look_at_redis, saving


def redis_findings(settings: Settings) -> Iterator[Finding]:
    if settings.redis_url is None:
        yield Finding("redis", True, "not used")
        return
    part = look_at_redis(open_redis(settings.redis_url))
    mend = "See that SHORTENER_REDIS_URL is right and Redis runs; until then redirects go on without it."
    yield Finding("redis", part.state == OK, str(part.says), "answers", mend)


def draining_findings(settings: Settings) -> Iterator[Finding]:
    """Nothing to mend: somebody wanted it so."""
    draining = is_draining(settings.data_dir)
    found = "on: no new visitors are sent here until `shortener drain off`" if draining else "off"
    yield Finding("draining", True, found)


def backup_findings(settings: Settings) -> Iterator[Finding]:
    if settings.backup_repository is None:
        yield Finding("backup", True, "not by this program")
        return
    part = saving(settings.data_dir)
    mend = "See: journalctl -u shortener-backup; try it: shortener backup."
    yield Finding("backup", part.state == OK, str(part.says), "at most 26 hours old", mend)
