"""Mail out: one message to one server, over TLS that is verified; stdlib only."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

import msgspec

from shortener.net.hosts import is_loopback
from shortener.sentences import Sentence

PATIENCE = 30.0
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500


class MailRefused(Sentence):
    """The server said no for good; the message is one sentence."""


class MailFailed(Sentence):
    """It may work another time; the message is one sentence."""


class MailTooBig(Sentence):
    """The server takes no message of this size; the message is one sentence."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """`implicit` is TLS from the first byte; `starttls` asks for it before anything is told."""

    host: str
    port: int
    implicit: bool
    starttls: bool
    user: str = ""
    password: str = ""

    @property
    def shown(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def server_of(url: str) -> Server:
    """smtp:// is STARTTLS unless it leads to this machine itself or ends in ?starttls=off; smtps:// is TLS at once."""
    parts = urlsplit(url)
    host, implicit = parts.hostname or "", parts.scheme == "smtps"
    return Server(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        implicit=implicit,
        starttls=not implicit and parts.query != "starttls=off" and not is_loopback(host),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def send(server: Server, message: EmailMessage) -> dict[str, str]:
    """To everybody in its To; why those were refused who were, while others got it.

    Raises MailTooBig, MailRefused, MailFailed.
    """
    data = message.as_bytes(policy=SMTP.clone(utf8=False))
    people = [address.addr_spec for address in message["To"].addresses]
    try:
        with _connected(server) as connection:
            _check_size(connection, len(data), server)
            refused = connection.sendmail(message["From"].addresses[0].addr_spec, people, data)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refusal(server, code, said) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(server, error.smtp_code, error.smtp_error) from error
    except ssl.SSLCertVerificationError as error:
        raise MailFailed(f"The mail server {server.shown} shows a bad certificate: {error.verify_message}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailFailed(f"The mail server {server.shown} can't be used: {_reason(error)}.") from error
    return {person: _words(said) for person, (_, said) in refused.items()}


@contextlib.contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Signed in where there is a name to sign in with."""
    context, name = ssl.create_default_context(), socket.gethostname()
    connection: smtplib.SMTP
    if server.implicit:
        connection = smtplib.SMTP_SSL(server.host, server.port, name, timeout=PATIENCE, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, name, timeout=PATIENCE)
    with contextlib.closing(connection):
        if server.starttls:
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
        yield connection
        with contextlib.suppress(OSError, smtplib.SMTPException):  # the mail is on its way, whatever it says now
            connection.quit()


def _check_size(connection: smtplib.SMTP, size: int, server: Server) -> None:
    """By what it announced (RFC 1870); 0 or nothing is no limit."""
    most = connection.esmtp_features.get("size", "")
    if most.isdecimal() and 0 < int(most) < size:
        raise MailTooBig(f"The mail server {server.shown} takes {int(most):,} bytes at most; this has {size:,}.")


def _refusal(server: Server, code: int, said: bytes | str) -> Sentence:
    kind = MailRefused if code >= PERMANENT else MailFailed
    return kind(f"The mail server {server.shown} refused it: {code} {_words(said)}")


def _words(said: bytes | str) -> str:
    """What a server said, in one line and bounded."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:300]


def _reason(error: Exception) -> str:
    return _words(getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
