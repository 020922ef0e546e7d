"""`line.py ADDRESS PORT`: sends the lines of standard input and prints what comes; nothing where nobody answers."""

import contextlib
import socket
import sys

CONNECT, ANSWER = 3, 60  # seconds: a machine that does much else starts a program for each answer

with contextlib.suppress(OSError), socket.create_connection((sys.argv[1], int(sys.argv[2])), CONNECT) as connection:
    connection.settimeout(ANSWER)
    connection.sendall(sys.stdin.buffer.read())
    while said := connection.recv(65536):
        sys.stdout.write(said.decode())
