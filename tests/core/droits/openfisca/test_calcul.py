"""Columns in, columns out: the same as OpenFisca asked in its own ways, to the bit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from openfisca_core.simulation_builder import SimulationBuilder
from tests.foyers import Caisse

from justedroit.core.base import from_index, month_range, to_index
from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.explication import only
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.openfisca import calcul
from justedroit.core.droits.openfisca.calcul import OUTPUTS, OpenFiscaLaw, claims_system
from justedroit.core.droits.openfisca.systeme import law_system, quiet
from justedroit.core.droits.situation import Input, Situation

MONTHS = month_range(202412, 202501)
EVERYTHING = ("rsa", "ppa", "aah", "aide_logement", "asf", "paje_base")
HOUSEHOLDS = 12
ENTITIES = {"famille": "familles", "foyer_fiscal": "foyers_fiscaux", "menage": "menages"}


def varied() -> Caisse:
    """Return households as different from one another as few can be."""
    fund = Caisse()
    fund.foyer().seul().demande(*EVERYTHING)
    fund.foyer().seul().locataire(380).demande(*EVERYTHING).salaire(640)
    fund.foyer().seul(born="2003-05-05").says("activite", "etudiant", "2020-01-01", person=1)
    house = fund.foyer().seul().conjoint().locataire(500).salaire(1500).demande(*EVERYTHING)
    house.enfants("2014-02-02", "2018-09-09", "2024-06-01")
    house = fund.foyer().seul().conjoint(tie="concubin").salaire(900).salaire(1900, person=2)
    house.enfants("2012-02-02", "2020-09-09").locataire(620).demande(*EVERYTHING)
    house = fund.foyer().seul().enfants("2010-03-03", "2016-03-03", "2019-03-03")
    house.demande(*EVERYTHING).says("autre_parent_defaillant", "decede", "2020-01-01", person=3)
    house.locataire(420)
    fund.foyer().seul().conjoint().enfants("2024-01-05").demande(*EVERYTHING)
    house = fund.foyer().seul().locataire(300).demande(*EVERYTHING)
    house.says("taux_incapacite", "0.85", "2020-01-01", person=1)
    house = fund.foyer().seul().conjoint().salaire(1300).demande(*EVERYTHING)
    house.says("taux_incapacite", "0.6", "2020-01-01", person=1)
    house.says("aah_restriction_substantielle_durable_acces_emploi", "true", "2020-01-01", person=1)
    house = (
        fund.foyer().seul(born="1958-05-05").says("retraite_nette", "820", "2019-01-01", person=1)
    )
    house.says("statut_occupation_logement", "proprietaire", "2000-01-01").demande(*EVERYTHING)
    house = fund.foyer().seul().says("chomage_net", "700", "2024-03-01", person=1)
    house.says("nationalite", "DZ", "2000-01-01", person=1).demande(*EVERYTHING)
    house.says("titre_sejour", "2015-01-01", "2015-01-01", person=1)
    house = fund.foyer().seul().conjoint(tie="pacs").enfants("2019-05-05").demande(*EVERYTHING)
    house.says("garde_alternee", "true", "2022-01-01", person=3).says("f6gu", "1200", "2022-01-01")
    return fund


@pytest.fixture(scope="module")
def situation() -> Situation:
    lecture = Lecture(varied().known())
    nobody = np.zeros(len(lecture.dossiers), bool)
    return bloc_of(lecture, MONTHS[-1], nobody, OpenFiscaLaw()).situation


@pytest.fixture(scope="module")
def amounts(situation):
    return OpenFiscaLaw().calculate(situation, MONTHS)


def without_switches(situation: Situation) -> Situation:
    """Return a situation in which every variable of ours keeps its default."""
    theirs = law_system().variables
    kept = [known for known in situation.inputs if known.variable in theirs]
    assert len(kept) < len(situation.inputs)
    return dataclasses.replace(situation, inputs=kept)


def test_the_sample_is_varied(situation, amounts):
    assert situation.rows == HOUSEHOLDS
    for name in (*OUTPUTS, "ars"):
        if name not in {"apl", "paje_naissance", "ars"}:
            assert amounts[name].any(), name


def test_with_every_switch_at_its_default_the_law_is_openfisca_to_the_bit(situation, monkeypatch):
    bare = without_switches(situation)
    ours = OpenFiscaLaw().calculate(bare, MONTHS)
    monkeypatch.setattr(calcul, "claims_system", law_system)
    with quiet():
        plain = calcul.simulation(bare, MONTHS)
        for column, month in enumerate(MONTHS):
            for name in OUTPUTS:
                theirs = plain.calculate(name, f"{month // 100}-{month % 100:02d}")
                found = np.ascontiguousarray(ours[name][:, column])
                assert found.dtype == theirs.dtype, name
                assert found.tobytes() == theirs.tobytes(), (name, month)
    assert ours["rsa"].any()


def test_a_switch_off_is_worth_nothing_to_the_others(situation, amounts):
    for name in ("asf", "paje_base", "aah", "aide_logement"):
        columns = [i for i in situation.inputs if i.variable != calcul.switch(name)]
        closed = next(i for i in situation.inputs if i.variable == calcul.switch(name))
        columns.append(dataclasses.replace(closed, values=np.zeros_like(closed.values)))
        found = OpenFiscaLaw().calculate(dataclasses.replace(situation, inputs=columns), MONTHS[:1])
        before, after = amounts["rsa"][:, :1], found["rsa"]
        assert (after >= before - 0.01).all(), name
        assert (after > before + 1).any(), name


def dictionary(situation: Situation) -> dict:
    """Return a household as the dictionaries that OpenFisca reads."""
    people = [f"p{i}" for i in range(len(situation.person_role))]
    by_role = {
        role: [p for p, r in zip(people, situation.person_role, strict=True) if r == role]
        for role in (1, 2, 3)
    }
    first, spouse, children = by_role[1], by_role[2], by_role[3]
    together = bool(situation.common_tax[0])
    out = {
        "individus": {p: {} for p in people},
        "familles": {"f0": {"parents": first + spouse, "enfants": children}},
        "menages": {
            "m0": {"personne_de_reference": first, "conjoint": spouse, "enfants": children}
        },
        "foyers_fiscaux": {
            "t0": {
                "declarants": first + (spouse if together else []),
                "personnes_a_charge": children,
            }
        },
    }
    if spouse and not together:
        out["foyers_fiscaux"]["t1"] = {"declarants": spouse, "personnes_a_charge": []}
    names = {"individu": people, "famille": ["f0"], "menage": ["m0"], "foyer_fiscal": ["t0"]}
    for known in situation.inputs:
        group = out[ENTITIES.get(known.entity, "individus")]
        for position, name in enumerate(names[known.entity]):
            told = periods(known, position)
            if told:
                group[name][known.variable] = told
    return out


def periods(known: Input, position: int) -> dict:
    """Return what an input says of one member, by period."""
    owner = int(known.index[position])
    out = {}
    for column in range(known.values.shape[1] if owner >= 0 else 0):
        if known.known is not None and not known.known[owner, column]:
            continue
        value = known.values[owner, column]
        plain = str(value) if value.dtype.kind == "M" else value.item()
        plain = plain if known.words is None else known.words[value]
        if known.first == 0:
            out["ETERNITY"] = plain
        elif known.annual:
            out[str(known.first // 100 + column)] = plain
        else:
            month = from_index(to_index(known.first) + column)
            if month <= MONTHS[-1]:
                out[f"{month // 100}-{month % 100:02d}"] = plain
    return out


@pytest.mark.parametrize("row", [1, 3, 4, 5, 8, 11])
def test_a_household_in_columns_is_the_same_as_alone_in_dictionaries(situation, amounts, row):
    household = only(situation, row)
    with quiet():
        simulation = SimulationBuilder().build_from_entities(claims_system(), dictionary(household))
        members = situation.person_row == row
        for column, month in enumerate(MONTHS):
            for name in OUTPUTS:
                found = simulation.calculate(name, f"{month // 100}-{month % 100:02d}")
                kept = members if name in {"aah", "caah"} else np.arange(HOUSEHOLDS) == row
                expected = amounts[name][kept, column]
                assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-4), (name, month)


def test_the_ars_is_asked_in_august_alone(law):
    fund = Caisse()
    fund.foyer().seul().enfants("2016-05-05", "2024-05-05")
    bloc = bloc_of(Lecture(fund.known()), 202509, np.zeros(1, bool), law)
    found = law.calculate(bloc.situation, bloc.months)["ars"][0]
    due = {month: amount for month, amount in zip(bloc.months, found, strict=True) if amount}
    assert list(due) == [202508]
    assert due[202508] == pytest.approx(474.37 * 0.8972, abs=0.01)  # CSS D543-1, six to ten


def test_the_ars_does_not_depend_on_what_is_known_of_the_months_after_august(law):
    amounts = []
    for wage in (0, 9000):
        fund = Caisse()
        fund.foyer().seul().enfants("2016-05-05").salaire(wage, since="2025-09-01")
        bloc = bloc_of(Lecture(fund.known()), 202508, np.zeros(1, bool), law)
        amounts.append(law.calculate(bloc.situation, [202508])["ars"].tolist())
    assert amounts[0] == amounts[1]


def test_the_whole_year_is_told_whatever_the_last_month_asked(situation):
    # OpenFisca reads `handicap` to December: a month would change with the window (decision 0005).
    with quiet():
        simulation = calcul.simulation(situation, MONTHS)
    told = simulation.get_holder("salaire_net").get_known_periods()
    assert max(str(period) for period in told) == "2025-12"


def test_each_unmarried_spouse_is_a_foyer_fiscal_and_a_married_couple_is_one(situation):
    with quiet():
        simulation = calcul.simulation(situation, MONTHS)
    unmarried = 1  # the household of the two wages
    assert simulation.populations["famille"].count == situation.rows
    assert simulation.populations["menage"].count == situation.rows
    assert simulation.populations["foyer_fiscal"].count == situation.rows + unmarried


@pytest.mark.parametrize(
    ("name", "month", "value"),
    [
        ("bmaf.bmaf", 202504, 474.37),
        ("bmaf.bmaf", 202503, 466.44),
        ("bmaf.bmaf", 202404, 466.44),
    ],
)
def test_a_parameter_is_that_of_the_first_day_of_its_month(law, name, month, value):
    full = f"prestations_sociales.prestations_familiales.{name}"
    assert law.parameter(full, month) == value


def test_a_parameter_that_does_not_exist_is_named(law):
    with pytest.raises(LookupError, match=r"prestations_sociales\.inconnu en 202504"):
        law.parameter("prestations_sociales.inconnu", 202504)


def test_the_version_names_openfisca_france_and_its_core(law):
    assert "openfisca-france 176.1.8" in law.version
    assert "openfisca-core 44." in law.version
