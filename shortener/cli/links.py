"""`shortener link`: make, find, change and delete links."""

from typing import Any

import click
import msgspec
from msgspec import UNSET

from shortener.cli.context import opened_site
from shortener.cli.linkbeside import COMMANDS
from shortener.cli.linkfields import domain_option, field_options, fields_of, reason_option
from shortener.cli.linkfilters import filter_options, query_of
from shortener.cli.linkviews import link_as_data, restoring, say_link, say_rows
from shortener.cli.output import json_option, say_json
from shortener.cli.places import place_of
from shortener.links.drafts import Draft, Edit
from shortener.reports.lists import MOST_PER_PAGE, list_links
from shortener.reports.totals import totals


@click.group("link")
def link_group() -> None:
    """Links. A SLUG is the part after the domain, exactly as printed; the whole short URL will do too."""


@link_group.command("add")
@click.argument("target")
@click.argument("slug", default="")
@domain_option
@field_options
@json_option
def add(target: str, slug: str, domain: str, as_json: bool, **options: Any) -> None:
    """Make a link to TARGET and print its short URL; without a SLUG it gets a random one."""
    with opened_site() as site:
        fields = {name: value for name, value in fields_of(options, site.settings).items() if value is not UNSET}
        link = site.library.create(Draft(target=target, slug=slug, domain=domain, **fields), None)
        if as_json:
            say_json(link_as_data(site, link))
        else:
            click.echo(site.url(link))


@link_group.command("show")
@click.argument("slug")
@domain_option
@json_option
def show(slug: str, domain: str, as_json: bool) -> None:
    """All about a link, deleted ones too."""
    with opened_site() as site:
        link = site.link(slug, domain, deleted=True)
        with site.database.read() as session:
            count = totals(session, [link.id])[link.id]
        if as_json:
            say_json(link_as_data(site, link) | {"clicks": msgspec.to_builtins(count)})
        else:
            say_link(site, link, count)


@link_group.command("edit")
@click.argument("slug")
@domain_option
@click.option("--target", help="Where it leads.")
@click.option("--slug", "new_slug", help="A new slug; the old one goes on working.")
@field_options
@reason_option
@json_option
def edit(
    *, slug: str, domain: str, target: str | None, new_slug: str | None, reason: str, as_json: bool, **options: Any
) -> None:
    """Change what is given as an option, and nothing else."""
    with opened_site() as site:
        places = {"target": target, "slug": new_slug}
        asked = fields_of(options, site.settings) | {n: UNSET if v is None else v for n, v in places.items()}
        before = site.link(slug, domain)
        link = site.library.edit(before.id, Edit(**asked), None, reason=reason)
        if as_json:
            say_json(link_as_data(site, link))
        elif link == before:
            click.echo("Nothing was changed.")
        else:
            click.echo(f"{site.url(link)} leads to {link.target}")


@link_group.command("delete")
@click.argument("slug")
@domain_option
@reason_option
@json_option
def delete(slug: str, domain: str, reason: str, as_json: bool) -> None:
    """Delete a link; its slug answers "gone" and is never handed out again."""
    with opened_site() as site:
        link = site.library.delete(site.link(slug, domain).id, None, reason=reason)
        if as_json:
            say_json(link_as_data(site, link))
        else:
            click.echo(f"{site.url(link)} is deleted; `{restoring(site, link)}` brings it back.")


@link_group.command("restore")
@click.argument("slug")
@domain_option
def restore(slug: str, domain: str) -> None:
    """Bring a deleted link back, with its slugs and its clicks."""
    with opened_site() as site:
        link = site.library.restore(site.link(slug, domain, deleted=True).id, None)
        click.echo(f"{site.url(link)} leads to {link.target}")


@link_group.command("free")
@click.argument("slug")
@domain_option
def free(slug: str, domain: str) -> None:
    """Let a deleted link's slug be used for another link."""
    with opened_site() as site:
        domain, slug = place_of(slug, domain)
        site.library.free(domain, slug, None)
        click.echo(f"{slug} can be used again.")


@link_group.command("list")
@filter_options
@click.option(
    "--sort",
    default="created",
    type=click.Choice(["created", "clicks", "slug", "last"]),
    show_default=True,
    help="What the order goes by.",
)
@click.option("--ascending", is_flag=True, help="Smallest, oldest or first first.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page, from 1.")
@click.option("--per-page", type=click.IntRange(1, MOST_PER_PAGE), default=25, show_default=True, help="At most 1,000.")
@json_option
def list_command(as_json: bool, ascending: bool, **options: Any) -> None:
    """Links, a page at a time; `shortener export links` has them all."""
    with opened_site() as site, site.database.read() as session:
        page = list_links(session, query_of(session, site.settings, options | {"descending": not ascending}))
        if as_json:
            rows = [link_as_data(site, r.link) | {"clicks": r.clicks, "last_click_at": r.last_at} for r in page.rows]
            say_json({"links": rows, "total": page.total, "page": page.page, "pages": page.pages})
        else:
            say_rows(site, page)


for command in COMMANDS:
    link_group.add_command(command)
