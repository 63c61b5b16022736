"""What is supposed of a household: received like what is declared, evaluated without being written."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest
from benchmarks.loi import LoiDeBanc
from hypothesis import given
from hypothesis import strategies as st
from tests.foyers import LATER, Caisse, Droits

from justedroit.core.base import Refusal, add_months, first_day
from justedroit.core.droits import (
    Question,
    coming_months,
    evaluate,
    evaluation,
    hypotheses,
    simulate,
)
from justedroit.core.droits.hypothese_effets import _Calendar
from justedroit.core.droits.hypothese_foyer import SOURCE
from justedroit.core.droits.hypothese_histoire import Histoire
from justedroit.core.droits.hypothese_mots import more_or_less
from justedroit.core.droits.hypothese_recit import Allure, allure
from justedroit.core.faits import Statement, as_known, catalogue

NOW = dt.datetime(2025, 6, 15, 8, tzinfo=dt.UTC)
TODAY = NOW.date()
MONTHS = coming_months(TODAY, 12)
BENCH = LoiDeBanc()


def day(text):
    return dt.date.fromisoformat(text)


def ask(fund, *supposed, law=BENCH, now=NOW, months=12):
    asked = Question(1, now, now.date(), coming_months(now.date(), months))
    return simulate(fund.facts(), supposed, asked, law)


def alone(**wage):
    """Return a fund of one household: an adult who rents, and has claimed the RSA and housing aid."""
    fund = Caisse()
    foyer = fund.foyer().seul().locataire(450)
    foyer.demande("rsa", "aide_logement", "paje_base", since="2024-03-10")
    return fund, foyer


def family():
    """Return a couple that works, with two children."""
    fund = Caisse()
    foyer = fund.foyer().seul().conjoint().locataire(600).salaire(1500).salaire(900, person=2)
    foyer.enfants("2015-04-04", "2018-08-08").demande("ppa", "aide_logement", since="2024-03-10")
    return fund, foyer


JOB = hypotheses.Emploi(120_000, 202507)
ANY = [
    JOB,
    hypotheses.PerteEmploi(202508),
    hypotheses.Naissance(day("2025-09-12")),
    hypotheses.ArriveeEnfant(day("2025-09-12"), day("2020-01-01")),
    hypotheses.DepartEnfant(3, day("2025-10-20")),
    hypotheses.Demenagement(day("2025-09-12"), 70_000, "75056"),
    hypotheses.NouveauLoyer(65_000, 202509),
    hypotheses.Separation(day("2025-09-12")),
]


# --- What changes is due to the hypothesis alone ---


def test_nothing_supposed_changes_nothing():
    fund, _ = family()
    found = ask(fund)
    assert found.lines
    assert found.difference_cents == found.claimed_difference_cents == 0
    assert (found.effects, found.opened, found.closed) == ((), (), ())


def test_what_is_already_so_changes_nothing():
    fund, _ = family()
    found = ask(fund, hypotheses.Emploi(150_000, 202507), hypotheses.NouveauLoyer(60_000, 202508))
    assert {line.difference_cents for line in found.lines} == {0}
    assert "ne changent pas" in found.sentences()[0]


@pytest.mark.parametrize("supposed", ANY, ids=lambda one: type(one).__name__)
def test_the_present_is_the_same_whatever_is_supposed(supposed):
    fund, _ = family()
    as_is, found = ask(fund), ask(fund, supposed)
    before = {(line.benefit, line.month): line.before_cents for line in found.lines}
    for line in as_is.lines:
        assert before[line.benefit, line.month] == line.before_cents
    assert found.incomes_before_cents == as_is.incomes_after_cents


@pytest.mark.parametrize("supposed", ANY, ids=lambda one: type(one).__name__)
def test_months_before_the_change_do_not_change(supposed):
    fund, _ = family()
    found = ask(fund, supposed)
    assert [line.difference_cents for line in found.lines if line.month == MONTHS[0]] == [
        0 for line in found.lines if line.month == MONTHS[0]
    ]


@pytest.mark.parametrize("supposed", ANY, ids=lambda one: type(one).__name__)
def test_every_hypothesis_is_told_in_french_and_in_json(supposed):
    fund, _ = family()
    found = ask(fund, supposed)
    assert found.to_french().startswith("Avec ")
    told = json.loads(found.to_json())
    assert told["totaux"]["difference_centimes"] == found.difference_cents
    assert sum(row["difference_centimes"] for row in told["droits"]) == found.difference_cents
    assert told == json.loads(json.dumps(found.to_dict()))
    assert told["phrases"] == found.sentences()


def test_several_hypotheses_are_told_one_after_the_other():
    fund, _ = family()
    found = ask(fund, hypotheses.Separation(day("2025-08-01")), hypotheses.PerteEmploi(202509))
    assert len(found.hypotheses) == 2
    assert found.incomes_before_cents[0] == 240_000
    assert found.incomes_after_cents[-1] == 0


def test_a_spouse_supposed_can_lose_the_job_supposed():
    fund, _ = alone()
    couple = hypotheses.MiseEnCouple(day("2025-08-01"), 140_000)
    found = ask(fund, couple, hypotheses.PerteEmploi(202511, personne=2))
    assert found.incomes_after_cents[3:6] == (140_000, 140_000, 0)


# --- What really comes true gives what was supposed ---


def tell(foyer, kind, value, since, *, person=0, source="allocataire", known):
    foyer.says(kind, value, since, person=person, source=source, known=known)


def hired(foyer, known):
    for kind in ("salaire_net", "salaire_imposable"):
        tell(foyer, kind, "1200.00", "2025-07-01", person=1, source="dsn_drm", known=known)
    tell(foyer, "activite", "actif", "2025-07-01", person=1, known=known)


def born(foyer, known):
    tell(foyer, "date_naissance", "2025-09-12", "2025-09-12", person=9, known=known)
    tell(foyer, "enfant", "true", "2025-09-12", person=9, known=known)


def gone(foyer, known):
    tell(foyer, "enfant", "false", "2025-10-20", person=3, known=known)


def parted(foyer, known):
    tell(foyer, "conjoint", "false", "2025-09-12", person=2, known=known)
    tell(foyer, "isolement_date", "2025-09-12", "2025-09-12", known=known)


def moved(foyer, known):
    tell(foyer, "loyer", "700.00", "2025-09-12", known=known)
    tell(foyer, "depcom", "75056", "2025-09-12", known=known)
    tell(foyer, "date_entree_logement", "2025-09-12", "2025-09-12", known=known)


TRUE = [
    (JOB, hired),
    (hypotheses.Naissance(day("2025-09-12"), 9), born),
    (hypotheses.DepartEnfant(3, day("2025-10-20")), gone),
    (hypotheses.Separation(day("2025-09-12")), parted),
    (hypotheses.Demenagement(day("2025-09-12"), 70_000, "75056"), moved),
]


def due(lines, field):
    return {(line.benefit, line.month): cents for line in lines if (cents := getattr(line, field))}


@pytest.mark.parametrize(
    ("supposed", "comes_true"), TRUE, ids=lambda one: getattr(one, "__name__", "")
)
def test_what_comes_true_gives_the_rights_that_were_supposed(supposed, comes_true):
    fund, foyer = family()
    found = ask(fund, supposed)
    comes_true(foyer, LATER - dt.timedelta(days=1))
    real = Droits(evaluate(fund.known(), MONTHS, BENCH))
    rights = {key[1:]: row["due_cents"] for key, row in real.rows.items() if row["due_cents"]}
    assert rights == due(found.lines, "after_cents")


@given(
    told=st.integers(0, 1800),
    wage=st.integers(0, 2500),
    start=st.integers(0, 11),
    claims=st.sets(st.sampled_from(["rsa", "ppa", "aide_logement"])),
    late=st.integers(0, 2),
)
def test_months_that_come_true_give_the_rights_that_were_supposed(told, wage, start, claims, late):
    """Incomes are told by quarters that are over; the level goes on, and the job begins."""
    fund = Caisse()
    foyer = fund.foyer().seul().locataire(450).demande(*sorted(claims), since="2024-03-10")
    until = first_day(add_months(202507, -late))
    foyer.salaire(told, "2022-01-01", until.isoformat())
    month = MONTHS[start]
    found = ask(fund, hypotheses.Emploi(wage * 100, month))
    first = first_day(month).isoformat()
    if until.isoformat() < first:
        foyer.salaire(told, until.isoformat(), first)
    for kind in ("salaire_net", "salaire_imposable"):
        tell(
            foyer,
            kind,
            f"{wage}.00",
            first,
            person=1,
            source="dsn_drm",
            known=LATER - dt.timedelta(1),
        )
    real = Droits(evaluate(fund.known(), MONTHS, BENCH))
    rights = {key[1:]: row["due_cents"] for key, row in real.rows.items() if row["due_cents"]}
    assert rights == due(found.lines, "after_cents")


def test_a_right_to_claim_that_is_claimed_gives_what_was_supposed():
    fund, foyer = alone()
    found = ask(fund, JOB)
    [claim] = found.to_claim
    assert (claim.benefit, claim.already, claim.before_cents) == ("ppa", False, 0)
    hired(foyer, LATER - dt.timedelta(days=1))
    foyer.demande("ppa", since=first_day(claim.depuis).isoformat())
    real = Droits(evaluate(fund.known(), MONTHS, BENCH))
    rights = {key[1:]: row["due_cents"] for key, row in real.rows.items() if row["due_cents"]}
    assert rights == due(found.lines, "claimed_cents")


# --- Rights to claim ---


def test_a_right_that_opens_is_to_be_claimed_and_not_due_without():
    fund, _ = alone()
    found = ask(fund, JOB)
    ppa = found.of("ppa")
    assert [line.after_cents for line in ppa] == [0] * 12
    assert ppa[-1].claimed_cents > 0
    assert found.opened == ("ppa",)
    assert found.claimed_difference_cents > found.difference_cents
    assert any("à demander" in sentence for sentence in found.sentences())


def test_a_right_never_claimed_is_told_and_is_not_counted_as_an_effect():
    fund = Caisse()
    fund.foyer().seul().salaire(1000).locataire(450).demande("ppa", since="2024-03-10")
    found = ask(fund, hypotheses.NouveauLoyer(45_000, 202507))
    assert [(claim.benefit, claim.already) for claim in found.to_claim] == [("apl", True)]
    assert found.claimed_difference_cents == 0
    assert "dès aujourd'hui" in found.sentences()[-1]


def test_a_right_closes_when_nothing_of_it_is_left():
    fund, _ = alone()
    assert ask(fund, JOB).closed == ("rsa",)


def test_a_right_that_can_be_claimed_already_is_counted_in_both():
    fund = Caisse()
    fund.foyer().seul().salaire(1000)
    found = ask(fund, hypotheses.Emploi(140_000, 202507))
    assert [(claim.benefit, claim.already) for claim in found.to_claim] == [("ppa", True)]
    assert "comme demandé dans les deux cas" in found.sentences()[1]
    assert "avec ce qui est supposé" in found.sentences()[-1]


# --- What is guessed changes nothing ---


@given(
    wage=st.sampled_from([0, 700, 1500]),
    claims=st.sets(st.sampled_from(["rsa", "ppa", "aide_logement"])),
    children=st.integers(0, 2),
    supposed=st.lists(st.sampled_from(ANY), max_size=2, unique=True),
)
def test_claims_guessed_ahead_change_no_result(wage, claims, children, supposed):
    fund = Caisse()
    foyer = fund.foyer().seul().locataire(450).enfants(*["2016-04-04", "2023-08-08"][:children])
    foyer.demande(*sorted(claims), since="2024-03-10")
    if wage:
        foyer.salaire(wage)
    found = ask(fund, *supposed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("justedroit.core.droits.hypothese_evaluation.guesses", lambda *_: [])
        assert ask(fund, *supposed) == found


def test_the_likely_claims_spare_an_evaluation(monkeypatch):
    asked = []
    module = "justedroit.core.droits.hypothese_evaluation.evaluation"
    monkeypatch.setattr(module, lambda *told: asked.append(told) or evaluation(*told))
    fund, _ = alone()
    assert ask(fund, JOB).to_claim
    assert len(asked) == 1


# --- When, and why then ---


def reasons(found, benefit):
    return [(effect.month, effect.reason) for effect in found.effects if effect.benefit == benefit]


def test_a_wage_waits_for_the_next_quarter():
    fund, _ = alone()
    (month, reason), *_ = reasons(ask(fund, JOB), "rsa")
    assert month == 202509  # claimed in March: March, June, September
    assert "trimestre" in reason


def test_a_change_of_the_family_does_not_wait():
    fund, _ = family()
    found = ask(fund, hypotheses.Separation(day("2025-10-12")))
    (month, reason), *_ = reasons(found, "ppa")
    assert month == 202510
    assert "sans attendre" in reason


def test_a_birth_counts_the_month_after_for_family_benefits():
    fund, _ = family()
    found = ask(fund, hypotheses.Naissance(day("2025-09-12")))
    [(month, reason), *_] = reasons(found, "af")
    assert month == 202510
    assert "mois qui suit" in reason


def test_a_departure_counts_at_once_for_family_benefits():
    fund, _ = family()
    found = ask(fund, hypotheses.DepartEnfant(3, day("2025-10-20")))
    [(month, reason)] = reasons(found, "af")
    assert month == 202510
    assert "dès le mois" in reason


def test_a_claim_opens_a_frozen_right_in_its_month():
    fund, _ = alone()
    (month, reason), *_ = reasons(ask(fund, JOB), "ppa")
    assert month == ask(fund, JOB).to_claim[0].depuis
    assert "demande" in reason


def test_yearly_resources_change_in_january():
    assert "1er janvier" in _Calendar({}, {}).reason("paje_base", 202601)
    assert _Calendar({}, {}).reason("paje_base", 202602) == ""


def test_a_small_change_of_a_benefit_is_in_the_table_and_not_in_the_sentences():
    fund = Caisse()
    fund.foyer().seul().salaire(1000).demande("ppa", since="2024-03-10")
    found = ask(fund, hypotheses.Emploi(100_200, 202509), hypotheses.Emploi(100_400, 202512))
    assert len(reasons(found, "ppa")) > len(found.reasons()) == 1


def test_a_right_due_once_is_told_once():
    fund, _ = family()
    said = Statement(
        1, 1, "gains_exceptionnels", "90", day("2025-09-01"), day("2025-10-01"), SOURCE, "x"
    )
    found = ask(fund, hypotheses.FaitsSupposes((said,)))
    assert "90,00 € de plus une seule fois, en septembre 2025" in plain(found.headline()[-1])


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# --- What contradicts the household is refused ---


REFUSED = [
    (hypotheses.DepartEnfant(7, day("2025-09-01")), "n'est pas un enfant du foyer"),
    (hypotheses.DepartEnfant(2, day("2025-09-01")), "n'est pas un enfant du foyer"),
    (hypotheses.Naissance(day("2025-06-15")), "déjà passée"),
    (hypotheses.Naissance(day("2027-06-15")), "plus proche"),
    (hypotheses.Naissance(day("2025-09-15"), 3), "déjà née"),
    (hypotheses.ArriveeEnfant(day("2025-09-15"), day("2025-09-20")), "avant d'être né"),
    (hypotheses.ArriveeEnfant(day("2025-09-15"), day("1980-01-01")), "plus âgé que son parent"),
    (hypotheses.MiseEnCouple(day("2025-09-15")), "déjà en couple"),
    (hypotheses.Emploi(120_000, 202507, personne=8), "n'est pas dans le foyer"),
    (hypotheses.Emploi(120_000, 202505), "se déclare"),
    (hypotheses.Emploi(120_000, 202606), "plus proche"),
    (hypotheses.PerteEmploi(202504), "se déclare"),
    (hypotheses.DepartEnfant(3, day("2025-05-31")), "se déclare"),
    (hypotheses.Separation(day("2026-06-01")), "plus proche"),
    (hypotheses.MiseEnCouple(day("2024-06-01")), "se déclare"),
    (hypotheses.NouveauLoyer(50_000, 202505), "se déclare"),
    (hypotheses.Emploi(-1, 202507), "négatif"),
    (hypotheses.PerteEmploi(202508, personne=3), "n'a pas de salaire"),
    (hypotheses.Demenagement(day("2025-09-01"), 50_000, "Poitiers"), "Poitiers"),
    (hypotheses.Demenagement(day("2025-09-01"), 50_000, statut="palais"), "palais"),
    (hypotheses.NouveauLoyer(9_000_000, 202508), "20"),
    (hypotheses.FaitsSupposes(()), "Rien n'est supposé"),
]


@pytest.mark.parametrize(("supposed", "reason"), REFUSED)
def test_what_contradicts_the_household_is_refused_with_its_reason(supposed, reason):
    fund, _ = family()
    [refusal] = ask(fund, supposed)[:1]
    assert isinstance(refusal, Refusal)
    assert reason in str(refusal)


@pytest.mark.parametrize(
    "pair",
    [
        (hypotheses.NouveauLoyer(50_000, 202508), hypotheses.NouveauLoyer(52_000, 202508)),
        (hypotheses.Emploi(120_000, 202508), hypotheses.Emploi(90_000, 202508)),
        (hypotheses.Demenagement(day("2025-08-01"), 70_000), hypotheses.NouveauLoyer(1, 202508)),
        (hypotheses.PerteEmploi(202508), hypotheses.Emploi(90_000, 202508)),
    ],
)
def test_what_contradicts_itself_is_refused_and_both_are_named(pair):
    fund, _ = family()
    [refusal] = ask(fund, *pair)
    assert "à la fois" in refusal.what
    for one in pair:
        told = ask(fund, one).hypotheses[0]
        assert told in refusal.what


def test_the_same_said_twice_is_no_contradiction():
    fund, _ = family()
    said = Statement(1, 0, "loyer", "520", day("2025-08-01"), None, SOURCE, "essai")
    rent = hypotheses.NouveauLoyer(52_000, 202508)
    [refusal] = ask(fund, rent, hypotheses.FaitsSupposes((said,)))
    assert "déjà connu" in refusal.what


@pytest.mark.parametrize(("chomage", "told"), [(0, True), (70_000, False)])
def test_wages_that_count_again_after_a_loss_are_told_where_nothing_replaces_them(chomage, told):
    fund, _ = family()
    found = ask(fund, hypotheses.PerteEmploi(202508, chomage_net_cents=chomage))
    assert any("R262-13" in sentence for sentence in found.assumptions) is told


def test_a_wage_then_another_is_no_contradiction():
    fund, _ = family()
    found = ask(fund, hypotheses.Emploi(90_000, 202508), hypotheses.Emploi(120_000, 202510))
    assert found.incomes_after_cents[2:5] == (180_000, 180_000, 210_000)


def test_a_rent_and_an_occupancy_that_contradict_each_other_are_refused():
    fund, _ = family()
    free = hypotheses.Demenagement(day("2025-08-01"), 50_000, statut="loge_gratuitement")
    rented = hypotheses.Demenagement(day("2025-08-01"), 0, statut="locataire_vide")
    for supposed in (free, rented):
        [refusal] = ask(fund, supposed)
        assert "contredit l'occupation" in refusal.what


def test_who_buys_and_pays_no_more_owns():
    fund = Caisse()
    foyer = fund.foyer().seul()
    foyer.says("statut_occupation_logement", "primo_accedant", "2019-01-01")
    foyer.says("loyer", "500.00", "2019-01-01")
    base = Histoire(fund.facts(), Question(1, NOW, TODAY, MONTHS), NOW)
    story, _ = base.supposing([hypotheses.NouveauLoyer(0, 202508)])
    assert story.foyer.value(0, "statut_occupation_logement", day("2025-09-01")) == "proprietaire"


def test_a_rent_that_changes_later_is_told_to_count_later():
    fund, _ = alone()
    found = ask(fund, hypotheses.NouveauLoyer(70_000, 202508))
    assert any("loyer de juillet de l'année d'avant" in told for told in found.assumptions)


def test_the_communes_of_hypotheses_are_listed_once():
    said = Statement(1, 0, "depcom", "86194", day("2025-07-01"), None, SOURCE, "essai")
    supposed = [
        hypotheses.Demenagement(day("2025-08-01"), 1, "75056"),
        hypotheses.FaitsSupposes((said, said)),
        JOB,
    ]
    assert hypotheses.communes_of(supposed) == ["75056", "86194"]


def test_who_is_alone_does_not_part():
    fund, _ = alone()
    [refusal] = ask(fund, hypotheses.Separation(day("2025-09-01")))
    assert "n'est pas en couple" in refusal.what


def test_who_parts_does_not_part_twice():
    fund, _ = family()
    twice = [hypotheses.Separation(day("2025-08-01")), hypotheses.Separation(day("2025-09-01"))]
    [refusal] = ask(fund, *twice)
    assert "n'est pas en couple" in refusal.what


def test_a_move_of_who_has_no_dwelling_says_where():
    fund = Caisse()
    fund.foyer().seul()
    [refusal] = ask(fund, hypotheses.Demenagement(day("2025-09-01"), 50_000))
    assert "Commune" in refusal.what
    [refusal] = ask(fund, hypotheses.NouveauLoyer(50_000, 202508))
    assert "pas de loyer" in refusal.what


def test_a_spouse_of_no_age_is_asked_for_where_the_allocataire_has_none():
    fund = Caisse()
    fund.foyer().says("allocataire", "true", "2015-01-01", person=1)
    [refusal] = ask(fund, hypotheses.MiseEnCouple(day("2025-08-01")))
    assert "date de naissance du conjoint" in refusal.what


def test_a_couple_without_children_parts_without_isolation():
    fund = Caisse()
    fund.foyer().seul().conjoint().salaire(1500)
    found = ask(fund, hypotheses.Separation(day("2025-08-01")))
    assert not any("enfants" in sentence for sentence in found.assumptions)


def test_other_incomes_are_counted_in_what_is_left():
    fund, foyer = alone()
    foyer.says("pensions_alimentaires_percues", "120.00", "2025-01-01", person=1)
    assert ask(fund, JOB).incomes_after_cents[:2] == (12_000, 132_000)


def test_statements_of_another_dossier_are_refused():
    fund, _ = family()
    said = Statement(2, 0, "loyer", "1", day("2025-07-01"), None, "agent", "essai")
    [refusal] = ask(fund, hypotheses.FaitsSupposes((said,)))
    assert "autre dossier" in refusal.what


def test_any_statement_of_the_catalogue_can_be_supposed():
    fund, _ = family()
    said = Statement(1, 3, "garde_alternee", "oui", day("2025-09-01"), None, SOURCE, "essai")
    found = ask(fund, hypotheses.FaitsSupposes((said,)))
    assert "garde_alternee" in found.hypotheses[0]


def test_a_statement_that_a_surer_source_denies_is_told_to_change_nothing():
    fund, foyer = alone()
    foyer.says("salaire_net", "900.00", "2025-01-01", person=1, source="dsn_drm")
    said = Statement(1, 1, "salaire_net", "100", day("2025-07-01"), None, "allocataire", "essai")
    found = ask(fund, hypotheses.FaitsSupposes((said,)))
    assert "Ce qui est supposé ne change rien à ce qui est connu." in found.assumptions


def test_every_kind_of_fact_can_be_supposed():
    assert [kind.name for kind in catalogue().values() if SOURCE not in kind.sources] == []


def test_a_hypothesis_outranks_the_surest_flow():
    fund, foyer = alone()
    foyer.says("salaire_net", "900.00", "2025-01-01", person=1, source="dsn_drm")
    foyer.says("salaire_net", "950.00", "2025-02-01", person=1, source=SOURCE)
    found = ask(fund, JOB)
    assert found.incomes_after_cents[:2] == (95_000, 120_000)
    assert any("remplace" in sentence for sentence in found.assumptions)


def test_a_job_ends_the_allowance_and_its_loss_may_open_one():
    fund, foyer = alone()
    for kind in ("chomage_net", "chomage_imposable"):
        foyer.says(kind, "800.00", "2025-01-01", person=1, source="france_travail")
    found = ask(fund, JOB, hypotheses.PerteEmploi(202510, chomage_net_cents=70_000))
    assert found.incomes_after_cents[:5] == (80_000, 120_000, 120_000, 120_000, 70_000)


def test_an_expected_child_is_the_one_that_is_born():
    fund, foyer = family()
    foyer.says("naissance_prevue", "2025-09-20", "2025-03-01", person=5)
    found = ask(fund, hypotheses.Naissance(day("2025-09-12")))
    assert "La naissance prévue le 20" in " ".join(found.assumptions)
    again = ask(fund, hypotheses.Naissance(day("2025-09-12"), 5))
    assert found.lines == again.lines


def test_who_dies_is_no_longer_of_the_household():
    fund, foyer = family()
    foyer.says("deces", "2025-06-01", "2025-06-01", person=2)
    [refusal] = ask(fund, hypotheses.Emploi(100_000, 202507, personne=2))
    assert "n'est pas dans le foyer" in refusal.what


def test_a_spouse_without_age_is_as_old_as_the_allocataire():
    fund, _ = alone()
    same = ask(fund, hypotheses.MiseEnCouple(day("2025-08-01"), 0, day("1988-01-01")))
    found = ask(fund, hypotheses.MiseEnCouple(day("2025-08-01")))
    assert found.lines == same.lines
    assert "Le conjoint a l'âge de l'allocataire." in found.assumptions


# --- How a difference reads ---


@pytest.mark.parametrize(
    ("differences", "read"),
    [
        ([0, 0, 0, 0], Allure(0, 0, steady=True)),
        ([0, -5, -5, -5], Allure(202508, -5, steady=True)),
        ([0, 9, -5, -5, -5], Allure(202509, -5, steady=True)),
        ([0, 9, -5, -4], Allure(202508, 0, steady=False)),
        ([4, 2, 0, 0], Allure(202507, 2, steady=False)),
    ],
)
def test_a_difference_is_told_as_it_stays_or_as_an_average(differences, read):
    months = coming_months(day("2025-07-01"), len(differences))
    assert allure(months, differences) == read


def test_no_difference_is_neither_more_nor_less():
    assert more_or_less(0) == "ni plus ni moins"


# --- The real law ---


def test_without_a_rent_the_housing_aid_ends_at_once_and_it_is_said(law):
    fund, _ = alone()
    found = ask(fund, hypotheses.NouveauLoyer(0, 202508), law=law, months=4)
    assert [line.after_cents for line in found.of("als")][2:] == [0, 0]
    assert found.of("als")[1].after_cents > 0
    [(month, reason)] = reasons(found, "als")
    assert month == 202508
    assert "Sans loyer à payer" in reason


@pytest.fixture(scope="module")
def worked(law):
    fund, _ = alone()
    return ask(fund, JOB, law=law)


def test_a_single_recipient_of_the_rsa_takes_a_job_at_1_200_euros(worked):
    """RSA claimed in March: its quarters begin in March, June, September, December.

    646,52 - 77,58 (housing) = 568,94. July and August are held. In Vienne, a department of the
    experimentation, September reads May to July: one wage in three months, a mean of 400 € that
    the RSA deducts whole: 168,94. December reads August to October: 1 200 €, nothing is left.
    """
    rsa = [line.after_cents for line in worked.of("rsa")]
    before = [line.before_cents for line in worked.of("rsa")]
    assert before[:6] == [56_894, 56_894, 56_894, 56_894, 56_894, 56_894]
    assert rsa == [*before[:3], 16_894, 16_894, 16_894, 0, 0, 0, 0, 0, 0]
    (month, reason), *_ = reasons(worked, "rsa")
    assert month == 202509
    assert "un trimestre commence" in reason


def test_the_prime_d_activite_must_be_claimed(worked):
    [claim] = worked.to_claim
    assert (claim.benefit, claim.depuis, claim.already) == ("ppa", 202509, False)
    assert worked.closed == ("rsa",)
    assert worked.difference_cents < worked.claimed_difference_cents < 0


def test_what_is_left_counts_the_wage(worked):
    earned = sum(worked.incomes_after_cents) - sum(worked.incomes_before_cents)
    assert earned == 11 * 120_000
    assert any("il lui resterait" in sentence for sentence in worked.headline())


def test_facts_learnt_later_are_set_aside():
    fund, foyer = alone()
    seen = ask(fund, JOB)
    foyer.says("salaire_net", "500.00", "2025-01-01", person=1, known=NOW + dt.timedelta(days=1))
    assert ask(fund, JOB) == seen


def test_the_order_of_the_facts_does_not_matter():
    fund, _ = family()
    facts = fund.facts()
    shuffled = facts.take(pa.array(range(facts.num_rows - 1, -1, -1)))
    asked = Question(1, NOW, TODAY, MONTHS)
    assert simulate(facts, [JOB], asked, BENCH) == simulate(shuffled, [JOB], asked, BENCH)
    assert as_known(facts, at=NOW).num_rows == facts.num_rows
