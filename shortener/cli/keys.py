"""`shortener key`: what programs ask with."""

import click
import msgspec

from shortener.accounts import audit, keys
from shortener.cli.context import opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, say_json, say_table
from shortener.reports.moments import iso_or_none


@click.group("key")
def key_group() -> None:
    """Keys for programs that use the REST API, each in the name of a person and for some things only."""


@key_group.command("add")
@click.argument("person")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(keys.SCOPES), default=("stats:read",), show_default=True,
    help="What it may do; may be repeated.",
)  # fmt: skip
@json_option
def add_command(*, person: str, name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key and show it, once: only a hash of it is kept."""
    with opened_site() as site, site.database.write() as session:
        made = keys.add(session, person, name, scopes)
        audit.note(session, "key-made", name=audit.COMMAND_LINE, subject=f"{name} of {person}, {' '.join(scopes)}")
    if as_json:
        say_json({"key": made})
    else:
        click.echo(made)


@key_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """Every key, without what opens anything."""
    with opened_site() as site:
        with site.database.read() as session:
            found = keys.everyones(session)
        if as_json:
            say_json([_facts(key) for key in found])
            return
        rows = [
            (key.id, key.person, key.name, " ".join(key.scopes), shown_time(key.seen_at, site.settings) or "never",
             "revoked" if key.revoked_at else "")
            for key in found
        ]  # fmt: skip
    say_table(("id", "person", "name", "scopes", "last used", ""), rows)


@key_group.command("revoke")
@click.argument("key_id", type=int, metavar="ID")
def revoke_command(key_id: int) -> None:
    """End a key at once."""
    with opened_site() as site, site.database.write() as session:
        ended = keys.revoke(session, key_id)
        audit.note(session, "key-ended", name=audit.COMMAND_LINE, subject=f"{ended.name} of {ended.person}")
    click.echo(f"Key {ended.id} of {ended.person} ({ended.name}) opens nothing any more.")


def _facts(key: keys.KeyView) -> dict[str, object]:
    times = {name: iso_or_none(getattr(key, name)) for name in ("created_at", "seen_at", "revoked_at")}
    return msgspec.structs.asdict(key) | times
