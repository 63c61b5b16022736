"""A créance leaves the hands of the fund only where nothing can be withheld, or nothing recovered."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from tests.core.creances.conduite import (
    BORN,
    creance,
    day,
    noticed,
    paused,
    planned,
    suivi,
)

from justedroit.core.base import Refusal
from justedroit.core.recouvrement import refuse_non_valeur, refuse_transfer
from justedroit.core.registre import BENEFIT_LABELS, TRANSFERS

TODAY = day("2025-06-10")
RECEIVED = noticed("2025-03-10")


def rights(benefit: str, *months: int) -> pa.Table:
    rows = [
        {
            "dossier": 7,
            "sequence": place,
            "debit": f"{benefit}:charge",
            "credit": f"{benefit}:droit",
            "amount_cents": 10_000,
            "month": month,
            "value_on": dt.date(2025, 1, 5),
            "entered_at": BORN,
            "motive": "droit",
            "reference": "revision:1",
        }
        for place, month in enumerate(months, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def refused(found: Refusal | None) -> str:
    assert found is not None
    return found.what


def test_what_is_left_of_an_ended_rsa_is_passed_on():
    claim = creance("rsa")
    ended = rights("rsa", 202401, 202402)
    assert refuse_transfer(claim, suivi(claim, *RECEIVED), ended, TODAY) is None


def test_it_is_kept_while_a_benefit_can_still_be_withheld_on():
    claim = creance("rsa")
    thread = suivi(claim, *RECEIVED)
    for benefit in ("rsa", "apl", "af"):
        served = rights(benefit, 202505)
        assert BENEFIT_LABELS[benefit] in refused(refuse_transfer(claim, thread, served, TODAY))
    # Nothing is withheld on the ARS.
    assert refuse_transfer(claim, thread, rights("ars", 202506), TODAY) is None


def test_only_the_rsa_is_passed_on_once_notified_free_and_owed():
    nothing = TRANSFERS.empty_table()
    claim = creance("rsa")
    assert "RSA" in refused(refuse_transfer(creance("apl"), suivi(creance()), nothing, TODAY))
    assert "notifiée" in refused(refuse_transfer(claim, suivi(claim), nothing, TODAY))
    contested = suivi(claim, *RECEIVED, paused("recours:1", "2025-04-01"))
    assert "suspendu" in refused(refuse_transfer(claim, contested, nothing, TODAY))
    plan = suivi(claim, *RECEIVED, planned("2025-03-20"))
    assert "échéancier" in refused(refuse_transfer(claim, plan, nothing, TODAY))
    claim.lignes[0].repaid = claim.lignes[0].claimed
    assert "plus rien" in refused(refuse_transfer(claim, suivi(claim), nothing, TODAY))


def test_an_irrecoverable_debt_needs_forced_steps_or_a_proof_of_insolvency():
    claim = creance()
    issued = ("contrainte.emise", {"contrainte": 1, "creances": [1], "le": "2025-04-01"})
    served = ("contrainte.signifiee", {"contrainte": 1, "creances": [1], "le": "2025-04-10"})
    assert "insolvabilité" in refused(refuse_non_valeur(claim, suivi(claim), " ", TODAY))
    assert refuse_non_valeur(claim, suivi(claim), "Procès-verbal de carence.", TODAY) is None
    only_issued = suivi(claim, issued)
    assert refuse_non_valeur(claim, only_issued, "", TODAY) is not None
    assert refuse_non_valeur(claim, suivi(claim, issued, served), "", TODAY) is None


def test_an_annulled_contrainte_proves_nothing():
    told = [
        ("contrainte.emise", {"contrainte": 1, "creances": [1], "le": "2025-04-01"}),
        ("contrainte.signifiee", {"contrainte": 1, "creances": [1], "le": "2025-04-10"}),
        ("opposition.jugee", {"contrainte": 1, "le": "2025-05-10", "sens": "annule"}),
    ]
    assert refuse_non_valeur(creance(), suivi(creance(), *told), "", TODAY) is not None
