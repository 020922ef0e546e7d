"""What may not happen by the way to a link that people have on paper."""

from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.sentences import Words


def guard_printed(before: LinkView, after: LinkView, reason: str) -> None:
    """Refuses, without a reason, what would break a printed link or lift its lock."""
    if not before.printed or reason:
        return
    for want, done in _harms(before, after):
        if done:
            raise Refused("reason", "printed", _told(before.printed_reason, want))


def _told(reason: str, want: str) -> Words:
    where = f" ({reason})" if reason else ""
    return Words("This link is printed%(where)s; %(want)s.", where=where, want=want)


def _harms(before: LinkView, after: LinkView) -> list[tuple[str, bool]]:
    return [
        (Words("to delete it, give a reason"), after.deleted_at is not None),
        (Words("to disable it, give a reason"), before.enabled and not after.enabled),
        (Words("to repoint it, give a reason"), before.target != after.target),
        (Words("to rename it, give a reason"), before.slug != after.slug),
        (Words("to unlock it, give a reason"), not after.printed),
        (Words("to expire it, give a reason"), _narrower(before, after)),
    ]


def _narrower(before: LinkView, after: LinkView) -> bool:
    starts_later = after.starts_at is not None and (before.starts_at is None or after.starts_at > before.starts_at)
    ends_sooner = after.ends_at is not None and (before.ends_at is None or after.ends_at < before.ends_at)
    return starts_later or ends_sooner
