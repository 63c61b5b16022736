"""How many cents each changed fact explains, on a law that answers at once."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest
from benchmarks.loi import LoiDeBanc
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import parametre
from justedroit.core.ecarts import RESTES, attribute, explain
from justedroit.core.faits import FACTS, Statement
from justedroit.steps import declare

LAW = LoiDeBanc()
# Each example is a fund that lives: a quarter of the usual number is enough.
LIVES = settings(max_examples=settings().max_examples // 4)
FIRST, LAST = 202401, 202506
EXACT = parametre("ecarts/parts.exactes").at(LAST)

# What may come late, each one fact: (kind, value, from, until, person, source), declared together.
LATE = {
    "wage": [("salaire_net", "800.00", "2024-03-01", "2024-12-01", 1, "dsn_drm")],
    "pension": [("pensions_alimentaires_percues", "200.00", "2024-02-01", None, 1, "allocataire")],
    "couple": [
        ("date_naissance", "1990-02-02", "1990-02-02", None, 2, "allocataire"),
        ("conjoint", "true", "2024-05-15", None, 2, "allocataire"),
        ("statut_couple", "concubin", "2024-05-15", None, 0, "allocataire"),
    ],
    "her wage": [("salaire_net", "700.00", "2022-01-01", None, 2, "dsn_drm")],
    "rent": [("loyer", "350.00", "2024-07-01", None, 0, "bailleur")],
    "birth": [
        ("date_naissance", "2024-09-20", "2024-09-20", None, 4, "allocataire"),
        ("enfant", "true", "2024-09-20", None, 4, "allocataire"),
    ],
    "dole": [("chomage_net", "300.00", "2024-12-01", "2025-03-01", 1, "france_travail")],
    "rental": [("revenus_locatifs", "90.00", "2024-01-01", None, 1, "allocataire")],
    "idle": [("nationalite", "FR", "1988-01-01", None, 1, "allocataire")],
}
NAMES = tuple(LATE)


def opened():
    """Return a fund in which a parent of one child was paid for eighteen months."""
    fund = Caisse()
    foyer = fund.foyer().seul().enfant(3, "2018-05-05").locataire(600)
    foyer.demande("rsa", "ppa", "aide_logement", "af", "paje_base", "ars")
    chaine = Chaine(LAW)
    chaine.hear(fund, on="2023-12-01")
    chaine.revise(FIRST, LAST)
    return chaine


OPENED = opened()


def said(name):
    return [
        Statement(
            dossier=1,
            person=person,
            kind=kind,
            value=value,
            valid_from=dt.date.fromisoformat(since),
            valid_until=until and dt.date.fromisoformat(until),
            source=source,
            author="essai",
        )
        for kind, value, since, until, person, source in LATE[name]
    ]


def lived(names):
    """Return a fund in which some facts came late, in this order, and were revised."""
    chaine = OPENED.copy()
    # Her wage needs her birth date: who comes in is told first.
    for rank, name in enumerate(sorted(names, key=lambda n: n != "couple")):
        assert declare(chaine.records, said(name), instant(f"2025-07-{rank + 10}")) == []
    chaine.revise(FIRST, LAST, on="2025-08-01")
    return chaine


def differences(chaine, reference="revision:202506:20250801T080000"):
    read = chaine.records
    found = explain(read.transfers([1]), read.facts([1]), read.events([1])).differences
    return [d for d in found if d.reference == reference]


def shares(chaine, law=LAW):
    return attribute(differences(chaine), chaine.records.facts([1]), law)


def name_of(part):
    return next(
        name
        for name, rows in LATE.items()
        for kind, _, _, _, person, _ in rows
        if (kind, person) == (part.lead.kind, part.lead.person)
    )


def by_name(parts):
    return {name_of(part): part.cents for part in parts.parts}


def some(least=1, most=9):
    picked = st.lists(st.sampled_from(NAMES), min_size=least, max_size=most, unique=True)
    return picked.filter(lambda names: "her wage" not in names or "couple" in names)


@LIVES
@given(some())
def test_shares_add_up_exactly_by_benefit_and_month(names):
    chaine = lived(names)
    found = differences(chaine)
    if not found:
        return
    parts = shares(chaine)
    moved = {(d.benefit, m.month): m.delta_cents for d in found for m in d.months}
    told = Counter()
    for one in (*parts.parts, *parts.restes):
        assert one.cents == sum(month.cents for month in one.months)
        told.update({(m.benefit, m.month): m.cents for m in one.months})
    assert {key: cents for key, cents in told.items() if cents} == moved
    assert parts.delta_cents == sum(moved.values())
    assert parts.restes == ()
    assert parts.exact == (len(parts.parts) <= EXACT)
    for difference in found:
        assert parts.of_benefit(difference.benefit).delta_cents == difference.delta_cents


@LIVES
@given(some())
def test_a_fact_without_effect_gets_zero(names):
    chaine = lived({*names, "idle"})
    if differences(chaine):
        idle = [p for p in shares(chaine).parts if name_of(p) == "idle"]
        assert [(p.cents, p.months, p.errors) for p in idle] == [(0, (), ())]


@LIVES
@given(some(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(names, random):
    chaine = lived(names)
    found, facts = differences(chaine), chaine.records.facts([1])
    if not found:
        return
    order = list(range(facts.num_rows))
    random.shuffle(order)
    assert attribute(found, facts.take(pa.array(order)), LAW) == attribute(found, facts, LAW)


@LIVES
@given(some(least=2, most=5), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_came_does_not_matter_to_a_cent_a_month(names, random):
    turned = list(names)
    random.shuffle(turned)
    one, other = lived(names), lived(turned)
    if not differences(one):
        return
    straight, back = by_name(shares(one)), by_name(shares(other))
    assert set(straight) == set(back)
    benefits = len(differences(one))
    assert all(abs(straight[name] - back[name]) <= benefits * len(names) for name in straight)


def test_two_facts_of_the_same_effect_share_alike_to_a_cent():
    chaine = OPENED.copy()
    for kind in ("revenus_locatifs", "revenus_capital"):
        one = replace(said("rental")[0], kind=kind)
        assert declare(chaine.records, [one], instant("2025-07-10")) == []
    chaine.revise(FIRST, LAST, on="2025-08-01")
    parts = shares(chaine)
    first, second = parts.parts
    assert first.cents < 0
    for benefit in parts.benefits:
        one, other = (p.cents for p in parts.of_benefit(benefit).parts)
        assert abs(one - other) <= 1
    months = [{(m.benefit, m.month): m.cents for m in p.months} for p in (first, second)]
    assert all(abs(months[0][key] - months[1][key]) <= 1 for key in months[0])


def test_one_fact_explains_all_of_it():
    chaine = lived(["rent"])
    (part,) = shares(chaine).parts
    assert part.cents == sum(d.delta_cents for d in differences(chaine)) < 0
    assert part.origine.code == "caisse_saisie"  # an agent had typed the rent
    assert part.origine.statut == "propose"


@pytest.mark.parametrize(
    ("paid_on", "code"),
    [("2025-07-05", "versement_anterieur"), ("2025-07-30", "caisse_retard")],
)
def test_a_fact_told_in_time_is_the_lateness_of_the_fund_by_the_days_of_what_it_lowers(
    paid_on, code
):
    chaine = OPENED.copy()
    june = {"valid_from": dt.date(2025, 6, 1), "valid_until": dt.date(2025, 7, 1)}
    told = [replace(one, **june) for one in said("rental")]
    assert declare(chaine.records, told, instant("2025-07-10")) == []
    chaine.revise(FIRST, LAST, on="2025-08-01")
    day = dt.date.fromisoformat(paid_on)
    found = [
        replace(d, months=tuple(replace(m, motives=(("indu", 1),), paid_on=day) for m in d.months))
        for d in differences(chaine)
    ]
    (part,) = attribute(found, chaine.records.facts([1]), LAW).parts
    assert part.cents < 0
    assert part.origine.code == code


def test_eight_facts_are_shared_exactly_and_when_drawn_near_that(monkeypatch):
    chaine = lived([name for name in NAMES if name != "idle"])
    exact = shares(chaine)
    assert (exact.exact, exact.evaluations, len(exact.parts)) == (True, 256, 8)
    assert not any(part.errors for part in exact.parts)
    import justedroit.core.ecarts.attribution as module

    plan = module.planned
    monkeypatch.setattr(module, "planned", lambda n, **told: plan(n, **told | {"exact_up_to": 6}))
    drawn = shares(chaine)
    assert not drawn.exact
    assert sum(part.cents for part in drawn.parts) == drawn.delta_cents == exact.delta_cents
    assert drawn.orders == parametre("ecarts/parts.ordres").at(LAST)
    assert shares(chaine) == drawn  # the same question has the same answer
    true = by_name(exact)
    for part in drawn.parts:
        assert abs(part.cents - true[name_of(part)]) <= 4 * max(part.error_cents, 1)
    assert any(part.error_cents for part in drawn.parts)


def test_several_revisions_at_once_are_refused():
    chaine = lived(["rent"])
    (one, *_) = differences(chaine)
    for wrong in ([], [one, replace(one, reference="revision:autre")]):
        with pytest.raises(ValueError, match="une révision à la fois"):
            attribute(wrong, FACTS.empty_table(), LAW)


class Loi2(LoiDeBanc):
    """The same law, one euro more of RSA each month."""

    @property
    def version(self):
        return "loi-de-banc 2"

    def calculate(self, situation, months):
        found = super().calculate(situation, months)
        return {**found, "rsa": found["rsa"] + 1.0}


def test_a_law_that_changed_is_a_line_of_its_own():
    chaine = OPENED.copy()
    assert declare(chaine.records, said("rent"), instant("2025-07-10")) == []
    chaine.law = Loi2()
    chaine.revise(FIRST, LAST, on="2025-08-01")
    parts = shares(chaine, Loi2())
    (reste,) = parts.restes
    assert reste.code == "loi_corrigee"
    assert reste.label == RESTES["loi_corrigee"]
    assert {month.benefit for month in reste.months} == {"rsa"}
    assert {month.cents for month in reste.months} == {100}
    assert parts.delta_cents == parts.parts[0].cents + reste.cents


def test_a_calculation_of_another_version_that_finds_otherwise_says_so():
    parts = shares(lived(["pension"]), Loi2())
    # What was posted before and after is a euro less than what this law finds, in both.
    euros = 100 * len({m.month for m in parts.restes[0].months})
    assert {reste.code: reste.cents for reste in parts.restes} == {
        "avant": euros,
        "version": -euros,
    }
    assert sum(part.cents for part in parts.parts) == parts.delta_cents


def test_a_month_never_posted_before_is_told_as_such():
    chaine = OPENED.copy()
    assert declare(chaine.records, said("rent"), instant("2025-07-10")) == []
    chaine.revise(FIRST, 202507, on="2025-09-01")  # July closes, June stays as it was
    chaine.revise(202310, 202508, on="2025-10-01")  # the end of 2023 was never closed
    parts = attribute(
        differences(chaine, "revision:202508:20251001T080000"),
        chaine.records.facts([1]),
        LAW,
    )
    assert parts.parts == ()
    (reste,) = parts.restes
    assert reste.code == "premier_passage"
    assert {month.month for month in reste.months} == {202310, 202311, 202312}


def test_a_revision_of_one_benefit_does_not_hide_facts_from_the_next():
    chaine = OPENED.copy()
    assert declare(chaine.records, said("pension"), instant("2025-07-10")) == []
    chaine.records.append(one_benefit_event(), {1: chaine.records.sequences([1])[1]})
    chaine.revise(FIRST, LAST, on="2025-08-01")
    parts = shares(chaine)
    assert [name_of(part) for part in parts.parts] == ["pension"]
    assert parts.restes == ()


def one_benefit_event():
    from justedroit.records.interface import EVENTS, Journal

    row = {
        "dossier": 1,
        "sequence": 0,
        "tag": "droits.revises_en_partie",
        "at": instant("2025-07-20"),
        "author": "revision",
        "payload": json.dumps({"reference": "revision:ars", "prestations": ["ars"]}),
    }
    return Journal(events=pa.Table.from_pylist([row], schema=EVENTS))


def test_the_shares_read_as_a_letter_and_as_json():
    parts = shares(lived(["couple", "her wage", "wage"]))
    text = parts.to_french().replace("\u202f", " ").replace("\u00a0", " ")
    # Nothing was paid yet: what falls is not claimed. And what rises in one is never netted.
    assert "à vous verser en plus (prime d'activité)." in text
    assert "qui n'étaient pas encore versés ne le seront pas (" in text
    assert "à rendre" not in text
    assert "la vie en couple, depuis le 15 mai 2024. Vous nous l'avez dit le 10 juillet" in text
    assert "votre salaire, de mars à novembre 2024 : 800,00 € par mois" in text
    assert "Les employeurs (DSN) nous l'ont appris le" in text
    told = json.loads(parts.to_json())
    assert told["delta_cents"] == sum(p["cents"] for p in told["parts"])
    couple = next(p for p in told["parts"] if p["kind"] == "conjoint")
    assert couple["label"] == "Vie en couple"
    assert couple["valid_from"] == "2024-05-15"
    assert couple["origine"]["statut"] == "propose"
