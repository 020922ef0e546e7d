"""The action that makes links: shorturl."""

from collections.abc import Mapping

from shortener.accounts.tables import Person
from shortener.api.answer import Answer
from shortener.api.asked import clean_keyword, clean_target, clean_title, same_target
from shortener.api.outcomes import added, duplicate, refused, reused
from shortener.api.params import said
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services


def shorten(params: Mapping[str, str], person: Person) -> Answer:
    """A new link, or the one that leads to the same target already; that wins over the keyword asked for."""
    policy = _policy(params)
    keyword = clean_keyword(said(params, "keyword"))
    try:
        link, is_new = _make(params, keyword, person, again=policy == "allow")
    except Refused as reason:
        return refused(reason, keyword)
    if is_new:
        return added(link)
    return reused(link) if policy == "reuse" else duplicate(link)


def _policy(params: Mapping[str, str]) -> str:
    """What becomes of a URL that has a link already; a plug-in that asks never gets a second one."""
    policy = services().settings.yourls_duplicates
    return "refuse" if policy == "allow" and params.get("source") == "plugin" else policy


def _make(params: Mapping[str, str], keyword: str, person: Person, *, again: bool) -> tuple[LinkView, bool]:
    """The link, and whether it is new. Raises Refused."""
    typed, library = said(params, "url"), services().library
    target = clean_target(typed)
    library.refuse_circle(target, keyword)
    draft = Draft(
        target=target,
        slug=keyword,
        title=clean_title(said(params, "title")),
        owner_id=person.id,
        legacy=True,
        as_yourls=True,
    )

    def find() -> LinkView | None:
        # People here may have kept the URL as it was typed.
        return None if again else next(iter(same_target(target, typed.strip())), None)

    found = find()
    if found:
        return found, False
    if said(params, "keyword") and not keyword:
        raise Refused("slug", "empty", "Nothing is left of the keyword.")
    return library.find_or_create(find, draft, person.id)
