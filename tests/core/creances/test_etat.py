"""Where a créance stands: one state decides, others are true beside it, each said in a sentence."""

from __future__ import annotations

import pytest
from tests.core.creances.conduite import (
    answered,
    asked,
    creance,
    day,
    noticed,
    paused,
    planned,
    resumed,
    suivi,
)

from justedroit.core.base import day_text
from justedroit.core.creances import Creance, Etat, Lecture, state_of
from justedroit.core.creances.etat import ETAT_LABELS

RECEIVED = noticed("2025-03-10")
FIXED = {"mensualite_cents": 4800, "a_partir_de": 202504, "calcul": {}, "statut": "calculee"}


def read(on: str, *told, claim: Creance | None = None) -> Lecture:
    claim = claim or creance()
    return state_of(claim, suivi(claim, *told), day(on))


def ended(**fields: int) -> Creance:
    claim = creance(cents=sum(fields.values()))
    for name, cents in fields.items():
        setattr(claim.lignes[0], name, cents)
    return claim


def test_the_ordinary_life_from_the_decision_to_the_withholding():
    assert read("2025-03-02").etat is Etat.DETECTEE
    assert read("2025-03-06", *noticed(None)).etat is Etat.NOTIFIEE
    assert read("2025-03-30", *RECEIVED).etat is Etat.NOTIFIEE
    assert read("2025-03-31", *RECEIVED).etat is Etat.EXIGIBLE
    assert read("2025-04-01", *RECEIVED, ("retenue.fixee", FIXED)).etat is Etat.EN_RETENUE
    assert read("2025-03-31", *RECEIVED, ("retenue.fixee", FIXED)).etat is Etat.EXIGIBLE


def test_the_sentence_of_a_notice_says_before_which_day_nothing_is_withheld():
    assert day_text(day("2025-03-31")) in read("2025-03-12", *RECEIVED).situation.sentence
    assert day_text(day("2025-03-05")) in read("2025-03-06", *noticed(None)).situation.sentence


def test_a_rectification_decides_until_its_answer_or_its_term():
    told = [*RECEIVED, asked("2025-03-15")]
    found = read("2025-03-20", *told)
    assert found.etat is Etat.RECTIFICATION
    assert day_text(day("2025-04-15")) in found.situation.sentence
    assert Etat.NOTIFIEE in found.states()
    assert read("2025-04-15", *told).etat is Etat.NOTIFIEE
    assert read("2025-03-20", *told, answered("rejetee", "2025-03-18")).etat is Etat.NOTIFIEE


def test_a_contested_creance_is_suspended_whatever_else_is_true_of_it():
    told = [*RECEIVED, paused("recours:3", "2025-04-02"), ("retenue.fixee", FIXED)]
    found = read("2025-04-03", *told)
    assert found.etat is Etat.CONTESTEE_SUSPENDUE
    assert "recours" in found.situation.sentence
    assert read("2025-05-02", *told, resumed("recours:3", "2025-05-01")).etat is Etat.EN_RETENUE


def test_a_mere_request_of_remise_contests_nothing():
    asks = {"nature": "remise", "creances": [1], "recours": 3}
    told = [*RECEIVED, ("recours.recu", asks), paused("recours:3", "2025-04-02")]
    found = read("2025-04-03", *told)
    assert found.etat is Etat.CONTESTEE_SUSPENDUE
    assert found.situation.label == "Remise demandée : recouvrement suspendu"
    contested = ("recours.recu", asks | {"nature": "contestation", "recours": 4})
    both = [*told, contested, paused("recours:4", "2025-04-02")]
    assert read("2025-04-03", *both).situation.label == ETAT_LABELS[Etat.CONTESTEE_SUSPENDUE]


def test_over_indebtedness_is_told_as_such():
    told = {"surendettement": 1, "creances": [1], "le": "2025-04-01"}
    found = read("2025-04-02", *RECEIVED, ("surendettement.recevable", told))
    assert found.etat is Etat.SURENDETTEMENT


def test_forced_steps_are_told_the_last_one_first():
    demand = ("mise_en_demeure.envoyee", {"demeure": 1, "creances": [1], "le": "2025-05-01"})
    order = ("contrainte.emise", {"contrainte": 1, "creances": [1], "le": "2025-06-10"})
    assert read("2025-05-02", *RECEIVED, demand).etat is Etat.MISE_EN_DEMEURE
    assert read("2025-06-11", *RECEIVED, demand, order).etat is Etat.CONTRAINTE
    annulled = ("opposition.jugee", {"contrainte": 1, "le": "2025-07-01", "sens": "annule"})
    assert read("2025-07-02", *RECEIVED, demand, order, annulled).etat is Etat.MISE_EN_DEMEURE


def test_a_plan_tells_its_next_payment():
    found = read("2025-05-06", *RECEIVED, planned("2025-03-20"))
    assert found.etat is Etat.ECHEANCIER
    assert day_text(day("2025-06-05")) in found.situation.sentence


def test_a_household_that_pays_by_itself_is_told_so():
    claim = creance()
    claim.lignes[0].repaid = 10_000
    found = read("2025-03-12", *RECEIVED, claim=claim)
    assert found.etat is Etat.PAIEMENT_DIRECT
    assert "100,00" in found.situation.sentence


@pytest.mark.parametrize(
    ("fields", "etat"),
    [
        ({"withheld": 100}, Etat.SOLDEE),
        ({"repaid": 60, "remitted": 900}, Etat.SOLDEE),
        ({"undone": 100}, Etat.ANNULEE),
        ({"annulled": 100}, Etat.ANNULEE),
        ({"remitted": 100}, Etat.REMISE_TOTALE),
        ({"prescribed": 100}, Etat.PRESCRITE),
        ({"abandoned": 100}, Etat.ABANDONNEE),
        ({"erased": 100}, Etat.SURENDETTEMENT),
        ({"transferred": 100}, Etat.TRANSFEREE_DEPARTEMENT),
        ({"prescribed": 100, "remitted": 400}, Etat.REMISE_TOTALE),
        ({"prescribed": 400, "abandoned": 100}, Etat.PRESCRITE),
    ],
)
def test_what_is_owed_no_longer_is_told_by_what_ended_it(fields, etat):
    assert read("2025-04-01", *RECEIVED, claim=ended(**fields)).etat is etat


@pytest.mark.parametrize(
    ("last", "etat", "said"),
    [
        ("withheld", Etat.SOLDEE, "remboursés ou retenus"),
        ("transferred", Etat.TRANSFEREE_DEPARTEMENT, "transmis au département"),
        ("abandoned", Etat.ABANDONNEE, "abandonnés"),
        ("erased", Etat.SURENDETTEMENT, "surendettement"),
        ("prescribed", Etat.PRESCRITE, "prescrits"),
        ("remitted", Etat.REMISE_PARTIELLE, "remis"),
        ("undone", Etat.ANNULEE, "annulés"),
    ],
)
def test_what_was_recovered_in_part_is_told_by_what_took_the_rest(last, etat, said):
    claim = ended(withheld=60) if last == "withheld" else ended(withheld=60, **{last: 40})
    claim.last = last
    found = read("2025-04-01", *RECEIVED, claim=claim)
    assert found.etat is etat
    assert said in found.situation.sentence
    assert "0,60" in found.situation.sentence


def test_an_abandon_by_admission_is_told_as_such():
    told = {"creance": 1, "cents": 100, "motif": "Parti sans adresse."}
    found = read("2025-04-01", ("creance.admise_non_valeur", told), claim=ended(abandoned=100))
    assert found.etat is Etat.ADMISE_NON_VALEUR


def test_a_part_given_up_is_told_beside_the_state():
    claim = creance()
    claim.lignes[0].remitted = 10_000
    found = read("2025-04-01", *RECEIVED, claim=claim)
    assert found.etat is Etat.EXIGIBLE
    assert found.states() == {Etat.EXIGIBLE, Etat.REMISE_PARTIELLE}


def test_a_remise_of_a_part_and_a_repayment_of_the_rest_is_partial():
    found = read("2025-04-01", *RECEIVED, claim=ended(repaid=60, remitted=40))
    assert found.states() == {Etat.SOLDEE, Etat.REMISE_PARTIELLE}


def test_every_state_has_its_label():
    assert set(ETAT_LABELS) == set(Etat)


def test_while_a_debt_is_suspended_its_plan_waits_and_asks_nothing():
    told = [*RECEIVED, planned("2025-03-20"), paused("recours:3", "2025-04-02")]
    found = read("2025-05-06", *told)
    assert found.etat is Etat.CONTESTEE_SUSPENDUE
    [waits] = [one.sentence for one in found.others if one.etat is Etat.ECHEANCIER]
    assert "attend" in waits
    assert "Prochaine" not in waits
