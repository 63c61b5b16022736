"""A life: what happens, what the fund hears of it and when."""

from __future__ import annotations

import collections
import datetime as dt
import itertools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.twin.conftest import DEBUT, DOSSIERS, MOIS, heard

from justedroit.core.base import first_day, month_of
from justedroit.core.faits import catalogue
from justedroit.records.memory import MemoryRecords
from justedroit.steps.declare import declare
from justedroit.twin.arrivees import arrivals, resolved


@pytest.fixture(scope="module")
def played(months):
    """The journal after every arrival was declared, and the refusals."""
    records, refusals = MemoryRecords(), []
    for _, said in months:
        for arrival in arrivals(said):
            refusals += declare(records, resolved(records, arrival), arrival.known_at)
    return records, refusals


def test_the_same_seed_gives_the_same_life(months):
    again = heard()
    assert all(a[1].equals(b[1]) for a, b in zip(months, again, strict=True))


def test_a_shorter_life_is_the_beginning_of_a_longer_one(months):
    assert all(a[1].equals(b[1]) for a, b in zip(months, heard(mois=3), strict=False))


def test_what_is_heard_in_a_month_becomes_known_in_it(months):
    for month, said in months[1:]:
        days = said["known_on"].to_pylist()
        assert {month_of(day) for day in days} <= {month}
        assert days == sorted(days)


def test_what_is_heard_before_the_first_month_is_known_on_its_eve(months):
    assert set(months[0][1]["known_on"].to_pylist()) == {first_day(DEBUT) - dt.timedelta(days=1)}


def test_arrivals_follow_one_another(months):
    instants = [a.known_at for _, said in months for a in arrivals(said)]
    assert instants == sorted(set(instants))
    assert all(instant.tzinfo is dt.UTC for instant in instants)


def test_every_statement_is_accepted(played):
    _, refusals = played
    assert [str(refusal) for refusal in refusals] == []


def test_every_statement_enters_the_journal(played, everything):
    records, _ = played
    assert records.facts().num_rows == everything.num_rows


def test_a_correction_replaces_the_fact_it_names(played, everything):
    records, _ = played
    facts = records.facts().to_pylist()
    by_sequence = {(f["dossier"], f["sequence"]): f for f in facts}
    corrections = [f for f in facts if f["replaces"] is not None]
    assert len(corrections) == pc.sum(everything["corrects_from"].is_valid()).as_py() > 0
    for one in corrections:
        old = by_sequence[one["dossier"], one["replaces"]]
        key = ("person", "kind", "valid_from")
        assert [old[k] for k in key] == [one[k] for k in key]
        assert old["known_at"] < one["known_at"]


def test_events_are_about_persons_of_the_dossier(everything):
    born = everything.filter(pc.equal(everything["kind"], "date_naissance"))
    unborn = everything.filter(pc.equal(everything["kind"], "naissance_prevue"))
    known = {
        (d, p)
        for table in (born, unborn)
        for d, p in zip(table["dossier"].to_pylist(), table["person"].to_pylist(), strict=True)
    }
    about = everything.filter(pc.greater(everything["person"], 0))
    said = zip(about["dossier"].to_pylist(), about["person"].to_pylist(), strict=True)
    assert set(said) <= known


def test_life_brings_events_of_each_side(everything, months):
    later = pa.concat_tables([said for _, said in months[1:]])
    kinds = set(later["kind"].to_pylist())
    assert {"conjoint", "salaire_net", "loyer", "chomage_net", "naissance_prevue"} <= kinds
    sources = set(later["source"].to_pylist())
    assert {"allocataire", "dsn_drm", "france_travail", "mdph", "bailleur"} <= sources
    assert set(everything["dossier"].to_pylist()) == set(range(1, DOSSIERS + 1))


def test_some_facts_are_known_late_and_few_before_they_are_true(months):
    later = pa.concat_tables([said for _, said in months[1:]])
    some = later.filter(pc.is_in(later["kind"], pa.array(["conjoint", "enfant", "depcom"])))
    wait = np.subtract(
        some["known_on"].to_numpy().astype("datetime64[D]"),
        some["valid_from"].to_numpy().astype("datetime64[D]"),
    ).astype(int)
    assert (wait >= 0).all()
    assert 0.1 < (wait > 31).mean() < 0.9


def test_all_that_is_said_is_of_the_catalogue_and_from_who_may_say_it(everything):
    pairs = set(zip(everything["kind"].to_pylist(), everything["source"].to_pylist(), strict=True))
    assert all(source in catalogue()[kind].sources for kind, source in pairs)


def test_nothing_said_names_or_reaches_a_person(everything):
    forbidden = {"identifiant", "bancaire"}
    assert not forbidden & {catalogue()[k].donnee for k in everything["kind"].unique().to_pylist()}
    texts = pc.unique(pc.drop_null(everything["value"])).to_pylist()
    assert all(len(text) <= 25 for text in texts)
    digits = [t for t in texts if t.isdigit()]
    assert all(len(t) <= 6 for t in digits)
    assert set(everything["author"].to_pylist()) <= {"allocataire", "agent-001"} | {
        f"flux-{source}" for source in everything["source"].unique().to_pylist()
    }


def test_nobody_lives_in_two_couples_at_once(everything):
    held = collections.defaultdict(set)
    roles = everything.filter(pc.equal(everything["kind"], "conjoint")).sort_by("valid_from")
    for row in roles.to_pylist():
        mine = held[row["dossier"]]
        mine.add(row["person"]) if row["value"] == "true" else mine.discard(row["person"])
        assert len(mine) <= 1


def test_months_follow_one_another(months):
    assert [m for m, _ in months] == [202412, *itertools.islice(range(202501, 202600), MOIS)]
