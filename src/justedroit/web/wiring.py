"""What the pages run on: the only place that chooses the records, the law and the clock."""

from __future__ import annotations

import base64
import datetime as dt
import threading
from functools import cache
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from justedroit.core.courriers import Organisme
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.impression import organisme_for
from justedroit.kernels import compiled_law
from justedroit.records.caisse import caisse_for, files_for
from justedroit.records.cles import (
    Trousseau,
    Undecipherable,
    demo_key_file,
    is_demo_key,
    keyring_for,
)
from justedroit.records.database import (
    DatabaseIdentities,
    DatabaseOpenings,
    DatabaseRecords,
    open_database,
    open_identities,
)
from justedroit.records.database.existing import sqlite_file
from justedroit.records.database.latest import latest
from justedroit.steps.consultation.afaire import Ardoise, Tache
from justedroit.steps.guichet import Guichet
from justedroit.web.chauffe import warm_law

_LOOK: Final = threading.Lock()
_PATIENCE: Final = 2  # seconds that a page waits for the work list to be read
_TICK: Final = dt.timedelta(seconds=1)
_NEVER: Final = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@cache
def records() -> DatabaseRecords:
    """Return the journals, in the database where the sessions are: one connection for both.

    The first call migrates the tables of the journals; the others ask nothing of the database.
    """
    return open_database(settings.DATABASE_URL)


@cache
def keys() -> Trousseau:
    """Return the keys that encrypt what is personal.

    Raises:
        Refused: they are not given; in French.
    """
    return keyring_for(settings.DATABASE_URL)


def sealed(text: str, label: str) -> str:
    """Return a text encrypted as identities are; it reads under the same label only."""
    return base64.b64encode(keys().current.seal(text, label)).decode()


def unsealed(text: str, label: str) -> str | None:
    """Return what was sealed; None where it does not read: another key, label, or a change."""
    try:
        return keys().current.unseal(base64.b64decode(text), label)
    except Undecipherable:
        return None


@cache
def identities() -> DatabaseIdentities:
    """Return who the dossiers are about, in the same database.

    Raises:
        Refused: the keys that decrypt them are not given; in French.
    """
    return open_identities(records(), keys())


@cache
def guichet() -> Guichet:
    """Return what orders and bank files are made with.

    Raises:
        Refused: the account of the fund, or the folder of its bank files, is not given; in French.
    """
    url = settings.DATABASE_URL
    return Guichet(records(), identities(), files_for(url), caisse_for(url))


@cache
def organisme() -> Organisme:
    """Return the fund, for what its letters say of it.

    Raises:
        Refused: it is not told; in French.
    """
    beside = demo_key_file(settings.DATABASE_URL)
    return organisme_for(demo=beside is not None and is_demo_key(beside))


@cache
def ardoise() -> Ardoise:
    """Return the slate on which this process keeps what waits in the fund."""
    return Ardoise(records())


@cache
def _first_look() -> threading.Thread:
    """Read the whole fund for the first time beside the requests; return the thread."""
    records()  # migrates where it must, before the thread does
    thread = threading.Thread(target=_look, name="afaire", daemon=True)
    thread.start()
    return thread


def _look() -> None:
    try:
        with _LOOK:
            ardoise().taches(clock())
    finally:
        connections.close_all()


def waiting() -> list[Tache] | None:
    """Return what waits in the fund, the most urgent first: one thread looks at a time.

    None while the first look lasts longer than a page may: it reads the whole fund.
    """
    if not ardoise().is_ready:
        look = _first_look()
        look.join(_PATIENCE)
        if look.is_alive():
            return None
    # Where the first look has failed, its error is that of the page.
    with _LOOK:
        return ardoise().taches(clock())


def already_waiting() -> list[Tache] | None:
    """Return what waits, for a page that only counts it: None while it would have to wait for it."""
    if not ardoise().is_ready or not _LOOK.acquire(timeout=_PATIENCE):
        return None
    try:
        return ardoise().taches(clock())
    finally:
        _LOOK.release()


@cache
def openings() -> DatabaseOpenings:
    """Return the traces of the openings of dossiers, in the same database."""
    return DatabaseOpenings(records().alias)


@cache
def law() -> OpenFiscaLaw:
    """Return the law, through the engine where its kernels are."""
    return compiled_law()


def clock() -> dt.datetime:
    """Return the instant at which a page lives, UTC.

    It is that of the request; on a fund whose life has ended, the instant it has ended at. What
    commands have written in a demonstration since, at its own day, is behind its pages.
    """
    if not settings.HORLOGE:
        return real_clock()
    at = dt.datetime.fromisoformat(settings.HORLOGE).astimezone(dt.UTC)
    return max(at, _last() + _TICK) if _opening() <= at else at


def _last() -> dt.datetime:
    """Return the last instant that the journals of a demonstration tell."""
    path = sqlite_file(settings.DATABASE_URL) if settings.DEMONSTRATION else None
    return (latest(path) if path else None) or _NEVER


@cache
def _opening() -> dt.datetime:
    """Return the same when the pages opened: told to live on a day that has passed, they stay there."""
    return _last()


def real_clock() -> dt.datetime:
    """Return the instant of the request, UTC: when someone really opened a dossier."""
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251  (a request is an act, at its own instant)


def migrate() -> None:
    """Open the journals, and make the tables of the accounts and sessions beside them."""
    records()
    call_command("migrate", verbosity=0, interactive=False)


def warm() -> None:
    """Open the journals before the first request; load the law and the work list beside the first."""
    records()
    warm_law(law(), clock())
    _first_look()


def forget() -> None:
    """Open anew at the next call: the settings have changed, or the process is another."""
    for chosen in (records, keys, identities, guichet, organisme, openings, law):
        chosen.cache_clear()
    for kept in (ardoise, _first_look, _opening):
        kept.cache_clear()
