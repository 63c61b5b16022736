"""What a person would call a fact, among the statements that came between two revisions."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foyers import Caisse
from tests.strategies import facts as drawn_facts

from justedroit.core.ecarts import players
from justedroit.core.ecarts.attribution import known_with
from justedroit.core.faits import as_known

SINCE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
WHEN = dt.datetime(2025, 9, 10, tzinfo=dt.UTC)
AFTER = dt.datetime(2025, 9, 11, tzinfo=dt.UTC)


@pytest.fixture
def foyer():
    """Return a lone allocataire, person 1, who rents; known before."""
    return Caisse().foyer().seul().locataire(500)


def says(foyer, kind, value, since, until=None, **told):
    return foyer.says(
        kind, value, since, until, **({"known": WHEN, "source": "allocataire"} | told)
    )


def found(foyer):
    facts = pa.Table.from_pylist(foyer.rows, schema=Caisse().facts().schema)
    return players(facts, SINCE, UNTIL)


def kinds(foyer):
    return [sorted({c.kind for c in joueur.changes}) for joueur in found(foyer)]


def replacing(foyer, sequence):
    foyer.rows[-1]["replaces"] = sequence


def test_a_spouse_comes_in_with_what_only_describes_her_and_her_wage_stands_apart(foyer):
    says(foyer, "date_naissance", "1990-02-02", "1990-02-02", person=2)
    says(foyer, "conjoint", "true", "2025-05-15", person=2)
    says(foyer, "statut_couple", "concubin", "2025-05-15")
    says(foyer, "nationalite", "FR", "1990-02-02", person=2, known=AFTER)
    says(foyer, "salaire_net", "1800", "2022-01-01", person=2)
    says(foyer, "salaire_imposable", "1900", "2022-01-01", person=2)
    wage, couple = sorted(found(foyer), key=lambda joueur: joueur.lead.kind != "salaire_net")
    assert wage.sequences == (10, 11)
    assert couple.sequences == (6, 7, 8, 9)
    assert (couple.lead.kind, couple.role) == ("conjoint", "conjoint")
    assert couple.valid_from == dt.date(2025, 5, 15)
    assert (wage.valid_from, wage.entered) == (dt.date(2022, 1, 1), dt.date(2025, 5, 15))


def test_a_child_who_comes_in_is_one_fact_with_birth_and_school(foyer):
    says(foyer, "date_naissance", "2018-05-05", "2018-05-05", person=3)
    says(foyer, "enfant", "true", "2025-06-01", person=3)
    says(foyer, "rempli_obligation_scolaire", "true", "2024-09-01", person=3)
    assert len(found(foyer)) == 1


def test_a_school_left_later_is_another_fact(foyer):
    says(foyer, "date_naissance", "2008-05-05", "2008-05-05", person=3)
    says(foyer, "enfant", "true", "2025-03-01", person=3)
    says(foyer, "rempli_obligation_scolaire", "false", "2025-09-01", person=3, known=AFTER)
    assert len(found(foyer)) == 2


def test_a_move_is_one_fact_though_it_takes_three_statements(foyer):
    says(foyer, "statut_occupation_logement", "locataire_vide", "2025-04-01")
    says(foyer, "depcom", "75056", "2025-04-01")
    says(foyer, "loyer", "700.00", "2025-04-01")
    (move,) = found(foyer)
    assert move.sequences == (6, 7, 8)
    # The same occupancy said anew is another dwelling: it belongs to the move.
    assert move.lead.kind == "loyer"


def test_a_rent_that_rises_twice_is_two_facts(foyer):
    says(foyer, "loyer", "520.00", "2025-04-01", "2025-07-01")
    says(foyer, "loyer", "540.00", "2025-07-01", known=AFTER)
    assert len(found(foyer)) == 2


def test_the_months_of_one_declaration_are_one_fact_whatever_their_amounts(foyer):
    for month, amount in ((2, "400"), (3, "410"), (4, "390")):
        says(foyer, "salaire_net", amount, f"2025-0{month}-01", f"2025-0{month + 1}-01", person=1)
    (wages,) = found(foyer)
    assert (wages.valid_from, wages.valid_until) == (dt.date(2025, 2, 1), dt.date(2025, 5, 1))


def test_months_that_do_not_follow_or_come_from_another_are_other_facts(foyer):
    says(foyer, "salaire_net", "400", "2025-02-01", "2025-03-01", person=1)
    says(foyer, "salaire_net", "400", "2025-06-01", "2025-07-01", person=1)
    says(foyer, "salaire_net", "400", "2025-03-01", "2025-04-01", person=1, source="dsn_drm")
    assert len(found(foyer)) == 3


def test_what_is_corrected_before_the_revision_is_one_fact_with_its_correction(foyer):
    says(foyer, "salaire_net", "400", "2025-02-01", "2025-03-01", person=1)
    says(foyer, "salaire_net", "500", "2025-02-01", "2025-03-01", person=1, known=AFTER)
    (wage,) = found(foyer)
    assert wage.lead.new_value == "500"
    assert wage.sequences == (6, 7)


def test_a_correction_that_shortens_and_what_follows_it_are_one_fact(foyer):
    says(foyer, "loyer", "500.00", "2019-01-01", "2025-03-01")
    replacing(foyer, 5)
    says(foyer, "loyer", "650.00", "2025-03-01", known=AFTER)
    (rent,) = found(foyer)
    assert (rent.lead.old_value, rent.lead.new_value) == ("500.00", "650.00")


def test_what_repeats_or_is_believed_less_is_of_no_fact(foyer):
    says(foyer, "depcom", "86194", "2020-01-01")
    says(foyer, "loyer", "700.00", "2025-04-01", source="estimation")
    assert found(foyer) == ()


def test_what_the_revision_itself_records_is_not_a_fact_it_heard(foyer):
    says(
        foyer, "aah_bascule_deconjugalisation", "2025-03-01", "2025-03-01", person=1,
        source="systeme", known=UNTIL,
    )  # fmt: skip
    assert found(foyer) == ()


def test_a_dossier_that_opens_is_one_fact():
    foyer = Caisse().foyer()
    says(foyer, "date_naissance", "1990-02-02", "1990-02-02", person=1)
    says(foyer, "allocataire", "true", "2015-01-01", person=1)
    says(foyer, "demande_rsa", "true", "2025-03-10")
    says(foyer, "loyer", "600.00", "2025-05-01", known=AFTER)
    opening, rent = found(foyer)
    assert opening.opening
    assert not rent.opening


def values(known):
    """Return what is known, whoever says it, day stretches joined."""
    rows = known.to_pylist()
    rows.sort(key=lambda r: (r["person"], r["kind"], r["valid_from"]))
    told = []
    for row in rows:
        key = (row["person"], row["kind"], row["value"])
        if told and told[-1][0] == key and told[-1][2] == row["valid_from"]:
            told[-1] = (key, told[-1][1], row["valid_until"])
        else:
            told.append((key, row["valid_from"], row["valid_until"]))
    return told


def of_one(facts):
    """Return the journal of dossier 1 as the intake lets it be: one replaces its like only."""
    rows = [row for row in facts.to_pylist() if row["dossier"] == 1]
    about = {row["sequence"]: (row["person"], row["kind"]) for row in rows}
    for row in rows:
        if row["replaces"] and about[row["replaces"]] != about[row["sequence"]]:
            row["replaces"] = None
    return pa.Table.from_pylist(rows, schema=facts.schema)


@given(drawn_facts(), st.integers(0, 9))
def test_all_the_facts_make_what_is_known_after_and_none_what_was_known_before(facts, day):
    facts = of_one(facts)
    since = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
    until = dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
    told = players(facts, since, until)
    everything, nothing = (
        values(known_with(facts, told, [[held] * len(told)], (since, until)))
        for held in (True, False)
    )
    assert everything == values(as_known(facts, at=until))
    assert nothing == values(as_known(facts, at=since))


@given(drawn_facts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(facts, random):
    facts = of_one(facts)
    order = list(range(facts.num_rows))
    random.shuffle(order)
    since, until = (dt.datetime(2025, 1, n, tzinfo=dt.UTC) for n in (4, 20))
    assert players(facts.take(pa.array(order, pa.int64())), since, until) == players(
        facts, since, until
    )


@given(drawn_facts())
def test_each_statement_is_of_one_fact_at_most(facts):
    facts = of_one(facts)
    since, until = (dt.datetime(2025, 1, n, tzinfo=dt.UTC) for n in (4, 20))
    sequences = [s for joueur in players(facts, since, until) for s in joueur.sequences]
    assert len(sequences) == len(set(sequences))
