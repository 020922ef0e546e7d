"""In with a passkey: alone, with no name typed, or in place of the code behind the password."""

from flask import Response, request

from shortener.accounts import halfway, keyrings
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person
from shortener.admin.audited import note
from shortener.admin.doorstep import answered, ask_code, ask_name, enter, here, say_when, status_of
from shortener.admin.frame import back_to, blueprint
from shortener.clock import now_ms
from shortener.web.person import safe_next
from shortener.web.services import services
from shortener.web.visitor import visitor_network


@blueprint.post("/sign-in/passkey")
def prove_passkey() -> Response:
    own, half, wanted = services(), request.form.get("half", ""), safe_next(request.form.get("next", ""))
    ticket, place = answered(half), here()
    with own.database.read() as session:
        only = halfway.whose_half(session, own.secret, half, now_ms()) if half else None
    if ticket is None or place is None or (half and only is None):
        return back_to("admin.sign_in", "too-late", next=wanted)
    door = keyrings.Door(own.secret, place, ticket)
    found = keyrings.prove(own.database, door, request.form.get("answer", ""), visitor_network(), only)
    if isinstance(found, SignInRefusal):
        return _refused(found, half, wanted, only)
    note("sign-in-passkey", found)
    return enter(found, wanted)


def _refused(refusal: SignInRefusal, half: str, wanted: str, only: Person | None) -> Response:
    if refusal.code == "wrong":
        note("passkey-failed", only)
    words = keyrings.WRONG if refusal.code == "wrong" else refusal.sentence(now_ms())
    problems, status = {"passkey": words}, status_of(refusal)
    response = ask_code(wanted, half, only, problems, status) if only else ask_name(wanted, "", problems, status)
    return say_when(response, refusal)
