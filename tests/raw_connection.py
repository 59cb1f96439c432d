"""A connection to a server of the tests, spoken to byte by byte."""

import socket


def connect_to(address: str, patience_s: float) -> socket.socket:
    """Return a connection to http://host:port, whose waits end after so long."""
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=patience_s)


def answer_of(connection: socket.socket) -> bytes:
    """Return what comes until the server closes."""
    came = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionError:
            return came
        if not piece:
            return came
        came += piece
