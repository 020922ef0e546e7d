"""What becomes of one row: a new link, nothing because it is there already, or a refusal that says why."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from shortener.interop.drafts import differences, draft_of
from shortener.interop.table import Row
from shortener.links.drafts import Draft
from shortener.links.editor import Editor
from shortener.links.errors import Refused, shown
from shortener.links.library import Library
from shortener.links.slug import key_of
from shortener.links.views import DomainView
from shortener.net.hosts import canonical_host

Verdict = Literal["created", "unchanged", "refused"]
CREATED: Verdict = "created"
UNCHANGED: Verdict = "unchanged"
REFUSED: Verdict = "refused"


class Outcome(msgspec.Struct, frozen=True):
    """What became of the row that begins in a line; `domain`, `slug` and `target` as far as they were read."""

    line: int
    verdict: Verdict
    domain: str = ""
    slug: str = ""
    target: str = ""
    reason: str = ""


class Rows:
    """Remembers what the file said before, so that a slug that stands in it twice is seen, in a dry run too.

    `added` are the domains that were made.
    """

    def __init__(self, library: Library, *, create_domains: bool) -> None:
        domains = library.domains()
        self.added: list[str] = []
        self._create_domains = create_domains
        self._homes = _homes(domains)
        self._seen: dict[int, tuple[int, int]] = {}  # hash of domain and slug: line, hash of the row

    def take(self, editor: Editor, row: Row) -> Outcome:
        try:
            draft = draft_of(row)
            verdict = self._place(editor, row.line, draft)
        except Refused as error:
            cells = {name: row.cells.get(name, "").strip() for name in ("domain", "slug", "target")}
            return Outcome(row.line, REFUSED, **cells, reason=str(error).removesuffix("."))
        return Outcome(row.line, verdict, self._home(draft.domain), draft.slug, draft.target.strip())

    def _place(self, editor: Editor, line: int, draft: Draft) -> Verdict:
        key, content = hash((self._home(draft.domain), key_of(draft.slug))), hash(draft)
        earlier = self._seen.get(key)
        if earlier is not None and earlier[1] != content:
            raise Refused("slug", "taken", f"line {earlier[0]} has the same slug with something else beside it")
        if earlier is not None:
            return UNCHANGED
        verdict = self._settle(editor, draft)
        self._seen[key] = line, content
        return verdict

    def _settle(self, editor: Editor, draft: Draft) -> Verdict:
        existing = editor.find(draft.domain, draft.slug)
        if existing is None:
            self._create(editor, draft)
            return CREATED
        different = differences(existing, draft)
        if "target" in different:
            raise Refused(
                "slug", "taken", f"the link exists already and leads to {shown(existing.target)}; it was left so"
            )
        if different:
            raise Refused(
                "slug", "taken", f"the link exists already with other {' and '.join(different)}; it was left so"
            )
        return UNCHANGED

    def _create(self, editor: Editor, draft: Draft) -> None:
        try:
            editor.create(draft)
        except Refused as error:
            if (error.field, error.code) != ("domain", "unknown") or not draft.domain:
                raise
            if not self._create_domains:
                raise _unknown(draft.domain) from error
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


def _unknown(host: str) -> Refused:
    ways = "make it with `shortener domain add`, or all that the file names with --create-domains"
    return Refused("domain", "unknown", f"{shown(host)} is not a domain of this shortener; {ways}")


def _homes(domains: Sequence[DomainView]) -> dict[str, str]:
    default = next((domain.host for domain in domains if domain.is_default), "")
    return {"": default} | {domain.host: domain.alias_of or domain.host for domain in domains}
