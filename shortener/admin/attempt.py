"""Saving what somebody typed of a link: done, refused, or told what somebody else changed meanwhile."""

from dataclasses import dataclass

from flask import request

from shortener.admin import forms
from shortener.admin.forms import BadForm, LinkForm
from shortener.admin.frame import me, zone
from shortener.admin.merge import Meanwhile, merge
from shortener.admin.one import link_or_404
from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services


@dataclass(frozen=True)
class Attempt:
    """`done` is the notice of what was saved, "" where the form has to be looked at again, which then has `form`."""

    link: LinkView
    form: LinkForm
    done: str = ""
    problems: dict[str, str] | None = None
    meanwhile: list[Meanwhile] | None = None

    @property
    def status(self) -> int:
        return 200 if self.done else 409 if self.meanwhile is not None else 422


def attempt(link: LinkView, typed: LinkForm, base: LinkForm, version: str) -> Attempt:
    """`base` is the form as the person saw it, of that version."""
    if version != str(link.version):
        return _told(link, typed, base)
    try:
        return _saved(link, typed, forms.edit(typed, base, zone()))
    except BadForm as error:
        return Attempt(link, typed, problems=error.problems)
    except Refused as error:
        if error.code == "stale":
            return _told(link_or_404(link.id), typed, base)
        return Attempt(link, typed, problems={error.field: error.words})


def _saved(link: LinkView, typed: LinkForm, change: Edit) -> Attempt:
    if change == Edit():
        return Attempt(link, typed, "same")
    reason = forms.clean(request.form.get("reason", ""))
    return Attempt(
        services().library.edit(link.id, change, me().id, reason=reason, version=link.version), typed, "saved"
    )


def _told(link: LinkView, typed: LinkForm, base: LinkForm) -> Attempt:
    merged, meanwhile = merge(typed, base, forms.show(link, zone()))
    return Attempt(link, merged, meanwhile=meanwhile)
