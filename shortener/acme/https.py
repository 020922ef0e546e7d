"""One HTTPS request to a provider's API: bounded in time and size, no redirect followed, certificates checked."""

import base64
import email.utils
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shortener.acme.errors import BadConfig, Refused, Unavailable
from shortener.acme.reach import at_any, left

LARGEST = 1 << 20  # bytes of an answer; a zone of thousands of records fits
LONGEST_WAIT = 120.0  # seconds of a Retry-After that are believed


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, headers with names in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any] | None:
        """The body as an object; None when it is something else, such as a page in HTML."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def after(self) -> float | None:
        """Seconds that Retry-After asks for, as a number or as a date; None without one (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "").strip()
        if text.isdecimal():
            return min(float(text), LONGEST_WAIT)
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except ValueError:
            return None
        return min(max(seconds, 0.0), LONGEST_WAIT)


class Site:
    """One API's base address.

    Args:
        base: such as `https://api.example.com/dns/v2`.
        authorities: a PEM file of certificate authorities to trust instead of the system's.
        timeout: seconds for a whole request, connecting included.
    """

    def __init__(self, base: str, authorities: Path | None, timeout: float) -> None:
        parts = urlsplit(base)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.query:
            raise BadConfig(f"The API's address {base!r} must look like https://host/path.")
        self.host, self._port, self._path = parts.hostname, parts.port or 443, parts.path.rstrip("/")
        self._timeout = timeout
        try:
            self._tls = ssl.create_default_context(cafile=None if authorities is None else str(authorities))
        except OSError as error:
            raise BadConfig(f"The file of certificate authorities {authorities} can't be read: {error}.") from None

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
        """One request, one answer.

        Raises:
            Unavailable: no connection, no whole answer in time.
            Refused: the other side's certificate isn't for this host.
        """
        try:
            with self._connection() as connection:
                connection.request(method, self._path + path, body, dict(headers))
                return _reply(connection.getresponse())
        except ssl.SSLCertVerificationError as error:
            raise Refused(f"The certificate of {self.host} isn't trusted: {error.verify_message}.") from None
        except (OSError, http.client.HTTPException) as error:
            reason = "no whole answer in time" if isinstance(error, TimeoutError) else str(error) or repr(error)
            raise Unavailable(f"{self.host} can't be asked: {reason}.") from None

    @contextmanager
    def _connection(self) -> Iterator[http.client.HTTPSConnection]:
        """A connection that is shut when the time is over, even if a byte comes every second."""
        deadline = time.monotonic() + self._timeout
        connection = http.client.HTTPSConnection(self.host, self._port, timeout=self._timeout, context=self._tls)
        plug = at_any(self.host, self._port, deadline, self._secured)
        connection.sock = plug
        over = threading.Event()
        watch = threading.Timer(left(deadline), _shut, (plug, over))
        watch.daemon = True
        watch.start()
        try:
            plug.do_handshake()
            yield connection
            if over.is_set():
                raise TimeoutError
        except (OSError, http.client.HTTPException):
            if over.is_set():
                raise TimeoutError from None
            raise
        finally:
            watch.cancel()
            connection.close()

    def _secured(self, address: str, seconds: float) -> ssl.SSLSocket:
        """Connected, and yet to shake hands."""
        plain = socket.create_connection((address, self._port), timeout=seconds)
        plain.settimeout(self._timeout)
        return self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)


def basic(key: str, secret: str) -> str:
    """The value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def _reply(response: http.client.HTTPResponse) -> Reply:
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise http.client.HTTPException("its answer is too long")
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def _shut(plug: ssl.SSLSocket, over: threading.Event) -> None:
    over.set()
    try:
        socket.socket.shutdown(plug, socket.SHUT_RDWR)  # TLS's own would let the reader go on in the clear
    except OSError:
        return  # it has gone by itself
