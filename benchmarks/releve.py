"""What processes cost: seconds of each stage, processor time, memory with what they share."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Self

from justedroit.records.database import DatabaseRecords

TICKS = os.sysconf("SC_CLK_TCK")
# What a stage is, by the functions that `steps.revise` calls.
READS = {
    "sequences": "lire les compteurs",
    "facts": "lire les faits",
    "posted": "lire ce qui est passé",
    "last_events": "lire les révisions",
    "events": "lire les révisions",
    "transfers": "lire les transferts",
    "transfers_at": "lire les transferts",
    "append": "écrire",
}
RULES = {
    "as_known": "as_known",
    "evaluation": "évaluer",
    "difference": "comparer",
    "_fresh": "comparer",
    "_revised": "décider",
    "prescribed": "décider",
    "starts_of_delay": "décider",
    "transfers_of": "décider",
    "positions": "décider",
    "revived": "décider",
    "last_paid_on": "décider",
}


class Chronometre:
    """Adds up the seconds of each stage in a process, and writes them after each append.

    Args:
        folder: where each process writes a file of its own.
    """

    def __init__(self, folder: str) -> None:
        self._path = Path(folder) / f"{os.getpid()}.json"
        self._seconds: dict[str, float] = {}

    def install(self) -> None:
        """Put itself around what `steps.revise` calls, in this process only."""
        module = sys.modules["justedroit.steps.revise"]
        for name, stage in RULES.items():
            setattr(module, name, self._around(getattr(module, name), stage))
        for name, stage in READS.items():
            setattr(DatabaseRecords, name, self._around(getattr(DatabaseRecords, name), stage))

    def _around(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - began
                self._seconds[stage] = self._seconds.get(stage, 0.0) + spent
                if stage == "écrire":
                    self._path.write_text(json.dumps(self._seconds), "utf-8")

        return timed


def stages(folder: str) -> dict[str, float]:
    """Return the seconds of each stage, all processes together."""
    total: dict[str, float] = {}
    for path in Path(folder).glob("*.json"):
        for stage, seconds in json.loads(path.read_text("utf-8")).items():
            total[stage] = total.get(stage, 0.0) + seconds
    return total


class Memoire:
    """Watches the memory and the processor of this process, its children and a server.

    Memory is counted with what is shared divided among those who share it (PSS), so the sum over
    processes is what the machine gives.

    Args:
        server: process number of the server's master.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_mb = {"python": 0.0, "postgresql": 0.0, "ensemble": 0.0}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            ours = sum(map(_pss_mb, family(os.getpid())))
            theirs = sum(map(_pss_mb, family(self._server)))
            now = {"python": ours, "postgresql": theirs, "ensemble": ours + theirs}
            self.peak_mb = {name: max(self.peak_mb[name], now[name]) for name in now}


def family(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def cpu_seconds(root: int) -> float:
    """Return the processor time of a process and all its descendants, ended ones included."""
    fields = [_stat(process) for process in family(root)]
    return sum(sum(map(int, f[11:15])) for f in fields if f) / TICKS


def _stat(process: int) -> list[str]:
    try:
        text = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except OSError:
        return []
    return text.rsplit(")", 1)[1].split()


def _pss_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
