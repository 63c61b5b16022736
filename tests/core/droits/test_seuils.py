"""Small amounts are not paid, and the amount compared is the one of the law."""

from __future__ import annotations

from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.seuils import APPLIED_BY_OPENFISCA, above, housing_due_cents


def test_an_amount_at_the_threshold_is_paid():
    assert above([599, 600, 601], 600).tolist() == [0, 600, 601]


def test_a_housing_aid_of_nine_euros_that_openfisca_pays_is_not_due():
    assert housing_due_cents([900], [958], 1000, 202506).tolist() == [0]


def test_the_crds_is_put_back_before_the_comparison():
    # 10.02 € gross: CRDS 0.05, net 9.97 rounded down to 9, plus 0.05: 9.05 is under 10.
    assert housing_due_cents([900], [1002], 1000, 202506).tolist() == [0]
    assert housing_due_cents([1000], [1006], 1000, 202506).tolist() == [1000]


def test_an_apl_of_tenants_has_no_threshold():
    assert housing_due_cents([100], [158], 0, 202506).tolist() == [100]


def test_the_list_of_benefits_says_who_applies_each_threshold():
    by_openfisca = {p.code for p in prestations().values() if p.seuil == "openfisca"}
    assert by_openfisca == APPLIED_BY_OPENFISCA
