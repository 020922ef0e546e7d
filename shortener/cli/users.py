"""`shortener user`: people who may sign in, and invitations. A password is never an argument."""

import sys
from pathlib import Path

import click
import msgspec
from sqlalchemy.orm import Session

from shortener.accounts import audit, codes, invitations, people
from shortener.accounts.passwords import LONGEST
from shortener.accounts.roles import ADMIN, ROLES
from shortener.cli.context import Site, opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, say_json, say_table
from shortener.cli.userpasskeys import passkeys_command, passkeys_off_command
from shortener.reports.moments import iso_ms, iso_or_none

password_option = click.option(
    "--password-file", type=click.Path(path_type=Path), help="Read the password from this file's first line."
)


@click.group("user")
def user_group() -> None:
    """People who may sign in.

    Passwords are asked for on a terminal (twice), else read from standard input.
    """


@user_group.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=ADMIN, show_default=True, help="What they may do.")
@password_option
@click.option("--from-yourls", is_flag=True, help="The password is as config.php of YOURLS has it: md5:…, phpass:….")
def add(*, name: str, role: str, password_file: Path | None, from_yourls: bool) -> None:
    """Let somebody sign in."""
    with opened_site() as site:
        password = read_password(password_file)
        with site.database.write() as session:
            person = (people.add_imported if from_yourls else people.add)(session, name, password, role)
            _note(session, "person-added", f"{person.name}, {role}")
            click.echo(f"{person.name} can sign in as {role}.")


@user_group.command("password")
@click.argument("name")
@password_option
def password_command(name: str, password_file: Path | None) -> None:
    """Give somebody a new password and end their sign-ins."""
    with opened_site() as site:
        password = read_password(password_file)
        with site.database.write() as session:
            person = people.change_password(session, name, password)
            _note(session, "password-set", person.name)
            click.echo(f"{person.name} has a new password and is signed out everywhere.")


@user_group.command("invite")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--note", default="", help="For whom it is; shown in the list of invitations.")
@json_option
def invite(*, role: str, note: str, as_json: bool) -> None:
    """Make a link by which somebody chooses a name and a password: once, for seven days."""
    with opened_site() as site:
        with site.database.write() as session:
            token = invitations.invite(session, role, None, note)
            _note(session, "invited", f"{note}, {role}")
        _say_link(site, token, as_json=as_json)


@user_group.command("reset")
@click.argument("name")
@json_option
def reset(*, name: str, as_json: bool) -> None:
    """Make a link by which somebody chooses a new password: once, for a day."""
    with opened_site() as site:
        with site.database.write() as session:
            token = invitations.reset(session, name, None)
            _note(session, "person-password", name)
        _say_link(site, token, as_json=as_json)


@user_group.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def role_command(name: str, role: str) -> None:
    """Change what somebody may do."""
    with opened_site() as site, site.database.write() as session:
        person = people.change_role(session, name, role)
        _note(session, "person-changed", f"{person.name}, {role}")
        click.echo(f"{person.name} is {role} now.")


@user_group.command("own-links")
@click.argument("name")
@click.argument("switch", type=click.Choice(["on", "off"]))
def own_links(name: str, switch: str) -> None:
    """Keep somebody to the links that they own, or not: no others are shown to them. Admins see all."""
    with opened_site() as site, site.database.write() as session:
        person = people.keep_to_own(session, name, own_links_only=switch == "on")
        _note(session, "person-changed", f"{person.name}, own links {switch}")
        click.echo(f"{person.name} sees {'only their own links' if person.own_links_only else 'all links'}.")


@user_group.command("code-off")
@click.argument("name")
def code_off(name: str) -> None:
    """Let somebody who lost their phone sign in with their password alone."""
    with opened_site() as site, site.database.write() as session:
        person = codes.turn_off(session, name)
        _note(session, "person-code-off", person.name)
        click.echo(f"{person.name} signs in with the password alone.")


@user_group.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """End somebody's sign-ins and keys, and let them in no more; what they did stays theirs."""
    with opened_site() as site, site.database.write() as session:
        person = people.disable(session, name)
        _note(session, "person-disabled", person.name)
        click.echo(f"{person.name} can't sign in any more.")


@user_group.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody in again."""
    with opened_site() as site, site.database.write() as session:
        person = people.enable(session, name)
        _note(session, "person-enabled", person.name)
        click.echo(f"{person.name} can sign in again.")


@user_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """Everybody, by name."""
    with opened_site() as site, site.database.read() as session:
        everyone = people.everyone(session)
        if as_json:
            fields = [
                {
                    "name": p.name,
                    "role": p.role,
                    "created_at": iso_ms(p.created_at),
                    "seen_at": iso_or_none(p.seen_at),
                    "disabled": p.disabled_at is not None,
                }
                for p in everyone
            ]
            say_json(fields)
            return
        rows = [
            (p.name, p.role, shown_time(p.created_at, site.settings), shown_time(p.seen_at, site.settings) or "never",
             "disabled" if p.disabled_at else "")
            for p in everyone
        ]  # fmt: skip
        say_table(("name", "role", "since", "last seen", ""), rows)


@user_group.command("log")
@click.option("--person", help="Only what this person did.")
@click.option("--action", type=click.Choice(list(audit.ACTIONS)), help="Only this.")
@click.option("--most", type=click.IntRange(1, 100_000), default=100, show_default=True, help="So many lines.")
@json_option
def log_command(*, person: str | None, action: str | None, most: int, as_json: bool) -> None:
    """Who did what about people, keys and the site, the last first."""
    with opened_site() as site, site.database.read() as session:
        who = people.existing(session, person) if person else None
        found = audit.lines(session, audit.Asked(who.id if who else None, action or ""), most)
        if as_json:
            say_json([msgspec.structs.asdict(line) | {"at": iso_ms(line.at)} for line in found])
            return
        rows = [
            (shown_time(line.at, site.settings), line.name, line.action, line.subject, line.prefix) for line in found
        ]
        say_table(("when", "who", "what", "whom", "from"), rows)


for command in (passkeys_command, passkeys_off_command):
    user_group.add_command(command)


def read_password(path: Path | None) -> str:
    """From a file, a terminal or standard input; without its line break. Raises OSError."""
    if path is not None:
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            return _first_line(file.readline(LONGEST + 2))
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))
    return _first_line(sys.stdin.readline(LONGEST + 2))


def _note(session: Session, action: str, subject: str) -> None:
    audit.note(session, action, name=audit.COMMAND_LINE, subject=subject)


def _say_link(site: Site, token: str, *, as_json: bool) -> None:
    link = f"{site.settings.public_url}/admin/join/{token}"
    if as_json:
        say_json({"link": link})
    else:
        click.echo(link)


def _first_line(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
