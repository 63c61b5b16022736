"""PreParE follows the share of activity."""

from __future__ import annotations

import pytest

from justedroit.core.base import to_cents
from justedroit.core.droits.crds import net_of_crds
from justedroit.core.droits.prepare import OPENFISCA_RATES, prepare_amount

RATES = {"taux_plein": 0.9662, "partiel_50": 0.6246, "partiel_80": 0.3603, "majoree": 1.5793}


def test_the_amounts_of_2024_gross_of_crds_are_found():
    amounts = prepare_amount(466.44, RATES, ["taux_plein", "partiel_50", "partiel_80", ""])
    assert to_cents(amounts).tolist() == [45067, 29134, 16806, 0]


def test_the_net_amount_published_in_2023_is_found():
    gross = to_cents(prepare_amount(445.93, RATES, ["taux_plein"]))
    assert net_of_crds(gross, 202304).tolist() == [42871]


def test_every_rate_has_its_place_in_openfisca():
    assert set(OPENFISCA_RATES) == set(RATES)


def test_an_unknown_rate_is_refused():
    with pytest.raises(ValueError, match="tiers_temps"):
        prepare_amount(466.44, RATES, ["tiers_temps"])
