"""What enters the journal, what is refused, and what the refusal tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.faits import FACTS, Statement, as_known, catalogue, receive

NOW = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
EMPTY = FACTS.empty_table()


def said(kind="loyer", value="500", person=0, **more):
    given = {
        "dossier": 1,
        "valid_from": dt.date(2025, 1, 1),
        "valid_until": None,
        "source": "allocataire",
        "author": "agent-1",
    }
    return Statement(kind=kind, value=value, person=person, **(given | more))


def born(day, person=1, **more):
    return said("date_naissance", day, person, valid_from=dt.date.fromisoformat(day), **more)


def role(name, person, **more):
    return said(name, "true", person, **more)


def append(journal, reception):
    """Number the accepted facts as the journal does."""
    first = journal.num_rows + 1
    numbers = pa.array(range(first, first + reception.accepted.num_rows), pa.int64())
    numbered = reception.accepted.set_column(1, FACTS.field("sequence"), numbers)
    return pa.concat_tables([journal, numbered])


def journal(*statements):
    reception = receive(statements, EMPTY, NOW - dt.timedelta(days=10))
    assert not reception.refusals
    return append(EMPTY, reception)


def refusal(*statements, existing=EMPTY):
    reception = receive(statements, existing, NOW)
    assert len(reception.refusals) == 1, reception.refusals
    return reception.refusals[0]


def test_a_good_statement_becomes_a_fact_known_now():
    reception = receive([said(value="1 234,5", proof="piece-7")], EMPTY, NOW)
    assert reception.accepted.schema.equals(FACTS)
    assert reception.accepted.to_pylist() == [
        {
            "dossier": 1,
            "sequence": 0,
            "person": 0,
            "kind": "loyer",
            "value": "1234.50",
            "valid_from": dt.date(2025, 1, 1),
            "valid_until": None,
            "known_at": NOW,
            "source": "allocataire",
            "author": "agent-1",
            "proof": "piece-7",
            "replaces": None,
        }
    ]
    assert reception.refusals == []


def test_nothing_received_is_nothing_accepted():
    assert receive([], EMPTY, NOW).accepted.equals(EMPTY)


def test_good_rows_go_through_and_bad_ones_wait_with_their_line():
    batch = [said(), said("loyers"), said(value="-1", dossier=2), said(dossier=3)]
    reception = receive(batch, EMPTY, NOW, lines=[2, 3, 4, 5])
    assert reception.accepted["dossier"].to_pylist() == [1, 3]
    assert reception.refused == (1, 2)
    assert [r.where for r in reception.refusals] == [
        "ligne 3, dossier 1, personne 0, loyers",
        "ligne 4, dossier 2, personne 0, loyer",
    ]


@pytest.mark.parametrize(
    ("one", "what", "mend"),
    [
        (said("loyers"), "pas une nature de fait", "« loyer »"),
        (said(value="-1"), "négatif", "signe"),
        (said(value="nan"), "pas un nombre fini", "montant exact"),
        (said(source="mdph"), "ne peut pas déclarer", "bailleur"),
        (said(person=1), "tout le foyer", "personne 0"),
        (said("salaire_net", "1", 0), "concerne une personne", "numéro de la personne"),
        (said(person=-1), "tout le foyer", "personne 0"),
        (said("enfant", "true", 2**15), "concerne une personne", "numéro"),
        (said(dossier=0), "numéro de dossier", "Corrigez"),
        (said(dossier=2**63), "numéro de dossier", "Corrigez"),
        (said(author=" "), "auteur", "qui a saisi"),
        (said(proof="a\nb"), "pièce", "courte"),
        (said(value=None), "valeur manque", "remplace"),
        (said(valid_from=dt.date(1899, 12, 31)), "avant le 01/01/1900", "année"),
        (said(valid_from=dt.date(2027, 1, 16)), "après le 15/01/2027", "plus tard"),
        (said(valid_until=dt.date(2025, 1, 1)), "finit (dernier jour 31/12/2024)", "dates"),
        (said(valid_from=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)), "pas une date", "jour"),
        (said(valid_from="2025-01-01"), "pas une date", "jour"),
        (born("2026-01-16"), "n'est pas entre", "Vérifiez"),
        (born("1990-01-01", valid_until=dt.date(2030, 1, 1)), "une fois pour toutes", "vide"),
        (said("isolement_date", "2028-01-01"), "n'est pas entre", "Vérifiez"),
        (said("cmg_montant", "9", source="pajemploi", valid_from=dt.date(2025, 1, 2)), "mois entiers", "premier jour"),
        (said("f6gu", "900", valid_until=dt.date(2025, 7, 1)), "années entières", "31 décembre"),
        (said("statut_couple", "marié"), "pas une valeur", "marie"),
    ],
)  # fmt: skip
def test_a_bad_statement_is_refused_with_what_where_and_how_to_mend(one, what, mend):
    found = refusal(one)
    assert what in found.what
    assert mend in found.mend
    assert found.where.startswith("déclaration 1, ")


def test_a_statement_may_look_twelve_months_ahead_and_a_pregnancy_without_limit():
    ahead = dt.date(2027, 1, 15)
    assert receive([said(valid_from=ahead)], EMPTY, NOW).refusals == []
    due = said("naissance_prevue", "2027-03-01", 3, valid_from=dt.date(2027, 2, 1))
    assert receive([due], EMPTY, NOW).refusals == []


def test_the_twelve_months_from_a_29th_of_february_end_on_the_28th():
    leap = dt.datetime(2028, 2, 29, tzinfo=dt.UTC)
    ends = [dt.date(2029, 2, 28), dt.date(2029, 3, 1)]
    assert receive([said(valid_from=d) for d in ends], EMPTY, leap).refused == (1,)


def test_a_fact_told_twice_is_refused_in_the_same_batch_and_later():
    assert "même envoi" in refusal(said(), said(value="500,00")).what
    known = journal(said())
    found = refusal(said(), existing=known)
    assert "déjà connu (n° 1)" in found.what
    assert "remplacez le fait n° 1" in found.mend


def values(facts, at=NOW):
    """Return what is known, each value with its days, neighbours of the same value as one."""
    found = []
    for row in as_known(facts, at).to_pylist():
        key = (row["dossier"], row["person"], row["kind"], row["value"])
        if found and found[-1][0] == key and found[-1][2] == row["valid_from"]:
            found[-1][2] = row["valid_until"]
        else:
            found.append([key, row["valid_from"], row["valid_until"]])
    return found


def test_a_former_value_may_be_told_again_when_another_is_retained():
    known = journal(said(), said(value="600"))
    assert [key[3] for key, _, _ in values(known)] == ["600.00"]
    known = append(known, receive([said()], known, NOW))
    assert [key[3] for key, _, _ in values(known)] == ["500.00"]
    assert "déjà connu (n° 3)" in refusal(said(), existing=known).what


def test_a_former_value_that_a_better_source_has_set_aside_changes_nothing():
    known = journal(said(), said(value="600", source="controle_sur_place"))
    assert "déjà connu (n° 1)" in refusal(said(), existing=known).what


def test_a_value_hidden_on_part_of_its_days_may_be_told_again():
    known = journal(said(), said(value="600", valid_from=dt.date(2025, 6, 1)))
    assert receive([said()], known, NOW).refusals == []
    hidden = said(value="600", valid_from=dt.date(2025, 6, 1), source="controle_sur_place")
    assert "déjà connu" in refusal(said(), existing=journal(said(), hidden)).what


def test_a_former_birth_may_be_told_again():
    known = journal(born("1990-05-01"), born("1991-05-01"))
    assert receive([born("1990-05-01")], known, NOW).refusals == []
    assert "déjà connu" in refusal(born("1991-05-01"), existing=known).what


def test_in_one_batch_too_the_last_told_is_retained():
    batch = [said(), said(value="600"), said()]
    known = append(EMPTY, receive(batch, EMPTY, NOW))
    assert [key[3] for key, _, _ in values(known)] == ["500.00"]


def test_an_agent_with_a_piece_may_confirm_what_a_third_party_had_set_aside():
    known = journal(said(source="agent"), said(value="600", source="bailleur"))
    assert "déjà connu" in refusal(said(source="agent"), existing=known).what
    validated = said(source="agent", proof="piece-1")
    assert receive([validated], known, NOW).refusals == []


@given(
    st.lists(
        st.builds(
            said,
            value=st.sampled_from(("500", "600")),
            valid_from=st.sampled_from((dt.date(2025, 1, 1), dt.date(2025, 3, 1))),
            valid_until=st.sampled_from((None, dt.date(2025, 2, 1), dt.date(2025, 5, 1))),
            source=st.sampled_from(("allocataire", "agent", "bailleur")),
            proof=st.sampled_from((None, "piece-1")),
        ).filter(lambda s: s.valid_until is None or s.valid_from < s.valid_until),
        max_size=8,
    ),
    st.integers(0, 8),
)
def test_what_is_refused_as_a_duplicate_would_change_nothing(batch, first):
    before = receive(batch[:first], EMPTY, NOW - dt.timedelta(days=1))
    known = append(EMPTY, before)
    reception = receive(batch[first:], known, NOW)
    later = replace(before, accepted=whole(batch[first:]))
    assert values(append(known, reception)) == values(append(known, later))


def whole(batch):
    """Return all the statements of a batch as facts, whatever the intake says of them."""
    alone = [receive([one], EMPTY, NOW).accepted for one in batch]
    return pa.concat_tables([EMPTY, *alone])


def test_the_same_import_twice_adds_nothing():
    batch = [said(dossier=d, value=str(v)) for d in range(1, 20) for v in (500, 600)]
    first = receive(batch, EMPTY, NOW)
    again = receive(batch, append(EMPTY, first), NOW)
    assert again.accepted.num_rows == 0
    assert again.refused == tuple(range(len(batch)))


def test_a_piece_may_confirm_a_known_fact_by_replacing_it():
    known = journal(said())
    assert receive([said(proof="piece-1", replaces=1)], known, NOW).refusals == []


def test_a_withdrawn_fact_may_be_told_again():
    known = journal(said())
    known = append(known, receive([said(value=None, replaces=1)], known, NOW))
    assert as_known(known, NOW).num_rows == 0
    assert receive([said()], known, NOW).refusals == []


@pytest.mark.parametrize(
    ("one", "what"),
    [
        (said(value="600", replaces=9), "n'existe pas"),
        (said(value="600", replaces=1, dossier=2), "n'existe pas dans le dossier 2"),
        (said("depcom", "90010", replaces=1), "« loyer » de la personne 0"),
        (said(value=None, replaces=9), "n'existe pas"),
    ],
)
def test_only_a_standing_fact_of_the_same_dossier_person_and_kind_is_replaced(one, what):
    assert what in refusal(one, existing=journal(said())).what


def test_a_fact_is_replaced_once_only():
    known = journal(said())
    twice = [said(value="600", replaces=1), said(value="700", replaces=1)]
    reception = receive(twice, known, NOW)
    assert reception.refused == (1,)
    known = append(known, reception)
    assert "déjà remplacé" in refusal(said(value="700", replaces=1), existing=known).what


PARENT = [born("1990-06-01"), role("allocataire", 1)]


def test_a_child_older_than_its_parent_is_refused_with_all_that_rests_on_its_birth():
    batch = [*PARENT, role("enfant", 2), born("1985-03-01", 2)]
    reception = receive(batch, EMPTY, NOW)
    assert reception.refused == (2, 3)
    assert "n'a pas de date de naissance" in reception.refusals[0].what
    assert "plus âgé que son parent" in reception.refusals[1].what


@pytest.mark.parametrize(("birth", "refused"), [("2002-05-31", True), ("2002-06-01", False)])
def test_a_parent_is_twelve_at_least(birth, refused):
    batch = [*PARENT, born(birth, 2), role("enfant", 2)]
    assert bool(receive(batch, EMPTY, NOW).refusals) == refused
    known = journal(*PARENT)
    assert bool(receive(batch[2:], known, NOW).refusals) == refused


def test_a_child_may_be_that_of_the_elder_of_the_couple():
    child = [born("1995-01-01", 2), role("enfant", 2)]
    elder = [born("1970-01-01", 3), role("conjoint", 3)]
    assert receive([*PARENT, *elder, *child], EMPTY, NOW).refusals == []


def test_a_child_taken_in_may_be_near_in_age_but_not_older():
    taken = [role("enfant_recueilli", 2), role("enfant", 2)]
    assert receive([*PARENT, born("1995-01-01", 2), *taken], EMPTY, NOW).refusals == []
    assert receive([*PARENT, born("1989-01-01", 2), *taken], EMPTY, NOW).refused == (2, 3, 4)


def test_an_adult_too_young_for_a_known_child_is_refused():
    known = journal(*PARENT, born("2010-01-01", 2), role("enfant", 2))
    found = refusal(born("2005-01-01", 1, replaces=1), existing=known)
    assert "plus âgé que son parent" in found.what


def test_what_is_said_of_others_is_not_blamed_for_an_old_contradiction():
    # Received as taken in, then no longer: the journal holds what reception would now refuse.
    child = [born("1995-01-01", 2), role("enfant", 2)]
    known = journal(*PARENT, *child, role("enfant_recueilli", 2))
    withdrawn = receive([said("enfant_recueilli", None, 2, replaces=5)], known, NOW)
    assert withdrawn.refusals == []
    known = append(known, withdrawn)
    sister = [born("2015-01-01", 3), role("enfant", 3)]
    assert receive(sister, known, NOW).refusals == []


def test_a_role_that_ends_makes_nobody_a_child():
    gone = said("enfant", "false", 2)
    assert receive([*PARENT, born("1985-03-01", 2), gone], EMPTY, NOW).refusals == []
    known = journal(*PARENT)
    assert receive([replace(PARENT[0], value=None, replaces=1)], known, NOW).refusals == []


def test_a_parent_born_a_29th_of_february_is_no_trouble():
    batch = [born("1988-02-29"), role("allocataire", 1), born("2010-01-01", 2), role("enfant", 2)]
    assert receive(batch, EMPTY, NOW).refusals == []


def test_a_person_has_a_birth_before_anything_else_is_said_of_them():
    found = refusal(said("salaire_net", "1200", 4))
    assert "La personne 4 n'a pas de date de naissance" in found.what
    late = [said("salaire_net", "1200", 4), born("1980-01-01", 4)]
    assert receive(late, EMPTY, NOW).refusals == []


def test_a_death_before_the_birth_is_refused():
    dead = said("deces", "1989-01-01", 1, valid_from=dt.date(1989, 1, 1))
    assert "précède la naissance" in refusal(born("1990-06-01"), dead).what


@given(st.lists(st.sampled_from(range(12)), max_size=12), st.randoms())
def test_each_statement_is_either_accepted_or_refused(picked, random):
    pool = [
        *PARENT,
        born("1985-03-01", 2),
        role("enfant", 2),
        said(),
        said(value="NaN"),
        said("inconnu"),
        said(dossier=2),
        said(replaces=1, value="600"),
        said("salaire_net", "1", 1),
        said(value=None),
        said(source="mdph"),
    ]
    batch = [pool[i] for i in picked]
    reception = receive(batch, EMPTY, NOW)
    assert reception.accepted.num_rows + len(reception.refusals) == len(batch)
    assert len(reception.refused) == len(reception.refusals)
    random.shuffle(batch)
    # Whatever the order of the batch, as many go through.
    assert receive(batch, EMPTY, NOW).accepted.num_rows == reception.accepted.num_rows


@given(
    st.builds(
        said,
        kind=st.sampled_from([*catalogue(), "", "x"]),
        value=st.none() | st.text(max_size=12) | st.sampled_from(["1", "true", "2025-01-01"]),
        person=st.integers(-1, 2**16),
        dossier=st.integers(-1, 2**64),
        valid_from=st.dates(),
        valid_until=st.none() | st.dates(),
        source=st.sampled_from(["allocataire", "agent", "mdph", "rumeur"]),
        author=st.text(max_size=3),
        replaces=st.none() | st.integers(-1, 3),
    )
)
def test_no_statement_breaks_the_reception(one):
    reception = receive([one], EMPTY, NOW)
    for found in reception.refusals:
        assert found.what
        assert found.mend
        assert found.where.startswith("déclaration 1")


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="fuseau horaire"):
        receive([said()], EMPTY, NOW.replace(tzinfo=None))


def test_a_large_batch_is_received_whole():
    batch = [replace(said(), dossier=d) for d in range(1, 20_001)]
    reception = receive(batch, journal(said(dossier=7)), NOW)
    assert reception.refused == (6,)
    assert reception.accepted.num_rows == 19_999


NIR = "185059900608409"  # of nobody: a département that no one is born in


@pytest.mark.parametrize(
    "one",
    [
        said(author=f"agent {NIR}"),
        said(proof=f"attestation_{NIR}.pdf"),
        said(value=NIR),
        said(kind=NIR),
        said(dossier=int(NIR)),
    ],
)
def test_a_nir_enters_no_journal_and_no_refusal(one):
    told = refusal(one)
    assert NIR not in f"{told} {told!r}"
