"""Links of YOURLS become links here: those that are there already stay as they are, others' slugs are never taken."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from shortener.interop.yourls.arrivals import Arrival
from shortener.interop.yourls.report import CHANGED, LEFT_OUT, Finding, Tell
from shortener.links.drafts import Draft
from shortener.links.editor import Editor
from shortener.links.errors import Refused, shown
from shortener.links.library import Library
from shortener.links.slug import key_of
from shortener.links.views import LinkView

BATCH = 500
RESTS = {"scheme", "loop"}  # what is wrong with a target that a link can still keep while it is disabled


class Placed(msgspec.Struct, frozen=True):
    """Where a keyword's clicks go: a link, and the revision that it began with; `counter` is YOURLS' own count."""

    keyword: str
    link_id: int
    revision_id: int
    counter: int
    is_new: bool


class _Undo(Exception):
    """Ends a dry run's transaction."""


def place_links(library: Library, arrivals: Iterable[Arrival], tell: Tell, *, dry_run: bool) -> Iterator[list[Placed]]:
    """Batch by batch, each stored when it is handed out; in a dry run its numbers stand for nothing."""
    remaining = iter(arrivals)
    while batch := list(islice(remaining, BATCH)):
        yield _store(library, batch, tell, dry_run=dry_run)


def _store(library: Library, batch: list[Arrival], tell: Tell, *, dry_run: bool) -> list[Placed]:
    placed: list[Placed] = []
    try:
        with library.writing(None) as editor:
            views = list(_take(editor, batch, tell))
            first = editor.first_revisions([view.id for _, view, _ in views])
            placed = [
                Placed(arrival.keyword, view.id, first[view.id], arrival.counter, is_new)
                for arrival, view, is_new in views
            ]
            _undo_if(dry_run)
    except _Undo:
        pass
    return placed


def _undo_if(dry_run: bool) -> None:
    if dry_run:
        raise _Undo


def _take(editor: Editor, batch: list[Arrival], tell: Tell) -> Iterator[tuple[Arrival, LinkView, bool]]:
    known = editor.find_all(batch[0].draft.domain, [arrival.draft.slug for arrival in batch])
    made = _make_all(editor, [arrival for arrival in batch if key_of(arrival.draft.slug) not in known])
    for arrival in batch:
        key = key_of(arrival.draft.slug)
        if key in known:
            view = _same(arrival, known[key], tell)
        else:
            view = made[key] if made is not None else _make(editor, arrival, tell)
            for finding, reason in arrival.notes if view else ():
                tell(finding, reason)
        if view is not None:
            yield arrival, view, key not in known


def _make_all(editor: Editor, new: Sequence[Arrival]) -> dict[str, LinkView] | None:
    """None where one of them can't be made like that."""
    if not new:
        return {}
    try:
        editor.create_all([arrival.draft for arrival in new])
    except Refused:
        return None
    return editor.find_all(new[0].draft.domain, [arrival.draft.slug for arrival in new])


def _make(editor: Editor, arrival: Arrival, tell: Tell) -> LinkView | None:
    draft = arrival.draft
    if not draft.slug:
        _leave_out(arrival, Refused("slug", "empty", "It has no keyword."), tell)
        return None
    try:
        return editor.create(draft)
    except Refused as refused:
        if refused.field == "target" and refused.code in RESTS:
            return _rest(editor, arrival, refused, tell)
        _leave_out(arrival, refused, tell)
        return None


def _rest(editor: Editor, arrival: Arrival, why: Refused, tell: Tell) -> LinkView | None:
    """Comes in, but answers nobody until somebody gives it another target."""
    try:
        view = editor.create(replace(arrival.draft, enabled=False))
    except Refused as refused:
        _leave_out(arrival, refused, tell)
        return None
    finding = Finding("link", CHANGED, arrival.keyword, f"It came in disabled: {why}", was=arrival.draft.target)
    tell(finding, "it came in disabled: its target may not be followed")
    return view


def _leave_out(arrival: Arrival, refused: Refused, tell: Tell) -> None:
    finding = Finding("link", LEFT_OUT, arrival.keyword, str(refused), was=arrival.draft.target)
    tell(finding, f"its {refused.field} can't be had here ({refused.code})")


def _same(arrival: Arrival, view: LinkView, tell: Tell) -> LinkView | None:
    """What leads there or was made at that moment came in before, and may have been changed by somebody since."""
    if _is_one(arrival.draft, view):
        return view
    what = f"There is another link with this slug, which leads to {shown(view.target)}; it was left so."
    tell(Finding("link", LEFT_OUT, arrival.keyword, what, was=arrival.draft.target), "its slug has another link here")
    return None


def _is_one(draft: Draft, view: LinkView) -> bool:
    return view.target == draft.target or view.created_at == draft.created_at
