"""`shortener stats compare`: several links or tags beside each other."""

from typing import Any

import click

from shortener.cli.answering import answers
from shortener.cli.asking import of_counts, of_time, pairs_of, period_of
from shortener.cli.context import Site, opened_site
from shortener.cli.given import not_empty
from shortener.cli.reportviews import say_sides
from shortener.reports.answers import Against, Question
from shortener.reports.periods import Unit
from shortener.reports.raw import filters_of
from shortener.reports.sides import Side, known_sides, side_by_side, side_of, side_of_tag
from shortener.reports.tables import sides_table
from shortener.reports.told import told_sides


@click.command("compare")
@click.option(
    "--link",
    "slugs",
    metavar="SLUG",
    multiple=True,
    callback=not_empty,
    help="A link, or its short URL; may be repeated.",
)
@click.option("--domain", default="", callback=not_empty, help="The domain of those links.")
@click.option("--tag", "tags", multiple=True, callback=not_empty, help="All links with this tag; may be repeated.")
@of_time
@of_counts
@answers(sides_table, say_sides)
def compare_command(
    *, slugs: tuple[str, ...], domain: str, tags: tuple[str, ...], dimensions: tuple[str, ...], unit: Unit | None,
    where: tuple[str, ...], against: Against | None, **time: Any,
) -> dict[str, Any]:  # fmt: skip
    """Clicks of several links or tags, 12 at most, beside each other. A link with two of the tags counts for both."""
    filters = filters_of(pairs_of(where))
    with opened_site() as site:
        question = Question(
            period=period_of(site, **time), unit=unit, dimensions=dimensions, filters=filters, against=against
        )
        sides = sides_of(site, slugs, domain, tags)
        with site.database.read() as session:
            return told_sides(side_by_side(session, question, known_sides(session, sides)))


def sides_of(site: Site, slugs: tuple[str, ...], domain: str, tags: tuple[str, ...]) -> list[Side]:
    """Raises NotFound for a link that isn't there."""
    links = [side_of(site.link(slug, domain, deleted=True)) for slug in slugs]
    return [*links, *map(side_of_tag, tags)]
