"""The one door to links: every read and write of links and domains that the faces ask for."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Self

from sqlalchemy.orm import Session

from shortener import work
from shortener.clock import now_ms
from shortener.links import domains, finding, tagkeeping
from shortener.links.changes import EVERYTHING, append, lock
from shortener.links.circles import refuse_circle
from shortener.links.drafts import Draft, Edit
from shortener.links.many import ManyEditor
from shortener.links.reading import view_of
from shortener.links.rules import Rules
from shortener.links.site import load_site
from shortener.links.verdict import Verdict, judge
from shortener.links.views import DomainView, LinkView, RevisionView
from shortener.stores import Database

TITLE = "title"  # the job that looks up what a target's page calls itself


def _nobody(_number: int) -> None:
    """Workers that poll for changes need no announcement."""


class Library:
    """Raises Refused, with nothing changed, for what can't be done; `announce` hears of each change after its commit.

    `by` is the id of the person who asks, None for the system; times are ms UTC; a domain of "" is the default one.
    For whoever is kept to their own links (see `of`), those of others aren't there.
    """

    def __init__(self, database: Database, rules: Rules, announce: Callable[[int], None] = _nobody) -> None:
        self.rules = rules
        self._database = database
        self._announce = announce
        self._only: int | None = None

    def of(self, owner_id: int) -> Self:
        """The same library for somebody who sees and changes only what they own."""
        kept = copy(self)
        kept._only = owner_id
        return kept

    @contextmanager
    def writing(self, by: int | None) -> Iterator[ManyEditor]:
        """Many writes in one transaction and under one change number. An exception undoes them all."""
        with self._changing() as (session, changed):
            yield self._editor(session, by, changed)

    def create(self, draft: Draft, by: int | None) -> LinkView:
        """A link without a title gets that of its page later, where the rules allow it."""
        return self.find_or_create(lambda: None, draft, by)[0]

    def find_or_create(
        self, find: Callable[[], LinkView | None], draft: Draft, by: int | None
    ) -> tuple[LinkView, bool]:
        """The link that is found while nobody else can write, else a new one; and whether it is new."""
        with self._changing() as (session, changed):
            if found := find():
                return found, False
            made = self._editor(session, by, changed).create(draft)
            self._want_titles(session, [made])
            return made, True

    def look_up_title(self, link: LinkView) -> None:
        """Gives a link without a title that of its page later, where the rules allow it."""
        self.look_up_titles([link])

    def look_up_titles(self, links: Sequence[LinkView]) -> None:
        """The same of many."""
        if not links or not self.rules.fetch_titles:
            return
        with self._database.write() as session:
            self._want_titles(session, links)

    def edit(
        self, link_id: int, edit: Edit, by: int | None, *, reason: str = "", version: int | None = None
    ) -> LinkView:
        """`version` is the one that the editor saw; code "stale" when the link has moved on since."""
        with self.writing(by) as editor:
            return editor.edit(link_id, edit, reason=reason, version=version)

    def delete(self, link_id: int, by: int | None, *, reason: str = "") -> LinkView:
        with self.writing(by) as editor:
            return editor.delete(link_id, reason=reason)

    def restore(self, link_id: int, by: int | None) -> LinkView:
        with self.writing(by) as editor:
            return editor.restore(link_id)

    def free(self, domain: str, slug: str, by: int | None) -> None:
        with self.writing(by) as editor:
            editor.free(domain, slug)

    def get(self, link_id: int) -> LinkView:
        with self._database.read() as session:
            return view_of(session, finding.link_by_id(session, link_id, self._only))

    def get_all(self, link_ids: Collection[int]) -> dict[int, LinkView]:
        """Those that there are, by id."""
        with self._database.read() as session:
            found = finding.get_all(session, link_ids)
        return {link_id: link for link_id, link in found.items() if self._sees(link)}

    def find(self, domain: str, slug: str, *, deleted: bool = False) -> LinkView | None:
        """The link of a slug or alias; a deleted one only when asked for."""
        with self._database.read() as session:
            home = load_site(session).find(domain)
            found = finding.find(session, home.id, slug, deleted=deleted) if home else None
        return found if found and self._sees(found) else None

    def by_target(self, target: str, domain: str = "") -> list[LinkView]:
        """Links of the domain that lead there already, oldest first."""
        with self._database.read() as session:
            home = load_site(session).find(domain)
            found = finding.by_target(session, home.id, target) if home else []
        return [link for link in found if self._sees(link)]

    def similar(self, slug: str, domain: str = "") -> list[str]:
        """Slugs in use that this one could be mistaken for, itself excepted."""
        with self._database.read() as session:
            home = load_site(session).find(domain)
            return finding.similar(session, home.id, slug) if home else []

    def alike(self, domain: str, slugs: Collection[str]) -> dict[str, str]:
        """By the key of each slug that has such, one in use that it could be mistaken for."""
        with self._database.read() as session:
            home = load_site(session).find(domain)
            return finding.alike(session, home.id, slugs, self._only) if home else {}

    def refuse_circle(self, target: str, slug: str = "") -> None:
        """Raises Refused for the address of a link here, and of the one on the default domain that `slug` is for."""
        with self._database.read() as session:
            refuse_circle(session, load_site(session, self.rules.site_port), target, slug)

    def judge(self, domain: str, slug: str, most: int = 5) -> Verdict:
        """What can be said of a slug while it is typed; an unknown domain has nothing to say."""
        with self._database.read() as session:
            home = load_site(session).find(domain)
            return judge(session, home, slug, most, self.rules.reserved, only=self._only) if home else Verdict()

    def hosts(self) -> list[str]:
        """The domains that links can be made on, the default one first."""
        with self._database.read() as session:
            return load_site(session).hosts()

    def history(self, link_id: int) -> list[RevisionView]:
        """Newest first."""
        with self._database.read() as session:
            return finding.history(session, finding.link_by_id(session, link_id, self._only).id)

    def domains(self) -> list[DomainView]:
        with self._database.read() as session:
            return domains.list_domains(session)

    def add_domain(self, host: str, alias_of: str | None = None) -> DomainView:
        with self._changing() as (session, changed):
            changed.add(EVERYTHING)
            return domains.add_domain(session, host, alias_of)

    def remove_domain(self, host: str) -> None:
        with self._changing() as (session, changed):
            changed.add(EVERYTHING)
            domains.remove_domain(session, host)

    def change_tag(
        self, name: str, new_name: str | None = None, colour: str | None = None, *, merge: bool = False
    ) -> str:
        """What the tag is called from now on; code "taken" when another is called so and they may not be made one."""
        with self._changing() as (session, _):
            return tagkeeping.change_tag(session, name, new_name, colour, merge=merge)

    def remove_tag(self, name: str) -> None:
        with self._changing() as (session, _):
            tagkeeping.remove_tag(session, name)

    def ensure_default_domain(self) -> DomainView:
        """The domain of the base URL's host, made or renamed or flagged where it isn't the default one yet."""
        with self._changing() as (session, changed):
            if domains.make_default(session, self.rules.site_host):
                changed.add(EVERYTHING)
            return next(view for view in domains.list_domains(session) if view.is_default)

    def _sees(self, link: LinkView) -> bool:
        return self._only in {None, link.owner_id}

    def _editor(self, session: Session, by: int | None, changed: set[tuple[int, str]]) -> ManyEditor:
        return ManyEditor(session, self.rules, by, changed, only=self._only)

    def _want_titles(self, session: Session, links: Sequence[LinkView]) -> None:
        untitled = [link for link in links if not link.title and link.target.startswith(("http://", "https://"))]
        if untitled and self.rules.fetch_titles:
            wanted = [(f"{TITLE}:{link.id}", {"link": link.id, "target": link.target}) for link in untitled]
            work.add_all(session, TITLE, wanted, now_ms())

    @contextmanager
    def _changing(self) -> Iterator[tuple[Session, set[tuple[int, str]]]]:
        changed: set[tuple[int, str]] = set()
        number = 0
        with self._database.write() as session:
            counter = lock(session)
            yield session, changed
            if changed:
                number = append(session, counter, changed)
        if number:
            self._announce(number)
