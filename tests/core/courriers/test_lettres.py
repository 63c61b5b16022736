"""A letter says all that it must, or is refused; it names nobody."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from tests.courriers import RSA, contestation, every, notice, remise, ways

from justedroit.core.base import euros
from justedroit.core.courriers import (
    MODELES,
    ORGANISME_DEMO,
    Contenu,
    creances_text,
    printed,
    texts,
    told_content,
    voies,
    written,
)
from justedroit.core.courriers.forme import read_content
from justedroit.core.courriers.lettre import missing
from justedroit.core.recours import AUTORITES, tribunal

LETTERS = every()


def words(lettre) -> str:
    contenu = written(lettre)
    assert isinstance(contenu, Contenu), contenu
    every_text = [t for s in contenu.sections for b in s.blocs for t in (s.titre, *texts(b))]
    return " ".join(every_text)


def declared():
    for lettre in LETTERS:
        for field in dataclasses.fields(lettre):
            if "dit" in field.metadata:
                yield pytest.param(lettre, field, id=f"{lettre.modele}-{field.name}")


def test_there_is_one_example_of_each_letter_of_the_closed_list():
    assert [lettre.modele for lettre in LETTERS] == list(MODELES)


@pytest.mark.parametrize("lettre", LETTERS, ids=lambda lettre: lettre.modele)
def test_a_whole_letter_is_written_kept_as_json_and_read_back(lettre):
    contenu = written(lettre)
    assert isinstance(contenu, Contenu)
    kept = json.loads(json.dumps(told_content(contenu)))
    assert read_content(kept) == contenu
    assert all(section.blocs for section in contenu.sections)


@pytest.mark.parametrize(("lettre", "field"), declared())
def test_a_letter_that_lacks_what_it_must_say_is_refused_and_told_what(lettre, field):
    empty = () if isinstance(getattr(lettre, field.name), tuple) else None
    lacking = dataclasses.replace(lettre, **{field.name: empty})
    refusals = missing(lacking)
    assert [r.what for r in refusals] == [f"il manque {field.metadata['dit']}."]
    assert refusals[0].law
    assert refusals[0].mend


def test_what_lacks_in_a_part_of_a_letter_is_seen_too():
    month = dataclasses.replace(RSA.mois[0], verse_le=())
    refusals = missing(notice(creances=(dataclasses.replace(RSA, mois=(month,)),)))
    assert [r.what for r in refusals] == ["il manque la date d'un versement en cause."]


@pytest.mark.parametrize("field", ["telephone", "tribunal_administratif", "adresse_recours"])
def test_no_letter_leaves_a_fund_that_does_not_say_how_it_is_reached(field):
    silent = dataclasses.replace(ORGANISME_DEMO, **{field: type(getattr(ORGANISME_DEMO, field))()})
    [refusal] = missing(notice(organisme=silent))
    assert "configuration de la caisse" in refusal.where


@pytest.mark.parametrize("made", [remise, contestation])
def test_a_refusal_without_its_article_is_not_sent(made):
    [refusal] = missing(made(sens="rejet", article=" "))
    assert refusal.what == "il manque l'article qui fonde le refus."
    assert missing(made(sens="accord", article="")) == []


def test_a_letter_that_holds_a_nir_is_refused():
    [refusal] = written(notice(origine="le salaire de 1 85 05 78 006 084 91."))
    assert "NIR" in refusal.what
    assert "185" not in str(refusal).replace(" ", "")


def test_a_decision_says_what_is_given_up_and_what_is_left():
    told = words(remise())
    assert "50,00\u00a0€ sont effacés, 150,00\u00a0€ restent à rembourser" in told
    assert "CASF art. L262-46" in told


def test_each_benefit_has_its_prior_appeal_and_its_court():
    rsa, af = voies(("rsa", "af"), "indu", ORGANISME_DEMO, dt.date(2026, 1, 5))
    assert rsa.prealable == "le président du conseil départemental"
    assert rsa.tribunal == ORGANISME_DEMO.tribunal_administratif
    assert af.prealable == "la commission de recours amiable"
    assert af.tribunal == ORGANISME_DEMO.tribunal_judiciaire


def test_benefits_that_share_a_way_of_appeal_are_told_together():
    [one] = ways(("af", "cf", "asf"))
    assert len(one.prestations) == 3


def test_a_delay_is_told_as_a_date_once_the_reception_is_proven():
    [way] = ways(("af",), recue_le=dt.date(2024, 12, 31))
    assert way.jusqu_au == dt.date(2025, 2, 28)
    assert "28 février 2025".replace(" ", "\u00a0", 1) in way.delai_text()


def test_french_spaces_do_not_break_before_a_double_mark():
    assert printed("quoi ? « oui » : l'an") == "quoi\u202f? «\u00a0oui\u00a0»\u00a0: l’an"


def test_a_contrainte_is_opposed_within_its_own_delay():
    [way] = ways(("rsa",), "contrainte")
    assert way.delai_text().replace("\u00a0", " ") == (
        "15 jours après la signification de cette contrainte ; si elle vous est signifiée le "
        "5 janvier 2026 : jusqu'au 20 janvier 2026"
    )
    assert way.prealable == ""


def test_one_creance_is_not_several():
    assert creances_text([1]) == "créance 1"
    assert creances_text([1, 2, 5]) == "créances 1, 2 et 5"


@pytest.mark.parametrize(
    ("undone", "said"),
    [
        (0, "Nous vous devons 90,00 €"),
        (4_000, "le reste, 50,00 €. Cette somme vous sera versée"),
        (9_000, "90,00 € effacent ce que nous vous demandions"),
    ],
)
def test_a_rappel_that_undoes_a_debt_does_not_say_that_all_is_paid(undone, said):
    letter = dataclasses.replace(LETTERS[1], efface_cents=undone)
    assert said.replace(" €", "\u00a0€") in words(letter)
    assert ("vous sera versée" in words(letter)) is (undone < 9_000)


def test_who_decides_after_an_opinion_is_set_off_by_two_commas():
    who = "le président du conseil départemental, après avis de la commission"
    [receipt] = [one for one in LETTERS if one.modele == "accuse_recours"]
    told = words(dataclasses.replace(receipt, decideur=who))
    assert "après avis de la commission, n’a pas répondu" in told


def test_a_decision_speaks_to_the_person_and_gives_each_reason_once():
    motif = "La situation du foyer est précaire. Le foyer a payé. Le foyer a payé."
    told = words(remise(motif=motif))
    assert "foyer" in told
    assert "du foyer" not in told
    assert "le foyer" not in told.lower()
    assert told.count("Votre foyer a payé") == 1


@pytest.mark.parametrize("made", [remise, contestation])
@pytest.mark.parametrize("sens", ["accord", "accord_partiel", "rejet", "sans_objet"])
@pytest.mark.parametrize("gone", [0, 20_000])
def test_a_decision_never_announces_a_sum_of_zero(made, sens, gone):
    row = (1, "revenu de solidarité active", gone, gone)
    opening = written(made(sens=sens, creances=(row,))).section("essentiel").blocs[0].texte
    assert " 0,00" not in opening.replace("\u00a0", " ")


def test_a_remise_of_which_part_was_paid_does_not_say_that_zero_is_given_up():
    row = (1, "revenu de solidarité active", 5_000, 0)
    opening = written(remise(creances=(row,))).section("essentiel").blocs[0].texte
    assert "50,00\u00a0€ restent à rembourser" in opening
    assert "0,00\u00a0€ sont effacés" not in opening


def test_a_mise_en_demeure_prepares_and_opens_no_new_delay():
    [demand] = [one for one in LETTERS if one.modele == "mise_en_demeure"]
    told = words(demand)
    assert "n’ouvre pas un nouveau délai" in told
    assert "la réception de la notification, le 5\u00a0janvier 2026" in told
    # The notice was received on 5 January: two months, a delay that is not franc.
    assert "ce délai finit le 5\u00a0mars 2026" in told
    assert "y faire opposition devant le tribunal" in told
    assert "2 mois après la réception de cette lettre" not in told


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        (dt.date(2026, 3, 5), "ce délai finit le 5\u00a0mars 2026"),
        (dt.date(2026, 3, 6), "ce délai a fini le 5\u00a0mars 2026"),
    ],
)
def test_a_mise_en_demeure_does_not_say_open_a_delay_that_is_over(leaves, said):
    [demand] = [one for one in LETTERS if one.modele == "mise_en_demeure"]
    sent = written(demand).dated(leaves)
    told = " ".join(text for part in sent.sections for bloc in part.blocs for text in texts(bloc))
    assert said in told
    assert "demander un échéancier et, sauf fraude, une remise de dette" in told


def test_a_mise_en_demeure_written_after_the_delay_says_that_it_is_over():
    [demand] = [one for one in LETTERS if one.modele == "mise_en_demeure"]
    late = written(dataclasses.replace(demand, le=dt.date(2026, 5, 21)))
    told = " ".join(text for part in late.sections for bloc in part.blocs for text in texts(bloc))
    assert "ce délai a fini le 5\u00a0mars 2026" in told


@pytest.mark.parametrize("made", [remise, contestation])
def test_a_decision_of_the_departement_is_told_and_signed_as_its_own(made):
    letter = dataclasses.replace(made(), par="departement")
    told = words(letter)
    assert f"C’est {printed(AUTORITES['departement'])}, qui a décidé" in told
    signed = "Pour le président du conseil départemental, par délégation"
    assert read_content(told_content(written(letter))).signataire == signed
    ours = written(dataclasses.replace(letter, par="cra"))
    assert (ours.signataire, "signataire" in told_content(ours)) == ("", False)


@pytest.mark.parametrize(
    ("benefit", "court"),
    [("rsa", "tribunal_administratif"), ("af", "tribunal_judiciaire_pole_social")],
)
@pytest.mark.parametrize("day", [dt.date(2025, 2, 28), dt.date(2025, 5, 24), dt.date(2025, 7, 30)])
def test_a_letter_and_a_page_tell_the_same_last_day_to_the_judge(benefit, court, day):
    [way] = voies((benefit,), "remise", ORGANISME_DEMO, day)
    judged = dataclasses.replace(way, prealable="", delai=way.delai_tribunal)
    assert judged.regle.until(day) == tribunal(day, court).until
    assert ("délai franc" in judged.delai_text()) is (benefit == "rsa")


def test_who_contests_a_housing_aid_writes_to_the_director_who_decides_after_an_opinion():
    [way] = voies(("als",), "indu", ORGANISME_DEMO, dt.date(2025, 5, 24))
    assert way.prealable == (
        "le directeur de la caisse, qui décide après avis de la commission de recours amiable"
    )


@pytest.mark.parametrize("modele", ["mise_en_demeure", "contrainte"])
def test_an_act_of_force_says_its_cause_fact_by_fact_with_a_capital(modele):
    [act] = [one for one in LETTERS if one.modele == modele]
    act = dataclasses.replace(act, motif="un salaire.", motifs=("votre salaire, depuis mai.",))
    section = written(act).section("motif")
    assert section.blocs[0].texte == "Un salaire."
    assert section.blocs[1].lignes == ("Votre salaire, depuis mai.",)


@pytest.mark.parametrize("modele", ["mise_en_demeure", "contrainte"])
@pytest.mark.parametrize(("more", "gone"), [(0, False), (1_500, True)])
def test_an_act_of_force_says_which_sum_its_facts_explain_and_what_is_claimed_no_longer(
    modele, more, gone
):
    [act] = [one for one in LETTERS if one.modele == modele]
    claimed = sum(one.cents for one in act.creances)
    act = dataclasses.replace(act, motifs=("votre salaire.",), notifie_cents=claimed + more)
    told = " ".join(t for bloc in written(act).section("motif").blocs for t in texts(bloc))
    assert f"des {euros(claimed + more)} notifiés" in told
    assert ("15,00\u00a0€ de cette somme ne sont plus réclamés" in told) is gone


def test_a_letter_that_leaves_later_has_its_delays_counted_again():
    contenu = written(notice())
    told = {text.replace("\u00a0", " ") for text in every_text(contenu)}
    assert any("jusqu’au 26 janvier 2026" in text for text in told)  # the 25th is a Sunday
    later = contenu.dated(dt.date(2026, 1, 12))
    again = " ".join(every_text(later)).replace("\u00a0", " ")
    assert "Si vous recevez cette lettre le 12 janvier 2026," in again
    assert "20 jours, jusqu’au 2 février 2026" in again
    assert "si vous la recevez le 12 janvier 2026 : jusqu’au 12 mars 2026" in again
    assert "26 janvier" not in again
    assert later.dated(contenu.le) == contenu


def every_text(contenu):
    return [text for s in contenu.sections for b in s.blocs for text in texts(b)]


@pytest.mark.parametrize(
    ("modele", "told"),
    [
        ("notice_indu", "contester : 2 mois, jusqu’au 5 mars 2026"),
        ("rappel", "si vous la recevez le 5 janvier 2026 : jusqu’au 5 mars 2026"),
        ("reponse_rectification", "jusqu’au 5 mars 2026"),
        ("decision_remise", "jusqu’au 6 mars 2026 (délai franc)"),
        ("decision_contestation", "jusqu’au 6 mars 2026 (délai franc)"),
        ("accuse_recours", "sans réponse, jusqu’au 6 mai 2026 (délai franc)"),
        ("mise_en_demeure", "Si vous la recevez le 5 janvier 2026 : jusqu’au 5 février 2026"),
        ("contrainte", "Si elle vous est signifiée le 5 janvier 2026 : jusqu’au 20 janvier 2026"),
        ("information_tiers", "avant le 15 janvier 2026"),
    ],
)
def test_each_letter_that_opens_a_delay_says_its_last_day(modele, told):
    [lettre] = [one for one in LETTERS if one.modele == modele]
    assert told in words(lettre).replace("\u00a0", " ")


def receipt(**changes):
    [lettre] = [one for one in LETTERS if one.modele == "accuse_recours"]
    return dataclasses.replace(lettre, **changes)


def test_a_receipt_that_asks_for_documents_says_that_its_silence_is_suspended():
    told = words(receipt(silence_le=None, silence="2 mois"))
    assert "Le délai de 2 mois au bout duquel notre silence vaut rejet est suspendu" in told
    assert "votre avis d’imposition" in told
    [refusal] = missing(receipt(silence_le=None, pieces=()))
    assert refusal.what == "il manque le jour où le silence vaut rejet."


def test_silence_is_told_once_for_the_ways_that_share_it():
    both = notice(voies=ways(("rsa", "als")))
    blocs = written(both).section("voies").blocs
    said = [one.texte for one in blocs if hasattr(one, "texte")]
    assert sum("il est rejeté" in text for text in said) == 1
    assert "CASF art. L262-46" in said[-1]
    assert "CCH art. L825-1" in said[-1]


def test_what_one_creance_is_repaid_with_names_it_and_of_two_names_the_dossier():
    one, other = remise(), remise(creances=((1, "rsa", 5, 1), (2, "ppa", 7, 2)))
    assert "RF09 C001 D000 0000 0001 2" in words(one)
    assert "RF75 D000 0000 0001 2" in words(other)
    # What is remitted whole is not repaid: the other is named.
    paid = remise(creances=((1, "rsa", 5, 5), (2, "ppa", 7, 2)))
    assert "C002" in words(paid)


def test_where_third_parties_told_something_a_copy_can_be_asked_and_not_elsewhere():
    assert "demander une copie" in words(notice(tiers=("les employeurs (DSN)",)))
    assert "une copie" not in words(notice())


def test_a_letter_has_its_number():
    assert written(notice()).numbered(3).references[-1] == ("Lettre", "12-3")


def test_the_mediateur_speaks_to_the_person_too():
    [letter] = [one for one in LETTERS if one.modele == "reponse_mediation"]
    told = words(dataclasses.replace(letter, reponse="Le calcul est repris avec le foyer."))
    assert "avec votre foyer" in told
