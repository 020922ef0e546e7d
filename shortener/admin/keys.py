"""A person's own keys for programs: made, shown once, and ended."""

from flask import Response, abort, request

from shortener.accounts import keys as accounts
from shortener.accounts.errors import AccountRefused
from shortener.accounts.roles import kept_to, may
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import id_in
from shortener.sentences import Words
from shortener.web.services import services

SCOPE_WORDS = {
    "stats:read": Words("Read numbers of clicks"),
    "clicks:read": Words("Read single clicks"),
    "links:read": Words("Read links"),
    "links:write": Words("Make and change links"),
    "admin": Words("Everything that you may do"),
}


@screen("/account/keys", "read")
def keys() -> Response:
    return _page()


@screen("/account/keys", "read", post=True)
def make_key() -> Response:
    name, scopes = clean(request.form.get("name", "")), request.form.getlist("scope")
    if "admin" in scopes and not may(me(), "people"):
        abort(403)
    try:
        with services().database.write() as session:
            made = accounts.add(session, me().name, name, scopes)
    except AccountRefused as error:
        return _page({error.field: error.words}, name, scopes)
    return _page(made=made)


@screen("/account/keys/end", "read", post=True)
def end_key() -> Response:
    number = id_in(request.form.get("id", ""))
    with services().database.write() as session:
        own = {key.id for key in accounts.living(session, me())}
        accounts.revoke(session, number if number in own else abort(404))
    return back_to("admin.keys", "key-ended")


def _page(
    problems: dict[str, str] | None = None, name: str = "", ticked: list[str] | None = None, *, made: str = ""
) -> Response:
    """`made` is a key that is seen this once."""
    with services().database.read() as session:
        own = accounts.living(session, me())
    return page(
        "keys",
        422 if problems else 200,
        own=own,
        scopes=[scope for scope in accounts.SCOPES if scope != "admin" or may(me(), "people")],
        words=SCOPE_WORDS,
        is_kept=kept_to(me()) is not None,
        made=made,
        name=name,
        ticked=ticked or ["stats:read"],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )
