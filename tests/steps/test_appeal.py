"""An appeal is received, judged admissible, completed, instructed; silence rejects it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.endettes import Endettes, at, owing, transfer

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import creances, suivis
from justedroit.core.recours import days_ahead, letters_due
from justedroit.steps.appeal import (
    acknowledge,
    admit,
    appeals,
    ask_documents,
    complete,
    dismiss,
    expire,
    instruct,
    sheet,
    withdraw,
)
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.recover import recover

REASON = "Nous ne pouvons pas rembourser : un seul salaire depuis mars."


def day(text):
    return dt.date.fromisoformat(text)


def acte(when="2026-03-02", author="agent:7"):
    return Acte(author, at(when))


def depot(nature="remise", creances=(1,), le="2026-03-01", **told):
    return Depot(1, nature, creances, "courrier", day(le), REASON, **told)


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of RSA; notice received on 1 February."""
    return owing("rsa")


def one(fund, number=1):
    return appeals(fund.records, 1)[number - 1]


def suspended(fund, on="2026-03-05"):
    """Return the causes that suspend each créance on a day."""
    claims = creances(fund.records.transfers([1]))[1]
    threads = suivis(claims, fund.records.events([1]))
    return {s.number: sorted(x.cause for x in s.suspensions if x.runs(day(on))) for s in threads}


def qualified(fund, how, benefit="rsa", when="2026-02-15"):
    told = {"benefit": benefit, "qualification": how, "motif": "Faux bulletins."}
    fund.happens(1, "indu.qualifie", told, when)


def test_an_appeal_keeps_the_day_of_its_posting_and_suspends_recovery_from_it(fund):
    assert lodge(fund.records, depot(), acte()) == [1]
    assert one(fund).received_on == day("2026-03-01")
    assert one(fund).etat == "recu"
    assert suspended(fund, "2026-02-28") == {1: []}
    assert suspended(fund, "2026-03-01") == {1: ["recours:1"]}
    assert letters_due(one(fund)) == ("accuse_recours",)


def test_what_different_authorities_decide_is_as_many_appeals_of_the_same_day(fund):
    fund.owes(1, "apl", {202512: 5_000})
    fund.owes(1, "af", {202512: 5_000}, when="2026-02-02")
    fund.owes(1, "cf", {202512: 5_000}, when="2026-02-03")
    assert lodge(fund.records, depot(creances=(1, 2, 3, 4)), acte()) == [1, 2, 3]
    some = appeals(fund.records, 1)
    assert [(o.regime, o.creances) for o in some] == [
        ("rsa", (1,)),
        ("logement", (2,)),
        ("pf", (3, 4)),
    ]
    assert suspended(fund) == {
        1: ["recours:1"],
        2: ["recours:2"],
        3: ["recours:3"],
        4: ["recours:3"],
    }


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"dossier": 99}, "n'existe pas"),
        ({"nature": "plainte"}, "inconnue"),
        ({"canal": "pigeon"}, "inconnu"),
        ({"le": day("2026-04-01")}, "pas arrivé"),
        ({"le": day("2026-01-15")}, "n'existait pas"),
        ({"motif": " "}, "vide"),
        ({"motif": "Mon numéro est 185059900608409."}, "NIR"),
        ({"creances": (1, 9)}, "la créance 9 n'existe pas"),
        ({"creances": ()}, "vise une créance"),
    ],
)
def test_a_bad_deposit_is_refused_with_a_way_forward_and_not_written(fund, change, word):
    before = fund.records.events().num_rows
    refusal = lodge(fund.records, dataclasses.replace(depot(), **change), acte())
    assert isinstance(refusal, Refusal)
    assert word in str(refusal)
    assert refusal.mend
    assert "185059900608409" not in str(refusal)
    assert fund.records.events().num_rows == before


@pytest.mark.parametrize("how", ["fraude", "fausse_declaration"])
def test_a_remise_asked_after_fraud_is_refused_with_the_reason_and_a_way_forward(fund, how):
    qualified(fund, how)
    refusal = lodge(fund.records, depot(), acte())
    assert isinstance(refusal, Refusal)
    assert "15/02/2026" in refusal.what
    assert "Faux bulletins" in refusal.what
    assert "échéancier" in refusal.mend
    assert "L262-46" in refusal.law
    assert lodge(fund.records, depot("contestation"), acte()) == [1]


def test_good_faith_on_the_benefit_prevails_over_fraud_on_the_dossier(fund):
    qualified(fund, "bonne_foi")
    qualified(fund, "fraude", None)
    assert lodge(fund.records, depot(), acte()) == [1]


def test_nothing_is_remitted_of_what_is_not_owed_but_it_may_be_contested():
    fund = Endettes()
    fund.owes(1, "af", {202512: 20_000})
    move = ("rembourse", "indu", "remboursement")
    fund.write(1, transfers=[transfer(1, "af", 202512, 20_000, move)])
    refusal = lodge(fund.records, depot(), acte())
    assert "rien à remettre" in refusal.what
    assert "contestation" in refusal.mend
    assert lodge(fund.records, depot("contestation"), acte()) == [1]


def test_an_appeal_of_the_same_nature_that_is_pending_is_not_made_twice(fund):
    lodge(fund.records, depot(), acte())
    refusal = lodge(fund.records, depot(), acte())
    assert "le recours 1" in refusal.what
    # To ask for a remise is not to give up contesting.
    assert lodge(fund.records, depot("contestation"), acte()) == [2]
    assert suspended(fund) == {1: ["recours:1", "recours:2"]}


@pytest.mark.parametrize(
    ("objet", "benefit", "who"),
    [("handicap", "aah", "personnes handicapées"), ("penalite", "af", "pénalités")],
)
def test_what_is_not_for_the_commission_is_refused_with_who_must_be_asked(
    fund, objet, benefit, who
):
    asked = depot("contestation", (), objet=objet, prestation=benefit)
    refusal = lodge(fund.records, asked, acte())
    assert who in refusal.mend
    assert "tribunal judiciaire" in refusal.mend


def test_a_right_may_be_contested_without_any_creance(fund):
    asked = depot("contestation", (), prestation="aah", recue_le=day("2026-02-01"))
    assert lodge(fund.records, asked, acte()) == [1]
    assert (one(fund).objet, one(fund).prestations) == ("droit", ("aah",))
    assert suspended(fund) == {1: []}


# ---------------------------------------------------------------- admissibility


def test_an_appeal_out_of_time_is_kept_and_needs_a_reason_to_be_admitted(fund):
    # Received on 1 February: until Wednesday 1 April.
    lodge(fund.records, depot("contestation", le="2026-04-02"), acte("2026-04-03"))
    assert one(fund).etat == "hors_delai"
    assert suspended(fund, "2026-04-03") == {1: ["recours:1"]}
    refusal = admit(fund.records, (1, 1), "", acte("2026-04-04"))
    assert "hors délai" in refusal.what
    assert "force_majeure" in refusal.mend
    assert "R262-88" in refusal.law
    assert admit(fund.records, (1, 1), "force_majeure", acte("2026-04-04")) is None
    assert one(fund).etat == "recevable"


def test_an_appeal_on_the_last_day_is_in_time(fund):
    lodge(fund.records, depot("contestation", le="2026-04-01"), acte("2026-04-03"))
    assert one(fund).etat == "recu"
    assert admit(fund.records, (1, 1), "", acte("2026-04-04")) is None


def test_no_delay_runs_from_a_notice_whose_reception_is_not_proven():
    fund = Endettes()
    fund.owes(1, "af", {202512: 20_000}, received=False)
    lodge(fund.records, depot("contestation", le="2026-12-01"), acte("2026-12-02"))
    assert one(fund).etat == "recu"


def test_an_inadmissible_appeal_ends_its_suspension_and_says_why(fund):
    lodge(fund.records, depot("contestation", le="2026-04-02"), acte("2026-04-03"))
    late = ("hors_delai", "Le recours est du 2 avril.")
    assert dismiss(fund.records, (1, 1), ("humeur", "Non."), acte("2026-04-04")).what
    assert dismiss(fund.records, (1, 1), late, acte("2026-04-04")) is None
    assert one(fund).etat == "irrecevable"
    assert suspended(fund, "2026-04-04") == {1: []}
    assert letters_due(one(fund)) == ("decision_contestation",)
    assert "clos" in admit(fund.records, (1, 1), "", acte("2026-04-05")).mend


def test_an_appeal_in_time_is_not_dismissed_as_late(fund):
    lodge(fund.records, depot("contestation"), acte())
    refusal = dismiss(fund.records, (1, 1), ("hors_delai", "Trop tard."), acte())
    assert "aucune réception" in refusal.what


# ---------------------------------------------------------------- instruction


def test_documents_asked_start_the_delay_of_silence_again(fund):
    fund.owes(1, "af", {202512: 5_000})
    lodge(fund.records, depot(creances=(2,)), acte())
    admit(fund.records, (1, 1), "", acte("2026-03-03"))
    assert one(fund).silence().ends_on == day("2026-05-01")
    assert ask_documents(fund.records, (1, 1), [], acte("2026-03-04")).what
    assert ask_documents(fund.records, (1, 1), ["Trois bulletins"], acte("2026-03-04")) is None
    assert one(fund).etat == "incomplet"
    assert one(fund).silence().ends_on == day("2026-05-01")
    assert complete(fund.records, (1, 1), day("2026-02-01"), acte("2026-03-20")).what
    assert complete(fund.records, (1, 1), day("2026-03-18"), acte("2026-03-20")) is None
    assert one(fund).silence().ends_on == day("2026-05-18")


def test_silence_does_not_run_while_documents_of_an_rsa_are_missing_a_verifier(fund):
    lodge(fund.records, depot(), acte())
    admit(fund.records, (1, 1), "", acte("2026-03-03"))
    ask_documents(fund.records, (1, 1), ["Trois bulletins"], acte("2026-03-04"))
    assert one(fund).silence() is None
    complete(fund.records, (1, 1), day("2026-03-18"), acte("2026-03-20"))
    assert one(fund).silence().ends_on == day("2026-05-18")


def instructed(fund, when="2026-03-10", number=1):
    lodge(fund.records, depot(), acte())
    admit(fund.records, (1, number), "", acte(when))
    complete(fund.records, (1, number), day("2026-03-01"), acte(when))
    assert (
        instruct(fund.records, (1, number), ("favorable", "Un seul salaire."), acte(when)) is None
    )


def test_the_sheet_tells_the_budget_the_debt_and_what_is_not_known(fund):
    fund.says(1, "salaire_imposable", "600", since="2025-01-01", person=1)
    fund.due(1, "rsa", 202602, 30_000)
    origin = {"creance": 1, "origine": "caisse_retard", "motif": "Traité trop tard."}
    fund.happens(1, "creance.origine_decidee", origin, "2026-02-20")
    lodge(fund.records, depot(), acte())
    made = sheet(fund.records, (1, 1), acte())
    assert made.dette_cents == 30_000
    assert (made.ressources_cents, made.prestations_cents) == (60_000, 30_000)
    assert made.poids_percent == 33
    assert made.mois == -(-30_000 // made.retenue_cents)
    assert any("Retard" in reason for reason in made.raisons)
    assert "Aucune charge de logement n'est connue" in made.manque
    assert made.dettes[0].is_favorable


def test_a_sheet_without_resources_says_so_and_gives_no_ratio(fund):
    lodge(fund.records, depot(), acte())
    made = sheet(fund.records, (1, 1), acte())
    assert made.ressources_cents is None
    assert made.poids_percent is None
    assert any("ressources" in text for text in made.manque)


def test_the_instruction_keeps_the_sheet_and_an_opinion_that_binds_nobody(fund):
    instructed(fund)
    assert one(fund).etat == "instruit"
    assert one(fund).fiche["dette_cents"] == 30_000
    assert one(fund).avis.startswith("favorable")
    assert instruct(fund.records, (1, 1), ("sûr", "Oui."), acte()).what


def test_an_act_out_of_its_turn_is_refused_with_those_that_are_open(fund):
    lodge(fund.records, depot(), acte())
    refusal = instruct(fund.records, (1, 1), ("favorable", "Oui."), acte())
    assert "recevabilité" in refusal.what
    assert "recevable" in refusal.mend
    assert "n'existe pas" in admit(fund.records, (1, 7), "", acte()).what
    assert "vide" in admit(fund.records, (1, 1), "", acte(author=" ")).what


def test_who_gives_an_appeal_up_owes_again(fund):
    instructed(fund)
    assert withdraw(fund.records, (1, 1), day("2026-03-15"), acte("2026-03-15")) is None
    assert one(fund).etat == "desiste"
    assert suspended(fund, "2026-03-15") == {1: []}


# ---------------------------------------------------------------- silence


def test_silence_rejects_after_two_months_ends_the_suspension_and_opens_the_court(fund):
    fund.owes(1, "af", {202512: 5_000})
    lodge(fund.records, depot(creances=(2,), le="2026-03-10"), acte("2026-03-10"))
    acknowledge(fund.records, (1, 1), day("2026-03-12"), acte("2026-03-12"))
    assert expire(fund.records, day("2026-05-10"), acte("2026-05-10")) == []
    assert one(fund).etat_at(day("2026-05-11")) == "rejete_implicitement"
    assert expire(fund.records, day("2026-05-14"), acte("2026-05-14")) == [(1, 1)]
    assert one(fund).etat == "rejete_implicitement"
    assert one(fund).rejected_on == day("2026-05-10")
    assert suspended(fund, "2026-05-14") == {1: [], 2: []}
    silent, said = days_ahead(one(fund), day("2026-05-14"))
    assert "10\u00a0mai 2026" in silent
    assert "tribunal judiciaire" in said
    assert "10\u00a0juillet 2026" in said
    # Again, or later: nothing more.
    assert expire(fund.records, day("2026-06-01"), acte("2026-06-01")) == []


def test_a_silence_of_which_no_receipt_told_opposes_no_delay_to_the_judge(fund):
    lodge(fund.records, depot(), acte())
    expire(fund.records, day("2026-06-01"), acte("2026-06-01"))
    silent, said = days_ahead(one(fund), day("2026-06-02"))
    assert "Une décision expresse peut encore suivre" in silent
    assert (
        said
        == "Le tribunal administratif peut être saisi ; aucun délai n'est opposable, faute d'accusé de réception."
    )
    lodge(fund.records, depot("contestation"), acte())
    expire(fund.records, day("2026-06-01"), acte("2026-06-01"))
    assert "aucun délai" in days_ahead(one(fund, 2), day("2026-06-02"))[1]


def test_an_express_decision_may_still_follow_a_silence(fund):
    lodge(fund.records, depot(), acte())
    expire(fund.records, day("2026-06-01"), acte("2026-06-01"))
    assert admit(fund.records, (1, 1), "", acte("2026-06-02")) is None
    assert one(fund).etat == "rejete_implicitement"
    assert one(fund).stage == "recevable"


def test_the_receipt_of_a_remise_on_a_housing_aid_is_due_in_fifteen_days():
    fund = Endettes()
    fund.owes(1, "apl", {202512: 20_000})
    lodge(fund.records, depot(), acte())
    assert any("16\u00a0mars 2026" in said for said in days_ahead(one(fund), day("2026-03-02")))


def test_nothing_is_withheld_while_an_appeal_is_pending(fund):
    fund.due(1, "rsa", 202606, 60_000)
    lodge(fund.records, depot(), acte())
    [found] = recover(fund.records, 202606, at("2026-07-01"), trial=True).retenues
    assert found.cents == 0
    assert found.skipped[1].code == "suspendue"
    withdraw(fund.records, (1, 1), day("2026-06-30"), acte("2026-06-30"))
    assert recover(fund.records, 202606, at("2026-07-01"), trial=True).cents > 0


def test_a_contestation_that_was_rejected_goes_to_the_judge_not_to_the_commission_again(fund):
    lodge(fund.records, depot("contestation"), acte())
    acknowledge(fund.records, (1, 1), day("2026-03-02"), acte())
    expire(fund.records, day("2026-06-01"), acte("2026-06-01"))
    refusal = lodge(fund.records, depot("contestation", le="2026-06-02"), acte("2026-06-02"))
    assert "la contestation 1 de la créance 1 a déjà été décidée" in refusal.what
    assert "tribunal administratif" in refusal.mend
    # A remise may be asked for again, and a contestation that was given up, too.
    assert lodge(fund.records, depot(), acte("2026-06-02")) == [2]
    withdraw(fund.records, (1, 2), day("2026-06-02"), acte("2026-06-02"))
    assert lodge(fund.records, depot(), acte("2026-06-02")) == [3]


@pytest.mark.parametrize(
    ("objet", "benefit", "word"),
    [("", "rmi", "vise une créance"), ("handicap", "af", "ne se conteste pas")],
)
def test_a_contestation_of_nothing_that_is_known_is_refused(fund, objet, benefit, word):
    asked = depot("contestation", (), objet=objet, prestation=benefit)
    assert word in lodge(fund.records, asked, acte()).what


def test_a_penalty_on_a_benefit_is_sent_to_the_judge_of_that_benefit(fund):
    refusal = lodge(fund.records, depot("contestation", objet="penalite"), acte())
    assert "tribunal administratif" in refusal.mend
    assert "L262-52" in refusal.law


def test_what_a_person_writes_names_nobody(fund):
    lodge(fund.records, depot(), acte())
    nir = "185059900608409"
    told = dismiss(fund.records, (1, 1), ("sans_qualite", f"Selon {nir}."), acte())
    admit(fund.records, (1, 1), "", acte())
    asked = ask_documents(fund.records, (1, 1), [f"Pièce {nir}"], acte())
    complete(fund.records, (1, 1), day("2026-03-01"), acte())
    opinion = instruct(fund.records, (1, 1), ("favorable", nir), acte())
    for refusal in (told, asked, opinion):
        assert "NIR" in refusal.what
        assert nir not in str(refusal)
    assert appeals(fund.records, 99).what


def test_an_appeal_that_suspends_nothing_ends_without_resuming_anything(fund):
    asked = depot("contestation", (), prestation="aah")
    lodge(fund.records, asked, acte())
    withdraw(fund.records, (1, 1), day("2026-03-02"), acte())
    assert fund.told(1, "creance.reprise") == []
