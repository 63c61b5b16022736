"""`recours executer`, `recours echeances`: what of a remise was paid since its decision is said to be given back."""

from __future__ import annotations

import contextlib

import pytest
from tests.endettes import Endettes, day, transfer

from justedroit.records.cles import create_demo_key
from justedroit.records.database import open_database

AGENT = ("--agent", "agent:7")


@pytest.fixture
def base(tmp_path):
    """Return the address of a fund where a remise of 200 € is decided, then 120 € of it are paid."""
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        create_demo_key(url)
        fund = Endettes(records)
        fund.owes(1, "af", {202511: 5_000, 202512: 15_000})
        decided(fund)
        move = ("rembourse", "indu", "remboursement")
        told = {"when": "2026-03-28", "reference": "creance:1:paiement:1"}
        fund.write(1, transfers=[transfer(1, "af", 202512, 12_000, move, **told)])
    return url


def decided(fund):
    """Have the remise asked, decided, and passed on to the control of legality."""
    asked = {"recours": 1, "nature": "remise", "objet": "remise", "regime": "pf"}
    asked |= {
        "prestations": ["af"],
        "creances": [1],
        "canal": "courrier",
        "motif": "Trois enfants.",
    }
    fund.happens(1, "recours.recu", asked | {"le": "2026-03-01", "suspend": True}, "2026-03-02")
    told = {"creances": [1], "cause": "recours:1", "le": "2026-03-02", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", told, "2026-03-02")
    told = {"par": "cra", "sens": "accord", "remises": {"1": 20_000}, "code": "precarite"}
    told |= {"motif": "Trois enfants.", "article": "CSS art. L553-2", "le": "2026-03-20"}
    fund.happens(1, "recours.decide", {"recours": 1} | told, "2026-03-20")
    told = {"recours": 1, "le": str(day("2026-03-22")), "motif": ""}
    fund.happens(1, "recours.transmis_mnc", told, "2026-03-22")


@pytest.mark.parametrize("command", [("executer", "1", "--numero", "1"), ("echeances",)])
def test_what_was_paid_since_the_decision_is_said_to_be_given_back_with_its_letter(run, command):
    said = run("recours", *command, *AGENT)
    assert "120,00 €" in said
    assert "lettre préparée" in said
    assert "120,00" in run("creance", "1", "--numero", "1")
