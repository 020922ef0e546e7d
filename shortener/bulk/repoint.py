"""Find and replace in targets: the rows are links, and each one's target is changed in itself."""

from shortener.bulk.drafts import edit_of
from shortener.bulk.rows import CHANGED, UNCHANGED, How, Outcome, refusal
from shortener.bulk.table import Row
from shortener.links.editor import Editor
from shortener.links.errors import Refused
from shortener.links.views import LinkView


def repoint_row(number: int, link: LinkView) -> Row:
    return Row(number, {"link": str(link.id), "domain": link.domain, "slug": link.slug, "target": link.target})


class Repoint:
    """Takes rows that `repoint_row` made, as Rows does those of a file."""

    def __init__(self, how: How) -> None:
        self._how = how

    def take(self, editor: Editor, row: Row) -> Outcome:
        try:
            return self._change(editor, row.line, editor.look(int(row.cells["link"])))
        except Refused as error:
            return refusal(row, error)

    def _change(self, editor: Editor, line: int, link: LinkView) -> Outcome:
        target = link.target.replace(self._how.find, self._how.put)
        changes = (("target", link.target, target),) if target != link.target else ()
        if changes:
            editor.edit(link.id, edit_of(changes), reason=self._how.reason)
        verdict = CHANGED if changes else UNCHANGED
        return Outcome(line, verdict, link.domain, link.slug, link.target, link=link, changes=changes)
