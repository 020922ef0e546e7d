"""What a command works with: settings, a database whose tables are this version's, and the library of links."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shortener import logs, versions
from shortener.cli.errors import say_warning
from shortener.cli.places import place_of
from shortener.links.errors import NotFound, shown
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.links.views import LinkView
from shortener.prepare import make_data_dir
from shortener.settings import Settings, read_settings, unknown_names
from shortener.stores import Database, StoreError, check_database, open_database, sqlite_path


@dataclass(frozen=True)
class Site:
    """One installation. Changes are made by nobody in particular: `by` is None on the command line."""

    settings: Settings
    database: Database
    library: Library

    def link(self, slug: str, domain: str, *, deleted: bool = False) -> LinkView:
        """The link of a slug, alias or whole short URL; raises NotFound."""
        domain, slug = place_of(slug, domain)
        found = self.library.find(domain, slug, deleted=deleted)
        if found is None:
            raise NotFound("slug", f"There is no link {shown(slug)} on {domain or 'the default domain'}.")
        return found

    def url(self, link: LinkView) -> str:
        """The short URL as people print it."""
        base = self.settings.site
        if link.domain == base.hostname:
            return f"{self.settings.public_url}/{link.slug}"
        return f"{base.scheme}://{link.domain}/{link.slug}"


def settings_with_warnings(*, service: bool = False) -> Settings:
    """Raises BadSetting; tells of names that look like settings and aren't. From here on, logs go where they should."""
    settings = read_settings()
    logs.configure(settings, service=service)
    for sentence in unknown_names():
        say_warning(sentence)
    return settings


@contextlib.contextmanager
def opened_database(settings: Settings, *, patience: float | None = None) -> Iterator[Database]:
    """The database, answering but of any version; raises StoreError. An SQLite file is made where there is none."""
    path = sqlite_path(settings.database)
    if path is not None and not path.exists():
        make_data_dir(settings.data_dir)
    database = open_database(settings.database, patience=patience)
    try:
        _check(database, settings, path)
        yield database
    finally:
        database.close()


def _check(database: Database, settings: Settings, path: Path | None) -> None:
    try:
        check_database(database)
    except StoreError:
        if path is not None and path.parent == settings.data_dir:
            make_data_dir(settings.data_dir)  # its own refusal says more than SQLite does
        raise


@contextlib.contextmanager
def opened_site(*, service: bool = False, patience: float | None = None) -> Iterator[Site]:
    """A new database gets its tables and its default domain; one of another version is refused with StoreError."""
    settings = settings_with_warnings(service=service)
    with opened_database(settings, patience=patience) as database:
        library = Library(database, rules_from(settings))
        if versions.is_new(database):
            complete(database, library)
        elif not versions.is_current(database):
            raise StoreError(versions.refusal(database))
        yield Site(settings, database, library)


def complete(database: Database, library: Library) -> None:
    """All tables of this version, and a default domain where there is none; another default one stays."""
    versions.bring_up_to_date(database)
    if not any(domain.is_default for domain in library.domains()):
        library.ensure_default_domain()
