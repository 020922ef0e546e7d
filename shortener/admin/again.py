"""What somebody typed while their sign-in ended: shown again, to be sent once more after signing in beside it."""

from flask import Response, make_response, render_template, request

from shortener.web.person import SIGN_IN

# Forms of text that takes time to write. None of them has a password, which would be shown to whoever sits there now.
KEPT = {
    *("admin.create", "admin.save", "admin.save_row"),
    *("admin.write_remark", "admin.take_list", "admin.take_replace"),
}


def keep_typed() -> Response | None:
    """A page with the form that was sent, where it was one of these and its sign-in is over."""
    fields = list(request.form.items(multi=True))
    if not fields or request.endpoint not in KEPT:
        return None
    return make_response(render_template("admin/again.html", fields=fields, sign_in=SIGN_IN), 401)
