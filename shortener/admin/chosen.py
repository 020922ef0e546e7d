"""What is done to links that were chosen in the list: one change for all, told link by link, and how to undo it."""

from flask import Response, abort, request
from msgspec import Struct

from shortener.admin.fields import tags
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, screen, zone
from shortener.admin.links import show_chosen
from shortener.admin.picking import found, picked
from shortener.bulk.undoing import UNDONE
from shortener.links.errors import Refused
from shortener.links.together import (
    Step,
    Told,
    change_all,
    deleting,
    enabling,
    restoring,
    tagging,
    undoing,
    untagging,
)
from shortener.reports.linkfile import LINK_COLUMNS, rows_of_links
from shortener.sentences import Words
from shortener.web.downloads import file_of_lines
from shortener.web.services import services

ACTS = frozenset({"tag", "untag", "enable", "disable", "delete", "restore", "undo"})


class Outcome(Struct, frozen=True, kw_only=True):
    """What the page tells of an act. `changed` and `again` are ticks of boxes: what can be undone, and tried once more.

    `problem` is why nothing was done at all, `same` counts those that were so already.
    """

    act: str
    tags: str
    problem: str
    same: int
    changed: list[str]
    refused: list[Told]
    again: list[str]
    wants_reason: bool

    @property
    def is_whole(self) -> bool:
        return not self.problem and not self.refused


@screen("/links/chosen", "read")
def chosen() -> Response:
    """The address that a change leaves behind, when somebody loads it again."""
    return back_to("admin.links")


@screen("/links/chosen", "write", post=True)
def change_chosen() -> Response:
    do, names = request.form.get("do", ""), tags(request.form.get("tags", ""))
    if do not in ACTS:
        abort(400)
    wanted = picked(request.form)
    try:
        with services().library.writing(me().id) as editor:
            told = change_all(editor, wanted, _step(do, names))
    except Refused as error:
        outcome = _outcome(do, names, [], error.words)
    else:
        outcome = _outcome(do, names, told)
    return show_chosen(200 if outcome.is_whole else 422, outcome=outcome)


@screen("/links/chosen.csv", "read")
def chosen_file() -> Response:
    """Those that are ticked, or all that the question of the list finds, however many."""
    ids = found(request.args) if request.args.get("all") else _ticked_ids()
    return file_of_lines(rows_of_links(services().database, ids), LINK_COLUMNS, "links", zone())


def _ticked_ids() -> list[int]:
    ids = [one.link_id for one in picked(request.args)]
    seen = services().library.get_all(ids)
    return [link_id for link_id in ids if link_id in seen]


def _step(do: str, names: tuple[str, ...]) -> Step:
    """Raises Refused."""
    reason = clean(request.form.get("why", ""))
    if do in {"tag", "untag"} and not names:
        raise Refused("tags", "none", Words("No tag was named, so nothing was changed; type one or more."))
    match do:
        case "tag":
            return tagging(names)
        case "untag":
            return untagging(names)
        case "delete":
            return deleting(reason)
        case "restore":
            return restoring()
        case "undo":
            return undoing(UNDONE)
        case _:
            return enabling(on=do == "enable", reason=reason)


def _outcome(do: str, names: tuple[str, ...], told: list[Told], problem: str = "") -> Outcome:
    changed, refused = [one for one in told if one.changed], [one for one in told if one.refusal]
    return Outcome(
        act=do,
        tags=", ".join(names),
        problem=problem,
        same=len(told) - len(changed) - len(refused),
        changed=[_ticked(one) for one in changed],
        refused=refused,
        again=[_ticked(one) for one in refused if _has(one, "printed", "stale")],
        wants_reason=any(_has(one, "printed") for one in refused),
    )


def _has(one: Told, *codes: str) -> bool:
    return one.refusal is not None and one.refusal.code in codes


def _ticked(one: Told) -> str:
    return f"{one.picked.link_id}-{one.link.version}" if one.link else ""
