"""Settings: every one that is in force on this node, and where it came from. They are changed where they are set."""

from flask import Response

from shortener.admin.frame import page, screen
from shortener.inforce import in_force
from shortener.web.services import services


@screen("/settings", "settings")
def settings() -> Response:
    own = services().settings
    every = in_force(own)
    return page("settings", every=every, changed=sum(bool(one.source) for one in every), node=own.node)
