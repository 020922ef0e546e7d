"""Before something weighty a person proves by their password who they are; a stolen sign-in can't guess it for long."""

from flask import request

from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.admin.frame import me
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.services import services
from shortener.web.visitor import visitor_network


def password_problems() -> dict[str, str]:
    """What is to be said of the field `old` of this form: nothing where it is right. Limited like signing in."""
    proved = sign_in(services().database, me().name, request.form.get("old", ""), visitor_network())
    if not isinstance(proved, SignInRefusal):
        return {}
    return {"old": Words("This is not your password now.") if proved.code == "wrong" else proved.sentence(now_ms())}
