"""Bank files in a folder of the fund: kept under cover, then made true by one rename."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}\.xml")
_SEAL: Final = re.compile(r"[0-9a-f]{64}")


def seal_of(content: bytes) -> str:
    """Return the seal of a file: its SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class FolderFiles:
    """Bank files in a folder that only the fund reads.

    Args:
        folder: created, closed to others, when it does not exist.
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file under cover, beside the others that bear its name; it survives a cut.

        Nothing when the name is published: what was kept could never be made true.
        """
        if self._path(name).exists():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        covered = self._covered(name, seal_of(content))
        # Two people may release at once, in two threads of one process: each writes its own.
        under_way = covered.with_name(f"{covered.name}.{os.getpid()}-{secrets.token_hex(8)}")
        with open(os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Published meanwhile, by whoever released first: what is kept may be swept away already.
        with suppress(FileNotFoundError):
            under_way.replace(covered)
        if self._path(name).exists():
            covered.unlink(missing_ok=True)
        self._flush()

    def kept(self, name: str, seal: str) -> bytes | None:
        """Return the file kept under cover that has a seal, None where there is none, whole."""
        content = _content(self._covered(name, seal))
        return content if content is not None and seal_of(content) == seal else None

    def publish(self, name: str, seal: str) -> None:
        """Make true, all at once, the file kept under a seal; nothing when one is already.

        What else was kept by this name is removed: it bears accounts, and will never be sent.
        """
        with suppress(FileNotFoundError):
            if not self._path(name).exists():
                self._covered(name, seal).rename(self._path(name))
        if not self._path(name).exists():
            raise FileNotFoundError(self._covered(name, seal))
        for other in self._folder.glob(f".{name}.*"):
            other.unlink(missing_ok=True)
        self._flush()

    def read(self, name: str) -> bytes | None:
        """Return a published file, None where there is none."""
        return _content(self._path(name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("Le nom d'un fichier bancaire n'a que des lettres et des chiffres.")
        return self._folder / name

    def _covered(self, name: str, seal: str) -> Path:
        if not _SEAL.fullmatch(seal):
            raise ValueError("Un sceau est un SHA-256, en hexadécimal.")
        return self._path(name).with_name(f".{name}.{seal}")

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
        self._covered: dict[tuple[str, str], bytes] = {}
        self._published: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file under cover, beside the others that bear its name."""
        self._covered[name, seal_of(content)] = content

    def kept(self, name: str, seal: str) -> bytes | None:
        """Return the file kept under cover that has a seal, None where there is none."""
        return self._covered.get((name, seal))

    def publish(self, name: str, seal: str) -> None:
        """Make true the file kept under a seal; nothing when one is already."""
        if name not in self._published:
            self._published[name] = self._covered[name, seal]
        self._covered = {key: kept for key, kept in self._covered.items() if key[0] != name}

    def read(self, name: str) -> bytes | None:
        """Return a published file, None where there is none."""
        return self._published.get(name)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
