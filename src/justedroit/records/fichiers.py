"""Bank files in a folder of the fund: kept under cover, then made true by one rename."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}\.xml")


class FolderFiles:
    """Bank files in a folder that only the fund reads.

    Args:
        folder: created, closed to others, when it does not exist.
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file under cover, in place of the one kept by the same name; it survives a cut."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        covered = self._covered(name)
        under_way = covered.with_name(f"{covered.name}.{os.getpid()}")
        with open(os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        under_way.replace(covered)
        self._flush()

    def kept(self, name: str) -> bytes | None:
        """Return a file kept under cover, None where there is none."""
        return _content(self._covered(name))

    def publish(self, name: str) -> None:
        """Make true, all at once, the file kept under cover; nothing when it is already."""
        if not self._path(name).exists():
            self._covered(name).rename(self._path(name))
            self._flush()

    def read(self, name: str) -> bytes | None:
        """Return a published file, None where there is none."""
        return _content(self._path(name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("Le nom d'un fichier bancaire n'a que des lettres et des chiffres.")
        return self._folder / name

    def _covered(self, name: str) -> Path:
        return self._path(name).with_name(f".{name}")

    def _flush(self) -> None:
        """Wait until the names of the folder are on the disk."""
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class MemoryFiles:
    """Bank files kept in memory: for tests and simulation."""

    def __init__(self) -> None:
        self._covered: dict[str, bytes] = {}
        self._published: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file under cover, in place of the one kept by the same name."""
        self._covered[name] = content

    def kept(self, name: str) -> bytes | None:
        """Return a file kept under cover, None where there is none."""
        return self._covered.get(name)

    def publish(self, name: str) -> None:
        """Make true the file kept under cover; nothing when it is already."""
        if name not in self._published:
            self._published[name] = self._covered.pop(name)

    def read(self, name: str) -> bytes | None:
        """Return a published file, None where there is none."""
        return self._published.get(name)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
