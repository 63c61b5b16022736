"""What has happened to a créance is read back from the events of its dossier."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.core.creances.conduite import (
    answered,
    asked,
    creance,
    day,
    journal,
    noticed,
    paused,
    planned,
    qualified,
    resumed,
    suivi,
)

from justedroit.core.creances import EVENEMENTS, suivis
from justedroit.core.creances.fil import _LATER, _ON_DOSSIER, _ON_NAMED


def test_a_creance_of_which_nothing_is_told_has_an_empty_thread():
    found = suivi(creance())
    assert (found.notice, found.origine, found.qualification, found.retenue) == (None,) * 4
    assert (found.suspensions, found.recours, found.received_on) == ((), (), None)


def test_the_notice_is_followed_from_its_preparation_to_its_proven_reception():
    told = noticed("2025-03-10")
    told[1:1] = [
        ("notice.expliquee", {"notice": 1, "texte": "Voici pourquoi."}),
        ("notice.appel", {"notice": 1, "resultat": "non_joint", "le": "2025-03-03"}),
        ("notice.appel", {"notice": 1, "resultat": "joint", "le": "2025-03-04"}),
    ]
    notice = suivi(creance(), *told).notice
    assert notice is not None
    assert notice.calls == ((day("2025-03-03"), "non_joint"), (day("2025-03-04"), "joint"))
    assert notice.explained_at is not None
    assert (notice.sent_on, notice.received_on) == (day("2025-03-05"), day("2025-03-10"))
    assert notice.proof == "accuse_reception"


def test_an_event_concerns_the_creances_it_names_and_no_other():
    found = suivis([creance(number=1), creance(number=2)], journal(*noticed("2025-03-10")))
    assert [one.received_on for one in found] == [day("2025-03-10"), None]


def test_an_event_of_another_dossier_or_subject_says_nothing():
    rows = journal(*noticed("2025-03-10"), ("droits.revises", {}))
    other = rows.set_column(0, rows.schema.field(0), [[8] * rows.num_rows])
    assert suivis([creance()], other) == [suivi(creance())]


def test_what_is_qualified_of_the_benefit_prevails_over_what_is_of_the_dossier():
    found = suivi(creance("rsa"), qualified("fraude", "rsa"), qualified("bonne_foi"))
    assert found.qualification is not None
    assert found.qualification.is_fraud
    other = suivi(creance("apl"), qualified("fraude", "rsa"), qualified("bonne_foi"))
    assert other.qualification is not None
    assert other.qualification.code == "bonne_foi"


def test_the_last_qualification_of_the_same_scope_holds():
    found = suivi(creance(), qualified("fraude"), qualified("fausse_declaration"))
    assert found.qualification is not None
    assert (found.qualification.is_fraud, found.qualification.is_long) == (False, True)


def test_the_withholding_is_that_of_the_whole_dossier_the_last_one():
    told = {"mensualite_cents": 5000, "a_partir_de": 202504, "calcul": {}, "statut": "calculee"}
    lower = told | {"mensualite_cents": 3000, "statut": "decidee"}
    rows = journal(("retenue.fixee", told), ("retenue.fixee", lower))
    found = suivis([creance(number=1), creance(number=2)], rows)
    assert [one.retenue and one.retenue.cents for one in found] == [3000, 3000]


def test_a_suspension_ends_by_the_event_that_names_its_cause():
    found = suivi(
        creance(),
        paused("recours:1", "2025-03-10"),
        paused("recours:2", "2025-03-12"),
        resumed("recours:1", "2025-04-01"),
    )
    assert [pause.ended_on for pause in found.suspensions] == [day("2025-04-01"), None]


def test_a_plan_is_broken_then_kept_again_with_new_dues():
    broken = ("echeancier.rompu", {"echeancier": 1, "le": "2025-06-20", "motif": "Impayé."})
    again = {"echeancier": 1, "le": "2025-07-01", "motif": "Repris."}
    again["mensualites"] = [{"le": "2025-08-05", "cents": 50_000}]
    found = suivi(creance(), planned("2025-04-01"), broken)
    assert found.echeancier is not None
    assert (found.echeancier.state, found.echeancier.reasons) == ("rompu", "Impayé.")
    assert found.echeancier.runs(day("2025-06-19"))
    assert not found.echeancier.runs(day("2025-06-20"))
    kept = suivi(creance(), planned("2025-04-01"), broken, ("echeancier.repris", again)).echeancier
    assert kept is not None
    assert (kept.state, kept.dues) == ("en_cours", ((day("2025-08-05"), 50_000),))


def test_a_contrainte_is_followed_to_its_opposition_and_its_execution():
    told = [
        ("mise_en_demeure.envoyee", {"demeure": 1, "creances": [1], "le": "2025-05-01"}),
        ("mise_en_demeure.recue", {"demeure": 1, "creances": [1], "le": "2025-05-04"}),
        ("contrainte.emise", {"contrainte": 1, "creances": [1], "le": "2025-06-10"}),
        ("contrainte.signifiee", {"contrainte": 1, "creances": [1], "le": "2025-06-20"}),
        ("opposition.formee", {"contrainte": 1, "le": "2025-06-25", "tribunal": "tj"}),
        ("opposition.jugee", {"contrainte": 1, "le": "2025-11-02", "sens": "annule"}),
    ]
    found = suivi(creance(), *told)
    [order] = found.contraintes
    assert found.demeures[0].received_on == day("2025-05-04")
    assert (order.served_on, order.opposed_on) == (day("2025-06-20"), day("2025-06-25"))
    assert not order.stands


def test_a_decided_origin_has_its_author_and_reasons():
    told = {"creance": 1, "origine": "caisse_saisie", "motif": "Erreur de frappe."}
    origine = suivi(creance(), ("creance.origine_decidee", told)).origine
    assert origine is not None
    assert (origine.label, origine.author) == ("Saisie par la caisse", "agent:1")


def test_a_remise_closed_by_a_qualification_opens_again():
    shut = ("remise.fermee", {"creances": [1], "le": "2025-04-01", "motif": "Fraude."})
    again = ("remise.rouverte", {"creances": [1], "le": "2025-05-01", "motif": "Requalifiée."})
    assert suivi(creance(), shut).remise_closed == (day("2025-04-01"), "Fraude.")
    assert suivi(creance(), shut, again).remise_closed is None


def test_appeals_and_cases_are_known_by_their_numbers():
    told = {"creances": [1], "le": "2025-04-01", "nature": "remise", "canal": "guichet"}
    found = suivi(
        creance(),
        ("recours.recu", told | {"recours": 2, "motif": ""}),
        ("instance.saisie", told | {"instance": 5, "recours": 2, "tribunal": "ta"}),
    )
    assert (found.recours, found.instances) == ((2,), (5,))


def test_rectifications_and_answers_are_kept():
    asked_for = suivi(creance(), asked("2025-03-15"), answered("rejetee", "2025-03-20"))
    assert asked_for.rectification is not None
    assert asked_for.rectification.answered_on == day("2025-03-20")


def test_an_over_indebtedness_that_is_closed_runs_no_longer():
    told = {"surendettement": 1, "creances": [1], "le": "2025-04-01"}
    closed = {"surendettement": 1, "creances": [1], "le": "2025-09-01", "issue": "rejet"}
    found = suivi(
        creance(), ("surendettement.recevable", told), ("surendettement.clos", closed)
    ).surendettement
    assert found is not None
    assert found.runs(day("2025-08-31"))
    assert not found.runs(day("2025-09-01"))


@pytest.mark.parametrize("tag", sorted({*_LATER, *_ON_DOSSIER, *_ON_NAMED}))
def test_every_tag_that_is_folded_is_read(tag):
    from justedroit.core.creances.evenements import _READ

    assert tag in _READ


def test_every_event_of_the_list_is_folded_or_declared_of_another_reading():
    # What is told of a third party, what is given back: read from facts and the ledger.
    elsewhere = {"tiers.informe", "restitution.decidee", "indemnite.annulee"}
    elsewhere |= {"retenue.defaite"}
    assert set(EVENEMENTS) - {*_LATER, *_ON_DOSSIER, *_ON_NAMED} == elsewhere


def test_an_act_that_tells_no_day_is_of_the_day_of_its_event():
    told = {"creance": 1, "cents": 5000, "motif": "Petite dette."}
    [sortie] = suivi(creance(), ("creance.abandonnee", told)).sorties
    assert (sortie.on, sortie.cents) == (dt.date(2025, 3, 1), 5000)
