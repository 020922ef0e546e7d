"""Checks of the database: that it answers, that its tables are right, and that the first things are in it."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from shortener import schema
from shortener.accounts import people
from shortener.accounts.roles import may
from shortener.cli.checks import Finding
from shortener.cli.context import opened_database
from shortener.cli.databases import of_database
from shortener.cli.output import spoken
from shortener.clicks.zone import kept_zone
from shortener.clock import now_ms
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.links.searched import is_indexed, is_kept
from shortener.schedules import register, runs
from shortener.settings import BadSetting, Settings
from shortener.stores import Database, StoreError
from shortener.webhooks import register as webhooks
from shortener.webhooks.register import BY_HAND

WEEK_MS = 7 * 86_400_000
MEND_SEARCHES = {
    "sqlite": "Use a Python whose SQLite is 3.34 or newer and has FTS5.",
    "postgresql": "As a superuser there: CREATE EXTENSION pg_trgm;"
    " CREATE INDEX CONCURRENTLY ix_link_search_text ON link_search USING gin (text gin_trgm_ops).",
}


def database_findings(settings: Settings) -> Iterator[Finding]:
    mend = "See that SHORTENER_DATABASE_URL is right and the database runs."
    try:
        with opened_database(settings) as database:
            yield Finding("database", True, f"{database.dialect} answers")
            problems = schema.check(database)
            yield from _tables(problems)
            if not problems:
                yield from _contents(settings, database)
    except (StoreError, BadSetting) as error:
        yield Finding("database", False, str(error), "answers", mend)
    except SQLAlchemyError as error:
        yield Finding("database", False, of_database(error), "answers", mend)


def _tables(problems: list[str]) -> Iterator[Finding]:
    for problem in problems:
        yield Finding("tables", False, problem, "those of this version", "Run `shortener db upgrade`.")
    if not problems:
        yield Finding("tables", True, "those of this version")


def _contents(settings: Settings, database: Database) -> Iterator[Finding]:
    host = rules_from(settings).site_host
    default = next((domain for domain in Library(database, rules_from(settings)).domains() if domain.is_default), None)
    found = default.host if default else "none"
    yield Finding(
        "default domain", found == host, found, host, "Start `shortener serve` once with SHORTENER_BASE_URL set."
    )
    with database.read() as session:
        admins = sum(may(person, "people") for person in people.everyone(session))
        zone = kept_zone(session) or settings.timezone
    yield Finding("admins", admins > 0, spoken(admins, "person", "people"), "1", "Run `shortener user add NAME`.")
    mend = f"Set SHORTENER_TIMEZONE back to {zone}."
    yield _exports(database)
    yield _webhooks(database)
    yield from _searches(database)
    yield Finding("time zone", zone == settings.timezone, f"days are counted in {zone}", settings.timezone, mend)


def _searches(database: Database) -> Iterator[Finding]:
    """Nothing on a database that has no such index."""
    with database.read() as session:
        kept, indexed = is_kept(session), is_indexed(session)
    if kept:
        found = "looked up by parts of words" if indexed else "looked for in every link, since an index is missing"
        yield Finding("searches", indexed, found, "looked up by parts of words", MEND_SEARCHES[database.dialect])


def _webhooks(database: Database) -> Finding:
    with database.read() as session:
        hooks = webhooks.everything(session)
    bad = [hook for hook in hooks if hook.dead or (hook.disabled_at is not None and hook.disabled_why != BY_HAND)]
    found = spoken(len(hooks), "webhook")
    if bad:
        found = f"{bad[0].name}: {bad[0].disabled_why or spoken(bad[0].dead, 'dead message')}"
    mend = "See `shortener webhooks show NAME`; then `shortener webhooks enable` or `shortener webhooks resend`."
    return Finding("webhooks", not bad, found, "none disabled by itself, no dead messages", mend)


def _exports(database: Database) -> Finding:
    with database.read() as session:
        count, failed = len(register.everything(session)), runs.failed(session, now_ms() - WEEK_MS)
    found = f"{failed[0].schedule}, {failed[0].period}: {failed[0].error}" if failed else spoken(count, "schedule")
    mend = "See `shortener export schedule runs`, and make it once more: `shortener export schedule run`."
    return Finding("scheduled exports", not failed, found, "none failed for a week", mend)
