"""What a visitor's browser would make of the certificate that a server shows."""

import fnmatch
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

PATIENCE = 5.0


class NoCertificate(Exception):
    """None is shown, or none that is trusted; the message is a clause."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Its names, and when it begins and ends: seconds since 1970."""

    names: tuple[str, ...]
    begins: float
    ends: float

    def covers(self, host: str) -> bool:
        return any(fnmatch.fnmatch(host, name) and host.count(".") == name.count(".") for name in self.names)

    @property
    def days_left(self) -> float:
        return (self.ends - time.time()) / 86400

    @property
    def is_due(self) -> bool:
        """Whether less than a quarter of its life is left: it is renewed at a third, so renewals must have failed."""
        return self.ends - time.time() < (self.ends - self.begins) / 4


def shown_to(host: str, address: str, port: int = 443) -> Shown:
    """What is shown at an address to somebody who asks for a host.

    Raises:
        NoCertificate: nobody answers, or it isn't trusted.
    """
    try:
        with (
            socket.create_connection((address, port), timeout=PATIENCE) as connection,
            ssl.create_default_context().wrap_socket(connection, server_hostname=host) as secured,
        ):
            found: dict[str, Any] = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise NoCertificate(f"it isn't trusted: {error.verify_message}") from None
    except OSError as error:
        raise NoCertificate(f"[{address}]:{port} shows none: {error.strerror or error}") from None
    names = tuple(value for kind, value in found.get("subjectAltName", ()) if kind == "DNS")
    begins, ends = (ssl.cert_time_to_seconds(str(found[name])) for name in ("notBefore", "notAfter"))
    return Shown(names, begins, ends)
