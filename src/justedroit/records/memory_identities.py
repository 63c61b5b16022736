"""Identities in memory: for tests and simulation. Nothing is encrypted, nothing leaves the process."""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from justedroit.core.identites import ACCOUNTS, Identite, Recherche, fingerprint, matched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class MemoryIdentities:
    """Identities kept in memory, safe between threads, lost with the process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._secret = secrets.token_bytes(32)
        self._kept: dict[int, dict[int, Identite]] = {}

    def get(self, dossiers: Sequence[int]) -> dict[int, tuple[Identite, ...]]:
        """Return the identities of some dossiers, by person; a dossier without any is left out."""
        with self._lock:
            found = {int(d): self._kept[int(d)] for d in dossiers if int(d) in self._kept}
            return {d: tuple(held[person] for person in sorted(held)) for d, held in found.items()}

    def put(self, identites: Sequence[Identite]) -> None:
        """Keep identities that `verified` accepted, in place of those of the same persons."""
        with self._lock:
            for identite in identites:
                self._kept.setdefault(identite.dossier, {})[identite.person] = identite

    def erase(self, dossiers: Sequence[int]) -> int:
        """Erase all that is kept of some dossiers; return the number of persons erased."""
        with self._lock:
            return sum(len(self._kept.pop(int(d), ())) for d in set(dossiers))

    def accounts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the accounts of some dossiers (all by default); schema ACCOUNTS, sorted."""
        with self._lock:
            wanted = (
                self._kept if dossiers is None else {int(d) for d in dossiers} & set(self._kept)
            )
            rows = [
                (dossier, payee, held.titulaire, held.iban, self.fingerprint(held.iban))
                for dossier in sorted(wanted)
                for identite in self._kept[dossier].values()
                for payee, held in (
                    ("allocataire", identite.compte),
                    ("bailleur", identite.bailleur),
                )
                if held is not None
            ]
        names = ACCOUNTS.names
        return pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], ACCOUNTS)

    def search(self, recherche: Recherche, limit: int) -> list[int]:
        """Return the dossiers, at most `limit`, found by NIR or by the words of a name."""
        with self._lock:
            best: dict[int, bool] = {}
            for dossier, held in self._kept.items():
                whole = [w for one in held.values() if (w := _whole(recherche, one)) is not None]
                if whole:
                    best[dossier] = max(whole)
        return sorted(best, key=lambda dossier: (not best[dossier], dossier))[:limit]

    def fingerprint(self, iban: str) -> str:
        """Return the fingerprint of an account."""
        return fingerprint(iban, self._secret)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep what is done within, here and in the journals, all or none."""
        with self._lock:
            before = {dossier: dict(held) for dossier, held in self._kept.items()}
            try:
                yield
            except BaseException:
                self._kept = before
                raise

    def close(self) -> None:
        """Give back nothing: nothing is held."""


def _whole(recherche: Recherche, identite: Identite) -> bool | None:
    if recherche.nir:
        return True if identite.nir[:13] == recherche.nir else None
    return matched(recherche.mots, identite.mots()) if recherche.mots else None
