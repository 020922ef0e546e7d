"""Settings: every one that is in force on this node, and where it came from: those that somebody set come first."""

from flask import Response

from shortener.admin.frame import page, screen
from shortener.inforce import in_force
from shortener.web.services import services


@screen("/settings", "settings")
def settings() -> Response:
    own = services().settings
    every = sorted(in_force(own), key=lambda one: not one.source)
    return page("settings", every=every, changed=sum(bool(one.source) for one in every), node=own.node)
