"""What each changed fact explains of a revision, by the real law."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import Refused
from justedroit.core.faits import Statement
from justedroit.steps import attribute, declare, explained

REFERENCE = "revision:202509:20251001T080000"


def tell(chaine, *facts, on):
    said = [
        Statement(
            dossier=1,
            person=person,
            kind=kind,
            value=value,
            valid_from=dt.date.fromisoformat(since),
            valid_until=None,
            source=source,
            author="essai",
        )
        for person, kind, value, since, source in facts
    ]
    assert declare(chaine.records, said, instant(on)) == []


@pytest.fixture(scope="module")
def lived(law):
    """Return a fund where a couple is told four months late, and her wage with it.

    The RSA of one was paid from May to August: 646,52. Of two, without income, it would have been
    646,52 x 1,5 = 969,78; with her 1 800 €, nothing.
    """
    fund = Caisse()
    fund.foyer().seul().demande("rsa", since="2024-03-10")
    chaine = Chaine(law)
    chaine.hear(fund)
    chaine.revise(202505, 202508)
    couple = [
        (2, "date_naissance", "1990-02-02", "1990-02-02", "allocataire"),
        (2, "conjoint", "true", "2025-05-15", "allocataire"),
        (0, "statut_couple", "concubin", "2025-05-15", "allocataire"),
    ]
    tell(chaine, *couple, on="2025-09-10")
    tell(chaine, (2, "salaire_net", "1800", "2022-01-01", "dsn_drm"), on="2025-09-12")
    tell(chaine, (1, "nationalite", "FR", "1988-01-01", "allocataire"), on="2025-09-12")
    chaine.revise(202505, 202509)
    return chaine


@pytest.fixture(scope="module")
def told(lived, law):
    return attribute(lived.records, 1, REFERENCE, law)


def by_kind(parts):
    return {part.lead.kind: part for part in parts.parts}


def test_the_couple_and_her_wage_each_explain_their_euros(told):
    # Of a month, the couple alone adds 323,26, her wage alone changes nothing, both take 646,52.
    # So the couple has half of 323,26 less 646,52, and the wage half of what it takes: 969,78.
    parts = by_kind(told.parts)
    assert told.parts.delta_cents == -4 * 64_652
    assert parts["conjoint"].cents == -4 * 16_163
    assert parts["salaire_net"].cents == -4 * 48_489
    assert (parts["nationalite"].cents, parts["nationalite"].months) == (0, ())
    assert told.parts.restes == ()
    assert told.parts.exact


def test_each_fact_says_who_told_it_when_it_was_true_and_whose_error_it_was(told):
    wage, couple = (by_kind(told.parts)[kind] for kind in ("salaire_net", "conjoint"))
    assert (couple.fact.valid_from, couple.fact.valid_until) == (dt.date(2025, 5, 15), None)
    assert couple.fact.known_at == instant("2025-09-10")
    assert couple.origine.code == "allocataire_tardif"
    assert wage.lead.new_source == "dsn_drm"
    assert wage.origine.code == "allocataire_omission"


def test_the_months_are_those_of_the_ledger(told):
    (difference,) = told.differences
    assert [(m.month, m.posted_cents, m.due_cents) for m in difference.months] == [
        (202505 + n, 64_652, 0) for n in range(4)
    ]
    assert difference.shares == told.parts.of_benefit("rsa")


def test_the_last_revision_is_taken_when_none_is_named(lived, law, told):
    assert attribute(lived.records, 1, None, law) == told


def test_the_months_before_a_dossier_opened_are_explained_by_its_opening(lived, law):
    found = attribute(lived.records, 1, "revision:202508:20250901T080000", law).parts
    (part,) = found.parts
    assert part.fact.opening
    assert part.cents == found.delta_cents == 3 * 64_652
    assert "l'ouverture de votre dossier" in found.to_french()


def test_nothing_is_written(lived, law):
    before = lived.sizes()
    attribute(lived.records, 1, REFERENCE, law)
    assert lived.sizes() == before


def test_all_of_it_is_json(told):
    found = json.loads(told.to_json())
    (difference,) = found["differences"]
    assert difference["shares"]["delta_cents"] == difference["delta_cents"] == -4 * 64_652
    assert [p["cents"] for p in found["ensemble"]["parts"]] == [-193_956, -64_652, 0]


def test_the_origin_of_the_whole_is_that_of_the_fact_that_weighs_most(told, lived):
    # Unweighed, the couple comes first: it says who is in the household.
    *_, unweighed = explained(lived.records, 1).differences
    assert unweighed.origine.code == "allocataire_tardif"
    (difference,) = told.differences
    heaviest, *_ = told.parts.weighing
    assert difference.origine == heaviest.origine
    assert difference.origine.code == "allocataire_omission"
    assert "Salaire" in difference.origine.reason


def test_the_list_needs_no_law(lived):
    *_, difference = explained(lived.records, 1).differences
    assert (difference.reference, difference.shares) == (REFERENCE, None)


@pytest.mark.parametrize(
    ("dossier", "reference", "what"),
    [
        (2, REFERENCE, "Le dossier 2 n'existe pas"),
        (1, "revision:202507:20250801T080000", "n'a fait ni rappel ni indu dans le dossier 1"),
        (1, "", "n'a fait ni rappel ni indu"),
    ],
)
def test_what_is_unknown_is_refused_in_french(lived, law, dossier, reference, what):
    with pytest.raises(Refused, match=what):
        attribute(lived.records, dossier, reference, law)


def test_a_dossier_without_difference_has_nothing_to_explain(law):
    fund = Caisse()
    fund.foyer().seul()
    chaine = Chaine(law)
    chaine.hear(fund)
    with pytest.raises(Refused, match="ni rappel ni indu : il n'y a rien à expliquer"):
        attribute(chaine.records, 1, None, law)
