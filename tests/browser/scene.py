"""A site that looks lived in: real printed links, people, weeks of clicks, and the odd cases that break layouts."""

import csv
import json
import random
from pathlib import Path

from sqlalchemy import select

from shortener.accounts import people
from shortener.accounts.sharedpages import DAYS
from shortener.accounts.tables import SharedPage
from shortener.accounts.tokens import digest_of
from shortener.bulk import register as bulk
from shortener.bulk.rows import How
from shortener.bulk.steps import run
from shortener.bulk.table import Row
from shortener.bulk.tables import CHECKING, FILE, Batch
from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.remarks import add_remark
from shortener.links.tables import Link, Revision
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.events import EVENTS, link_event
from shortener.webhooks.filling import queue
from shortener.webhooks.tables import DEAD, SENT, Message
from tests.browser.divided import add_divided
from tests.browser.screens import SHARED
from tests.reports.clicking import Click, add_days, add_link_days, add_miss, add_quarters, add_totals

DATA = Path(__file__).parent.parent / "data" / "rpf-links.csv"
PASSWORD = "Correct-horse-7"
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LONG = "a-very-long-slug-that-somebody-really-printed-on-a-banner-and-now-it-has-to-fit-on-a-phone-screen-too"


def furnish(database: Database, library: Library, links: int = 60, seed: int = 7) -> None:
    """Links of rpf-links.csv under the default domain, owned by two people, with clicks of the last 90 days."""
    chance = random.Random(seed)
    with database.write() as session:
        ada = people.add(session, "Ada Lovelace", PASSWORD)
        grace = people.add(session, "grace", PASSWORD, "editor")
    library.add_domain("rptl.io")
    library.add_domain("www.rptl.io", "rptl.io")
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:links]
    made = [_make(library, row, chance.choice([ada.id, grace.id]), chance) for row in rows]
    _odd_ones(library, ada.id)
    found = [_clicks(link_id, chance, busy=max(0, 60 - 3 * number)) for number, link_id in enumerate(made)]
    found[0] += [(made[0], now_ms() - number * 4 * MINUTE, "human") for number in range(6)]
    _age(database, chance)
    add_divided(database, found[0], "Europe/London", chance)
    for clicks in filter(None, found[1:]):
        add_link_days(database, clicks, "Europe/London")
    add_quarters(database, (click for clicks in found for click in clicks))
    add_days(database, (click for clicks in found for click in clicks), "Europe/London")
    for clicks in found:
        _total(database, clicks)
    _misses(database)
    _webhook(database)
    _share(database, made[0], ada.id)
    _batch(database, library, ada.id)


def _make(library: Library, row: dict[str, str], owner: int, chance: random.Random) -> int:
    tags = tuple(
        chance.sample(
            ["scratch", "python", "micro:bit", "worksheets", "Code Club", "book"], k=chance.choice([0, 1, 1, 2])
        )
    )
    made = library.create(
        Draft(target=row["target"], slug=row["slug"], title=row["title"], tags=tags, owner_id=owner), owner
    )
    return made.id


def _odd_ones(library: Library, by: int) -> None:
    """Long, right-to-left, emoji, printed, not begun, ended, off and deleted ones."""
    now = now_ms()
    web = "https://projects.raspberrypi.org/"
    library.create(
        Draft(
            target=web + "ar-SA/projects/archery", slug="p/ar-SA/archery", title="الرماية: اصنع لعبة رماية بلغة بايثون"
        ),
        by,
    )
    library.create(
        Draft(
            target=web + "en/emoji?" + "x=1&" * 120,
            slug=LONG,
            title="🎉 Party 👩🏽‍💻 " + "with a title that goes on and on " * 6,
        ),
        by,
    )
    library.create(Draft(target="mailto:hello@example.org", slug="Hello", title="Write to us", domain="rptl.io"), by)
    library.create(
        Draft(target=web + "coolest", slug="coolest", title="Coolest Projects registration", starts_at=now + 9 * DAY),
        by,
    )
    library.create(
        Draft(target=web + "moonhack", slug="moonhack", title="Moonhack", ends_at=now - 20 * DAY, public_stats=True),
        by,
    )
    printed = library.create(
        Draft(
            target=web + "en/pathways/book",
            slug="book3",
            title="Pathways book",
            tags=("book",),
            printed=True,
            printed_reason="Coding with Scratch, third edition, page 12",
            notes="Ask the publishing team first.\nReprint in spring.",
        ),
        by,
    )
    library.edit(printed.id, Edit(target=web + "en/pathways/scratch-intro"), by, reason="The page moved.")
    off = library.create(Draft(target=web + "old-survey", slug="survey", title="Teacher survey 2025"), by)
    library.edit(off.id, Edit(enabled=False), by)
    gone = library.create(Draft(target=web + "typo", slug="scrach-new", title="Printed with a typing mistake"), by)
    library.delete(gone.id, by)


def _batch(database: Database, library: Library, by: int) -> None:
    """A file that makes a link, changes one, and has rows that are refused."""
    rows = [
        {"slug": "spring-fair", "target": "https://example.org/fair", "title": "The spring fair"},
        {"slug": "coolest", "target": "https://example.org/" + "x" * 200, "title": "🎉 الرماية"},
        {"slug": "moonhack", "target": "https://projects.raspberrypi.org/moonhack"},
        {"slug": "book3", "target": "https://example.org/book"},
        {"slug": LONG + " ", "target": "mailto:"},
    ]
    how = bulk.said(How(change=True, owner_id=by))
    batch = Batch(kind=FILE, name="spring-fair.csv", state=CHECKING, how=how, most=0, made_by_id=by, acting_id=by)
    batch.made_at = batch.changed_at = now_ms()
    with database.write() as session:
        bulk.make(session, batch, [Row(number, cells) for number, cells in enumerate(rows, 2)])
    run(database, library, batch)


def _misses(database: Database) -> None:
    """Mistyped, never made, tried by scanners, and far too long."""
    now = now_ms()
    sites = json.dumps({"editor.raspberrypi.org": 31, "forums.example.org": 9, "mastodon.social": 4, "t.co": 1})
    asked = [
        ("anime-expresions", 412, sites),
        ("Scratch_Newx", 45, None),
        ("pythn-intro", 17, sites),
        ("xmas26", 9, None),
    ]
    for number, (slug, count, referrers) in enumerate([*asked, (LONG + "-2", 3, None)]):
        add_miss(database, slug, count, referrers=referrers, first_at=now - 80 * DAY, last_at=now - number * 7 * HOUR)
    for slug, looks in (("wp-login.php", "PHP"), (".env", "secrets"), (".git/HEAD", "version control")):
        add_miss(database, slug, 900, looks=looks, first_at=now - 300 * DAY, last_at=now - HOUR)


def _age(database: Database, chance: random.Random) -> None:
    """As if the links had been made over two years."""
    with database.write() as session:
        for link in session.scalars(select(Link)):
            link.created_at -= int(link.id * 11 * DAY * chance.uniform(0.5, 1)) + chance.randrange(DAY)


def _clicks(link_id: int, chance: random.Random, busy: int) -> list[Click]:
    """More in the daytime and on weekdays; a link that isn't busy gets none."""
    now = now_ms()
    found: list[Click] = []
    for day in range(90):
        weight = busy * chance.uniform(0.4, 1.4) * (0.35 if (now // DAY - day) % 7 in (2, 3) else 1)
        for _ in range(int(weight)):
            at = now - day * DAY - int(abs(chance.gauss(9 * HOUR, 4 * HOUR))) % DAY
            found.append((link_id, at, "human" if chance.random() < 0.9 else "bot"))
    return found


def _total(database: Database, clicks: list[Click]) -> None:
    if clicks:
        humans = sum(kind == "human" for _, _, kind in clicks)
        last_at = max(at for _, at, _ in clicks)
        add_totals(database, clicks[0][0], clicks=len(clicks), humans=humans, last_at=last_at)


def _webhook(database: Database) -> None:
    """One that its receiver refused after a while: messages that were sent, given up and that wait."""
    now, url = now_ms(), "https://crm.example.org/hooks/of/a/very/long/address/that/somebody/really/has?key=" + "x" * 60
    with database.write() as session:
        hook = register.add(session, "crm", url, EVENTS, now)
        found = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(6))
        queue(session, hook, [link_event(one, None) for one in found], now)
        hook.disabled_at, hook.disabled_why = now, "The receiver answered 410: it wants no messages any more."
        hook.sent, hook.failed, hook.dead = 2, 12, 1
        for message, (state, status) in zip(
            session.query(Message), ((SENT, 204), (SENT, 200), (DEAD, 500)), strict=False
        ):
            message.state, message.status, message.tried_at, message.attempts = state, status, now - HOUR, 1
            message.error = None if state == SENT else "It answered 500."


def _share(database: Database, link_id: int, by: int) -> None:
    """A page of a link's numbers at an address that tests know; and what the chart says beside its clicks."""
    now = now_ms()
    page = {"link_id": link_id, "made_by_id": by, "created_at": now, "expires_at": now + DAYS[-1] * DAY}
    with database.write() as session:
        add_remark(session, link_id, now - 20 * DAY, "Newsletter sent to 40,000 teachers", by)
        add_remark(session, link_id, now - 55 * DAY, "ملصق في كل مدرسة 🎉", by)
        session.add(SharedPage(token_hash=digest_of(SHARED), **page))
