"""`shortener clicks`: its commands, each in a file of its own."""

import click

from shortener.cli.lazy import LazyGroup, Place

PLACES = {
    "audit": Place(
        "shortener.cli.audit:audit_command",
        "Add up every click ever received; exit status 1 when one is unaccounted for.",
    ),
    "erase": Place(
        "shortener.cli.erase:erase_command",
        "Blank what is personal in stored clicks: SHORTENER_CLICK_FIELDS names the fields.",
    ),
    "reclassify": Place(
        "shortener.cli.reclassify:reclassify_command",
        "Apply the rules for visitors that are in force to the clicks that are kept.",
    ),
}


@click.group("clicks", cls=LazyGroup, places=PLACES)
def clicks_group() -> None:
    """Clicks, as far as they are stored."""
