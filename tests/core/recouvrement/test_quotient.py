"""The weighted income of a household: what counts, over which period, divided by what."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.endettes import Endettes, at

from justedroit.core.faits import as_known
from justedroit.core.recouvrement import elements, quotients
from justedroit.core.recouvrement.quotient import QUOTIENTS
from justedroit.core.registre import POSTED

MONTH = 202606


def rights(**cents):
    rows = [
        {"dossier": 1, "benefit": b, "month": MONTH, "posted_cents": c} for b, c in cents.items()
    ]
    return pa.Table.from_pylist(rows, schema=POSTED)


def quotient(fund, posted, dossiers=(1,), month=MONTH):
    known = as_known(fund.records.facts(), at=at("2026-07-01"))
    table = quotients(known, posted, list(dossiers), month)
    assert table.schema == QUOTIENTS
    return table.to_pylist()[0]


@pytest.fixture
def fund():
    fund = Endettes()
    fund.lives(1, "2015-05-05", "2018-08-08", couple=True)
    return fund


def test_the_example_of_a_couple_with_two_children_a_verifier(fund):
    # cas.yaml bareme-10 (basse): resources 1,500 €, benefits 450 €, rent 600 €: Q = 450 €, N = 3.
    fund.says(1, "salaire_imposable", "1500", since="2024-01-01", person=1)
    fund.says(1, "loyer", "600")
    row = quotient(fund, rights(af=45_000))
    assert (row["r_cents"], row["n_centiemes"], row["q_cents"]) == (135_000, 300, 45_000)
    assert row["statut"] == "a_verifier"  # N was read in no source


def test_the_quarter_counts_where_a_quarterly_benefit_is_open_else_the_civil_year(fund):
    fund.says(1, "salaire_imposable", "2400", since="2024-01-01", until="2025-01-01", person=1)
    fund.says(1, "salaire_imposable", "900", since="2026-03-01", until="2026-05-01", person=1)
    fund.says(1, "salaire_imposable", "600", since="2026-05-01", person=1)
    year, quarter = quotient(fund, rights(af=0)), quotient(fund, rights(rsa=1))
    assert (year["base"], year["ressources_cents"]) == ("annee", 240_000)
    assert (quarter["base"], quarter["ressources_cents"]) == ("trimestre", 80_000)


def test_the_last_quarter_known_holds_four_months(fund):
    fund.says(1, "salaire_imposable", "900", since="2025-01-01", until="2026-03-01", person=1)
    assert quotient(fund, rights(ppa=1))["ressources_cents"] == 90_000
    # Known until February: in July it is five months old, and the quarter is empty.
    assert quotient(fund, rights(ppa=1), month=202608)["ressources_cents"] == 0


def test_alimony_paid_is_deducted_and_annual_income_counts_by_twelfths(fund):
    fund.says(1, "rpns_imposables", "12000", since="2024-01-01", person=2)
    fund.says(1, "f6gu", "2400", since="2024-01-01")
    row = quotient(fund, rights(af=1))
    assert row["ressources_cents"] == 100_000 - 20_000


def test_a_net_wage_counts_only_where_no_taxable_one_is_known(fund):
    fund.says(1, "salaire_net", "1000", since="2024-01-01", person=1)
    assert quotient(fund, rights(af=1))["ressources_cents"] == 100_000
    fund.says(1, "salaire_imposable", "1050", since="2024-01-01", person=1)
    assert quotient(fund, rights(af=1))["ressources_cents"] == 105_000


def test_what_a_child_earns_does_not_count(fund):
    fund.says(1, "salaire_imposable", "1000", since="2024-01-01", person=1)
    fund.says(1, "salaire_imposable", "700", since="2024-01-01", person=3)
    assert quotient(fund, rights(af=1))["ressources_cents"] == 100_000


def test_an_income_that_nothing_tells_is_deemed(fund):
    row = quotient(fund, rights(af=45_000))
    assert (row["base"], row["q_cents"]) == ("repute", 136_900)


def test_some_benefits_do_not_count(fund):
    fund.says(1, "salaire_imposable", "0", since="2024-01-01", person=1)
    row = quotient(fund, rights(af=10_000, ars=40_000, paje_cmg=30_000, paje_naissance=90_000))
    assert row["prestations_cents"] == 10_000


def test_rent_may_leave_nothing_and_q_is_never_negative(fund):
    fund.says(1, "salaire_imposable", "100", since="2024-01-01", person=1)
    fund.says(1, "loyer", "600")
    row = quotient(fund, rights(af=1))
    assert (row["r_cents"], row["q_cents"], row["retenue_cents"]) == (-49_999, 0, 5_600)


def test_a_child_grown_up_or_dead_does_not_count(fund):
    fund.says(1, "deces", "2025-02-02", since="2025-02-02", person=3)
    assert quotient(fund, rights(rsa=1))["enfants"] == 1
    grown = Endettes()
    grown.lives(1, "2000-01-01")
    assert quotient(grown, rights(rsa=1))["n_centiemes"] == 150


def test_the_elements_sum_to_the_quotient(fund):
    fund.says(1, "salaire_imposable", "1500", since="2025-06-01", person=1)
    fund.says(1, "loyer", "600")
    fund.says(1, "f6gi", "1200", since="2024-01-01")
    known = as_known(fund.records.facts(), at=at("2026-07-01"))
    posted = rights(rsa=10_000)
    rows = elements(known, posted, 1, MONTH).to_pylist()
    sign = {"ressource": 1, "prestation": 1, "pension": -1, "charge": -1}
    total = sum(sign[r["part"]] * r["cents"] / r["diviseur"] for r in rows)
    assert total == quotient(fund, posted)["r_cents"] == 90_000


def test_many_households_are_as_each_alone(fund):
    for number in range(2, 8):
        fund.lives(number, *["2016-01-01"] * (number % 3), couple=number % 2 == 0)
        fund.says(number, "salaire_imposable", str(300 * number), since="2024-01-01", person=1)
        fund.says(number, "loyer", str(50 * number))
    rows = [
        {
            "dossier": n,
            "benefit": "rsa" if n % 2 else "af",
            "month": MONTH,
            "posted_cents": 1_000 * n,
        }
        for n in range(1, 8)
    ]
    posted = pa.Table.from_pylist(rows, schema=POSTED)
    known = as_known(fund.records.facts(), at=at("2026-07-01"))
    together = quotients(known, posted, range(1, 8), MONTH).to_pylist()
    alone = [quotients(known, posted, [n], MONTH).to_pylist()[0] for n in range(1, 8)]
    assert together == alone
