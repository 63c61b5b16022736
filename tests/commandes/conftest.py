"""Funds for the commands: that of the tests of batch, revised whole; and one of a single dossier."""

from __future__ import annotations

import contextlib
import shutil

import pyarrow as pa
import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner
from tests.batch.conftest import lived
from tests.endettes import said

from justedroit.cli import cli
from justedroit.commandes import lot
from justedroit.commandes.base import clock
from justedroit.core.identites import Adresse, Compte, Identite, nir_key
from justedroit.records.cles import create_demo_key, keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.records.interface import EVENTS, Journal
from justedroit.steps import identify

NUMBER = "2995099901001"  # born in a month that does not exist: of nobody
NIR = f"{NUMBER}{nir_key(NUMBER):02d}"
COMPTE = Compte("Zoé Fictier", "FR7699999999990000000000153")
ADRESSE = Adresse("1", "rue", "99010", "Simulac")
ZOE = Identite(1, 1, "Fictier", "Zoé", nir=NIR, adresse=ADRESSE, compte=COMPTE)


@pytest.fixture
def run(base):
    """Return what runs a command on the base of the module, and gives what it says on one line."""

    def runs(*typed, code=0):
        result = CliRunner().invoke(cli, [*typed, "--base", base], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return said(result.output)

    return runs


@pytest.fixture
def named_base(tmp_path, monkeypatch):
    """Return the address of a base whose dossier 1, of no fact, is about somebody."""
    for name in ("JUSTEDROIT_CLE", "JUSTEDROIT_FICHIER_CLE", "JUSTEDROIT_AGENT"):
        monkeypatch.delenv(name, raising=False)
    url = f"sqlite:///{tmp_path}/caisse.sqlite3"
    row = {"dossier": 1, "sequence": 0, "tag": "a.b", "at": clock(), "author": "x", "payload": "{}"}
    create_demo_key(url)
    with contextlib.closing(open_database(url)) as records:
        records.append(Journal(events=pa.Table.from_pylist([row], EVENTS)), {1: 0})
        identities = open_identities(records, keyring_for(url))
        assert identify(records, identities, [ZOE], clock(), "agent:12") == []
    return url


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return a SQLite file that holds the fund: copied, never written to."""
    return lived(tmp_path_factory.mktemp("lot"))


@pytest.fixture
def lot_base(filled, tmp_path, monkeypatch):
    """Return the address of a copy of the fund, that `lot` revises with the law of the bench."""
    monkeypatch.setattr(lot, "law_in_force", LoiDeBanc)
    return f"sqlite:///{shutil.copy(filled, tmp_path / 'caisse.sqlite3')}"
