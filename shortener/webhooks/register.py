"""Webhooks are made, listed, switched and ended here; functions take the session of the caller's transaction."""

import re
import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shortener.links.tables import Revision
from shortener.net.fetch import FetchRefused, check_address
from shortener.reports.periods import quarter_of
from shortener.sentences import Number, Words
from shortener.webhooks.errors import BadHook
from shortener.webhooks.events import EVENTS, OF_LINKS
from shortener.webhooks.tables import DEAD, WAITING, Hook, Message

MOST_HOOKS, LONGEST_URL = 20, 2000
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
OVERLAP_MS = 24 * 3_600_000
BY_HAND = str(Words("Disabled by hand."))


class HookView(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook as it is shown; times are milliseconds UTC. `waiting` and `dead` count messages, `behind` changes that
    are none yet; `sent` and `failed` count attempts since it was made."""

    id: int
    name: str
    url: str
    events: tuple[str, ...]
    created_at: int
    failing_since: int | None
    resting_until: int | None
    disabled_at: int | None
    disabled_why: str
    old_salt_until: int | None
    sent: int
    failed: int
    waiting: int
    dead: int
    behind: int


def add(session: Session, name: str, url: str, events: Sequence[str], now: int) -> Hook:
    """It is told of what happens from now on. Raises BadHook."""
    _check(session, name, url, events)
    hook = Hook(
        name=name,
        url=url,
        events=" ".join(event for event in EVENTS if event in events),
        salt=secrets.token_hex(16),
        created_at=now,
        revision_id=newest(session),
        clicks_before=quarter_of(now),
    )
    session.add(hook)
    session.flush()
    return hook


def everything(session: Session) -> list[HookView]:
    """By name."""
    return [view_of(session, hook) for hook in session.scalars(select(Hook).order_by(Hook.name))]


def find(session: Session, name: str, *, change: bool = False) -> Hook:
    """`change` keeps others from changing it until the transaction ends. Raises BadHook."""
    wanted = select(Hook).where(Hook.name == name)
    found = session.scalar(wanted.with_for_update() if change else wanted)
    if found is None:
        raise BadHook("name", Words("There is no webhook %(name)s.", name=repr(name[:64])))
    return found


def remove(session: Session, name: str) -> int:
    """With its messages; how many of them had not been sent. Raises BadHook."""
    hook = find(session, name, change=True)
    lost = count(session, hook.id, WAITING)
    session.execute(delete(Message).where(Message.webhook_id == hook.id))
    session.delete(hook)
    return lost


def rotate(session: Session, name: str, now: int, *, at_once: bool = False) -> Hook:
    """Another secret; the one before it signs too for a day, unless it must end at once. Raises BadHook."""
    hook = find(session, name, change=True)
    hook.old_salt, hook.old_salt_until = (None, None) if at_once else (hook.salt, now + OVERLAP_MS)
    hook.salt = secrets.token_hex(16)
    return hook


def disable(session: Session, name: str, now: int) -> Hook:
    """What happens meanwhile waits for it. Raises BadHook."""
    hook = find(session, name, change=True)
    if hook.disabled_at is None:
        hook.disabled_at, hook.disabled_why = now, BY_HAND
    return hook


def enable(session: Session, name: str, now: int, *, skip: bool = False) -> Hook:
    """It is told of all that happened meanwhile, or with `skip` only of what does from now on. Raises BadHook."""
    hook = find(session, name, change=True)
    hook.disabled_at, hook.disabled_why = None, ""
    hook.failures, hook.failing_since, hook.resting_until = 0, None, None
    if skip:
        session.execute(delete(Message).where(Message.webhook_id == hook.id, Message.state == WAITING))
        hook.revision_id, hook.clicks_before = newest(session), quarter_of(now)
    return hook


def newest(session: Session) -> int:
    """The last change of any link. Changes are written one after the other (`links.changes`), so none comes in before
    it any more."""
    return session.scalar(select(func.max(Revision.id))) or 0


def count(session: Session, hook_id: int, state: str) -> int:
    wanted = select(func.count()).select_from(Message)
    return session.scalar(wanted.where(Message.webhook_id == hook_id, Message.state == state)) or 0


def view_of(session: Session, hook: Hook) -> HookView:
    kept = ("id", "name", "url", "created_at", "failing_since", "resting_until", "disabled_at", "disabled_why")
    return HookView(
        events=tuple(hook.events.split()),
        waiting=count(session, hook.id, WAITING),
        dead=count(session, hook.id, DEAD),
        behind=max(0, newest(session) - hook.revision_id) if set(OF_LINKS) & set(hook.events.split()) else 0,
        **{name: getattr(hook, name) for name in (*kept, "old_salt_until", "sent", "failed")},
    )


def _check(session: Session, name: str, url: str, events: Sequence[str]) -> None:
    if not NAME.fullmatch(name):
        raise BadHook("name", Words("A name is 1 to 48 of a to z, 0 to 9, - and _, the first one no sign."))
    if session.scalar(select(Hook.id).where(Hook.name == name)) is not None:
        raise BadHook("name", Words("There is a webhook %(name)s already; remove it, or take another name.", name=name))
    if (session.scalar(select(func.count()).select_from(Hook)) or 0) >= MOST_HOOKS:
        raise BadHook(
            "name", Words("There are %(most)s webhooks, and no more can be kept; remove one first.", most=MOST_HOOKS)
        )
    if not events or not set(events) <= set(EVENTS):
        raise BadHook("events", Words("A webhook is told of one or more of: %(events)s.", events=", ".join(EVENTS)))
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise BadHook(
            "url",
            Words(
                "That is no address of a program: it may have %(most)s characters and no space.",
                most=Number(LONGEST_URL),
            ),
        )
    try:
        check_address(url)
    except FetchRefused as error:
        raise BadHook("url", str(error)) from error
