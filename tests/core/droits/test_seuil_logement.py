"""The smallest housing aid that is paid: nothing for the APL of a tenant, ten euros elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse

from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.seuil_logement import housing_thresholds


def thresholds(law, benefit, *dwellings):
    """Return the thresholds of one dossier for each dwelling, in June 2025."""
    fund = Caisse()
    for dwelling in dwellings:
        fund.foyer().seul().says("statut_occupation_logement", dwelling, "2020-01-01")
    lecture = Lecture(fund.known())
    bloc = bloc_of(lecture, 202506, np.zeros(len(dwellings), bool), law)
    return housing_thresholds(bloc, benefit, law)[:, -1].tolist()


@pytest.mark.parametrize("benefit", ["alf", "als"])
def test_an_allocation_under_ten_euros_is_not_paid_whatever_the_dwelling(law, benefit):
    dwellings = ("locataire_vide", "locataire_hlm", "locataire_foyer", "primo_accedant")
    assert thresholds(law, benefit, *dwellings) == [1000] * 4  # CCH D823-16, D842-9


def test_the_apl_of_a_tenant_has_no_threshold_but_that_of_a_home_or_a_buyer_has(law):
    found = thresholds(law, "apl", "locataire_vide", "locataire_foyer", "primo_accedant")
    assert found == [0, 1000, 1000]  # CCH D832-14, D832-24


def test_the_threshold_follows_the_dwelling_of_each_month(law):
    fund = Caisse()
    house = fund.foyer().seul()
    house.says("statut_occupation_logement", "locataire_foyer", "2020-01-01", "2025-04-10")
    house.says("statut_occupation_logement", "locataire_vide", "2025-04-10")
    bloc = bloc_of(Lecture(fund.known()), 202506, np.zeros(1, bool), law)
    found = dict(zip(bloc.months, housing_thresholds(bloc, "apl", law)[0].tolist(), strict=True))
    assert [found[m] for m in (202503, 202404 + 100, 202505)] == [1000, 0, 0]
