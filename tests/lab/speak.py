"""`speak.py ADDRESS NAME ROOT HEX PATH`: opens TLS after some bytes of its own and asks for a path; says what came."""

import json
import socket
import ssl
import sys

address, name, root, prelude, path = sys.argv[1:]


def answer() -> str:
    """The status line."""
    context = ssl.create_default_context(cafile=root)
    with socket.create_connection((address, 443), timeout=1) as connection:
        connection.sendall(bytes.fromhex(prelude))
        with context.wrap_socket(connection, server_hostname=name) as secure:
            secure.sendall(f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            return secure.recv(4096).split(b"\r\n")[0].decode()


try:
    print(json.dumps(answer()))
except OSError as error:
    print(json.dumps(type(error).__name__))
