"""A person's own second proof: codes from their phone, on and off with their password, and those to write down."""

import segno
from flask import Response, request

from shortener.accounts import codes, sessions
from shortener.accounts.errors import AccountRefused
from shortener.accounts.totp import address_of, spelled
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.proving import password_problems
from shortener.sentences import Words
from shortener.web.person import current_sign_in
from shortener.web.services import services


@screen("/account/code", "read")
def sign_in_code() -> Response:
    return _page()


@screen("/account/code", "read", post=True)
def turn_on_code() -> Response:
    nonce = request.form.get("nonce", "")
    if problems := password_problems():
        return _page(problems, nonce=nonce)
    own, sign_in = services(), current_sign_in()
    try:
        with own.database.write() as session:
            made = codes.turn_on(session, own.secret, me(), nonce, request.form.get("code", ""))
            sessions.close_others(session, me(), sign_in.id if sign_in else 0)
    except AccountRefused as error:
        return _page({error.field: error.words}, nonce=nonce)
    return page("written", made=made)


@screen("/account/code/renew", "read", post=True)
def renew_codes() -> Response:
    if problems := _problems():
        return _page(problems)
    with services().database.write() as session:
        made = codes.renew_recovery(session, services().secret, me())
    return page("written", made=made)


@screen("/account/code/off", "read", post=True)
def turn_off_code() -> Response:
    if problems := _problems():
        return _page(problems)
    if services().settings.sign_in_code == "required":
        return _page({"old": Words("Everybody signs in with a code here, so it can't be turned off.")})
    with services().database.write() as session:
        codes.turn_off(session, me().name)
    return back_to("admin.sign_in_code", "code-off")


def _problems() -> dict[str, str]:
    return password_problems() if codes.is_on(me()) else {"old": Words("You sign in without a code already.")}


def _page(problems: dict[str, str] | None = None, *, nonce: str = "") -> Response:
    with services().database.read() as session:
        left = codes.left(session, me())
    return page(
        "second",
        422 if problems else 200,
        is_on=codes.is_on(me()),
        is_required=services().settings.sign_in_code == "required",
        left=left,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        **({} if codes.is_on(me()) else _to_learn(nonce or codes.new_nonce())),
    )


def _to_learn(nonce: str) -> dict[str, object]:
    """What a phone reads, and what is typed where it can't."""
    key = codes.key_of(services().secret, me(), nonce[: 2 * codes.NONCE_BYTES])
    made = segno.make_qr(address_of(key, services().brand.name, me().name))
    picture = made.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    return {"nonce": nonce, "picture": picture, "spelled": spelled(key)}
