"""The people of a demonstration: right keys, same seed same people, and nobody real."""

from __future__ import annotations

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.faits import FACTS
from justedroit.core.identites import verified
from justedroit.records.interface import Journal
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.twin import Plan, people
from justedroit.twin.identites import FIRST_NAMES, identity

BIRTHS = st.none() | st.dates(dt.date(1930, 1, 1), dt.date(2025, 12, 31))


@given(
    st.integers(0, 2**63 - 1), st.integers(1, 200_000), st.integers(1, 10), BIRTHS, st.booleans()
)
def test_each_is_acceptable_and_unmistakably_invented(graine, dossier, person, birth, landlord):
    one = identity(graine, dossier, person, birth, landlord=landlord)
    assert verified(one) == one
    assert one == identity(graine, dossier, person, birth, landlord=landlord)
    assert int(one.nir[3:5]) >= 50  # no such month
    assert one.nir[5:7] == "99"  # no département
    assert one.nir[7] == "9"  # no such country
    assert birth is None or int(one.nir[1:3]) == birth.year % 100
    for compte in (one.compte, one.bailleur):
        assert compte is None or compte.iban[4:9] == "99999"  # no such bank
    assert (one.adresse is not None) == (one.compte is not None) == (person == 1)
    assert (one.bailleur is not None) == (landlord and person == 1)
    assert one.adresse is None or one.adresse.code_postal.startswith("99")


def test_nobody_has_the_number_or_the_account_of_another():
    birth = dt.date(1990, 1, 1)
    several = [identity(7, d, p, birth) for d in range(1, 3001) for p in (1, 3)]
    assert len({one.nir[1:13] for one in several}) == len(several)
    assert len({one.compte.iban for one in several if one.compte}) == 3000


def test_a_first_name_never_contradicts_the_sex_that_the_nir_begins_with():
    several = [identity(7, dossier, 1, None) for dossier in range(1, 1001)]
    assert {one.nir[0] for one in several} == {"1", "2"}
    assert all(one.prenoms in FIRST_NAMES[int(one.nir[0])] for one in several)
    men, women = map(set, FIRST_NAMES.values())
    assert {"Adam", "Hugo"} <= men - women
    assert {"Zoé", "Chloé"} <= women - men


def fact(dossier, person, kind, value):
    return {
        "dossier": dossier,
        "sequence": 0,
        "person": person,
        "kind": kind,
        "value": value,
        "valid_from": dt.date(2024, 1, 1),
        "valid_until": None,
        "known_at": dt.datetime(2024, 12, 31, tzinfo=dt.UTC),
        "source": "allocataire",
        "author": "jumeau",
        "proof": None,
        "replaces": None,
    }


def test_a_fund_is_peopled_from_the_births_that_its_facts_tell():
    import pyarrow as pa

    records, identities = MemoryRecords(), MemoryIdentities()
    rows = [
        fact(1, 1, "date_naissance", "1990-05-02"),
        fact(1, 3, "date_naissance", "2019-07-01"),
        fact(1, 0, "tiers_payant_bailleur", "true"),
        fact(2, 1, "date_naissance", "1980-01-01"),
    ]
    records.append(Journal(facts=pa.Table.from_pylist(rows, FACTS)), {1: 0, 2: 0})
    plan = Plan(dossiers=2, graine=5, debut=202501, mois=1)
    now = dt.datetime(2025, 3, 5, tzinfo=dt.UTC)
    assert people(records, identities, plan, now) == 3
    told = [(e["dossier"], e["tag"], e["at"], e["payload"]) for e in records.events().to_pylist()]
    assert [event[:3] for event in told] == [(n, "identite.enregistree", now) for n in (1, 2)]
    said = json.loads(told[0][3])["personnes"]
    assert said == {
        "1": ["nom", "prenoms", "nir", "adresse", "compte", "bailleur"],
        "3": ["nom", "prenoms", "nir"],
    }
    found = identities.get([1, 2])
    assert [one.nir[1:3] for one in found[1]] == ["90", "19"]
    assert found[1][0].nom == found[1][1].nom
    payees = identities.accounts().select(["dossier", "payee"]).to_pylist()
    assert [tuple(row.values()) for row in payees] == [
        (1, "allocataire"),
        (1, "bailleur"),
        (2, "allocataire"),
    ]
