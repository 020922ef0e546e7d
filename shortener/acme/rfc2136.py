"""Any name server that takes signed dynamic updates (RFC 2136, RFC 8945), as a provider."""

import binascii
import ipaddress
import time
from urllib.parse import urlsplit

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.tsig
import dns.tsigkeyring
import dns.update

from shortener.acme.config import Account
from shortener.acme.errors import BadConfig, Refused, Unavailable
from shortener.acme.reach import at_any


class Rfc2136:
    """One TSIG key at one primary server.

    Args:
        account: `server` is a name or address with an optional port; an IPv6 address with one stands in brackets.
        timeout: seconds for one update over TCP, at whichever of the server's addresses.
    """

    def __init__(self, account: Account, timeout: float) -> None:
        self._account, self._timeout = account, timeout
        self._host, self._port = _split(account.server)
        try:
            self._keys = dns.tsigkeyring.from_text({account.key: (account.algorithm, account.secret)})
        except (binascii.Error, ValueError, dns.exception.DNSException):
            raise BadConfig(f"The secret of the TSIG key {account.key!r} must be in base64.") from None

    def zones(self) -> list[str]:
        return list(self._account.zones)

    def add(self, zone: str, host: str, value: str, ttl: int) -> None:
        update = dns.update.UpdateMessage(zone, keyring=self._keys)
        update.add(host, ttl, "TXT", f'"{value}"')
        self._asked(update)

    def remove(self, zone: str, host: str, value: str) -> None:
        update = dns.update.UpdateMessage(zone, keyring=self._keys)
        update.delete(host, "TXT", f'"{value}"')
        self._asked(update)

    def confirm(self, zone: str, host: str) -> None:
        """It knows nothing of its secondaries."""

    def _asked(self, update: dns.update.UpdateMessage) -> None:
        server, deadline = self._account.server, time.monotonic() + self._timeout
        try:
            answer = at_any(self._host, self._port, deadline, lambda *place: self._sent(update, *place))
        except dns.tsig.PeerBadTime:
            raise Refused(f"{server} finds the signature's time wrong; compare both machines' clocks.") from None
        except (dns.tsig.PeerError, dns.tsig.BadSignature) as error:
            raise Refused(f"{server} refuses the TSIG key {self._account.key!r}: {error}") from None
        except (OSError, EOFError, dns.exception.DNSException) as error:
            raise Unavailable(f"{server} can't be asked: {str(error) or repr(error)}.") from None
        code = answer.rcode()
        if code == dns.rcode.SERVFAIL:
            raise Unavailable(f"{server} is not ready (SERVFAIL).")
        if code != dns.rcode.NOERROR:
            raise Refused(f"{server} refuses it ({dns.rcode.to_text(code)}); check its update policy for this key.")

    def _sent(self, update: dns.update.UpdateMessage, address: str, seconds: float) -> dns.message.Message:
        try:
            return dns.query.tcp(update, address, seconds, self._port)
        except dns.exception.Timeout:
            raise TimeoutError(f"no answer from {address} in {seconds:.0f} s") from None


def _split(server: str) -> tuple[str, int]:
    try:
        return str(ipaddress.ip_address(server)), 53
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{server}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise BadConfig(f"server {server!r} must be a name or an address, with an optional port: [2001:db8::53]:53.")
    return host, port or 53
