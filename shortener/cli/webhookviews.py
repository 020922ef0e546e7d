"""How webhooks and their messages are shown: as rows for people and as data for programs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from shortener.cli.scheduleviews import Table
from shortener.reports.moments import iso_or_none
from shortener.webhooks.outbox import MessageView
from shortener.webhooks.register import HookView

Shown = Callable[[int | None], str | None]
HOOK_TIMES = ("created_at", "failing_since", "resting_until", "disabled_at", "old_salt_until")
MESSAGE_TIMES = ("created_at", "due_at", "tried_at")


def hook_facts(hook: HookView) -> dict[str, Any]:
    facts = msgspec.structs.asdict(hook) | {name: iso_or_none(getattr(hook, name)) for name in HOOK_TIMES}
    facts["old_secret_until"] = facts.pop("old_salt_until")
    return facts


def message_facts(message: MessageView) -> dict[str, Any]:
    times = {name: iso_or_none(getattr(message, name)) for name in MESSAGE_TIMES}
    return msgspec.structs.asdict(message) | times | {"body": msgspec.Raw(message.body.encode())}


def hook_rows(found: Sequence[HookView]) -> Table:
    rows = [
        (hook.name, hook.url, " ".join(hook.events), hook.waiting, hook.dead, hook.sent, hook.failed, state_of(hook))
        for hook in found
    ]
    return ("name", "url", "events", "waiting", "dead", "sent", "failed", "state"), rows


def hook_lines(hook: HookView, shown: Shown) -> Iterator[tuple[str, object]]:
    yield from (("name", hook.name), ("url", hook.url), ("events", " ".join(hook.events)))
    yield from (("state", state_of(hook)), ("waiting", hook.waiting), ("dead", hook.dead))
    yield from (("to come", hook.behind or None), ("sent", hook.sent), ("failed", hook.failed))
    yield from (("added", shown(hook.created_at)), ("failing since", shown(hook.failing_since)))
    yield from (("disabled", shown(hook.disabled_at)), ("old secret until", shown(hook.old_salt_until)))


def message_rows(found: Sequence[MessageView], shown: Shown) -> Table:
    rows = [
        (one.id, one.event, one.state, one.attempts, one.status, shown(one.tried_at), _next(one, shown), one.error)
        for one in found
    ]
    return ("id", "event", "state", "attempts", "status", "tried", "next", "trouble"), rows


def state_of(hook: HookView) -> str:
    """on, failing, or why it is disabled."""
    if hook.disabled_at is not None:
        return f"disabled: {hook.disabled_why}"
    return "on" if hook.failing_since is None else "failing"


def _next(message: MessageView, shown: Shown) -> str | None:
    return shown(message.due_at) if message.state == "waiting" else None
