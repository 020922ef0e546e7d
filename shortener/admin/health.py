"""How this node is, for those who answer for it: what /readyz asks, and the days that its certificate has left."""

from urllib.parse import urlsplit

from flask import Response

from shortener.admin.frame import page, screen, wants_part
from shortener.net.certificates import NoCertificate, shown_to
from shortener.sentences import Words
from shortener.web.health import parts
from shortener.web.parts import DEGRADED, FAILED, OK, Part
from shortener.web.probe import Probe
from shortener.web.services import services

HERE = "::1"
KINDS = {OK: "good", DEGRADED: "warn", FAILED: "bad"}


@screen("/overview/health", "people")
def health() -> Response:
    """A part of the overview, which asks for it alone: what hangs holds up nothing else."""
    found = [*parts().look(), *_certificate(services().settings.public_url)]
    saves = services().settings.backup_repository is not None
    return page("health" if wants_part("health") else "node", parts=found, kinds=KINDS, saves=saves)


def _certificate(url: str) -> list[Part]:
    """Only where the site is served by HTTPS."""
    site = urlsplit(url)
    if site.scheme != "https":
        return []
    asked = Probe(lambda: certificate(site.hostname or "", HERE)).answer()
    return [
        asked or Part("certificate", DEGRADED, Words("Whoever shows the certificate on this machine does not answer."))
    ]


def certificate(host: str, address: str, port: int = 443) -> Part:
    """What is shown at an address of this machine, as visitors would find it."""
    try:
        shown = shown_to(host, address, port)
    except NoCertificate as error:
        return Part("certificate", DEGRADED, Words("No certificate can be looked at here: %(error)s.", error=error))
    if not shown.covers(host):
        return Part("certificate", FAILED, Words("The certificate is not one for %(host)s.", host=host))
    says = Words("The certificate is good for %(days)s more days.", days=format(shown.days_left, ".0f"))
    return Part("certificate", DEGRADED if shown.is_due else OK, says)
