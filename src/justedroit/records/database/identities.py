"""Identities in a database: each field encrypted, found by keyed hashes, erased without a trace."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from django.db import connections, transaction

from justedroit.core.base import Refused
from justedroit.core.identites import (
    ACCOUNTS,
    Adresse,
    Compte,
    Identite,
    Recherche,
    fingerprint,
    prefixes,
)
from justedroit.records.cles import Cle, Trousseau, Undecipherable
from justedroit.records.database.identites_sql import SEALED, TablesIdentites, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from justedroit.records.database.dialect import Cursor
    from justedroit.records.database.journals import DatabaseRecords
    from justedroit.records.rows import IntArray

_AT_ONCE = 2_000  # identities that a change of keys holds in one transaction
_SECRET_BYTES = 32
_NIR_WITHOUT_KEY = 13
_WHOLE, _BEGINNING, _NIR = "mot", "debut", "nir"  # kinds of keyed hashes


def open_identities(records: DatabaseRecords, keys: Trousseau) -> DatabaseIdentities:
    """Open the identities of the dossiers of some journals. Nothing is written.

    Args:
        records: journals in a database, whose tables are there.
        keys: what encrypts them; `keyring_for` finds it.

    Raises:
        Refused: these identities were encrypted with other keys; in French.
    """
    identities = DatabaseIdentities(records.alias, keys)
    identities.check_keys()
    return identities


class DatabaseIdentities:
    """Identities in a database that Django knows by an alias.

    Args:
        alias: of a migrated database, in Django's DATABASES.
        keys: the first encrypts, all decrypt.
    """

    def __init__(self, alias: str, keys: Trousseau) -> None:
        self.alias = alias
        self._keys = keys
        self._tables: TablesIdentites = tables_of(connections[alias].vendor)
        self._secret = b""

    # ---------------------------------------------------------------- read

    def get(self, dossiers: Sequence[int]) -> dict[int, tuple[Identite, ...]]:
        """Return the identities of some dossiers, by person; a dossier without any is left out.

        Raises:
            Refused: one of them does not decipher.
        """
        found: dict[int, list[Identite]] = {}
        with connections[self.alias].cursor() as cursor:
            for row in self._tables.identities(cursor, _wanted(dossiers)):
                found.setdefault(row[0], []).append(self._opened(row))
        return {dossier: tuple(held) for dossier, held in found.items()}

    def accounts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the accounts of some dossiers (all by default); schema ACCOUNTS, sorted.

        Raises:
            Refused: one of them does not decipher.
        """
        wanted = None if dossiers is None else _wanted(dossiers)
        columns: tuple[list[Any], ...] = ([], [], [], [], [])
        with connections[self.alias].cursor() as cursor:
            rows = self._tables.accounts(cursor, wanted)
        secret = self._fingerprint_secret() if rows else b""
        for dossier, person, name, compte, bailleur in rows:
            for payee, field, sealed in (
                ("allocataire", "compte", compte),
                ("bailleur", "bailleur", bailleur),
            ):
                if sealed is not None:
                    iban, holder = self._read(name, (dossier, person, field), sealed).split(" ", 1)
                    row = (dossier, payee, holder, iban, fingerprint(iban, secret))
                    for column, value in zip(columns, row, strict=True):
                        column.append(value)
        return pa.table(list(columns), schema=ACCOUNTS)

    def search(self, recherche: Recherche, limit: int) -> list[int]:
        """Return the dossiers, at most `limit`, found by NIR or by the words of a name."""
        with connections[self.alias].cursor() as cursor:
            if recherche.nir:
                hashes = [cle.hashed(_NIR, recherche.nir) for cle in self._keys.cles]
                return self._tables.by_nir(cursor, hashes, limit)
            if not recherche.mots:
                return []
            whole = [self._numbers(_WHOLE, mot) for mot in recherche.mots]
            found = self._tables.by_words(cursor, whole, limit)
            if len(found) < limit:
                # A word too short to have a beginning in the index is looked for whole.
                begun = [
                    self._numbers(_BEGINNING, prefixes(mot)[-1]) if prefixes(mot) else numbers
                    for mot, numbers in zip(recherche.mots, whole, strict=True)
                ]
                found += self._tables.by_words(cursor, begun, limit + len(found))
            return list(dict.fromkeys(found))[:limit]

    def _numbers(self, kind: str, text: str) -> list[int]:
        """Return what a text is in the index, under each key."""
        return [_number(cle, kind, text) for cle in self._keys.cles]

    def fingerprint(self, iban: str) -> str:
        """Return the fingerprint of an account, the same for an IBAN whatever becomes of the keys."""
        return fingerprint(iban, self._fingerprint_secret())

    # ---------------------------------------------------------------- write

    def put(self, identites: Sequence[Identite]) -> None:
        """Keep identities that `verified` accepted, in place of those of the same persons."""
        last = {(identite.dossier, identite.person): identite for identite in identites}
        if not last:
            return
        cle = self._keys.current
        rows = [_sealed(cle, identite) for identite in last.values()]
        with self.together(), connections[self.alias].cursor() as cursor:
            self._register_key(cursor)
            self._tables.remove(cursor, np.array(list(last), np.int64))
            self._tables.insert(cursor, rows, _words(cle, last.values()))

    def erase(self, dossiers: Sequence[int]) -> int:
        """Erase all that is kept of some dossiers; return the number of persons erased."""
        with self.together(), connections[self.alias].cursor() as cursor:
            erased = self._tables.erase(cursor, _wanted(dossiers))
            # What the file still holds of older pages is written over once this is done for good.
            transaction.on_commit(self._wipe, using=self.alias)
        return erased

    def rotate(self, told: Callable[[int], None] = lambda _: None) -> int:
        """Encrypt anew, with the first key, all that another key has encrypted.

        Some at a time: stopped anywhere, it goes on where it was; the identities stay readable
        meanwhile for who holds both keys. The index of names and NIR is renewed as well. Once all
        is done, the other keys open nothing, and may be destroyed.

        Args:
            told: how many are done.

        Returns:
            How many were encrypted anew.

        Raises:
            Refused: one of them is encrypted with a key that is not held.
        """
        done = 0
        while some := self._renewed(_AT_ONCE):
            done += some
            told(done)
        with self.together(), connections[self.alias].cursor() as cursor:
            self._register_key(cursor)
            self._tables.forget_keys(cursor, self._keys.current.name)
            transaction.on_commit(self._wipe, using=self.alias)
        return done

    def together(self) -> AbstractContextManager[None]:
        """Keep what is done within, here and in the journals of the same base, all or none."""
        together: AbstractContextManager[None] = transaction.atomic(self.alias)
        return together

    def close(self) -> None:
        """Close the connection of this thread; the next use opens another."""
        connections[self.alias].close()

    # ---------------------------------------------------------------- keys

    def check_keys(self) -> None:
        """Check that a key of ours opens what is there; where nothing is, any will do.

        Raises:
            Refused: none does.
        """
        with connections[self.alias].cursor() as cursor:
            self._secret = self._unwrapped(self._tables.wrapped(cursor))

    def _fingerprint_secret(self) -> bytes:
        if self._secret:
            return self._secret
        with self.together(), connections[self.alias].cursor() as cursor:
            return self._register_key(cursor)

    def _register_key(self, cursor: Cursor) -> bytes:
        """Have the current key open the secret of the fingerprints, made here the first time.

        It is remembered once it is written for good: a transaction that fails leaves none.
        """
        wrapped = self._tables.wrapped(cursor)
        current = self._keys.current
        if current.name not in wrapped:
            self._tables.lock_keys(cursor)
            wrapped = self._tables.wrapped(cursor)
        secret = self._unwrapped(wrapped) or secrets.token_bytes(_SECRET_BYTES)
        if current.name not in wrapped:
            self._tables.add_key(cursor, current.name, current.wrap(secret))
        transaction.on_commit(partial(setattr, self, "_secret", secret), using=self.alias)
        return secret

    def _unwrapped(self, wrapped: dict[str, bytes]) -> bytes:
        """Return the secret of the fingerprints, empty where there is none yet."""
        for name, secret in wrapped.items():
            cle = self._keys.named(name)
            if cle is not None:
                try:
                    return cle.unwrap(secret)
                except Undecipherable:
                    break
        if wrapped:
            raise Refused(
                "La clé donnée n'est pas celle avec laquelle les identités de cette base ont été "
                "chiffrées : rien n'en est lu. Redonnez la bonne, ou ajoutez-la après la nouvelle."
            )
        return b""

    def _renewed(self, limit: int) -> int:
        with self.together(), connections[self.alias].cursor() as cursor:
            rows = self._tables.under_other_keys(cursor, self._keys.current.name, limit)
            self.put([self._opened(row) for row in rows])
        return len(rows)

    def _opened(self, row: tuple[Any, ...]) -> Identite:
        dossier, person, name = row[:3]
        fields = {
            field: self._read(name, (dossier, person, field), sealed) if sealed is not None else ""
            for field, sealed in zip(SEALED, row[3:], strict=True)
        }
        return Identite(
            dossier,
            person,
            nom=fields["nom"],
            prenoms=fields["prenoms"],
            nom_usage=fields["nom_usage"],
            nir=fields["nir"],
            adresse=Adresse(**json.loads(fields["adresse"])) if fields["adresse"] else None,
            compte=_account(fields["compte"]),
            bailleur=_account(fields["bailleur"]),
        )

    def _read(self, name: str, place: tuple[int, int, str], sealed: bytes) -> str:
        cle = self._keys.named(name)
        if cle is None:
            raise Refused(
                f"L'identité du dossier {place[0]} est chiffrée avec une clé ({name}) qui n'est pas "
                "donnée. Ajoutez-la après la nouvelle."
            )
        try:
            return cle.unseal(bytes(sealed), _label(place))
        except Undecipherable:
            raise Refused(
                f"L'identité du dossier {place[0]} ne se déchiffre pas : elle a été altérée ou "
                "déplacée. Reprenez-la d'une sauvegarde, ou effacez-la et enregistrez-la de nouveau."
            ) from None

    def _wipe(self) -> None:
        with connections[self.alias].cursor() as cursor:
            self._tables.wipe(cursor)


def _label(place: tuple[int, int, str]) -> str:
    return "{}:{}:{}".format(*place)


def _wanted(dossiers: Sequence[int]) -> IntArray:
    return np.unique(np.asarray(dossiers, dtype=np.int64))


def _account(text: str) -> Compte | None:
    iban, _, holder = text.partition(" ")
    return Compte(holder, iban) if text else None


def _sealed(cle: Cle, identite: Identite) -> tuple[Any, ...]:
    """Return the row of an identity: columns COLUMNS."""
    texts = (
        identite.nom,
        identite.prenoms,
        identite.nom_usage,
        identite.nir,
        json.dumps(asdict(identite.adresse)) if identite.adresse else "",
        _account_text(identite.compte),
        _account_text(identite.bailleur),
    )
    place = (identite.dossier, identite.person)
    fields = [
        cle.seal(text, _label((*place, field))) if text else None
        for field, text in zip(SEALED, texts, strict=True)
    ]
    nir = cle.hashed(_NIR, identite.nir[:_NIR_WITHOUT_KEY]) if identite.nir else None
    return (*place, cle.name, *fields, nir)


def _account_text(compte: Compte | None) -> str:
    return f"{compte.iban} {compte.titulaire}" if compte else ""


def _words(cle: Cle, identites: Iterable[Identite]) -> IntArray:
    """Return what names are found by: rows (mot, dossier, person), sorted, each once."""
    known: dict[str, list[int]] = {}  # most names are borne by several
    rows: list[tuple[int, int, int]] = []
    for identite in identites:
        for word in identite.mots():
            if word not in known:
                starts = [_number(cle, _BEGINNING, start) for start in prefixes(word)]
                known[word] = [_number(cle, _WHOLE, word), *starts]
            rows += [(number, identite.dossier, identite.person) for number in known[word]]
    found = np.array(rows, np.int64).reshape(-1, 3)
    return np.unique(found, axis=0)


def _number(cle: Cle, kind: str, text: str) -> int:
    """Return the beginning of a keyed hash as the integer that an index holds."""
    return int.from_bytes(cle.hashed(kind, text)[:8], "big", signed=True)
