"""Everything that each face relies on, put into an application in the order in which requests meet it."""

from flask import Flask

from shortener.web import assets, errors, headers, health, hosts, limits, origin, person


def install(app: Flask) -> None:
    """The services must be in `app.extensions` already."""
    for part in (limits, errors, headers, hosts, origin, person):
        part.install(app)
    for blueprint in (health.blueprint, assets.blueprint):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = assets.asset_url
