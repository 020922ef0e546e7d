"""How the organisation shows itself on public pages: its name, and where they are set a colour and a logo."""

from msgspec import Struct

from shortener.parsing import PNG
from shortener.settings import Settings
from shortener.web.assets import Asset, make_asset

ADDRESS = "/-/own/"


class Brand(Struct, frozen=True):
    """`files` are those under ADDRESS, by name."""

    name: str
    files: dict[str, Asset]

    @property
    def style(self) -> str:
        """Address of the style sheet that has the colour; empty without one."""
        return self._address("colour.css")

    @property
    def logo(self) -> str:
        return self._address("logo")

    def _address(self, name: str) -> str:
        return f"{ADDRESS}{name}?v={self.files[name].mark}" if name in self.files else ""


def brand_of(settings: Settings) -> Brand:
    """Reads the logo; raises OSError where it is gone since the settings were read."""
    files = {}
    if settings.organisation_colour:
        files["colour.css"] = make_asset(f":root{{--accent:{settings.organisation_colour}}}".encode(), ".css")
    if settings.organisation_logo:
        content = settings.organisation_logo.read_bytes()
        files["logo"] = make_asset(content, ".png" if content.startswith(PNG) else ".svg")
    return Brand(settings.organisation or settings.site.netloc, files)
