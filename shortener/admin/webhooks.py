"""Webhooks: which there are, making one, and what came of the messages of one."""

from flask import Response, abort, request
from sqlalchemy.orm import Session

from shortener.admin.forms import clean
from shortener.admin.frame import back_to, page, screen
from shortener.admin.one import LARGEST_ID, id_in
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.services import services
from shortener.webhooks import outbox, register
from shortener.webhooks.errors import BadHook
from shortener.webhooks.events import CLICKS, CREATED, DELETED, EVENTS, UPDATED
from shortener.webhooks.signing import secret_of
from shortener.webhooks.tables import STATES, Hook
from shortener.webhooks.trial import put_test

SHOWN = 50
WORDS = {
    CREATED: Words("A link was made"),
    UPDATED: Words("A link was changed"),
    DELETED: Words("A link was deleted"),
    CLICKS: Words("Clicks, every quarter-hour"),
}


@screen("/webhooks", "webhooks")
def webhooks() -> Response:
    return _all()


@screen("/webhooks", "webhooks", post=True)
def add_webhook() -> Response:
    """Its page, with the secret: it isn't shown again."""
    name, url = clean(request.form.get("name", "")), clean(request.form.get("url", ""))
    events = [event for event in EVENTS if event in request.form]
    try:
        with services().database.write() as session:
            hook = register.add(session, name, url, events, now_ms())
    except BadHook as error:
        return _all({error.field: error.words}, name, url, events)
    return _one(hook.id, secret_of(services().secret, hook.salt))


@screen("/webhooks/<int:hook_id>", "webhooks")
def webhook(hook_id: int) -> Response:
    return _one(hook_id)


@screen("/webhooks/<int:hook_id>/test", "webhooks", post=True)
def test_webhook(hook_id: int) -> Response:
    """By the worker: whoever asks for a page must not wait for a receiver."""
    with services().database.write() as session:
        put_test(session, _found(session, hook_id), now_ms())
    return back_to("admin.webhook", "webhook-tested", hook_id=hook_id)


@screen("/webhooks/<int:hook_id>/rotate", "webhooks", post=True)
def rotate_webhook(hook_id: int) -> Response:
    with services().database.write() as session:
        name = _found(session, hook_id).name
        hook = register.rotate(session, name, now_ms(), at_once="at_once" in request.form)
    return _one(hook_id, secret_of(services().secret, hook.salt))


@screen("/webhooks/<int:hook_id>/disable", "webhooks", post=True)
def disable_webhook(hook_id: int) -> Response:
    with services().database.write() as session:
        register.disable(session, _found(session, hook_id).name, now_ms())
    return back_to("admin.webhook", "webhook-disabled", hook_id=hook_id)


@screen("/webhooks/<int:hook_id>/enable", "webhooks", post=True)
def enable_webhook(hook_id: int) -> Response:
    with services().database.write() as session:
        register.enable(session, _found(session, hook_id).name, now_ms(), skip="skip" in request.form)
    return back_to("admin.webhook", "webhook-enabled", hook_id=hook_id)


@screen("/webhooks/<int:hook_id>/resend", "webhooks", post=True)
def resend_webhook(hook_id: int) -> Response:
    """The message whose button was pressed, or all dead ones."""
    only = request.form.get("only")
    chosen = id_in(only) if only is not None else None
    if only is not None and chosen is None:
        abort(404)
    try:
        with services().database.write() as session:
            hook = _found(session, hook_id)
            outbox.resend(session, hook, now_ms(), None if chosen is None else [chosen])
    except BadHook:
        abort(404)
    return back_to("admin.webhook", "webhook-resent", hook_id=hook_id)


@screen("/webhooks/<int:hook_id>/remove", "webhooks", post=True)
def remove_webhook(hook_id: int) -> Response:
    with services().database.write() as session:
        register.remove(session, _found(session, hook_id).name)
    return back_to("admin.webhooks", "webhook-removed")


def _all(
    problems: dict[str, str] | None = None, name: str = "", url: str = "", events: list[str] | None = None
) -> Response:
    with services().database.read() as session:
        every = register.everything(session)
    return page(
        "webhooks",
        422 if problems else 200,
        every=every,
        events=[(event, words, events is None or event in events) for event, words in WORDS.items()],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        name=name,
        url=url,
    )


def _one(hook_id: int, secret: str = "") -> Response:
    asked = request.args.get("state", "")
    state = asked if asked in STATES else ""
    with services().database.read() as session:
        hook = _found(session, hook_id)
        view, found = register.view_of(session, hook), outbox.latest(session, hook_id, state or None, SHOWN)
    return page("webhook", hook=view, messages=found, words=WORDS, states=STATES, chosen=state, secret=secret)


def _found(session: Session, hook_id: int) -> Hook:
    hook = session.get(Hook, hook_id) if hook_id <= LARGEST_ID else None
    if hook is None:
        abort(404)
    return hook
