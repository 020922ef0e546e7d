"""How a long URL begins: the schemes that YOURLS takes, and those of them that never run anything in a browser."""

import re

# As YOURLS lists them: with the slashes, where the scheme has some.
ALLOWED = frozenset(
    [
        "http://",
        "https://",
        "ftp://",
        "file://",
        "smb://",
        "sftp://",
        "feed:",
        "feed://",
        "mailto:",
        "news:",
        "nntp://",
        "gopher://",
        "telnet://",
        "finger://",
        "worldwind://",
        "ssh://",
        "svn://",
        "svn+ssh://",
        "git://",
        "cvs://",
        "apt:",
        "market://",
        "view-source:",
        "ed2k://",
        "magnet:",
        "udp://",
        "mms://",
        "lastfm://",
        "spotify:",
        "rtsp://",
        "aim:",
        "facetime://",
        "gtalk:",
        "xmpp:",
        "irc://",
        "ircs://",
        "mumble://",
        "callto:",
        "skype:",
        "sip:",
        "teamspeak://",
        "tel:",
        "ventrilo://",
        "xfire:",
        "ymsgr:",
        "tg://",
        "whatsapp://",
        "steam:",
        "steam://",
        "bitcoin:",
        "ldap://",
        "ldaps://",
    ]
)
_BEGINNING = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+:)(//)?")


def protocol_of(url: str) -> str:
    """`https://` or `mailto:`; empty where the text begins with no scheme."""
    matched = _BEGINNING.match(url)
    return matched[0] if matched else ""


def split_protocol(url: str) -> tuple[str, str, str] | None:
    """`https:`, `//` and the rest; the slashes may be none. None where the text begins with no scheme."""
    matched = _BEGINNING.match(url)
    return (matched[1], matched[2] or "", url[matched.end() :]) if matched else None


def is_allowed(url: str, allowed: frozenset[str] = ALLOWED) -> bool:
    """Whether a text with a scheme may be a long URL."""
    return protocol_of(url).lower() in allowed
