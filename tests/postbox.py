"""A mail server that keeps what it gets: RFC 5321 as far as senders need it, with STARTTLS, AUTH, SIZE and refusals."""

import base64
import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

Answers = dict[str, str]


@dataclass
class Postbox:
    """`answers` take the place of the usual ones, by the beginning of the command that they answer."""

    host: str
    certificate: tuple[Any, Any] | None = None
    implicit: bool = False
    extensions: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    got: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(data, policy=default) for data in self.got]

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'smtps' if self.implicit else 'smtp'}://{host}:{self.port}"

    def context(self) -> ssl.SSLContext:
        assert self.certificate is not None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*self.certificate)
        return context


@contextlib.contextmanager
def postbox(host: str = "::1", **options: Any) -> Iterator[Postbox]:
    """On a free port of a loopback address."""
    box = Postbox(host, **options)
    family = Six if ":" in host else socketserver.ThreadingTCPServer
    with family((host, 0), lambda *words: Session(box, *words)) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


class Six(socketserver.ThreadingTCPServer):
    """Over IPv6."""

    address_family = socket.AF_INET6


class Session(socketserver.BaseRequestHandler):
    """One connection."""

    def __init__(self, box: Postbox, *words: Any) -> None:
        self._box, self._secured = box, box.implicit
        super().__init__(*words)

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            if self._box.implicit:
                self.request = self._box.context().wrap_socket(self.request, server_side=True)
            self._speak()
            self.request.close()

    def _speak(self) -> None:
        self._lines = self.request.makefile("rb")
        self._say(self._box.answers.get("", "220 postbox"))
        while line := self._lines.readline():
            said = line.decode().strip()
            self._box.said.append(said)
            usual = next((a for begin, a in self._box.answers.items() if begin and said.startswith(begin)), None)
            self._say(usual) if usual else self._answer(said)
            if said.upper() == "QUIT":
                return

    def _answer(self, said: str) -> None:
        match said.split(" ", 1)[0].upper():
            case "EHLO":
                offered = ["STARTTLS"] if self._box.certificate and not self._secured else []
                names = ["postbox", *self._box.extensions, *offered]
                self._say(*(f"250-{name}" for name in names[:-1]), f"250 {names[-1]}")
            case "STARTTLS":
                self._say("220 go ahead")
                self.request = self._box.context().wrap_socket(self.request, server_side=True)
                self._lines, self._secured = self.request.makefile("rb"), True
            case "AUTH":
                self._box.said.append(base64.b64decode(said.split()[2]).decode())
                self._say("235 welcome")
            case "DATA":
                self._say("354 go on")
                self._box.got.append(b"".join(self._mail()))
                self._say("250 kept")
            case "QUIT":
                self._say("221 bye")
            case _:
                self._say("250 fine")

    def _mail(self) -> Iterator[bytes]:
        while (line := self._lines.readline()) != b".\r\n":
            yield line[1:] if line.startswith(b".") else line

    def _say(self, *lines: str) -> None:
        self.request.sendall("".join(f"{line}\r\n" for line in lines).encode())
