"""The Web API served alone on this machine: what `justedroit serve-api` runs."""

from __future__ import annotations

import os
from typing import Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

HOST: Final = "127.0.0.1"
_APPLICATION = "justedroit.web.api.wsgi:warmed"
# A situation of a new shape takes a second of OpenFisca: those of known shapes do not wait behind it.
_THREADS = 2
# Told twice to end (Ctrl-C reaches the whole group, then its parent tells it), a worker may wait for
# ever, and does, once in about eighty: what has not ended by then, in seconds, is killed.
_LAST_WORD = 5


def run(package: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        package: country package of OpenFisca.
        port: on which to listen, on this machine only: what faces the network is a proxy.
        workers: processes, each with the law in memory.
    """
    os.environ["JUSTEDROIT_PAYS"] = package
    Server(
        _APPLICATION,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=_LAST_WORD,
    ).serve()
