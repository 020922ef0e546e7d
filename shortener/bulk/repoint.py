"""Find and replace in targets: the rows are links, and each one's target is changed in itself."""

from shortener.bulk.drafts import edit_of
from shortener.bulk.rows import CHANGED, REFUSED, UNCHANGED, How, Outcome
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
        seen = {name: row.cells[name] for name in ("domain", "slug", "target")}
        link = None
        try:
            link = editor.look(int(row.cells["link"]))
            target = link.target.replace(self._how.find, self._how.put)
            if target == link.target:
                return Outcome(row.line, UNCHANGED, **seen, link=link)
            changes = (("target", link.target, target),)
            editor.edit(link.id, edit_of(changes), reason=self._how.reason)
        except Refused as error:
            return Outcome(row.line, REFUSED, **seen, reason=str(error).removesuffix("."), link=link)
        return Outcome(row.line, CHANGED, **seen, link=link, changes=changes)
