"""OpenFisca test files: read, evaluated, compared as OpenFisca itself compares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openfisca_core.tools import assert_near

from justedroit.core.droits.openfisca import attendus
from justedroit.core.droits.openfisca.essais import Outcome, read_tests, run_text

OURS = Path(__file__).parents[3] / "donnees" / "situations"
BASE = "{period: 2025-06, input: {date_naissance: 2000-06-01}, output: %s}"


def one(text, name="essai.yaml"):
    outcomes = run_text(text, name)
    assert len(outcomes) == 1
    return outcomes[0]


@pytest.mark.parametrize("path", sorted(OURS.rglob("*.yaml")), ids=lambda p: p.name)
def test_our_situations_give_the_amounts_of_the_law(path):
    outcomes = run_text(path.read_text("utf-8"), path.name)
    assert [(o.status, o.reason, o.mismatches) for o in outcomes] == [
        ("passed", "", ()) for _ in outcomes
    ]


@pytest.mark.parametrize(
    ("output", "expected", "obtained"),
    [
        ("{age: 24}", 24, 25),
        ("{age: 50 / 2 + 1}", "50 / 2 + 1", 25),
        ("{age: {2026-06: 25}}", 25, 26),
        ("{individu: {age: 24}}", 24, 25),
        ("{date_naissance: 2000-06-02}", "2000-06-02", "2000-06-01"),
        ("{majeur: false}", False, True),
        ("{statut_occupation_logement: proprietaire}", "proprietaire", "non_renseigne"),
    ],
)
def test_what_differs_is_told_with_both_values(output, expected, obtained):
    outcome = one(BASE % output)
    assert outcome.status == "failed"
    assert [(m.expected, m.obtained) for m in outcome.mismatches] == [(expected, obtained)]


def test_every_difference_is_told_not_only_the_first():
    outcome = one(BASE % "{age: 24, age_en_mois: 300, majeur: false}")
    assert [m.variable for m in outcome.mismatches] == ["age", "majeur"]
    assert outcome.compared == 3


@pytest.mark.parametrize(
    ("margin", "status"),
    [
        ("absolute_error_margin: 1", "passed"),
        ("absolute_error_margin: 0.5", "failed"),
        ("relative_error_margin: 0.05", "passed"),
        ("relative_error_margin: 0.01", "failed"),
        ("absolute_error_margin: {default: 0, age: 1}", "passed"),
        ("absolute_error_margin: {default: 1, age: 0}", "failed"),
        ("absolute_error_margin: 1, relative_error_margin: 0.01", "failed"),
    ],
)
def test_the_margins_are_those_of_the_file(margin, status):
    text = (
        f"{{period: 2025-06, {margin}, input: {{date_naissance: 2000-06-01}}, output: {{age: 24}}}}"
    )
    assert one(text).status == status


def judged_by_openfisca(value, target, absolute, relative):
    try:
        assert_near(value, target, absolute, "", relative)
    except AssertionError:
        return False
    return True


MARGIN = st.none() | st.floats(0, 1, width=32)
AMOUNT = st.floats(-1e5, 1e5, width=32)


@given(value=AMOUNT, gap=st.floats(-1, 1, width=32), absolute=MARGIN, relative=MARGIN)
@example(value=151.80000305175781, gap=0.0, absolute=None, relative=None)
@example(value=100.0, gap=0.5, absolute=0.5, relative=None)
def test_near_means_what_it_means_for_openfisca(value, gap, absolute, relative):
    values = np.array([value], np.float32)
    target = np.array([value + gap], np.float32)
    ours = attendus._near(values, target, absolute, relative)
    assert ours == judged_by_openfisca(values, target, absolute, relative)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "vide"),
        ("[]", "vide"),
        ("- [", "ligne 2"),
        ("a: b: c", "ligne 1"),
        ("date: 2025-02-30", "YAML"),
        ("bonjour", "un test est un objet"),
        ("!!python/object/apply:os.getcwd []", "YAML"),
        ("{period: 2025-06, input: {}}", "output"),
        ("{period: 2025-06, input: [], output: 3}", "objet"),
        ("{period: 2025-06, entree: {}, output: {age: 1}}", "entree"),
        ("{period: jadis, output: {age: 1}}", "période"),
        ("{output: {age: 1}}", "pas de période"),
        ("{period: 2025-06, output: {age: null}}", "valeur attendue"),
        ("{period: 2025, output: {age: 1}}", "par mois"),
        ("{period: 2025-06, absolute_error_margin: un peu, output: {age: 1}}", "marge"),
        ("{period: 2025-06, max_spiral_loops: deux, output: {age: 1}}", "boucles"),
        ("{period: 2025-06, reforms: x.y, output: {age: 1}}", "la loi en vigueur"),
        ("{period: 2025-06, extensions: [x], output: {age: 1}}", "la loi en vigueur"),
        (BASE % "{rsaa: 1}", "rsa"),
        (BASE % "{age: vieux}", "ne peut pas être"),
        (BASE % "{age: [25, 26]}", "2 valeurs attendues pour 1"),
        (BASE % "{individus: {personne: {age: 25}}}", "n'est pas dans la situation"),
        (BASE % "{individu: {}}", "aucune valeur"),
        (BASE % "{individu: 25}", "objet"),
        ("{period: 2025-06, input: {foyer: {}, famille: {}}, output: {age: 1}}", "foyer"),
        ("{period: 2025-06, input: {agee: 3}, output: {age: 1}}", "agee"),
        ("{period: 2025-06, input: {individus: {a: {agee: 3}}}, output: {age: 1}}", "agee"),
        (
            "{period: 2025-06, input: {individus: {a: {}}}, output: {individus: {a: {rsa: 1}}}}",
            "familles",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_reason(text, word):
    outcome = one(text)
    assert (outcome.status, outcome.mismatches) == ("refused", ())
    assert word in outcome.reason


def test_a_bad_test_does_not_hide_the_good_ones_of_its_file():
    good = BASE % "{age: 25}"
    outcomes = run_text(f"- {good}\n- 3\n- {BASE % '{agee: 1}'}\n- {good}", "f.yaml")
    assert [o.status for o in outcomes] == ["passed", "refused", "refused", "passed"]
    assert [o.rank for o in outcomes] == [1, 2, 3, 4]


@given(st.text(max_size=40))
def test_no_text_at_all_stops_the_reading(text):
    found = read_tests(text, "f.yaml")
    assert found
    assert all(isinstance(t, Outcome) and t.status == "refused" for t in found)


def test_variables_given_alone_may_be_lists_dates_and_arithmetic():
    given_ = "{salaire_net: {2025-06: [100 * 2, 300]}, age: [20, 30]}"
    text = f"{{period: 2025-06, input: {given_}, output: {{salaire_net: [200, 600 / 2]}}}}"
    assert one(text).status == "passed"


def test_a_name_given_alone_is_a_variable_that_exists():
    assert "agee" in one("{period: 2025-06, input: {agee: 3}, output: {age: 1}}").reason
    assert (
        one(BASE.replace("2000-06-01", "{ETERNITY: 2000-06-01}") % "{age: 25}").status == "passed"
    )


def test_a_file_may_allow_more_loops():
    text = "{period: 2025-06, max_spiral_loops: 4, input: {age: 25}, output: {age: 25}}"
    assert one(text).status == "passed"


def test_texts_are_compared_as_texts():
    text = "{period: 2025-06, input: {depcom: '04001'}, output: {depcom: '%s'}}"
    assert one(text % "04001").status == "passed"
    assert one(text % "4001").status == "failed"


def test_an_amount_that_is_not_a_number_is_a_failure_that_json_can_write():
    wages = ", ".join(f"2025-{month:02d}: 3e38" for month in range(1, 7))
    given_ = f"{{period: 2025-06, input: {{salaire_net: {{{wages}}}}}, output: "
    outcome = one(given_ + "{rsa_base_ressources: 0}}")
    assert outcome.status == "failed"
    assert outcome.mismatches[0].obtained == "inf"
    json.dumps(outcome.to_dict(), allow_nan=False)


def test_an_error_of_openfisca_is_a_failure_and_not_a_crash():
    outcome = one("{period: 9999-12, output: {rsa: 0}}")
    assert outcome.status == "failed"
    assert "OpenFisca s'est arrêté : ValueError" in outcome.reason


def test_a_time_when_the_law_did_not_exist_is_a_refusal():
    outcome = one("{period: 1900-01, output: {af: 0}}")
    assert outcome.status == "refused"
    assert "la loi n'a pas de valeur à cette date" in outcome.reason
