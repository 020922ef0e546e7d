"""What the site has in its database, read beside it."""

from sqlalchemy import select

from shortener.links.reading import views_of
from shortener.links.tables import Link, Slug
from shortener.links.views import LinkView
from shortener.stores import Database


def link_of(database: Database, slug: str) -> LinkView:
    with database.read() as session:
        number = session.scalars(select(Slug.link_id).where(Slug.slug == slug)).one()
        (view,) = views_of(session, [session.get_one(Link, number)])
    return view
