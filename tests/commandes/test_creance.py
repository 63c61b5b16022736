"""`creance`: where each euro of a debt is, where it stands, and what may be done of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json

import pyarrow as pa
import pytest
import rich_click as click

from justedroit.cli import cli
from justedroit.commandes.creance_suites import next_acts
from justedroit.core.base import Acte
from justedroit.core.registre import TRANSFERS
from justedroit.records.database import open_database
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps.act import event
from justedroit.steps.claims import claims

BORN = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
RECEIVED = {"notice": 1, "le": "2025-03-10", "preuve": "accuse_reception"}
PREPARED = {"notice": 1, "creances": [1], "total_cents": 60_000, "enrichie": False}


def owed(dossier: int, *amounts: tuple[str, int]) -> pa.Table:
    rows = [
        {
            "dossier": dossier,
            "sequence": 0,
            "debit": f"{benefit}:indu",
            "credit": f"{benefit}:charge",
            "amount_cents": cents,
            "month": 202406,
            "value_on": BORN.date(),
            "entered_at": BORN,
            "motive": "indu",
            "reference": "revision:202503",
        }
        for benefit, cents in amounts
    ]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def told(dossier: int, *events: tuple[str, dict[str, object]]) -> pa.Table:
    rows = [event(dossier, tag, Acte("agent:1", BORN), payload) for tag, payload in events]
    return pa.Table.from_pylist(rows, schema=EVENTS)


@pytest.fixture
def base(tmp_path):
    """Return the address of a fund where one household owes two debts, and another a small one."""
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        notice = told(7, ("notice.preparee", PREPARED), ("notice.recue", RECEIVED))
        debts = owed(7, ("rsa", 60_000), ("apl", 20_000))
        records.append(Journal(transfers=debts, events=notice), {7: 0})
        records.append(Journal(transfers=owed(8, ("rsa", 5_000))), {8: 0})
    return url


def test_all_the_debts_of_a_dossier_then_one_in_full(run):
    every = run("creance", "7")
    assert "800,00 € restent dus" in every
    assert "allocation" not in run("creance", "7", "--numero", "1")
    one = run("creance", "7", "--numero", "1")
    assert "cette somme peut être retenue" in one
    assert "Retenue possible à partir du 31 mars 2025" in one
    assert "juin 2024" in one
    assert "justedroit creance origine 7 --numero 1" in one


def test_a_past_day_is_read_as_it_was(run):
    assert "n'a jamais rien dû" in run("creance", "7", "--au", "2025-02-01")


def test_json_tells_the_same(run):
    shown = json.loads(run("creance", "7", "--json"))
    assert [one["reste_cents"] for one in shown["creances"]] == [60_000, 20_000]
    assert shown["creances"][0]["retenue_possible_le"] == "2025-03-31"
    assert "réception prouvée" in shown["creances"][1]["retenue_refusee"]


def test_a_person_decides_the_origin(run):
    decide = ("creance", "origine", "7", "caisse_saisie", "--numero", "1", "--agent", "agent:2")
    assert "saisie par la caisse" in run(*decide, "--motif", "Saisie en double.")
    assert "Décidée : Saisie par la caisse (agent:2)" in run("creance", "7", "--numero", "1")
    said = run(*decide, "--motif", " ", code=1)
    assert "le motif est vide" in said


def test_what_needs_a_fraud_a_contrainte_or_an_ended_right_is_refused(run):
    one = ("7", "--numero", "1", "--agent", "agent:2")
    assert "fraude qualifiée" in run("creance", "indemnite", *one, "--motif", "Vu.", code=1)
    assert "insolvabilité" in run("creance", "non-valeur", *one, "--motif", "Vu.", code=1)
    two = ("7", "--numero", "2", "--agent", "agent:2")
    assert "seul le RSA" in run("creance", "transferer", *two, "--titre", "T1", code=1)
    assert "vont de 1 à 2" in run("creance", "7", "--numero", "3", code=1)


def test_a_fraud_adds_an_indemnite_then_the_rsa_goes_to_the_departement(run):
    run("qualifier", "7", "fraude", "--motif", "Faux bulletins.", "--agent", "agent:2")
    one = ("7", "--numero", "1", "--agent", "agent:2")
    assert "60,00 € d'indemnité" in run("creance", "indemnite", *one, "--motif", "Fraude.")
    assert "600,00 € transmis" in run("creance", "transferer", *one, "--titre", "T1")
    shown = run("creance", "7", "--numero", "1")
    assert "Transmise au département" in shown
    assert "Indemnité" in shown


def test_an_irrecoverable_debt_is_admitted_with_its_proof(run):
    two = ("creance", "non-valeur", "7", "--numero", "2", "--agent", "agent:2", "--motif", "Parti.")
    assert "200,00 € admis" in run(*two, "--preuve", "Procès-verbal de carence.")
    assert "plus rien n'est dû" in run(*two, "--preuve", "Procès-verbal de carence.", code=1)


def test_small_debts_are_given_up_and_counted(run):
    assert "Donnez un DOSSIER" in run("creance", "abandonner", "--agent", "agent:2", code=1)
    assert "Aucune petite dette" in run("creance", "abandonner", "7", "--agent", "agent:2")
    said = run("creance", "abandonner", "--tous", "--agent", "agent:2")
    assert "50,00 € abandonnés, dans 1 créance et 1 dossier." in said
    assert "Abandonnée" in run("creance", "8")


def test_an_unknown_dossier_is_refused(run):
    assert "n'existe pas" in run("creance", "99", code=1)
    assert "n'existe pas" in run("creance", "abandonner", "99", "--agent", "agent:2", code=1)


def lives() -> list[list[tuple[str, dict[str, object]]]]:
    day = {"le": "2025-03-12"}
    mine = {"creances": [1], **day}
    received = [("notice.preparee", PREPARED), ("notice.recue", RECEIVED)]
    enriched = PREPARED | {"enrichie": True}
    dues = [{"le": "2025-07-05", "cents": 60_000}]
    contest = {"nature": "contestation", "objet": "indu", "regime": "rsa", "prestations": ["rsa"]}
    contest |= {"canal": "courrier", "motif": "Loyer."}
    return [
        [],
        [("notice.preparee", enriched)],
        [("notice.preparee", PREPARED), ("notice.envoyee", {"notice": 1, **day})],
        received,
        [*received, ("rectification.demandee", {"rectification": 1, **mine, "motif": "Loyer."})],
        [
            *received,
            ("recours.recu", {"recours": 1, **mine, **contest}),
            ("creance.suspendue", {"cause": "recours:1", **mine, "jusqu_au": None}),
        ],
        [*received, ("echeancier.accepte", {"echeancier": 1, **mine, "mensualites": dues})],
        [*received, ("contrainte.emise", {"contrainte": 1, **mine})],
        [*received, ("indu.qualifie", {"benefit": None, "qualification": "fraude", "motif": "."})],
    ]


@pytest.mark.parametrize("life", lives())
@pytest.mark.parametrize("on", [dt.date(2025, 3, 20), dt.date(2025, 8, 1)])
def test_every_command_that_is_told_can_be_typed(life, on):
    records = MemoryRecords()
    records.append(Journal(transfers=owed(7, ("rsa", 60_000)), events=told(7, *life)), {7: 0})
    [one] = claims(records, 7, on)
    acts = list(next_acts(one, on))
    assert acts
    for _, what in acts:
        _, _, line = what.partition("justedroit ")
        command: click.Command = cli
        for word in line.split():
            if isinstance(command, click.Group) and not word.isdecimal():
                found = command.get_command(click.Context(command), word)
                assert found is not None, what
                command = found
            elif word.startswith("--"):
                assert word in {name for option in command.params for name in option.opts}, what
