"""Two people edit one link: each field keeps what somebody changed, and what changed meanwhile is told."""

from dataclasses import asdict, dataclass, replace

import msgspec

from shortener.admin.forms import LinkForm, show
from shortener.links.views import LinkView
from shortener.web.services import services


@dataclass(frozen=True)
class Meanwhile:
    """A field that somebody else changed: what it was, what it is now, and what this person wrote, if anything else."""

    name: str
    before: str
    now: str
    mine: str | None


def shown_then(link: LinkView, version: str, zone: str) -> LinkForm:
    """The form as it was when the person opened it; the link as it is now when that version isn't known."""
    if version == str(link.version):
        return show(link, zone)
    for revision in services().library.history(link.id):
        if str(revision.state.get("version")) == version:
            return show(msgspec.convert(revision.state, LinkView), zone)
    return show(link, zone)


def merge(typed: LinkForm, base: LinkForm, now: LinkForm) -> tuple[LinkForm, list[Meanwhile]]:
    """The person's own changes on top of the link as it is now, and what others changed since they opened it."""
    mine, before, theirs = asdict(typed), asdict(base), asdict(now)
    own = {name: text for name, text in mine.items() if text != before[name] and name != "domain"}
    told = [
        Meanwhile(name, before[name], text, own.get(name) if own.get(name) != text else None)
        for name, text in theirs.items()
        if text != before[name]
    ]
    return replace(now, **own), told
