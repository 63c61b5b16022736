"""Serving the pages on this machine: what `justedroit serve` runs."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Final

import django
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

HOST: Final = "127.0.0.1"
_APPLICATION = "justedroit.web.wsgi:application"
_THREADS = 4  # requests answered at once: the law and the database leave the interpreter's lock
# A worker told twice to end may wait for ever (see the API's server): it is killed after this, in
# seconds. A page being answered has the time to be; what is being written is whole or not at all.
_LAST_WORD = 10


def settle(address: str, *, demonstration: bool) -> None:
    """Say to the settings which base is served, and as what; for this process and its workers.

    Args:
        address: of the base, as `--base`.
        demonstration: whether the base is one; then it has its accounts.
    """
    told = {
        "DJANGO_SETTINGS_MODULE": "justedroit.web.settings",
        "DATABASE_URL": address,
        "JUSTEDROIT_DEMONSTRATION": "oui" if demonstration else "",
    }
    os.environ.update(told)
    if demonstration:
        # Sessions of a demonstration end with the process that serves it.
        os.environ.setdefault("JUSTEDROIT_CLE_SECRETE", secrets.token_urlsafe(48))


def prepare(clock: str, examples: Mapping[str, int]) -> None:
    """Migrate the base and create the groups, and the accounts of a demonstration.

    Args:
        clock: the instant at which the pages of the workers live, ISO 8601; empty: that of each
            request.
        examples: dossiers that a demonstration shows first, by what they have: `indu`, `rappel`.
    """
    os.environ["JUSTEDROIT_HORLOGE"] = clock
    told = (f"{what}:{number}" for what, number in examples.items())
    os.environ["JUSTEDROIT_EXEMPLES"] = ",".join(told)
    django.setup()
    from django.conf import settings  # noqa: PLC0415  (set up just now)

    from justedroit.web import comptes, wiring  # noqa: PLC0415

    wiring.migrate()
    comptes.create_roles()
    if settings.DEMONSTRATION:
        comptes.create_demo_accounts()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with closing(socket.socket()) as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def is_free(port: int) -> bool:
    """Return whether nothing listens on a port."""
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


def run(port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; the worker opens the base and warms the law by itself.

    Args:
        port: on which to listen, on this machine only.
        ready: called once, when a page can be asked for.
    """
    # A worker made by `fork` would hold the settings, the threads and the connection of this process.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        _APPLICATION,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=_LAST_WORD,
    )
    ended = threading.Event()
    threading.Thread(target=_call_when_open, args=(port, ready, ended), daemon=True).start()
    try:
        server.serve()
    finally:
        ended.set()


def _call_when_open(port: int, ready: Callable[[], None], ended: threading.Event) -> None:
    while not ended.wait(0.1):
        with closing(socket.socket()) as tried:
            if tried.connect_ex((HOST, port)) == 0:
                ready()
                return
