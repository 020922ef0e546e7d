"""One change made to many links in one transaction, each told by itself: one that can't be changed stops no other."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from shortener.links.drafts import Edit
from shortener.links.editor import Editor
from shortener.links.errors import Refused
from shortener.links.fields import tag_names
from shortener.links.many import Change, ManyEditor
from shortener.links.views import LinkView
from shortener.sentences import Words

MOST = 100  # links at once: nobody else can write links until all are done, a tenth of a second or so

# What becomes of a link: done at once, or told to be done together with others.
Step = Callable[[ManyEditor, LinkView], LinkView | Change]


class Picked(Struct, frozen=True):
    """A link, and the version of it that somebody saw; None where they only know that it is among many."""

    link_id: int
    version: int | None = None


class Told(Struct, frozen=True):
    """What became of one: changed, or refused, or neither where it was so already. `link` is None where none is."""

    picked: Picked
    link: LinkView | None = None
    changed: bool = False
    refusal: Refused | None = None


def change_all(editor: ManyEditor, picked: Sequence[Picked], step: Step) -> list[Told]:
    """In the order given. Raises Refused, before anything is changed, for none and for more than MOST."""
    if not picked:
        raise Refused("link", "none", Words("No link was chosen, so nothing was changed."))
    if len(picked) > MOST:
        raise Refused(
            "link", "many", Words("More than %(most)s links can’t be changed at once; choose fewer.", most=MOST)
        )
    if len(picked) > len({one.link_id for one in picked}):  # one that comes twice sees what the first did
        return [told for one in picked for told in change_all(editor, [one], step)]
    seen = editor.look_all([one.link_id for one in picked])
    begun = [_begun(editor, one, seen.get(one.link_id), step) for one in picked]
    ended = iter(editor.change_each([one for one in begun if isinstance(one, Change)]))
    return [
        told if isinstance(told, Told) else _ended(one, seen.get(one.link_id), next(ended))
        for one, told in zip(picked, begun, strict=True)
    ]


def _begun(editor: ManyEditor, one: Picked, before: LinkView | None, step: Step) -> Told | Change:
    try:
        before = before or editor.look(one.link_id)
        if one.version not in {None, before.version}:
            editor.check(one.link_id, one.version)
        after = step(editor, before)
    except Refused as refusal:
        return Told(one, before, refusal=refusal)
    return after if isinstance(after, Change) else Told(one, after, changed=after != before)


def _ended(one: Picked, before: LinkView | None, after: LinkView | Refused) -> Told:
    if isinstance(after, Refused):
        return Told(one, before, refusal=after)
    return Told(one, after, changed=after != before)


def enabling(*, on: bool, reason: str = "") -> Step:
    return lambda _, link: Change(link.id, Edit(enabled=on), reason)


def tagging(names: tuple[str, ...]) -> Step:
    """Puts tags on links that lack them."""
    return lambda _, link: Change(link.id, Edit(tags=(*link.tags, *names)))


def untagging(names: tuple[str, ...]) -> Step:
    """Raises Refused where a name can be none of a tag."""
    gone = tag_names(names)
    return lambda _, link: Change(link.id, Edit(tags=tuple(name for name in link.tags if name.casefold() not in gone)))


def deleting(reason: str = "") -> Step:
    return lambda _, link: Change(link.id, reason=reason)


def restoring() -> Step:
    return lambda editor, link: editor.restore(link.id)


def undoing(reason: str) -> Step:
    """Takes back what one of the others did last."""
    return lambda editor, link: _undone(editor, link, reason)


def _undone(editor: Editor, link: LinkView, reason: str) -> LinkView:
    then = editor.before(link)
    if link.deleted_at is not None:
        return editor.restore(link.id)
    if then.deleted_at is not None:
        return editor.delete(link.id, reason=reason)
    return editor.edit(link.id, Edit(enabled=then.enabled, tags=then.tags), reason=reason)
