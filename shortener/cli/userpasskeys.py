"""`shortener user passkeys`: with which passkeys somebody signs in, and removing them for who lost a device."""

import click

from shortener.accounts import audit, keyrings, people
from shortener.cli.context import opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, say_json, say_table
from shortener.reports.moments import iso_ms, iso_or_none


@click.command("passkeys")
@click.argument("name")
@json_option
def passkeys_command(name: str, as_json: bool) -> None:
    """Somebody's passkeys, the oldest first."""
    with opened_site() as site, site.database.read() as session:
        found = keyrings.of(session, people.existing(session, name))
        if as_json:
            say_json([
                {"number": one.id, "name": one.name, "created_at": iso_ms(one.created_at),
                 "seen_at": iso_or_none(one.seen_at), "doubted": one.doubted_at is not None}
                for one in found
            ])  # fmt: skip
            return
        rows = [
            (one.id, one.name, shown_time(one.created_at, site.settings),
             shown_time(one.seen_at, site.settings) or "never", "opens nothing" if one.doubted_at else "")
            for one in found
        ]  # fmt: skip
        say_table(("number", "name", "since", "last used", ""), rows)


@click.command("passkeys-off")
@click.argument("name")
@click.option("--number", type=click.IntRange(1, 2**63 - 1), help="Only this one of them.")
def passkeys_off_command(name: str, number: int | None) -> None:
    """Remove the passkeys of somebody who lost a device; the password and other ways in stay."""
    with opened_site() as site, site.database.write() as session:
        if number is None:
            keyrings.remove_all(session, name)
        else:
            keyrings.remove_of(session, name, number)
        person = people.existing(session, name)
        audit.note(session, "person-passkeys-off", name=audit.COMMAND_LINE, subject=person.name)
        which = "No passkey" if number is None else f"Passkey {number}"
        click.echo(f"{which} of {person.name} opens {'any' if number is None else 'no'}thing any more.")
