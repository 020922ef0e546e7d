"""Makes and changes links inside one transaction; each step alone can be refused and then leaves nothing behind."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links import domains, finding
from shortener.links import target as targets
from shortener.links.changes import EVERYTHING
from shortener.links.circles import refuse_circle
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound, Refused, shown, spoken_time
from shortener.links.fields import check_period, line, plain_fields
from shortener.links.finding import link_by_id, slug_row
from shortener.links.guards import guard_printed
from shortener.links.placing import place, place_all, rename, slugs_of, slugs_of_all
from shortener.links.reading import make_view, view_of
from shortener.links.revisions import Turn, check_version, revise, revise_all
from shortener.links.row import go_on_from, next_in_row
from shortener.links.rules import Rules
from shortener.links.site import Home, load_site
from shortener.links.slug import check, key_of
from shortener.links.tables import Link
from shortener.links.tagging import Tags
from shortener.links.views import DomainView, LinkView
from shortener.sentences import Words

WRITTEN = tuple(
    name for name in Edit.__struct_fields__ if name not in {"slug", "tags", "as_yourls"}
)  # in the link's own row


class Editor:
    """Writes of one person. `changed` collects every (domain id, slug) whose caches must drop what they hold.

    `only` is the person whose links alone are there for whoever is kept to their own.
    """

    def __init__(
        self, session: Session, rules: Rules, by: int | None, changed: set[tuple[int, str]], *, only: int | None = None
    ) -> None:
        self._only = only
        self._session = session
        self._rules = rules
        self._by = by
        self._changed = changed
        self._tags = Tags(session)
        self._site = load_site(session, rules.site_port)

    def go_on_from(self, domain: str, number: int) -> None:
        """Slugs in a row are at least this number from now on."""
        go_on_from(self._session, self._site.home(domain).id, number)

    def find(self, domain: str, slug: str) -> LinkView | None:
        """The link of a slug or alias that isn't deleted, made in this transaction or before."""
        home = self._site.find(domain)
        found = finding.find(self._session, home.id, slug, deleted=False) if home else None
        return found if found and self._only in {None, found.owner_id} else None

    def find_all(self, domain: str, slugs: Iterable[str]) -> dict[str, LinkView]:
        """The same of many slugs of a domain, by the key of each that has a link."""
        return finding.find_all(self._session, self._site.home(domain).id, slugs)

    def by_target(self, domain: str, target: str) -> list[LinkView]:
        """Links of a domain that lead there already, oldest first."""
        home = self._site.find(domain)
        found = finding.by_target(self._session, home.id, target) if home else []
        return [link for link in found if self._only in {None, link.owner_id}]

    def first_revisions(self, link_ids: Iterable[int]) -> dict[int, int]:
        """The revision that each link began with, for what happened before today."""
        return finding.first_revisions(self._session, link_ids)

    @property
    def session(self) -> Session:
        """The transaction, for what somebody keeps about these writes beside them."""
        return self._session

    def look(self, link_id: int) -> LinkView:
        """The link as it is now."""
        return view_of(self._session, self._link(link_id))

    def check(self, link_id: int, version: int | None) -> None:
        """Code "stale" when the link has moved on since somebody saw this version of it."""
        check_version(self._session, self._link(link_id), version)

    def before(self, link: LinkView) -> LinkView:
        """The link as it was one change ago; as it is, where it never changed."""
        return finding.version_of(self._session, link.id, link.version - 1) or link

    def add_domain(self, host: str) -> DomainView:
        """A domain without links yet; drafts may name it from now on."""
        with self._step():
            view = domains.add_domain(self._session, host, None)
        self._site = load_site(self._session, self._rules.site_port)
        self._changed.add(EVERYTHING)
        return view

    def create(self, draft: Draft) -> LinkView:
        """Raises Refused, as every method here does."""
        with self._step():
            home = self._site.home(draft.domain)
            link = self._new_link(draft)
            slug = place(self._session, link, home, self._wanted(draft, home), self._rules, only=self._only)
            tags = self._tags.put(link, draft.tags) if draft.tags else []
            view = make_view(link, (home.id, home.host, slug), [], tags)
            revise(self._session, link, view, "create")
            self._refuse_circle(draft, link)
        self._changed.add((home.id, slug))
        return view

    def create_all(self, drafts: Sequence[Draft]) -> None:
        """Many links whose slugs are named and free, in a few statements; none of them where one is refused."""
        with self._step():
            placed = [
                (self._drafted(draft), self._site.home(draft.domain), check(draft.slug, self._rules.reserved))
                for draft in drafts
            ]
            self._settle(placed, [draft.tags for draft in drafts])

    def edit(self, link_id: int, edit: Edit, *, reason: str = "", version: int | None = None) -> LinkView:
        """Changes nothing, and keeps no revision, where everything already is as asked."""
        why = line("reason", reason)
        with self._step():
            link = self._living(link_id)
            check_version(self._session, link, version)
            before = view_of(self._session, link)
            self._apply(link, before, edit)
            after = view_of(self._session, link)
            if after == before:
                return before
            guard_printed(before, after, why)
            return self._keep(link, after, "edit" if after.slug == before.slug else "rename", why)

    def delete(self, link_id: int, *, reason: str = "") -> LinkView:
        """The link's slugs answer 410 from now on."""
        why = line("reason", reason)
        with self._step():
            link = self._living(link_id)
            before = view_of(self._session, link)
            after = replace(before, deleted_at=now_ms())
            guard_printed(before, after, why)
            link.deleted_at = after.deleted_at
            for slug in slugs_of(self._session, link):
                slug.kind = "deleted"
            return self._keep(link, after, "delete", why)

    def restore(self, link_id: int) -> LinkView:
        """Main slug and aliases work as before; not when the main slug was freed meanwhile."""
        with self._step():
            link = self._link(link_id)
            if link.deleted_at is None:
                raise Refused("link", "live", Words("Link number %(link_id)s is not deleted.", link_id=link_id))
            last = view_of(self._session, link)
            slugs = {(s.domain_id, s.slug): s for s in slugs_of(self._session, link)}
            if (last.domain_id, last.slug) not in slugs:
                raise Refused(
                    "slug",
                    "freed",
                    Words(
                        "%(slug)s on %(domain)s was freed; make a new link instead.",
                        slug=shown(last.slug),
                        domain=last.domain,
                    ),
                )
            for place_of, slug in slugs.items():
                slug.kind = "main" if place_of == (last.domain_id, last.slug) else "alias"
            link.deleted_at = None
            return self._keep(link, replace(last, deleted_at=None), "restore")

    def free(self, domain: str, slug: str) -> None:
        """Lets a deleted link's slug be used again; the link and its history stay."""
        with self._step():
            home = self._site.home(domain)
            row = slug_row(self._session, home.id, key_of(slug))
            if row is None:
                raise NotFound("slug", Words("%(slug)s on %(host)s was never used.", slug=shown(slug), host=home.host))
            if row.kind != "deleted":
                raise Refused(
                    "slug",
                    "taken",
                    Words("%(slug)s on %(host)s is in use; delete its link first.", slug=shown(slug), host=home.host),
                )
            link = self._link(row.link_id)
            self._changed.add((home.id, row.slug))
            self._session.delete(row)
            self._session.flush()
            self._keep(link, view_of(self._session, link), "free")

    def _settle(self, placed: Sequence[tuple[Link, Home, str]], tags: Sequence[tuple[str, ...]]) -> list[LinkView]:
        """New links with free slugs."""
        links = [link for link, _, _ in placed]
        self._session.add_all(links)
        self._session.flush()
        place_all(self._session, placed)
        spelt = self._tags.put_all(list(zip(links, tags, strict=True)))
        views = [
            make_view(link, (home.id, home.host, slug), [], names)
            for (link, home, slug), names in zip(placed, spelt, strict=True)
        ]
        revise_all(self._session, [Turn(link, view, "create") for link, view in zip(links, views, strict=True)])
        self._changed.update((home.id, slug) for _, home, slug in placed)
        return views

    def _wanted(self, draft: Draft, home: Home) -> str:
        """The slug that a link is to have; empty for a random one."""
        if draft.slug or not self._rules.counts(as_yourls=draft.as_yourls):
            return draft.slug
        return next_in_row(self._session, home.id, self._rules.digits, self._rules.reserved)

    def _new_link(self, draft: Draft) -> Link:
        link = self._drafted(draft)
        self._session.add(link)
        self._session.flush()
        return link

    def _drafted(self, draft: Draft) -> Link:
        target, legacy = self._target(draft)
        fields = plain_fields(draft if self._only is None else replace(draft, owner_id=self._only))
        check_period(draft.starts_at, draft.ends_at)
        now = now_ms() if draft.created_at is None else draft.created_at
        return Link(
            target=target,
            target_hash=targets.target_hash(target),
            created_at=now,
            created_by_id=self._by,
            updated_at=now,
            updated_by_id=self._by,
            version=1,
            legacy=legacy,
            **fields,
        )

    def _apply(self, link: Link, before: LinkView, edit: Edit) -> None:
        write(link, self._planned(before, edit))
        if not isinstance(edit.tags, UnsetType):
            self._tags.put(link, edit.tags)
        if not isinstance(edit.slug, UnsetType):
            self._rename(link, before, edit.slug)
        if link.target != before.target or not isinstance(edit.slug, UnsetType):
            self._refuse_circle(edit, link)

    def _rename(self, link: Link, before: LinkView, slug: str) -> None:
        """A slug that was reserved only later stays what it is."""
        if key_of(slug) != before.slug:
            key = check(slug, self._rules.reserved)
            rename(self._session, link, Home(before.domain_id, before.domain), before.slug, key, only=self._only)

    def _planned(self, before: LinkView, edit: Edit) -> LinkView:
        """What an edit makes of a link, its slug and tags apart."""
        if self._only is not None and edit.owner_id not in {UNSET, self._only}:
            raise Refused("owner_id", "kept", Words("You see only your own links, so you can't give this one away."))
        after = replace(before, **plain_fields(edit))
        if (after.starts_at, after.ends_at) != (before.starts_at, before.ends_at):
            check_period(after.starts_at, after.ends_at)
        if not isinstance(edit.target, UnsetType) and edit.target.strip() != before.target:
            target, legacy = self._target(edit)
            return replace(after, target=target, legacy=legacy)
        if after.enabled and after.legacy and not before.enabled:
            targets.check_legacy(after.target, self._site.is_own)
        return after

    def _target(self, asked: Draft | Edit) -> tuple[str, bool]:
        """The target, and whether it is one that only old links may have."""
        wanted = str(asked.target)
        try:
            return targets.check(wanted, self._rules.target_schemes, self._site.is_own), False
        except Refused as refused:
            rests = isinstance(asked, Draft) and not asked.enabled
            if not asked.legacy or (refused.code == "loop" and not rests and not asked.as_yourls):
                raise
            is_own = _nothing if asked.as_yourls else self._site.is_own
            return targets.check_legacy(wanted, is_own, rests=rests), True

    def _refuse_circle(self, asked: Draft | Edit, link: Link) -> None:
        """YOURLS takes its own site's addresses, short URLs excepted, and so the one that a link has now got."""
        if asked.as_yourls:
            refuse_circle(self._session, self._site, link.target)

    def _keep(self, link: Link, view: LinkView, action: str, reason: str = "") -> LinkView:
        return self._keep_all([Turn(link, view, action, reason)])[0]

    def _keep_all(self, turns: Sequence[Turn]) -> list[LinkView]:
        for link, *_ in turns:
            link.version += 1
            link.updated_at = now_ms()
            link.updated_by_id = self._by
        kept = [turn._replace(view=self._as_it_is(turn)) for turn in turns]
        self._session.flush()
        revise_all(self._session, kept)
        slugs = slugs_of_all(self._session, [turn.link.id for turn in kept])
        self._changed.update((slug.domain_id, slug.slug) for slug in slugs)
        return [turn.view for turn in kept]

    def _as_it_is(self, turn: Turn) -> LinkView:
        link = turn.link
        return replace(turn.view, version=link.version, updated_at=link.updated_at, updated_by_id=self._by)

    def _link(self, link_id: int) -> Link:
        return link_by_id(self._session, link_id, self._only)

    def _living(self, link_id: int) -> Link:
        link = self._link(link_id)
        if link.deleted_at is not None:
            when = spoken_time(link.deleted_at)
            raise Refused(
                "link",
                "deleted",
                Words("Link number %(link_id)s was deleted at %(when)s; restore it first.", link_id=link_id, when=when),
            )
        return link

    @contextmanager
    def _step(self) -> Iterator[None]:
        try:
            with self._session.begin_nested():
                yield
        except IntegrityError as error:  # slugs handle their own: what is left are the links to people
            self._tags.forget()
            raise Refused(
                "owner", "unknown", Words("The link's owner, or who makes this change, is nobody known here.")
            ) from error
        except BaseException:
            self._tags.forget()
            raise


def _nothing(_host: str, _port: int | None) -> bool:
    """For whoever may name this site's own addresses."""
    return False


def write(link: Link, view: LinkView) -> None:
    """What the view says in the fields that an edit may change."""
    for name in WRITTEN:
        if getattr(link, name) != (value := getattr(view, name)):
            setattr(link, name, value)
    link.target_hash = targets.target_hash(view.target)
