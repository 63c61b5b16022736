"""`justedroit demo` as it is typed, whole: identities, an order at the bank, and what follows an indu."""

from __future__ import annotations

import contextlib
import json

import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner

from justedroit.cli import cli
from justedroit.commandes.depot import is_demonstration
from justedroit.records.caisse import caisse_for, files_for
from justedroit.records.cles import keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.steps.guichet import Guichet

HOUSEHOLDS, MONTHS = 25, 12  # the fewest whose indus are notified


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Play the fund, with a law that answers at once: return the folder and what is shown."""
    folder = tmp_path_factory.mktemp("jouee") / "demo"
    typed = ["demo", "--dossiers", HOUSEHOLDS, "--mois", MONTHS, "--sortie", folder]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("justedroit.kernels.compiled_law", LoiDeBanc)
        patch.setattr("justedroit.kernels.is_building", lambda _law: False)
        result = CliRunner().invoke(cli, [*map(str, typed)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder, " ".join(result.stdout.split())


@pytest.fixture
def desk(played):
    """Return what the orders and files of the fund are read with."""
    url = f"sqlite:///{played[0]}/justedroit.sqlite3"
    with contextlib.closing(open_database(url)) as records:
        identities = open_identities(records, keyring_for(url))
        yield Guichet(records, identities, files_for(url), caisse_for(url))
        identities.close()


def test_a_demonstration_ends_whole_and_says_what_to_look_at(played):
    folder, shown = played
    assert is_demonstration(f"sqlite:///{folder}/justedroit.sqlite3")
    bilan = json.loads((folder / "bilan.json").read_text("utf-8"))
    assert bilan["solde_cents"] == 0
    assert f"dossier {bilan['dossier_exemple']} --base sqlite:///{folder}" in shown
    assert "JUSTEDROIT_JOUR=AAAA-MM-JJ" in shown


def test_its_indus_are_notified_and_followed(played):
    folder, shown = played
    after = json.loads((folder / "bilan.json").read_text("utf-8"))["apres"]
    assert after["notifie"]["nombre"] > 0
    assert sum(count["nombre"] for _, count in after["issues"]) > 0
    assert after["exemples"]
    assert "Après les indus" in shown


def test_its_households_have_names_and_its_last_month_went_to_the_bank(desk):
    some = desk.records.dossiers()
    assert len(some) >= HOUSEHOLDS
    assert all(desk.identities.get(some).values())
    written = [o for o in desk.told()[0].orders.values() if o.state == "ecrit"]
    assert written
    assert all(desk.files.read(order.release["fichier"]) for order in written)


def test_its_own_commands_go_on_from_its_day(played):
    folder, _ = played
    base = f"sqlite:///{folder}/justedroit.sqlite3"
    some = json.loads((folder / "bilan.json").read_text("utf-8"))["apres"]["exemples"][0]
    told = CliRunner().invoke(
        cli, [*some["commande"].split(), str(some["dossier"]), "--base", base]
    )
    assert told.exit_code == 0, told.output
