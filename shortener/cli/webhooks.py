"""`shortener webhooks`: other programs are told of changes and clicks, and what came of each message."""

import sys

import click

from shortener.accounts.secret import load_secret
from shortener.cli.context import opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, say_facts, say_json, say_table, spoken
from shortener.cli.outwards import fetcher_here
from shortener.cli.webhookviews import hook_facts, hook_lines, hook_rows, message_facts, message_rows
from shortener.clock import now_ms
from shortener.webhooks import outbox, register
from shortener.webhooks.events import EVENTS
from shortener.webhooks.sending import LIMITS
from shortener.webhooks.signing import secret_of
from shortener.webhooks.tables import SENT, STATES
from shortener.webhooks.trial import send_test

name_argument = click.argument("name")


@click.group("webhooks")
def webhooks_group() -> None:
    """Tell other programs of changes and clicks, by signed messages that the node's worker sends."""


@webhooks_group.command("add")
@name_argument
@click.argument("url")
@click.option(
    "--event", "events", multiple=True, type=click.Choice(EVENTS), default=EVENTS, show_default="all",
    help="What it is told of; may be repeated.",
)  # fmt: skip
@json_option
def add_command(*, name: str, url: str, events: tuple[str, ...], as_json: bool) -> None:
    """Tell the program at URL what happens from now on, and show the secret that signs it, once."""
    with opened_site() as site:
        key = load_secret(site.settings, site.database)
        with site.database.write() as session:
            hook = register.add(session, name, url, events, now_ms())
    _say_secret(name, secret_of(key, hook.salt), as_json=as_json)


@webhooks_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """Every webhook, and how it does."""
    with opened_site() as site, site.database.read() as session:
        found = register.everything(session)
    if as_json:
        say_json([hook_facts(hook) for hook in found])
    elif found:
        say_table(*hook_rows(found))


@webhooks_group.command("show")
@name_argument
@click.option("--state", type=click.Choice(STATES), help="Only messages that are so.")
@click.option("--limit", type=click.IntRange(1, outbox.MOST_SHOWN), default=20, show_default=True, help="How many.")
@json_option
def show_command(*, name: str, state: str | None, limit: int, as_json: bool) -> None:
    """One webhook and its messages, the latest first; with --json what they say, too."""
    with opened_site() as site:
        with site.database.read() as session:
            hook = register.find(session, name)
            view, found = register.view_of(session, hook), outbox.latest(session, hook.id, state, limit)
        if as_json:
            say_json(hook_facts(view) | {"messages": [message_facts(one) for one in found]})
            return
        say_facts(hook_lines(view, lambda at: shown_time(at, site.settings)))
        if found:
            click.echo()
            say_table(*message_rows(found, lambda at: shown_time(at, site.settings)))


@webhooks_group.command("test")
@name_argument
@json_option
def test_command(name: str, as_json: bool) -> None:
    """Send a message of the type webhook.test now, and say what the receiver made of it."""
    with opened_site() as site:
        key = load_secret(site.settings, site.database)
        done = send_test(site.database, fetcher_here(LIMITS), key, name)
    if as_json:
        say_json(message_facts(done))
    else:
        click.echo(
            f"Delivered: it answered {done.status}." if done.state == SENT else done.error, err=done.state != SENT
        )
    if done.state != SENT:
        sys.exit(1)


@webhooks_group.command("resend")
@name_argument
@click.argument("ids", metavar="[ID]...", type=int, nargs=-1)
@json_option
def resend_command(*, name: str, ids: tuple[int, ...], as_json: bool) -> None:
    """Send these messages once more, or without an ID all that are dead."""
    with opened_site() as site, site.database.write() as session:
        hook = register.find(session, name)
        many = outbox.resend(session, hook, now_ms(), ids or None)
    if as_json:
        say_json({"resent": many})
    else:
        click.echo(f"{spoken(many, 'message')} will be sent again.")


@webhooks_group.command("rotate")
@name_argument
@click.option("--at-once", is_flag=True, help="The secret until now ends at once, not a day later.")
@json_option
def rotate_command(*, name: str, at_once: bool, as_json: bool) -> None:
    """Make another secret and show it, once; for a day, the one until now signs beside it."""
    with opened_site() as site:
        key = load_secret(site.settings, site.database)
        with site.database.write() as session:
            hook = register.rotate(session, name, now_ms(), at_once=at_once)
    _say_secret(name, secret_of(key, hook.salt), as_json=as_json)


@webhooks_group.command("disable")
@name_argument
def disable_command(name: str) -> None:
    """Send nothing until it is enabled again; what happens meanwhile is kept for it."""
    with opened_site() as site, site.database.write() as session:
        register.disable(session, name, now_ms())
    click.echo(f"{name} is sent nothing until it is enabled again.")


@webhooks_group.command("enable")
@name_argument
@click.option("--skip", is_flag=True, help="Leave out what happened meanwhile and what still waits.")
def enable_command(name: str, skip: bool) -> None:
    """Go on with one that was disabled, where it stopped."""
    with opened_site() as site, site.database.write() as session:
        register.enable(session, name, now_ms(), skip=skip)
    click.echo(
        f"{name} is told {'what happens from now on' if skip else 'what happened meanwhile, and all that does'}."
    )


@webhooks_group.command("remove")
@name_argument
def remove_command(name: str) -> None:
    """End a webhook and forget its messages."""
    with opened_site() as site, site.database.write() as session:
        lost = register.remove(session, name)
    click.echo(f"{name} is told nothing any more." + (f" {spoken(lost, 'message')} had not been sent." if lost else ""))


def _say_secret(name: str, secret: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"name": name, "secret": secret})
    else:
        click.echo(secret)
