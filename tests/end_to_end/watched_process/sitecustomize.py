"""Imported by Python when the watched server starts: logs every host it looks up except this machine."""

import socket
import sys
from typing import Any

FOREIGN_LOOK_UP = "foreign look-up: "
_look_up = socket.getaddrinfo


def _noted_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", socket.gethostname()):
        sys.stderr.write(f"{FOREIGN_LOOK_UP}{name}\n")
        sys.stderr.flush()
    return _look_up(host, *args, **kwargs)


socket.getaddrinfo = _noted_look_up
