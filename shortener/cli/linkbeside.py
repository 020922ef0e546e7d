"""`shortener link`, what stands beside a link: remarks on the chart of its clicks, and shared pages of its numbers."""

import click
from sqlalchemy.orm import Session

from shortener.accounts import audit, people, sharedpages
from shortener.cli.context import opened_site
from shortener.cli.linkfields import domain_option
from shortener.cli.moments import moment, shown_time
from shortener.cli.output import json_option, say_json, say_table, spoken
from shortener.links import remarks
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.reports.moments import iso_ms

number_argument = click.argument("number", type=click.IntRange(1, 2**63 - 1))


@click.command("remarks")
@click.argument("slug")
@domain_option
@json_option
def remarks_command(slug: str, domain: str, as_json: bool) -> None:
    """What was written on the chart of its clicks, the latest moment first."""
    with opened_site() as site, site.database.read() as session:
        found, names = remarks.remarks_of(session, site.link(slug, domain).id), people.names(session)
        if as_json:
            say_json([
                {"number": one.id, "at": iso_ms(one.at), "words": one.words, "by": names.get(one.made_by_id or 0)}
                for one in found
            ])  # fmt: skip
            return
        rows = [(one.id, shown_time(one.at, site.settings), one.words, names.get(one.made_by_id or 0)) for one in found]
        say_table(("number", "at", "words", "by"), rows)


@click.command("remark")
@click.argument("slug")
@click.argument("day")
@click.argument("words")
@domain_option
@json_option
def remark_command(slug: str, day: str, words: str, domain: str, as_json: bool) -> None:
    """Write WORDS on the chart of its clicks, at a DAY such as 2026-11-22, or a time."""
    with opened_site() as site:
        link, at = site.link(slug, domain), moment(day, "DAY", site.settings)
        if at is None:
            raise click.BadParameter("Say at which day.", param_hint="DAY")
        with site.database.write() as session:
            number = remarks.add_remark(session, link.id, at, words, None).id
        if as_json:
            say_json({"number": number, "at": iso_ms(at), "words": words.strip(), "by": None})
        else:
            click.echo(f"Remark {number} stands on the chart of {site.url(link)}.")


@click.command("unremark")
@click.argument("slug")
@number_argument
@domain_option
def unremark_command(slug: str, number: int, domain: str) -> None:
    """Take a remark off the chart of its clicks."""
    with opened_site() as site:
        link = site.link(slug, domain)
        with site.database.write() as session:
            if not remarks.remove_remark(session, link.id, number):
                raise Refused("number", "missing", f"{site.url(link)} has no remark {number}.")
        click.echo(f"Remark {number} is off the chart of {site.url(link)}.")


@click.command("shares")
@click.argument("slug")
@domain_option
@json_option
def shares_command(slug: str, domain: str, as_json: bool) -> None:
    """Its shared pages that can be opened, the last made first; their addresses were shown once."""
    with opened_site() as site, site.database.read() as session:
        found, names = sharedpages.living(session, site.link(slug, domain).id), people.names(session)
        if as_json:
            say_json([
                {"number": one.id, "by": names.get(one.made_by_id or 0), "created_at": iso_ms(one.created_at),
                 "expires_at": iso_ms(one.expires_at)}
                for one in found
            ])  # fmt: skip
            return
        rows = [
            (one.id, shown_time(one.created_at, site.settings), shown_time(one.expires_at, site.settings),
             names.get(one.made_by_id or 0))
            for one in found
        ]  # fmt: skip
        say_table(("number", "made", "ends", "by"), rows)


@click.command("share")
@click.argument("slug")
@click.option(
    "--days", type=click.Choice([str(days) for days in sharedpages.DAYS]), default="30", show_default=True,
    help="So long can it be opened.",
)  # fmt: skip
@domain_option
@json_option
def share_command(slug: str, days: str, domain: str, as_json: bool) -> None:
    """Make a page of its numbers for whoever has the address, and show that, once."""
    with opened_site() as site:
        link = site.link(slug, domain)
        with site.database.write() as session:
            token = sharedpages.share(session, link.id, int(days), None)
            _note(session, "shared", link, f", {spoken(int(days), 'day')}")
        url = f"{site.settings.public_url}/-/stats/{token}"
        if as_json:
            say_json({"url": url})
        else:
            click.echo(url)


@click.command("unshare")
@click.argument("slug")
@number_argument
@domain_option
def unshare_command(slug: str, number: int, domain: str) -> None:
    """End a shared page at once."""
    with opened_site() as site:
        link = site.link(slug, domain)
        with site.database.write() as session:
            if not sharedpages.end(session, link.id, number):
                raise Refused("number", "missing", f"{site.url(link)} has no shared page {number}.")
            _note(session, "share-ended", link)
        click.echo(f"Shared page {number} of {site.url(link)} opens nothing any more.")


def _note(session: Session, action: str, link: LinkView, more: str = "") -> None:
    audit.note(session, action, name=audit.COMMAND_LINE, subject=f"{link.domain}/{link.slug}{more}")


COMMANDS = (remarks_command, remark_command, unremark_command, shares_command, share_command, unshare_command)
