"""Everything that each face relies on, put into an application in the order in which requests meet it."""

from flask import Flask

from shortener.web import assets, door, errors, headers, health, hosts, limits, origin, person, scrape, speech


def install(app: Flask) -> None:
    """The services must be in `app.extensions` already."""
    for part in (limits, errors, headers, hosts, origin, person, speech, door, health, scrape):
        part.install(app)
    app.register_blueprint(assets.blueprint)
    app.jinja_env.globals.update(asset=assets.asset_url, has_asset=assets.has_asset)
