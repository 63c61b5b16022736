"""What a person writes becomes the canonical text of a value, or a refusal that helps."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.faits import catalogue, kind
from justedroit.core.faits.valeurs import canonical, read_date


@pytest.mark.parametrize(
    ("name", "written", "text"),
    [
        ("loyer", "1234.5", "1234.50"),
        ("loyer", "1 234,50", "1234.50"),
        ("loyer", "1\u202f234,5", "1234.50"),
        ("loyer", " 0 ", "0.00"),
        ("loyer", "-0", "0.00"),
        ("loyer", "650,500", "650.50"),
        ("rpns_imposables", "-1200", "-1200.00"),
        ("taux_incapacite", "0,80", "0.8"),
        ("taux_incapacite", "0,0", "0"),
        ("ajpp_jours", "10.5", "10.5"),
        ("ajpp_jours", "10", "10"),
        ("aeeh_categorie", "3,0", "3"),
        ("coloc", "Oui", "true"),
        ("coloc", "faux", "false"),
        ("date_naissance", "31/12/1999", "1999-12-31"),
        ("date_naissance", "1999-12-31", "1999-12-31"),
        ("activite", "chomeur", "chomeur"),
        ("depcom", "2A004", "2A004"),
        ("nationalite", "DZ", "DZ"),
    ],
)
def test_a_value_is_written_in_one_way(name, written, text):
    assert canonical(kind(name), written) == text
    assert canonical(kind(name), text) == text


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("loyer", "-1", "négatif"),
        ("loyer", "NaN", "pas un nombre fini"),
        ("loyer", "-Infinity", "pas un nombre fini"),
        ("loyer", "12,345", "plus précis que le centime"),
        ("loyer", "1e3", "pas un nombre"),
        ("loyer", "1_000", "pas un nombre"),
        ("loyer", "٣", "pas un nombre"),
        ("loyer", "1.234,50", "pas un nombre"),
        ("loyer", "", "pas un nombre"),
        ("loyer", "20000,01", "compris entre 0 et 20000"),
        ("taux_incapacite", "80", "compris entre 0 et 1"),
        ("aeeh_categorie", "2,5", "plus précis que un entier"),
        ("coloc", "peut-être", "ni vrai ni faux"),
        ("activite", "chômeuse", "chomeur"),
        ("date_naissance", "30/02/2020", "calendrier"),
        ("date_naissance", "2020-1-1", "calendrier"),
        ("depcom", "9000", "forme attendue"),
        ("depcom", "900101", "forme attendue"),
        ("nationalite", "fr", "forme attendue"),
        ("nationalite", "FR\n", None),
        ("nationalite", "F\x00R", "caractères de contrôle"),
        ("depcom", "9" * 300, "200 caractères"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(name, written, says):
    found = canonical(kind(name), written)
    if says is None:
        assert found == written.strip()
    else:
        assert isinstance(found, Refusal)
        assert says in f"{found.what} {found.mend}"
        assert found.mend


@given(st.sampled_from(sorted(catalogue())), st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_value(name, written):
    found = canonical(kind(name), written)
    if not isinstance(found, Refusal):
        assert canonical(kind(name), found) == found


@given(st.decimals(-10, 25_000, places=3))
def test_an_amount_accepted_is_in_cents_and_within_bounds(amount):
    found = canonical(kind("loyer"), f"{amount:f}")
    if isinstance(found, Refusal):
        assert not 0 <= amount <= 20_000 or amount * 100 % 1
    else:
        assert Decimal(found) == amount
        assert math.isfinite(float(found))
        assert found[-3] == "."


@given(st.dates())
def test_a_day_is_read_back_in_both_writings(day):
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day:02d}/{day.month:02d}/{day.year:04d}") == day
