"""A PostgreSQL cluster in a temporary folder, reached by its Unix socket, that ends with the measure."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# As a fund's own server would be set, no more: memory for its tables, and writes kept (fsync on).
OPTIONS = {"shared_buffers": "512MB", "work_mem": "64MB", "max_wal_size": "8GB", "jit": "off"}


def programs() -> Path:
    """Return where the programs of the server are.

    Raises:
        SystemExit: PostgreSQL is not installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise SystemExit("Le serveur PostgreSQL n'est pas installé (apt-get install postgresql).")
    return found[-1].parent if found else Path(str(on_path)).parent


def unprivileged() -> dict[str, object]:
    """Return how to run as someone else when root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def grappe() -> Iterator[tuple[str, Path]]:
    """Yield the address of an empty database, and the folder of the server's data."""
    someone = unprivileged()
    with tempfile.TemporaryDirectory(prefix="jd-pg-") as name:
        folder = Path(name)
        if someone:
            os.chown(folder, int(str(someone["user"])), int(str(someone["group"])))

        def run(*command: str) -> None:
            subprocess.run(
                [programs() / command[0], *command[1:]],
                **someone,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "jd", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder)} | OPTIONS
        options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "journal"), "-o", options)
        try:
            yield f"postgresql://jd@/postgres?host={folder}", folder / "data"
        finally:
            run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")
