"""Puts tags on links; a tag is made the first time somebody types it, in any case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links.fields import check_new_tag, tag_names
from shortener.links.tables import Link, Tag, link_tags


class Tags:
    """The tags known in one transaction, read once; `forget` after a rollback."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[int, str]] | None = None

    def forget(self) -> None:
        self._known = None

    def put(self, link: Link, names: tuple[str, ...]) -> list[str]:
        """Makes these the tags of a link and returns them as they are spelt here."""
        wanted = dict(self._made(tag_names(names).items()))
        has = set(self._session.scalars(select(link_tags.c.tag_id).where(link_tags.c.link_id == link.id)))
        extra, missing = has - wanted.keys(), wanted.keys() - has
        if extra:
            of_link = link_tags.c.link_id == link.id
            self._session.execute(delete(link_tags).where(of_link, link_tags.c.tag_id.in_(extra)))
        if missing:
            self._session.execute(insert(link_tags), [{"link_id": link.id, "tag_id": tag} for tag in sorted(missing)])
        return list(wanted.values())

    def put_all(self, tagged: Sequence[tuple[Link, tuple[str, ...]]]) -> list[list[str]]:
        """The same for new links, which have none yet."""
        wanted = [dict(self._made(tag_names(names).items())) for _, names in tagged]
        rows = [
            {"link_id": link.id, "tag_id": tag}
            for (link, _), tags in zip(tagged, wanted, strict=True)
            for tag in sorted(tags)
        ]
        if rows:
            self._session.execute(insert(link_tags), rows)
        return [list(tags.values()) for tags in wanted]

    def put_over(self, tagged: Sequence[tuple[Link, tuple[str, ...], tuple[str, ...]]]) -> list[tuple[str, ...]]:
        """The same for many links of which it is known which tags they have; by name, as a view has them."""
        told, extra, missing = list[tuple[str, ...]](), defaultdict[int, list[int]](list), list[dict[str, int]]()
        for link, before, names in tagged:
            wanted, has = (dict(self._made(tag_names(some).items())) for some in (names, before))
            for tag in has.keys() - wanted.keys():
                extra[tag].append(link.id)
            missing += [{"link_id": link.id, "tag_id": tag} for tag in sorted(wanted.keys() - has.keys())]
            told.append(_by_name(wanted.values()))
        for tag, link_ids in extra.items():
            of_tag = link_tags.c.tag_id == tag
            self._session.execute(delete(link_tags).where(of_tag, link_tags.c.link_id.in_(link_ids)))
        if missing:
            self._session.execute(insert(link_tags), missing)
        return told

    def spelt(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """By name; those that are known as they are spelt here."""
        wanted, known = tag_names(names), self._all()
        return _by_name(known[folded][1] if folded in known else name for folded, name in wanted.items())

    def _made(self, names: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
        known = self._all()
        for folded, name in names:
            if folded not in known:
                check_new_tag(name)
                tag = Tag(name=name, created_at=now_ms())
                self._session.add(tag)
                self._session.flush()
                known[folded] = (tag.id, name)
        return [known[folded] for folded, _ in names]

    def _all(self) -> dict[str, tuple[int, str]]:
        if self._known is None:
            self._known = {tag.name.casefold(): (tag.id, tag.name) for tag in self._session.scalars(select(Tag))}
        return self._known


def _by_name(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=str.casefold))
