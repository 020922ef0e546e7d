"""An action of a plug-in that makes many links at once: bulkshortener."""

from collections.abc import Mapping

from shortener.accounts.tables import Person
from shortener.api.answer import ADDED, Answer, failure
from shortener.api.params import read_list
from shortener.api.profile import profile
from shortener.api.shorten import shorten

MOST = 500


def bulk_shorten(params: Mapping[str, str], person: Person) -> Answer:
    """A line for each URL in its place: its short URL, or an empty one where it got none; JSON and XML say why."""
    urls = read_list("urls")
    if urls is None:
        return failure(400, "bulkshortener: missing URLS parameter")
    if len(urls) > MOST:
        return failure(400, f"bulkshortener: {len(urls)} URLs are too many; send at most {MOST} at once")
    made = [shorten({**params, "url": url}, person) for url in urls]
    body = {"status": ADDED, "statusCode": profile().code(200), "data": [dict(one.body) for one in made]}
    return Answer(body, simple="".join(f"{one.simple}\n" for one in made))
