"""The catalogue names what the law asks, in OpenFisca's own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError

import pytest
from openfisca_france import FranceTaxBenefitSystem

from justedroit.core.base import parametre
from justedroit.core.faits import catalogue, kind
from justedroit.core.faits.catalogue import read_catalogue

TYPES = {
    "montant": (float, int),
    "nombre": (float,),
    "entier": (int,),
    "booleen": (bool,),
    "date": (dt.date,),
    "texte": (str,),
}
BENEFITS = (
    "rsa ppa aah af cf asf paje_naissance paje_base paje_prepare paje_cmg ars aeeh ajpp ajpa "
    "aide_logement auvvc"
)
PLANNED = (
    "statut_couple isolement_date statut_occupation_logement loyer depcom coloc logement_chambre "
    "logement_crous logement_conventionne proprietaire_proche_famille tiers_payant_bailleur f6gi "
    "f6gj f6gu cmg_montant paje_prepare_montant allocataire conjoint enfant date_naissance "
    "naissance_prevue deces garde_alternee rempli_obligation_scolaire handicap enceinte activite "
    "scolarite salaire_net salaire_imposable chomage_net chomage_imposable retraite_nette "
    "retraite_imposable indemnites_journalieres_maladie indemnites_journalieres_maternite "
    "pensions_invalidite pensions_alimentaires_percues revenus_locatifs revenus_capital "
    "rpns_imposables livret_a epargne_revenus_non_imposables taux_incapacite "
    "aah_restriction_substantielle_durable_acces_emploi aah_date_debut_hospitalisation "
    "aah_date_debut_incarceration aah_droit_ouvert_septembre_2023 aah_bascule_deconjugalisation "
    "aeeh_categorie ajpp_jours ajpa_jours nationalite titre_sejour "
    "rsa_jeune_condition_heures_travail_remplie titre_pension autre_parent_defaillant "
    "auvvc_decision auvvc_ressources"
)
SOUND = """
loyer:
  libelle: Loyer
  porteur: dossier
  nature: montant
  duree: intervalle
  mois: fin
  minimum: 0
  maximum: 10
  sources: [allocataire]
  donnee: logement
  loi: {article: x, statut: verifie}
"""


@pytest.fixture(scope="module")
def law():
    return FranceTaxBenefitSystem()


def entrees():
    return [
        pytest.param(k, entree, k.openfisca is not None, id=k.name)
        for k in catalogue().values()
        for entree in (k.openfisca or k.derive,)
        if entree
    ]


@pytest.mark.parametrize(("one", "entree", "as_it_is"), entrees())
def test_each_input_exists_in_openfisca_as_the_catalogue_says(law, one, entree, as_it_is):
    variable = law.variables.get(entree.variable)
    assert variable is not None, entree.variable
    assert variable.entity.key == entree.entite
    assert str(variable.definition_period) == entree.periode
    if not as_it_is:
        return
    if one.nature == "choix":
        assert set(one.valeurs) == {member.name for member in variable.possible_values}
    else:
        assert variable.value_type in TYPES[one.nature]
    individual = entree.entite == "individu"
    assert one.porteur == ("personne" if individual else "dossier")


@pytest.mark.parametrize("name", [f"demande_{b}" for b in BENEFITS.split()] + PLANNED.split())
def test_the_catalogue_holds_every_kind_of_the_plan(name):
    assert kind(name).libelle


def test_every_claim_is_a_truth_about_the_household():
    claims = [k for k in catalogue().values() if k.name.startswith("demande_")]
    assert len(claims) == len(BENEFITS.split())
    assert {(k.porteur, k.nature, k.duree, k.donnee) for k in claims} == {
        ("dossier", "booleen", "intervalle", "demande")
    }


def test_every_source_has_a_rank_and_every_rank_is_used():
    ranked = set(parametre("faits/ordre_verite").at(dt.date(2026, 1, 1))) - {"piece_validee"}
    assert {source for k in catalogue().values() for source in k.sources} == ranked


def test_a_controller_may_state_all_but_what_the_chain_records():
    without = {k.name for k in catalogue().values() if "controle_sur_place" not in k.sources}
    assert without == set()


def test_an_unknown_kind_names_the_nearest():
    with pytest.raises(KeyError, match="salaire_net"):
        kind("salaire_nett")


def test_a_kind_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        kind("loyer").maximum = 1
    with pytest.raises(TypeError):
        catalogue()["loyer"] = kind("coloc")


@pytest.mark.parametrize(
    ("sound", "ill"),
    [
        ("nature: montant", "nature: argent"),
        ("maximum: 10", "note: sans maximum"),
        ("sources: [allocataire]", "sources: [rumeur]"),
        ("sources: [allocataire]", "sources: []"),
        ("donnee: logement", "donnee: divers"),
        ("statut: verifie", "statut: sur"),
        ("mois: fin", "mois: milieu"),
        ("mois: fin", "mois: fin\n  motif: '[0-9]+'"),
        ("nature: montant\n", "nature: choix\n"),
    ],
)
def test_an_ill_filled_kind_is_refused_when_the_catalogue_is_read(sound, ill):
    assert read_catalogue(SOUND)["loyer"].maximum == 10
    with pytest.raises(ValueError, match="mal rempli"):
        read_catalogue(SOUND.replace(sound, ill))


@pytest.mark.parametrize(
    "ill", [SOUND + "  couleur: bleu\n", SOUND.replace("  porteur: dossier\n", "")]
)
def test_a_kind_with_a_missing_or_unknown_field_is_refused(ill):
    with pytest.raises(ValueError, match=r"couleur|porteur"):
        read_catalogue(ill)
