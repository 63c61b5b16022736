"""The notice of an indu says all that art. R133-9-2 asks for, and is held to more when it is large."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.core.courriers.test_lettres import words
from tests.courriers import MOTIFS, RSA, notice, ways

from justedroit.core.courriers import draft, is_enriched, refuse_explanation, texts, written
from justedroit.core.courriers.forme import EXPLICATION
from justedroit.core.paiements import repayment_reference

DAY = dt.date(2025, 6, 1)
GOOD = (
    "Le 20 décembre 2025, vous nous avez dit que vous touchez un salaire de 400 euros par mois depuis "
    "le 3 novembre 2025. Nous ne le savions pas quand nous avons versé le RSA de novembre 2025 : il "
    "baisse de 200 euros pour ce mois. Les mois suivants ont été calculés avec ce salaire."
)


@pytest.mark.parametrize(
    ("cents", "enriched"),
    # cas.yaml notif-01 (1 500,00 €) and notif-02 (1 499,99 €), certainty `haute`; report 003, Ardèche.
    [(150_000, True), (149_999, False)],
)
def test_from_1500_euros_an_agent_explains_and_calls(cents, enriched):
    assert is_enriched(cents, DAY) is enriched


@pytest.mark.parametrize(
    "what",
    [
        "200,00\u00a0€ de trop\u00a0: revenu de solidarité active",  # nature and amount
        "05/12/2025",  # date of the payment
        "600,00\u00a0€",  # paid
        "400,00\u00a0€",  # due
        "votre salaire, depuis le 3 novembre 2025",  # motive
        "D’où vient l’écart",
        "20 jours qui suivent la réception",  # rectification
        "12 mois au plus",  # plan
        "Demander une remise",
        "président du conseil départemental",  # prior appeal
        "Tribunal administratif",
        "RF",
        "traitement algorithmique",
        "pas répondu 1 mois après",  # implicit rejection of the rectification
        "passé le délai de 20 jours",  # withholding
    ],
)
def test_a_notice_says(what):
    assert what in words(notice()) or what in "".join(s.titre for s in written(notice()).sections)


def test_the_reference_of_repayment_is_that_of_the_bank():
    assert repayment_reference(12, 1) in words(notice()).replace(" ", "")
    both = notice(creances=(RSA, dataclasses.replace(RSA, numero=2)))
    assert repayment_reference(12) in words(both).replace(" ", "")


def test_a_notice_received_says_until_when():
    told = words(notice(recue_le=dt.date(2026, 1, 10)))
    # 20 days from the 10th end on the 30th, a Friday.
    assert "jusqu’au 30\u00a0janvier 2026" in told


def test_what_time_has_taken_is_shown_line_by_line_and_not_claimed():
    old = dataclasses.replace(RSA.mois[0], mois=202310, prescrit_cents=20_000, reclame_cents=0)
    lettre = notice(creances=(dataclasses.replace(RSA, mois=(old, RSA.mois[0])),))
    assert lettre.cents == 20_000
    [table] = written(lettre).section("mois").blocs
    at = table.colonnes.index("Prescrit")
    assert [row[at] for row in table.lignes] == ["200,00\u00a0€", "0,00\u00a0€"]
    assert table.total[at] == "200,00\u00a0€"


def test_two_benefits_of_two_courts_have_two_lines():
    section = written(notice(voies=ways(("rsa", "af")))).section("voies")
    assert len(section.blocs[0].lignes) == 2
    assert "Tribunal judiciaire" in section.blocs[0].lignes[1][3]


def test_the_mention_of_a_score_is_there_only_when_a_score_chose_the_file():
    assert "désigné votre dossier" in words(notice(selection="score"))
    assert "désigné votre dossier" not in words(notice(selection="aleatoire"))


def test_a_fraud_closes_the_remise_and_the_letter_says_why():
    told = words(notice(remise_fermee="une personne a qualifié les faits de fraude"))
    assert "n’accorde pas de remise" in told
    assert "demander une remise de dette" not in told


def test_an_explanation_with_its_event_its_dates_and_its_months_is_accepted():
    assert refuse_explanation(written(notice()), GOOD, "ici") == []


@pytest.mark.parametrize(
    ("texte", "lacks"),
    [
        (GOOD.replace("salaire", "chose"), "événement"),
        (GOOD.replace("2025", "dernier"), "date"),
        (GOOD.replace("novembre", "octobre"), "mois"),
        (GOOD[:60], "caractères"),
        (MOTIFS[0], "que le logiciel a trouvé"),
    ],
)
def test_an_explanation_is_refused_and_told_what_it_lacks(texte, lacks):
    refusals = refuse_explanation(written(notice()), texte, "ici")
    assert any(lacks in refusal.what for refusal in refusals)


def test_what_the_agent_wrote_opens_the_why_and_the_shares_stay_below():
    contenu = written(notice()).explained("Première raison.\n\nSeconde raison.")
    first, second, *others = contenu.section(EXPLICATION).blocs
    assert (first.texte, second.texte) == ("Première raison.", "Seconde raison.")
    assert draft(written(notice())) in "\n".join(t for b in others for t in texts(b))


def test_what_an_agent_repeats_of_the_shares_is_said_once():
    contenu = written(notice())
    told = contenu.explained(f"J'ai relu votre dossier. {draft(contenu)} Appelez-nous.")
    blocs = told.section(EXPLICATION).blocs
    assert blocs[0].texte == "J’ai relu votre dossier. Appelez-nous."
    every = " ".join(text for bloc in blocs for text in texts(bloc))
    assert every.count("depuis le 3 novembre 2025") == 1


def test_the_origin_that_a_person_has_decided_takes_the_place_of_the_one_proposed():
    proposed = notice(origine="un retard. C'est ce que le calcul propose : dites-le-nous.")
    told = written(proposed).explained("", "un changement. C'est ce qu'un agent a établi.")
    every = " ".join(text for bloc in told.section(EXPLICATION).blocs for text in texts(bloc))
    assert "propose" not in every
    assert "un agent a établi" in every
