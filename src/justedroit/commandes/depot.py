"""The folder of a demonstration: written over only where nothing but a demonstration is lost."""

from __future__ import annotations

import fcntl
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import rich_click as click

from justedroit.records.caisse import DEMO_FOLDER, are_demo_files, erase_demo_files

BASE, BILAN, KEY = "justedroit.sqlite3", "bilan.json", "justedroit.cle"
_MARK = "demonstration.json"  # says which base and which report of the folder are a demonstration's
_BESIDE = frozenset({f"{BASE}-wal", f"{BASE}-shm"})  # what SQLite keeps beside its file
_STAMP, _REPORT = "demonstration_justedroit", "bilan_sha256"
_OTHER_FOLDER = "Choisissez un autre dossier avec --sortie, pour que rien n'y soit perdu."


@dataclass(frozen=True, slots=True)
class Depot:
    """A folder in which one demonstration writes, alone.

    Attributes:
        folder: where its base and its report are.
        stamp: number of the demonstration, in its base and in its mark.
        mark: the file of the mark, open and locked.
    """

    folder: Path
    stamp: int
    mark: IO[str]

    @property
    def address(self) -> str:
        """Address of the base."""
        return f"sqlite:///{self.folder / BASE}"

    def report(self, text: str) -> None:
        """Write the report; the mark says what it holds."""
        self.sign(_digest(text.encode()))
        (self.folder / BILAN).write_text(text, "utf-8")

    def sign(self, report: str | None) -> None:
        """Write the mark."""
        self.mark.seek(0)
        self.mark.truncate()
        json.dump({_STAMP: self.stamp, _REPORT: report}, self.mark)
        self.mark.flush()


@contextmanager
def depot(folder: Path) -> Iterator[Depot]:
    """Empty the folder of an earlier demonstration, and keep it for this one until it ends.

    Raises:
        click.ClickException: it holds something else, another demonstration writes there, or
            nothing can be written there; nothing was erased.
    """
    from justedroit.records.database.existing import stamp

    path = folder / _MARK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _refuse_strangers(folder, None)
        elif path.is_symlink() or not path.is_file():
            raise _stranger(folder, _MARK)
        with path.open("a+", encoding="utf-8") as mark:
            _lock(mark, folder)
            _refuse_strangers(folder, mark)
            for name in (BASE, *_BESIDE, BILAN, KEY):
                (folder / name).unlink(missing_ok=True)
            erase_demo_files(folder / DEMO_FOLDER)
            ours = Depot(folder, secrets.randbelow(2**31 - 1) + 1, mark)
            ours.sign(None)
            stamp(folder / BASE, ours.stamp)
            yield ours
    except OSError as error:
        raise click.ClickException(
            f"La démonstration ne peut pas s'écrire dans {folder} ({error.strerror}). "
            "Choisissez un autre dossier avec --sortie."
        ) from error


def _lock(mark: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise click.ClickException(
            f"Une autre démonstration est en train de s'écrire dans {folder}. "
            "Attendez qu'elle finisse, ou choisissez un autre dossier avec --sortie."
        ) from error


def _refuse_strangers(folder: Path, mark: IO[str] | None) -> None:
    """Refuse a folder that holds anything that a demonstration did not write there."""
    from justedroit.records.cles import is_demo_key

    told = {} if mark is None else _told(mark, folder)
    own = set() if mark is None else {_MARK}
    if told:
        if _stamp_of(folder / BASE) == told[_STAMP]:
            own |= {BASE, *_BESIDE}
            if are_demo_files(folder / DEMO_FOLDER):
                own.add(DEMO_FOLDER)
        if is_demo_key(folder / KEY):
            own.add(KEY)
        if _digest_of(folder / BILAN) == told[_REPORT]:
            own.add(BILAN)
    strangers = sorted(
        p.name
        for p in folder.iterdir()
        if p.name not in own or p.is_symlink() or not (p.is_file() or p.name == DEMO_FOLDER)
    )
    if strangers:
        raise _stranger(folder, strangers[0])


def _stranger(folder: Path, name: str) -> click.ClickException:
    return click.ClickException(
        f"{folder} contient « {name} », qui n'est pas d'une démonstration. {_OTHER_FOLDER}"
    )


def _told(mark: IO[str], folder: Path) -> dict[str, object]:
    """Return what a mark says; nothing when it was just created."""
    mark.seek(0)
    try:
        found = json.loads(mark.read() or "{}")
    except ValueError as error:
        raise _stranger(folder, _MARK) from error
    if found and (not isinstance(found, dict) or set(found) != {_STAMP, _REPORT}):
        raise _stranger(folder, _MARK)
    return found or {}


def _stamp_of(base: Path) -> int | None:
    """Return the number in the header of a SQLite file: its user version."""
    if not base.is_file():
        return None
    with base.open("rb") as content:
        head = content.read(64)
    return int.from_bytes(head[60:64], "big") if head.startswith(b"SQLite format 3\0") else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(report: Path) -> str | None:
    return _digest(report.read_bytes()) if report.is_file() else None


def is_demonstration(address: str) -> bool:
    """Return whether a base is one that `justedroit demo` wrote to its end, by mark and stamp."""
    base = Path(address.removeprefix("sqlite:///"))
    mark = base.parent / _MARK
    if not address.startswith("sqlite:///") or base.name != BASE or not mark.is_file():
        return False
    try:
        told = json.loads(mark.read_text("utf-8"))
        whole = isinstance(told, dict) and told.get(_REPORT) is not None
        return whole and told.get(_STAMP) == _stamp_of(base) is not None
    except (OSError, ValueError):
        return False
