"""The admin: what a signed-in person sees and does, one module a screen."""

from shortener.admin import (
    account,
    back,
    chosen,
    codes,
    create,
    domains,
    edit,
    export,
    health,
    history,
    link,
    links,
    misses,
    old,
    overview,
    people,
    qr,
    signin,
    states,
    styleguide,
    tools,
    webhooks,
)
from shortener.admin.frame import blueprint

SCREENS = (
    account,
    back,
    chosen,
    codes,
    create,
    domains,
    edit,
    export,
    health,
    history,
    link,
    links,
    misses,
    old,
    overview,
    people,
    qr,
    signin,
    states,
    styleguide,
    tools,
    webhooks,
)

__all__ = ["SCREENS", "blueprint"]
