"""The admin: what a signed-in person sees and does, one module a screen."""

from shortener.admin import (
    account,
    create,
    domains,
    edit,
    export,
    history,
    link,
    links,
    misses,
    people,
    signin,
    states,
    styleguide,
)
from shortener.admin.frame import blueprint

SCREENS = (account, create, domains, edit, export, history, link, links, misses, people, signin, states, styleguide)

__all__ = ["SCREENS", "blueprint"]
