"""The operation behind an amount is written with the values shown, and only where it is true."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.droits.openfisca.compte import Valeurs, counted, months_text
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu
from justedroit.core.droits.openfisca.pliage import fold
from justedroit.core.droits.openfisca.recit import to_dict, to_text

MONTH = "2025-06"


def node(variable: str, value: Any, *children: Noeud, **fields: Any) -> Noeud:
    given_ = {"entity": "famille", "period": MONTH, "unit": EUROS, "nature": "calcul"} | fields
    values = value if isinstance(value, tuple) else (value,)
    return Noeud(
        variable=variable,
        label=variable,
        value=value,
        default=not any(values),
        children=children,
        **given_,
    )


def parameter(name: str, value: float, unit: str = EUROS) -> ParametreLu:
    return ParametreLu(name, name, value, unit, f"{MONTH}-01", "2025-04-01", ("Un décret",))


def rsa(value: float, base: float, housing: float, resources: float) -> Noeud:
    return node(
        "rsa_montant",
        value,
        node("rsa_socle", base),
        node("rsa_socle_majore", 0.0),
        node("rsa_forfait_logement", housing),
        node("rsa_base_ressources", resources),
        parameters=(parameter("rsa.rsa_maj.montant_minimum_verse", 6.0),),
    )


def ppa(value: float, months: dict[str, float], *, shifted: bool = True) -> Noeud:
    switch = node(
        "departement_experimentation_rsa", shifted, unit="", nature="donnee", period="2025-12"
    )
    read = [node("ppa_fictive", amount, period=month) for month, amount in months.items()]
    threshold = parameter("ppa.pa_m.montant_minimum_verse", 15.0)
    return node(
        "ppa", value, switch, *read, period="2025-12", parameters=(_in("2025-12", threshold),)
    )


def _in(month: str, read: ParametreLu) -> ParametreLu:
    return replace(read, instant=f"{month}-01")


def told(noeud: Noeud) -> str:
    dit = counted(noeud, Valeurs(noeud))
    return "" if dit is None else plain(dit.text)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


NEAR = "(à un centime près : les montants montrés sont arrondis)"


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ((556.67, 635.71, 76.29, 2.75), "635,71 € − 76,29 € − 2,75 € = 556,67 €"),
        ((559.42, 635.71, 76.29, 0.0), "635,71 € − 76,29 € = 559,42 €"),
        (
            (0.0, 969.78, 155.16, 2007.83),
            "969,78 € − 155,16 € − 2 007,83 € est négatif : rien n'est dû",
        ),
        (
            (0.0, 100.0, 0.0, 96.0),
            "100,00 € − 96,00 € = 4,00 €, sous le seuil de versement de 6,00 € : rien n'est versé",
        ),
        (
            (556.66, 635.71, 76.29, 2.75),
            f"635,71 € − 76,29 € − 2,75 € = 556,66 € {NEAR}",
        ),
    ],
)
def test_the_operation_is_written_with_the_values_that_are_shown(amounts, text):
    assert told(rsa(*amounts)) == text


@pytest.mark.parametrize("value", [556.69, 0.0, 12.0])
def test_an_operation_that_does_not_give_the_amount_is_not_written(value):
    assert told(rsa(value, 635.71, 76.29, 2.75)) == ""


def test_an_operation_that_lacks_a_term_is_not_written():
    assert told(node("rsa_montant", 10.0, node("rsa_socle", 10.0))) == ""


MONEY = st.integers(0, 200_000).map(lambda cents: cents / 100)


@given(MONEY, MONEY, MONEY, MONEY)
def test_no_operation_is_ever_false(value, base, housing, resources):
    text = told(rsa(value, base, housing, resources))
    if " = " not in text:
        assert not text or (value == 0 and base - housing - resources < 0)
        return
    left, right = text.split(" = ")
    assert abs(_made(left) - _made(right.split("€")[0] + "€")) <= Decimal("0.01")
    assert value == 0 or abs(_made(left) - Decimal(str(value))) <= Decimal("0.01")


def _made(text: str) -> Decimal:
    """Make an operation again from what is written."""
    found = re.findall(r"(−|\+)? ?([\d ]+,\d\d) €", text)
    amounts = [(sign, Decimal(n.replace(" ", "").replace(",", "."))) for sign, n in found]
    return sum((-n if sign == "−" else n for sign, n in amounts), Decimal(0))


THREE = {"2025-08": 26.54, "2025-09": 0.0, "2025-10": 0.0, "2025-11": 90.0}


def test_an_average_names_its_three_months_and_the_threshold_it_misses():
    assert told(ppa(0.0, THREE)) == (
        "moyenne des trois mois (août, septembre, octobre 2025) : "
        "(26,54 € + 0,00 € + 0,00 €) ÷ 3 = 8,85 €, "
        "sous le seuil de versement de 15,00 € : rien n'est versé"
    )


def test_the_months_follow_the_rule_of_the_county():
    assert told(ppa(30.0, THREE, shifted=False)).startswith(
        "moyenne des trois mois (septembre, octobre, novembre 2025)"
    )


def test_equal_months_are_told_once_in_the_sentence_and_shown_each():
    tree = fold(ppa(50.0, dict.fromkeys(THREE, 50.0)))
    assert plain(tree.compte) == (
        "moyenne des trois mois (août, septembre, octobre 2025) : 50,00 € chaque mois"
    )
    shown = [child.period for child in tree.children if child.variable == "ppa_fictive"]
    assert shown == ["2025-08", "2025-09", "2025-10"]


def test_a_threshold_is_shown_where_it_decides_and_not_elsewhere():
    names = [p.name for p in fold(ppa(0.0, THREE)).parameters]
    assert names == ["ppa.pa_m.montant_minimum_verse"]
    assert fold(ppa(50.0, dict.fromkeys(THREE, 50.0))).parameters == ()


def test_months_of_two_years_name_both():
    assert months_text(("2024-12", "2025-01", "2025-02")) == "décembre 2024, janvier, février 2025"


def test_the_housing_benefit_is_rounded_down_to_the_euro():
    tree = node(
        "apl",
        432.0,
        node("aide_logement_loyer_retenu", 400.0),
        node("aide_logement_charges", 75.0),
        node("aide_logement_participation_personnelle", 35.0),
        node("reduction_loyer_solidarite", 0.0),
        node("crds_logement", -2.17),
        parameters=(
            parameter("al.locatif.minoration_forfaitaire", 5.0),
            parameter("rls.fraction_baisse_aide_logement", 0.98, "/1"),
        ),
    )
    assert told(tree) == (
        "400,00 € + 75,00 € − 35,00 € − 5,00 € − 2,17 € = 432,83 €, "
        "arrondi à l'euro inférieur : 432,00 €"
    )


def asf(eligible: tuple[bool, ...], value: float) -> Noeud:
    children = node("asf_elig_enfant", eligible, entity="individu", unit="")
    pensions = node("pensions_alimentaires_percues", (0.0,) * len(eligible), entity="individu")
    read = (
        parameter("bmaf.bmaf", 474.37),
        parameter("asf.montant_asf.orphelin_assimile_seul_parent", 0.422, ""),
    )
    return node("asf", value, children, node("asf_montant", value, pensions, parameters=read))


def test_children_are_counted_not_told_among_their_parents():
    tree = asf((False, True), 200.18)
    assert told(tree) == "1 enfant × 474,37 € × 42,2 % = 200,18 €"
    text = to_text(fold(tree))
    assert ": 1 enfant" in text
    assert "sur 2" not in text
    assert ": aucun enfant" in to_text(fold(asf((False, False), 0.0)))


def aah(eligible: tuple[bool, bool]) -> Noeud:
    def own(name: str, value: Any, unit: str = EUROS) -> Noeud:
        return node(name, value, entity="individu", unit=unit)

    return node(
        "aah",
        tuple(616.2 if one else 0.0 for one in eligible),
        own("aah_eligible", eligible, ""),
        own("aah_conjugalise_eligible", (False, False), ""),
        own("aah_plafond_ressources_conjugalise", (1870.31, 1870.31)),
        own("aah_plafond_ressources_deconjugalise", (1033.32, 1033.32)),
        own("aah_base_ressources_deconjugalisee", (417.12, 900.0)),
        entity="individu",
        parameters=(parameter("aah.montant", 1033.32),),
    )


def test_a_ceiling_is_shown_for_those_it_concerns():
    tree = fold(aah((True, False)))
    shown = {child.variable: child.value for child in tree.children}
    assert shown["aah_plafond_ressources_deconjugalise"] == 1033.32
    assert shown["aah_base_ressources_deconjugalisee"] == 417.12
    assert "aah_plafond_ressources_conjugalise" not in shown
    assert plain(tree.compte) == "1 033,32 € − 417,12 € = 616,20 €"


def test_no_ceiling_is_shown_where_nobody_is_concerned():
    tree = fold(aah((False, False)))
    assert {child.variable for child in tree.children} == {"aah_eligible"}
    assert (tree.compte, tree.parameters) == ("", ())


def kept_conjugal(value: float, alone: float, together: float) -> Noeud:
    """Return the AAH of someone who keeps the better of two calculations."""

    def own(name: str, value: float) -> Noeud:
        return node(name, value, entity="individu")

    rules = ("aah_eligible", "aah_conjugalise_eligible")

    return node(
        "aah",
        value,
        *(node(name, value=True, entity="individu", unit="") for name in rules),
        own("aah_plafond_ressources_conjugalise", 1870.31),
        own("aah_base_ressources_conjugalisee", together),
        own("aah_plafond_ressources_deconjugalise", 1033.32),
        own("aah_base_ressources_deconjugalisee", alone),
        entity="individu",
        parameters=(parameter("invalidite.aah.montant", 1033.32),),
    )


BOTH = "deux calculs sont possibles, le plus favorable est retenu : "


@pytest.mark.parametrize(
    ("amounts", "first", "second"),
    [
        (
            (870.31, 600.0, 1000.0),
            "avec les ressources du conjoint, 1 870,31 € − 1 000,00 € = 870,31 €",
            "sans les ressources du conjoint, 1 033,32 € − 600,00 € = 433,32 €",
        ),
        (
            (433.32, 600.0, 2000.0),
            "sans les ressources du conjoint, 1 033,32 € − 600,00 € = 433,32 €",
            "avec les ressources du conjoint, 1 870,31 € − 2 000,00 € est négatif : rien n'est dû",
        ),
        (
            (1033.32, 0.0, 1000.0),
            "sans les ressources du conjoint, 1 033,32 €",
            "avec les ressources du conjoint, 1 870,31 € − 1 000,00 € = 870,31 €",
        ),
        (
            (1033.32, 0.0, 836.99),
            "sans les ressources du conjoint, 1 033,32 €",
            "avec les ressources du conjoint, 1 870,31 € − 836,99 € = 1 033,32 € ; c'est autant",
        ),
    ],
)
def test_of_two_calculations_the_better_is_named_and_the_other_told(amounts, first, second):
    assert told(kept_conjugal(*amounts)) == f"{BOTH}{first} ; {second}"


def test_the_lesser_of_two_calculations_is_never_told_as_the_one_that_is_kept():
    assert told(kept_conjugal(433.32, 600.0, 1000.0)) == ""


def als_of_foyer(value: float, covered: float) -> Noeud:
    return node(
        "als",
        value,
        node("aides_logement_accedant_et_foyer", 217.6),
        node("aides_logement_k", covered, unit=""),
        node("aides_logement_plafond_mensualite", 188.17),
        node("aides_logement_loyer_minimal", 6.36),
        node("aide_logement_loyer_retenu", 269.32),
        node("aide_logement_charges", 59.97),
        node("aide_logement_participation_personnelle", 39.15),
        node("reduction_loyer_solidarite", 0.0),
        node("crds_logement", -1.06),
        parameters=(parameter("al.locatif.minoration_forfaitaire", 5.0),),
    )


def test_the_aid_for_a_logement_foyer_is_its_own_operation_on_its_own_lines():
    tree = fold(als_of_foyer(211.0, 0.9))
    assert plain(tree.compte) == (
        "90 % × 188,17 € + 90 % × 59,97 € − 90 % × 6,36 € − 5,00 € − 1,06 € = 211,54 €, "
        "arrondi à l'euro inférieur : 211,00 €"
    )
    shown = {child.variable for child in tree.children}
    assert {"aides_logement_k", "aides_logement_loyer_minimal"} <= shown
    # What a tenant is counted has no part in it.
    assert shown.isdisjoint(
        {"aide_logement_loyer_retenu", "aide_logement_participation_personnelle"}
    )
    assert fold(als_of_foyer(211.0, 0.8)).compte == ""


def test_the_operation_is_in_the_text_and_in_the_json():
    tree = fold(rsa(556.67, 635.71, 76.29, 2.75))
    assert to_dict(tree)["compte"] == tree.compte
    assert "· Calcul : 635,71" in to_text(tree)
