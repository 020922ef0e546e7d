"""Tools: bookmarklets, and how programs that know YOURLS sign in this person's name."""

import time

from flask import Response

from shortener.accounts.signatures import signing_key
from shortener.admin.frame import me, page, screen
from shortener.sentences import Words
from shortener.web.services import services
from shortener.yourls.signatures import FORMULAS, timed

_OPEN = "javascript:void(location.href='{form}?target='+encodeURIComponent(location.href){more})"
_TITLE = "+'&title='+encodeURIComponent(document.title)"
_ASK = "+'&slug='+encodeURIComponent(prompt('Slug')||'')"


@screen("/tools", "read")
def tools() -> Response:
    own = services()
    signature = FORMULAS[own.settings.yourls_profile](me().name, signing_key(own.settings, own.secret))
    strong = own.settings.yourls_profile == "1.10.5"
    now, name = str(int(time.time())), "sha256" if strong else "md5"
    return page(
        "tools",
        bookmarklets=bookmarklets(f"{own.settings.public_url}/admin/"),
        api=f"{own.settings.public_url}/yourls-api.php",
        site=own.settings.public_url,
        signature=signature,
        timestamp=now,
        hash_name=name,
        timed=timed(signature, now, name)[0],
    )


def bookmarklets(form: str) -> list[tuple[str, str]]:
    """The name of each, and its code; `form` is the address of the screen that makes links."""
    return [
        (Words("Shorten"), _OPEN.format(form=form, more=_TITLE)),
        (Words("Shorten as…"), _OPEN.format(form=form, more=_TITLE + _ASK)),
    ]
