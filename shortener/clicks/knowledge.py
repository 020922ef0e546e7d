"""From the settings, what the steps know beyond a visit."""

from shortener.clicks.places import BadGeoFile, country_reader, open_geo_file
from shortener.clicks.steps import Knowledge
from shortener.net.hosts import canonical_host
from shortener.settings import BadSetting, Settings


def knowledge_of(settings: Settings) -> Knowledge:
    """Raises BadSetting when the file of countries is none; later on, a bad one in its place is only told of."""
    if settings.geo_db:
        try:
            open_geo_file(settings.geo_db).close()
        except BadGeoFile as error:
            raise BadSetting(str(error)) from error
    own = (canonical_host(host) for host in (*settings.own_sites, settings.site.hostname or ""))
    return Knowledge(country_reader(settings.geo_db), frozenset(filter(None, own)), settings.click_fields)
