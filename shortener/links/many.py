"""Many links made or changed in few statements: each is judged by itself, then all that may be are written together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct, UnsetType
from msgspec.structs import replace
from sqlalchemy import select

from shortener.clock import now_ms
from shortener.links import finding
from shortener.links.drafts import Draft, Edit
from shortener.links.editor import Editor, write
from shortener.links.errors import Refused
from shortener.links.fields import line, tag_names
from shortener.links.freeslugs import random_slugs, taken_of
from shortener.links.guards import guard_printed
from shortener.links.placing import refuse_taken, slugs_of_all
from shortener.links.reading import views_of
from shortener.links.revisions import Turn, check_version
from shortener.links.site import Home
from shortener.links.slug import check, key_of
from shortener.links.tables import Link
from shortener.links.views import LinkView
from shortener.sentences import Words

Outcome = LinkView | Refused
Asked = TypeVar("Asked")


class Change(Struct, frozen=True):
    """What shall become of a link; without an edit it is deleted. `version` is the one that somebody saw."""

    link_id: int
    edit: Edit | None = None
    reason: str = ""
    version: int | None = None


class New(NamedTuple):
    """A link that may be made, its slug empty where it gets a random one; `number` says which of those asked for."""

    number: int
    link: Link
    home: Home
    slug: str
    tags: tuple[str, ...]


class Seen(NamedTuple):
    """A link before anything is done to it."""

    link: Link
    view: LinkView


class ManyEditor(Editor):
    """Tells of each by itself: as it is now, or why not. Links and slugs must be different ones within a call."""

    def spot(self, domain: str, slug: str) -> tuple[int, str]:
        """The domain's id, 0 where there is none such, and the slug's key: what is the same for all spellings."""
        home = self._site.find(domain)
        return home.id if home else 0, key_of(slug)

    def find_each(self, spots: Iterable[tuple[int, str]]) -> dict[tuple[int, str], LinkView]:
        """The links of those slugs or aliases that have one which isn't deleted."""
        by_domain: dict[int, list[str]] = defaultdict(list)
        for domain_id, slug in spots:
            by_domain[domain_id].append(slug)
        found = {domain_id: finding.find_all(self._session, domain_id, slugs) for domain_id, slugs in by_domain.items()}
        views = {(domain_id, slug): view for domain_id, some in found.items() for slug, view in some.items()}
        return {spot: view for spot, view in views.items() if self._only in {None, view.owner_id}}

    def look_all(self, link_ids: Sequence[int]) -> dict[int, LinkView]:
        """Those that there are, by id."""
        found = finding.get_all(self._session, link_ids)
        return {number: link for number, link in found.items() if self._only in {None, link.owner_id}}

    def create_each(self, drafts: Sequence[Draft]) -> list[Outcome]:
        if not any(self._stands_alone(draft) for draft in drafts):
            try:
                with self._step():
                    return self._created(drafts)
            except Refused:  # by the database: an owner is gone, or somebody was quicker; who says so is the one
                pass
        return [_told(self.create, draft) for draft in drafts]

    def _stands_alone(self, draft: Draft) -> bool:
        """Whether what others of the same call get decides what it gets."""
        return draft.as_yourls or (not draft.slug and self._rules.counts(as_yourls=False))

    def change_each(self, changes: Sequence[Change]) -> list[Outcome]:
        if not any(change.edit is not None and not isinstance(change.edit.slug, UnsetType) for change in changes):
            try:
                with self._step():
                    return self._changed_together(changes)
            except Refused:
                pass
        return [_told(self._change, change) for change in changes]

    def _change(self, change: Change) -> LinkView:
        if change.edit is not None:
            return self.edit(change.link_id, change.edit, reason=change.reason, version=change.version)
        self.check(change.link_id, change.version)
        return self.delete(change.link_id, reason=change.reason)

    def _created(self, drafts: Sequence[Draft]) -> list[Outcome]:
        told: dict[int, Outcome] = {}
        new = [self._judged(number, draft, told) for number, draft in enumerate(drafts)]
        able = self._with_slugs([one for one in new if one is not None], told)
        if able:
            views = self._settle([(one.link, one.home, one.slug) for one in able], [one.tags for one in able])
            told |= {one.number: view for one, view in zip(able, views, strict=True)}
        return [told[number] for number in range(len(drafts))]

    def _judged(self, number: int, draft: Draft, told: dict[int, Outcome]) -> New | None:
        """None where it is refused, which is told."""
        try:
            home, link = self._site.home(draft.domain), self._drafted(draft)
            slug = check(draft.slug, self._rules.reserved) if draft.slug else ""
            return New(number, link, home, slug, tuple(tag_names(draft.tags).values()))
        except Refused as refused:
            told[number] = refused
            return None

    def _with_slugs(self, new: Sequence[New], told: dict[int, Outcome]) -> list[New]:
        """Those that get their slug; of the others it is told why they don't."""
        by_home: dict[Home, list[New]] = defaultdict(list)
        for one in new:
            by_home[one.home].append(one)
        return [one for home, some in by_home.items() for one in self._with_slugs_of(home, some, told)]

    def _with_slugs_of(self, home: Home, new: Sequence[New], told: dict[int, Outcome]) -> list[New]:
        named = [one.slug for one in new if one.slug]
        taken = taken_of(self._session, home.id, named) if named else set()
        for one in new:
            if one.slug in taken:
                told[one.number] = self._why_taken(home, one.slug)
        unnamed = sum(not one.slug for one in new)
        options: dict[str, Any] = {"length": self._rules.slug_length, "beside": {*named, *self._rules.reserved}}
        random = iter(random_slugs(self._session, home, unnamed, **options) if unnamed else ())
        return [one if one.slug else one._replace(slug=next(random)) for one in new if one.slug not in taken]

    def _why_taken(self, home: Home, slug: str) -> Refused:
        try:
            refuse_taken(self._session, home, slug, self._only)
        except Refused as refused:
            return refused
        raise Refused("slug", "taken", Words("Somebody was quicker."))  # and is gone again: then one by one

    def _changed_together(self, changes: Sequence[Change]) -> list[Outcome]:
        seen = self._seen(changes)
        told = [_told(lambda change: self._judged_change(change, seen), change) for change in changes]
        turns = [
            self._turned(change, seen[change.link_id].link, after)
            for change, after in zip(changes, told, strict=True)
            if isinstance(after, LinkView) and after != seen[change.link_id].view
        ]
        kept = {view.id: view for view in self._kept(turns, seen)} if turns else {}
        return [kept.get(one.id, one) if isinstance(one, LinkView) else one for one in told]

    def _seen(self, changes: Sequence[Change]) -> dict[int, Seen]:
        """Whoever holds these holds them in the session too, which has weak references alone."""
        wanted = select(Link).where(Link.id.in_([change.link_id for change in changes]))
        links = self._session.scalars(wanted).all()
        return {view.id: Seen(link, view) for link, view in zip(links, views_of(self._session, links), strict=True)}

    def _judged_change(self, change: Change, seen: Mapping[int, Seen]) -> LinkView:
        """The link as it would be."""
        why, link = line("reason", change.reason), self._living(change.link_id)
        check_version(self._session, link, change.version)
        before = seen[link.id].view
        after = replace(before, deleted_at=now_ms()) if change.edit is None else self._edited(before, change.edit)
        if after != before:
            guard_printed(before, after, why)
        return after

    def _edited(self, before: LinkView, edit: Edit) -> LinkView:
        after = self._planned(before, edit)
        return after if isinstance(edit.tags, UnsetType) else replace(after, tags=self._tags.spelt(edit.tags))

    def _turned(self, change: Change, link: Link, after: LinkView) -> Turn:
        """The link changed, its tags, slugs and version apart."""
        write(link, after)
        link.deleted_at = after.deleted_at
        return Turn(link, after, "delete" if change.edit is None else "edit", line("reason", change.reason))

    def _kept(self, turns: Sequence[Turn], seen: Mapping[int, Seen]) -> list[LinkView]:
        tags = self._tags.put_over([(turn.link, seen[turn.link.id].view.tags, turn.view.tags) for turn in turns])
        gone = [turn.link.id for turn in turns if turn.view.deleted_at is not None]
        for slug in slugs_of_all(self._session, gone) if gone else ():
            slug.kind = "deleted"
        tagged = zip(turns, tags, strict=True)
        return self._keep_all([turn._replace(view=replace(turn.view, tags=names)) for turn, names in tagged])


def _told(do: Callable[[Asked], LinkView], asked: Asked) -> Outcome:
    try:
        return do(asked)
    except Refused as refused:
        return refused
