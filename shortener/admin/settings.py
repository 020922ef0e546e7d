"""Settings: every one that is in force on this node, and where it came from: those that somebody set come first."""

from dataclasses import replace

from flask import Response

from shortener.admin.frame import page, screen
from shortener.inforce import in_force
from shortener.sentences import Words
from shortener.web.services import services


@screen("/settings", "settings")
def settings() -> Response:
    own = services().settings
    said = (replace(one, about=Words(one.about)) for one in in_force(own))
    every = sorted(said, key=lambda one: not one.source)
    return page("settings", every=every, changed=sum(bool(one.source) for one in every), node=own.node)
