"""What becomes of one row: a new link, a changed one, nothing where it is there already, or a refusal that says why."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from shortener.bulk.drafts import changed_fields, draft_of, edit_of
from shortener.bulk.table import Row
from shortener.links.drafts import Draft
from shortener.links.editor import Editor
from shortener.links.errors import Refused, shown
from shortener.links.library import Library
from shortener.links.slug import key_of
from shortener.links.views import DomainView, LinkView
from shortener.net.hosts import canonical_host
from shortener.sentences import Listed, Words

Verdict = Literal["created", "changed", "unchanged", "refused"]
CREATED: Verdict = "created"
CHANGED: Verdict = "changed"
UNCHANGED: Verdict = "unchanged"
REFUSED: Verdict = "refused"


class How(msgspec.Struct, frozen=True):
    """What rows may do: make domains, change links that exist, make links without a slug of their own.

    New links belong to `owner_id`; `reason` is kept with changes of links; `unknown` ends the sentence on a domain that
    nobody knows. `find` and `put` are of a search that changes targets.
    """

    create_domains: bool = False
    change: bool = False
    nameless: bool = False
    owner_id: int | None = None
    reason: str = ""
    unknown: str = "add it first"
    find: str = ""
    put: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What became of the row that begins in a line; `domain`, `slug` and `target` as far as they were read.

    `link` is one that was there before, `changes` what changes in it: name, before, after.
    """

    line: int
    verdict: Verdict
    domain: str = ""
    slug: str = ""
    target: str = ""
    reason: str = ""
    link: LinkView | None = None
    changes: tuple[tuple[str, object, object], ...] = ()


class Rows:
    """Remembers what the file said before, so that a slug that stands in it twice is seen, in a dry run too.

    `added` are the domains that were made.
    """

    def __init__(self, library: Library, how: How) -> None:
        domains = library.domains()
        self.added: list[str] = []
        self._how = how
        self._homes = _homes(domains)
        self._seen: dict[int, tuple[int, int]] = {}  # hash of domain and slug: line, hash of the row
        self._changed: dict[int, int] = {}  # id of a link: line

    def take(self, editor: Editor, row: Row) -> Outcome:
        try:
            draft = replace(draft_of(row, nameless=self._how.nameless), owner_id=self._how.owner_id)
            settled = self._place(editor, row.line, draft)
        except Refused as error:
            return refusal(row, error)
        return replace(
            settled, domain=self._home(draft.domain), slug=settled.slug or draft.slug, target=draft.target.strip()
        )

    def _place(self, editor: Editor, line: int, draft: Draft) -> Outcome:
        named = (key_of(draft.slug),) if draft.slug else ("", draft.target)
        key, content = hash((self._home(draft.domain), *named)), hash(draft)
        earlier = self._seen.get(key)
        if earlier is not None and earlier[1] != content:
            raise Refused(
                "slug",
                "taken",
                Words("line %(earlier)s has the same slug with something else beside it", earlier=earlier[0]),
            )
        if earlier is not None:
            return Outcome(line, UNCHANGED)
        settled = self._settle(editor, line, draft)
        self._seen[key] = line, content
        return settled

    def _settle(self, editor: Editor, line: int, draft: Draft) -> Outcome:
        existing = _existing(editor, draft)
        if existing is None:
            self._create(editor, draft)
            return Outcome(line, CREATED)
        changes = changed_fields(existing, draft) if draft.slug else ()
        if not changes:
            return Outcome(line, UNCHANGED, slug=existing.slug, link=existing)
        if not self._how.change:
            raise _left(existing, [name for name, _, _ in changes])
        self._change(editor, line, existing, changes)
        return Outcome(line, CHANGED, link=existing, changes=changes)

    def _change(
        self, editor: Editor, line: int, link: LinkView, changes: tuple[tuple[str, object, object], ...]
    ) -> None:
        if link.id in self._changed:
            raise Refused(
                "slug", "taken", Words("line %(changed)s changes the same link", changed=self._changed[link.id])
            )
        editor.edit(link.id, edit_of(changes), reason=self._how.reason)
        self._changed[link.id] = line

    def _create(self, editor: Editor, draft: Draft) -> None:
        try:
            editor.create(draft)
        except Refused as error:
            if (error.field, error.code) != ("domain", "unknown") or not draft.domain:
                raise
            if not self._how.create_domains:
                unknown = Words(
                    "%(domain)s is not a domain of this shortener; %(unknown)s",
                    domain=shown(draft.domain),
                    unknown=self._how.unknown,
                )
                raise Refused("domain", "unknown", unknown) from error
            self._add_domain(editor.add_domain(draft.domain))
            editor.create(draft)

    def _add_domain(self, domain: DomainView) -> None:
        """A dry run makes a domain once in each transaction, and tells of it once."""
        self._homes[domain.host] = domain.host
        if domain.host not in self.added:
            self.added.append(domain.host)

    def _home(self, domain: str) -> str:
        """The domain that a host in any spelling stands for, as far as it is known."""
        host = canonical_host(domain) or domain if domain else ""
        return self._homes.get(host, host)


def refusal(row: Row, error: Refused) -> Outcome:
    """Of a row that can't be what it says, as far as it was read."""
    domain, slug, target = (row.cells.get(name, "").strip() for name in ("domain", "slug", "target"))
    return Outcome(row.line, REFUSED, domain, slug, target, str(error).removesuffix("."))


def _existing(editor: Editor, draft: Draft) -> LinkView | None:
    """The link of the slug; of a row that names none, one that leads there already."""
    if draft.slug:
        return editor.find(draft.domain, draft.slug)
    return next(iter(editor.by_target(draft.domain, draft.target)), None)


def _left(link: LinkView, different: list[str]) -> Refused:
    if "target" in different:
        return Refused(
            "slug",
            "taken",
            Words("the link exists already and leads to %(target)s; it was left so", target=shown(link.target)),
        )
    return Refused(
        "slug",
        "taken",
        Words(
            "the link exists already with other %(fields)s; it was left so", fields=Listed(different, Words(" and "))
        ),
    )


def _homes(domains: Sequence[DomainView]) -> dict[str, str]:
    default = next((domain.host for domain in domains if domain.is_default), "")
    return {"": default} | {domain.host: domain.alias_of or domain.host for domain in domains}
