"""`python -m tests.acme.lame NAME VALUE`: waits for a value at a server that has it, once without and once with AA."""

import socket
import sys
import threading
import time

import dns.flags
import dns.message
import dns.rrset

from shortener.acme.authority import Server, Zone
from shortener.acme.delegation import Place
from shortener.acme.errors import NotVisible
from shortener.acme.visible import wait_for


def serve(plug: socket.socket, name: str, value: str) -> None:
    """A name server; it says that it speaks for the zone (RFC 1035, 4.1.1) to everybody but the first who asks."""
    flags = 0
    while True:
        question, asker = plug.recvfrom(512)
        answer = dns.message.make_response(dns.message.from_wire(question))
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", f'"{value}"'))
        answer.flags |= flags
        plug.sendto(answer.to_wire(), asker)
        flags = dns.flags.AA


def main(name: str, value: str) -> None:
    place = Place(name, Zone("example.org", (Server("lame.example.org", "::1"),)))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as plug:
        plug.bind(("::1", 53))
        threading.Thread(target=serve, args=(plug, name, value), daemon=True).start()
        for _ in range(2):
            try:
                wait_for({place: {value}}, deadline=time.monotonic(), pause=0.1, settle=0.0)
                print("seen")
            except NotVisible as error:
                print(error)


if __name__ == "__main__":
    main(*sys.argv[1:])
