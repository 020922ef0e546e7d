"""What may not happen by the way to a link that people have on paper."""

from shortener.links.errors import Refused
from shortener.links.views import LinkView


def guard_printed(before: LinkView, after: LinkView, reason: str) -> None:
    """Refuses, without a reason, what would break a printed link or lift its lock."""
    if not before.printed or reason:
        return
    for harm, done in _harms(before, after):
        if done:
            why = f" ({before.printed_reason})" if before.printed_reason else ""
            raise Refused("reason", "printed", f"This link is printed{why}; to {harm} it, give a reason.")


def _harms(before: LinkView, after: LinkView) -> list[tuple[str, bool]]:
    return [
        ("delete", after.deleted_at is not None),
        ("disable", before.enabled and not after.enabled),
        ("repoint", before.target != after.target),
        ("rename", before.slug != after.slug),
        ("unlock", not after.printed),
        ("expire", _narrower(before, after)),
    ]


def _narrower(before: LinkView, after: LinkView) -> bool:
    starts_later = after.starts_at is not None and (before.starts_at is None or after.starts_at > before.starts_at)
    ends_sooner = after.ends_at is not None and (before.ends_at is None or after.ends_at < before.ends_at)
    return starts_later or ends_sooner
