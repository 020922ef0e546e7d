"""Databases full of links, made once per version of the tables and kept in the temporary folder of the machine."""

import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from bench.history import add_clicks
from bench.processes import Failed
from bench.shape import HOST, Shape, shapes
from shortener import prepare
from shortener.clock import now_ms
from shortener.links.lookalikes import fold
from shortener.links.tables import Domain, Link, Revision, Slug
from shortener.links.target import target_hash
from shortener.links.views import LinkView
from shortener.settings import Settings
from shortener.stores import Base, Database, open_database

BATCH = 20_000
COPIED = (
    *("id", "target", "title", "notes", "owner_id", "status", "forward_query", "starts_at", "ends_at", "enabled"),
    *("printed", "printed_reason", "public_stats", "legacy", "version", "created_at", "updated_at"),
)  # what a row of links has in common with its view
SECRET = "bench " * 8  # nobody signs in; it must only be the same in every process
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


def database_file(count: int, say: Callable[[str], None], *, past_clicks: int = 0) -> Path:
    """An SQLite file with the first `count` shapes as links and so many clicks. Copy it; don't write to it."""
    path = cache_folder() / f"links-{count}-clicks-{past_clicks}.db"
    if path.exists():
        return path
    say(f"Making a database of {count:,} links" + (f" and {past_clicks:,} clicks" if past_clicks else "") + ", once")
    with tempfile.TemporaryDirectory(prefix="making", dir=path.parent) as room:
        database = _prepared(Path(room))
        try:
            fill(database, shapes(count))
            add_clicks(database, count, past_clicks)
        finally:
            database.close()
        (Path(room) / "shortener.db").rename(path)
    return path


def cache_folder() -> Path:
    """Ours alone, and another one whenever the tables or what is written into them change."""
    written = [Path(__file__).with_name(name) for name in ("links.py", "history.py", "shape.py")]
    digest = hashlib.blake2b(digest_size=8)
    for path in [*sorted(MIGRATIONS.glob("*.py")), *written]:
        digest.update(path.read_bytes())
    top = Path(tempfile.gettempdir()) / f"shortener-bench-{os.getuid()}"
    top.mkdir(mode=0o700, exist_ok=True)
    if top.is_symlink() or top.stat().st_uid != os.getuid():
        raise Failed(f"{top} belongs to somebody else; remove it or set TMPDIR.")
    folder = top / digest.hexdigest()
    for old in set(top.iterdir()) - {folder}:
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return folder


def _prepared(folder: Path) -> Database:
    settings = Settings(
        data_dir=folder, base_url=f"http://{HOST}", secret_key=SECRET, admin_password=os.urandom(16).hex()
    )
    prepare.prepare(settings, lambda _: None)
    return open_database(settings.database)


def fill(database: Database, links: Iterator[Shape]) -> None:
    """Writes links as the library would, only without asking anybody: thousands in one statement."""
    with database.write() as session:
        home = session.scalars(select(Domain).where(Domain.host == HOST)).one()
        numbered = enumerate(links, 1)
        while batch := list(itertools.islice(numbered, BATCH)):
            _add(session, [_rows(number, link, home) for number, link in batch])


def _add(session: Session, rows: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]) -> None:
    for model, part in zip((Link, Slug, Revision), zip(*rows, strict=True), strict=True):
        session.connection().execute(insert(_table(model)), list(part))


def _rows(number: int, shape: Shape, home: Domain) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """One link, its slug and its first revision; all three have the same number."""
    now = now_ms()
    view = _view(number, shape, home, now)
    link = {name: getattr(view, name) for name in COPIED}
    link |= {"target_hash": target_hash(shape.target), "revision_id": number}
    slug = {
        "id": number,
        "domain_id": home.id,
        "slug": shape.slug,
        "folded": fold(shape.slug),
        "kind": "main",
        "link_id": number,
        "created_at": now,
    }
    revision = {
        "id": number,
        "link_id": number,
        "number": 1,
        "changed_at": now,
        "action": "create",
        "reason": "",
        "domain": home.host,
        "slug": shape.slug,
        "target": shape.target,
        "state": msgspec.json.encode(view).decode(),
    }
    return link, slug, revision


def _view(number: int, shape: Shape, home: Domain, now: int) -> LinkView:
    return LinkView(
        id=number,
        domain=home.host,
        domain_id=home.id,
        slug=shape.slug,
        target=shape.target,
        title="",
        notes="",
        tags=(),
        owner_id=None,
        status=None,
        forward_query=False,
        starts_at=None,
        ends_at=None,
        enabled=True,
        printed=False,
        printed_reason="",
        created_at=now,
        created_by_id=None,
        updated_at=now,
        updated_by_id=None,
        deleted_at=None,
        version=1,
        aliases=(),
    )


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]
