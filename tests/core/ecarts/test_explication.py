"""Why a right has changed: the facts that changed, from what source, and the origin proposed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pyarrow as pa
import pytest

from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import (
    ORIGINES,
    REVISED,
    Explication,
    MoisExplique,
    Origine,
    Revision,
    changed_facts,
    difference,
    explain,
    movements,
    propose_origine,
    sides,
    transfers_of,
)
from justedroit.core.ecarts.origine import weighed_origine
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS, positions, posted_rights

EVENTS = pa.schema(
    [
        pa.field("tag", pa.string()),
        pa.field("at", pa.timestamp("us", tz="UTC")),
        pa.field("payload", pa.string()),
    ]
)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def fact(sequence, kind, value, since, known, source="allocataire", **more):
    return {
        "dossier": 1,
        "sequence": sequence,
        "person": 1,
        "kind": kind,
        "value": value,
        "valid_from": dt.date.fromisoformat(since),
        "valid_until": None,
        "known_at": at(known),
        "source": source,
        "author": source,
        "proof": None,
        "replaces": None,
    } | more


def facts(*rows):
    return pa.Table.from_pylist(list(rows), schema=FACTS)


def rent(sequence, value, since, known, source="allocataire", **more):
    return fact(sequence, "loyer", value, since, known, source, **({"person": 0} | more))


def salary(sequence, value, known, source="allocataire", **more):
    until = {"valid_until": dt.date(2025, 2, 1)} | more
    return fact(sequence, "salaire_net", value, "2025-01-01", known, source, **until)


FIRST, SECOND = at("2025-02-01"), at("2025-06-01")


def changes(*rows):
    return changed_facts(facts(*rows), FIRST, SECOND)


def told(change):
    return (change.valid_from.isoformat(), change.old_value, change.new_value)


def test_a_rent_that_changes_is_a_turn_of_the_situation():
    (change,) = changes(
        rent(1, "500.00", "2024-01-01", "2024-01-05"), rent(2, "650.00", "2025-03-01", "2025-03-09")
    )
    assert told(change) == ("2025-03-01", "500.00", "650.00")
    assert change.is_turn
    assert change.known_at == at("2025-03-09")


def test_a_salary_contradicted_by_the_employer_was_misstated():
    (change,) = changes(
        salary(1, "1000.00", "2025-01-31"), salary(2, "1200.00", "2025-04-10", "dsn_drm")
    )
    assert told(change) == ("2025-01-01", "1000.00", "1200.00")
    assert (change.old_source, change.new_source) == ("allocataire", "dsn_drm")
    assert not change.is_turn


def test_a_statement_that_confirms_changes_nothing():
    assert (
        changes(salary(1, "1000.00", "2025-01-31"), salary(2, "1000.00", "2025-04-10", "dsn_drm"))
        == ()
    )


def test_a_statement_set_aside_by_the_order_of_truth_changes_nothing():
    assert (
        changes(
            salary(1, "1200.00", "2025-01-31", "controle_sur_place"),
            salary(2, "900.00", "2025-04-10"),
        )
        == ()
    )


def test_a_fact_known_before_or_after_the_two_revisions_is_not_a_change():
    assert changes(salary(1, "1000.00", "2025-01-31")) == ()
    assert changes(salary(1, "1000.00", "2025-06-30")) == ()


def test_a_fact_withdrawn_is_a_change_to_nothing():
    (change,) = changes(
        rent(1, "500.00", "2024-01-01", "2024-01-05"),
        rent(2, None, "2024-01-01", "2025-03-09", replaces=1),
    )
    assert told(change) == ("2024-01-01", "500.00", None)


def test_a_statement_about_one_more_month_changes_that_month_only():
    (change,) = changes(
        rent(1, "500.00", "2025-01-01", "2025-01-05"),
        rent(2, "500.00", "2024-11-01", "2025-03-09"),
    )
    assert (change.valid_from, change.valid_until) == (
        dt.date(2024, 11, 1),
        dt.date(2025, 1, 1),
    )
    assert (change.old_value, change.new_value) == (None, "500.00")


def test_a_new_month_does_not_change_the_months_already_said():
    (change,) = changes(
        salary(1, "1000.00", "2025-01-31"),
        salary(
            2,
            "1100.00",
            "2025-03-02",
            valid_from=dt.date(2025, 2, 1),
            valid_until=dt.date(2025, 3, 1),
        ),
    )
    assert told(change) == ("2025-02-01", None, "1100.00")


ORIGINS = {
    "declared months after": (
        "allocataire_tardif",
        [
            rent(1, "500.00", "2024-01-01", "2024-01-05"),
            rent(2, "650.00", "2025-02-01", "2025-05-25"),
        ],
    ),
    "declared in time, processed months after": (
        "caisse_retard",
        [
            rent(1, "500.00", "2024-01-01", "2024-01-05"),
            rent(2, "650.00", "2025-03-01", "2025-03-05"),
        ],
    ),
    "declared and processed in time": (
        "caisse_retard",
        [
            rent(1, "500.00", "2024-01-01", "2024-01-05"),
            rent(2, "650.00", "2025-05-15", "2025-05-30"),
        ],
    ),
    "the household corrects itself": (
        "allocataire_inexact",
        [salary(1, "1000.00", "2025-01-31"), salary(2, "1200.00", "2025-03-10")],
    ),
    "the household corrects what the fund had typed": (
        "caisse_saisie",
        [salary(1, "100.00", "2025-01-31", "agent"), salary(2, "1000.00", "2025-03-10")],
    ),
    "the household proves a third party wrong": (
        "tiers_donnee",
        [
            salary(1, "1000.00", "2025-01-31", "dsn_drm"),
            salary(2, "900.00", "2025-03-10", replaces=1),
        ],
    ),
    "the employer contradicts the household": (
        "allocataire_inexact",
        [salary(1, "1000.00", "2025-01-31"), salary(2, "1200.00", "2025-03-10", "dsn_drm")],
    ),
    "the landlord tells of a change that was not declared": (
        "allocataire_omission",
        [
            rent(1, "500.00", "2024-01-01", "2024-01-05"),
            rent(2, "650.00", "2025-03-01", "2025-05-05", "bailleur"),
        ],
    ),
    "the employer tells months after what nobody had declared": (
        "allocataire_omission",
        [salary(1, "1200.00", "2025-05-10", "dsn_drm")],
    ),
    "the employer tells at once what nobody had declared": (
        "tiers_donnee",
        [salary(1, "1200.00", "2025-02-10", "dsn_drm")],
    ),
    "the employer corrects itself": (
        "tiers_donnee",
        [
            salary(1, "1000.00", "2025-01-31", "dsn_drm"),
            salary(2, "1200.00", "2025-03-10", "dsn_drm"),
        ],
    ),
    "the employer contradicts what the fund had typed": (
        "caisse_saisie",
        [
            salary(1, "1000.00", "2025-01-31", "agent"),
            salary(2, "1200.00", "2025-03-10", "dsn_drm"),
        ],
    ),
    "the real figure replaces an estimate": (
        "caisse_liquidation",
        [
            salary(1, "1000.00", "2025-01-31", "estimation"),
            salary(2, "1200.00", "2025-03-10", "dsn_drm"),
        ],
    ),
    "an agent mends the record": (
        "caisse_saisie",
        [salary(1, "1000.00", "2025-01-31"), salary(2, "1200.00", "2025-03-10", "agent")],
    ),
    "the chain itself has written a fact": (
        "systeme_parametre",
        [salary(1, "1000.00", "2025-02-10", "systeme")],
    ),
    "the MDPH tells of the rate that it has set": (
        "tiers_donnee",
        [fact(1, "taux_incapacite", "0.8", "2025-01-01", "2025-05-10", "mdph")],
    ),
    "the MDPH changes the rate that the household had told": (
        "tiers_donnee",
        [
            fact(1, "taux_incapacite", "0.5", "2024-01-01", "2025-01-10"),
            fact(2, "taux_incapacite", "0.8", "2025-02-10", "2025-05-10", "mdph"),
        ],
    ),
    "the employer tells at once that the wage has changed": (
        "tiers_donnee",
        [
            fact(1, "salaire_net", "1000.00", "2024-01-01", "2025-01-10"),
            fact(2, "salaire_net", "1200.00", "2025-03-01", "2025-03-05", "dsn_drm"),
        ],
    ),
    "a claim is recorded long after it was received": (
        "caisse_retard",
        [fact(1, "demande_aah", "true", "2025-01-07", "2025-05-10", person=0)],
    ),
    "no fact has changed": ("caisse_liquidation", []),
}


@pytest.mark.parametrize("case", ORIGINS)
def test_the_origin_is_proposed_with_its_reason(case):
    code, rows = ORIGINS[case]
    origine = propose_origine(changes(*rows), SECOND)
    assert origine.code == code
    assert origine.statut == "propose"
    assert origine.reason.startswith("Proposé car ")


@pytest.mark.parametrize(
    ("law_change", "code"), [("retroactif", "legal_retroactif"), ("corrige", "systeme_parametre")]
)
def test_a_change_of_the_law_applied_prevails_over_the_facts(law_change, code):
    found = changes(*ORIGINS["the household corrects itself"][1])
    assert propose_origine(found, SECOND, law_change).code == code


def test_of_several_changes_the_one_that_reaches_furthest_back_is_retained():
    rows = [*ORIGINS["declared months after"][1], salary(3, "1200.00", "2025-05-10", "dsn_drm")]
    assert propose_origine(changes(*rows), SECOND).code == "allocataire_omission"


def test_between_two_as_old_the_household_is_not_charged():
    late = fact(2, "salaire_net", "9.00", "2025-01-01", "2025-05-25")
    typed = [
        fact(3, "chomage_net", "100.00", "2025-01-01", "2025-01-31", "agent"),
        fact(4, "chomage_net", "900.00", "2025-01-01", "2025-05-25", "agent"),
    ]
    assert propose_origine(changes(late, *typed), SECOND).code == "caisse_saisie"


@pytest.mark.parametrize(
    ("told_on", "paid", "code"),
    [
        ("2025-03-09", ["2025-03-05"], "versement_anterieur"),  # nobody could have paid otherwise
        ("2025-03-02", ["2025-03-05"], "versement_anterieur"),  # within the delay of the fund
        ("2025-03-02", ["2025-03-05", "2025-04-05"], "caisse_retard"),
        ("2025-03-09", [], "caisse_retard"),  # nothing is claimed: what was due has waited
        ("2025-05-09", ["2025-03-05"], "allocataire_tardif"),
    ],
)
def test_the_fund_is_late_only_for_what_it_paid_after_it_knew(told_on, paid, code):
    rows = [
        rent(1, "500.00", "2024-01-01", "2024-01-05"),
        rent(2, "650.00", "2025-02-25", told_on),
    ]
    days = [dt.date.fromisoformat(day) for day in paid]
    assert propose_origine(changes(*rows), SECOND, paid=days).code == code


def test_a_household_that_speaks_after_the_payment_is_not_told_that_the_fund_was_late():
    turn = fact(2, "salaire_net", "9.00", "2025-02-10", "2025-03-07")
    told = facts(fact(1, "salaire_net", "5.00", "2024-01-01", "2024-01-05"), turn)
    january = {("rsa", 202501): 10_000}
    february, less = ({("rsa", 202502): cents} for cents in (10_000, 4_000))
    lives = journal(january, january | february, january | less)
    (found,) = explain(lives, told, events()).differences
    assert found.months[0].paid_on == dt.date(2025, 2, 28)
    assert found.origine.code == "versement_anterieur"


def test_every_origin_can_be_proposed():
    proposed = {code for code, _ in ORIGINS.values()} | {"legal_retroactif", "versement_anterieur"}
    assert proposed == set(ORIGINES)


def journal(*dues, lost=()):
    """Return the transfers of one revision a month from February 2025, all paid in between."""
    rows = TRANSFERS.empty_table()
    for i, due in enumerate(dues):
        now = at(f"2025-{2 + i:02d}-01")
        rights = pa.Table.from_pylist(
            [
                dict(zip(RIGHTS.names, (1, b, m, cents, cents, None), strict=True))
                for (b, m), cents in due.items()
            ],
            schema=RIGHTS,
        )
        corrections = difference(posted_rights(rows), rights, dossiers=[1])
        flags = pa.compute.is_in(corrections["month"], pa.array(lost, pa.int32())).to_numpy()
        act = Revision(now, now.date(), 202501 + i, f"revision:{i}")
        moved = transfers_of(corrections, positions(rows), act, flags)
        paid = [
            r
            | {
                "debit": r["credit"],
                "credit": r["credit"].replace("droit", "paye"),
                "motive": "paiement",
                "entered_at": now + dt.timedelta(days=4),
            }
            for r in moved.to_pylist()
            if r["motive"] in {"droit", "rappel"} and r["month"] not in lost
        ]
        rows = pa.concat_tables([rows, moved, pa.Table.from_pylist(paid, schema=TRANSFERS)])
    sequence = pa.array(range(1, rows.num_rows + 1), pa.int64())
    return rows.set_column(1, TRANSFERS.field("sequence"), sequence)


def events(*rows):
    names = EVENTS.names
    return pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], schema=EVENTS)


def plain(explication):
    return explication.to_french().replace("\u202f", " ").replace("\u00a0", " ")


LIFE = journal(
    {("rsa", 202501): 60_000},
    {("rsa", 202501): 60_000, ("rsa", 202502): 60_000},
    {("rsa", 202501): 45_000, ("rsa", 202502): 60_000, ("rsa", 202503): 60_000},
)
SAID = facts(
    salary(1, "1000.00", "2025-01-31"),
    salary(2, "1200.00", "2025-03-20", "dsn_drm"),
    rent(3, "650.00", "2025-03-01", "2025-03-25"),
)


def test_an_indu_is_explained_by_its_months_its_facts_and_its_origin():
    explication = explain(LIFE, SAID, events())
    (found,) = explication.differences
    assert (found.reference, found.benefit, found.delta_cents) == ("revision:2", "rsa", -15_000)
    (month,) = found.months
    assert (month.month, month.posted_cents, month.due_cents) == (202501, 60_000, 45_000)
    assert month.motives == (("indu", 15_000),)
    # The rent of March cannot have changed the right of January.
    assert [told(c) for c in found.changes] == [("2025-01-01", "1000.00", "1200.00")]
    assert found.origine.code == "allocataire_inexact"
    assert found.shares is None


def test_the_explanation_reads_in_french():
    text = plain(explain(LIFE, SAID, events()))
    for part in (
        "Révision du 01/04/2025",
        "Revenu de solidarité active : indu de 150,00 €",
        "01/2025 : passé 600,00 €, dû 450,00 €, différence -150,00 € : indu 150,00 €",
        "selon l'allocataire",
        "selon les employeurs (DSN), connu le 20/03/2025",
        "Origine proposée : Déclaration inexacte de l'allocataire.",
        "Une personne doit la qualifier.",
    ):
        assert part in text


def test_a_revision_of_two_benefits_gives_a_difference_for_each():
    rows = journal(
        {("af", 202501): 15_000, ("rsa", 202501): 60_000},
        {("af", 202501): 16_000, ("rsa", 202501): 59_000},
    )
    said = facts(
        rent(1, "500.00", "2024-01-01", "2024-01-05"),
        rent(2, None, "2024-01-01", "2025-02-20", replaces=1),
    )
    explication = explain(rows, said, events())
    assert [(d.benefit, d.delta_cents) for d in explication.differences] == [
        ("af", 1_000),
        ("rsa", -1_000),
    ]
    text = plain(explication)
    assert "Allocations familiales : rappel de 10,00 €" in text
    assert "Revenu de solidarité active : indu de 10,00 €" in text
    # The same reasons are told once.
    assert text.count("500,00 € par mois (selon l'allocataire) → rien") == 1


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("salaire_net", "1000.00", "1 000,00 € par mois"),
        ("handicap", "true", "oui"),
        ("deces", "2025-01-04", "04/01/2025"),
        ("statut_occupation_logement", "locataire_hlm", "Locataire"),
        ("rempli_obligation_scolaire", "false", "non"),
        ("ajpp_jours", "12", "12 jours"),
        ("taux_incapacite", "0.8", "80 %"),
        ("taux_incapacite", "0.795", "79,5 %"),
        ("aeeh_categorie", "3", "catégorie 3"),
    ],
)
def test_values_read_as_an_agent_writes_them(kind, value, text):
    said = facts(fact(1, kind, value, "2025-01-01", "2025-03-20"))
    assert f"rien → {text}" in plain(explain(LIFE, said, events()))


def test_a_claim_reads_as_claimed_or_not():
    said = facts(fact(1, "demande_aah", "true", "2025-01-01", "2025-03-20", person=0))
    assert "non demandée → demandée" in plain(explain(LIFE, said, events()))


def test_what_is_claimed_or_due_leaves_out_what_time_has_taken():
    month = MoisExplique(202501, 100, 30, (("indu", 70),), 50)
    of = explain(LIFE, SAID, events()).differences[0]
    told = {one.motive: one.cents for one in movements(replace(of, months=(month,)))}
    assert told == {"indu": 20, "prescription": 50}


def mixed():
    """Return a difference of which a month rises and two fall."""
    months = (
        MoisExplique(202501, 100, 130, (("rappel", 30),), 0),
        MoisExplique(202502, 100, 0, (("indu", 100),), 0),
        MoisExplique(202503, 100, 60, (("droit_reduit", 40),), 0),
    )
    return replace(explain(LIFE, SAID, events()).differences[0], months=months)


def test_what_rises_in_a_benefit_is_not_netted_against_what_is_claimed_of_it():
    told = {one.motive: one.cents for one in movements(mixed())}
    assert told == {"rappel": 30, "indu": 100, "droit_reduit": 40}
    assert sides(mixed()) == ((-140, (202502, 202503)), (30, (202501,)))
    assert ": indu de 1,40 €, rappel de 0,30 €" in plain(Explication(1, (mixed(),)))


def origine(code):
    return Origine(code, f"Proposé car {code}.")


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ([(30, "caisse_saisie"), (70, "allocataire_tardif")], "allocataire_tardif"),
        ([(0, "caisse_saisie"), (1, "allocataire_omission")], "allocataire_omission"),
        ([(-90, "caisse_saisie"), (10, "tiers_donnee")], "tiers_donnee"),
        ([(50, "allocataire_omission"), (50, "caisse_retard")], "caisse_retard"),
        ([(0, "allocataire_omission")], "caisse_liquidation"),
    ],
)
def test_the_origin_of_the_whole_is_that_of_what_weighs_most(weights, code):
    found = weighed_origine([(cents, origine(name)) for cents, name in weights])
    assert found.code == code
    assert found.statut == "propose"


def test_the_explanation_is_json_with_its_labels_and_an_empty_place_for_the_shares():
    (found,) = json.loads(explain(LIFE, SAID, events()).to_json())["differences"]
    assert found["delta_cents"] == found["months"][0]["delta_cents"] == -15_000
    assert found["changes"][0]["label"]
    assert found["origine"]["statut"] == "propose"
    assert found["shares"] is None


def test_an_event_of_revision_that_moved_nothing_bounds_the_facts_that_count():
    # The revision of 22 March had already seen the salary: it explains nothing in April.
    seen = events((REVISED, at("2025-03-22"), '{"reference": "x"}'))
    (found,) = explain(LIFE, SAID, seen).differences
    assert found.changes == ()
    assert found.origine.code == "caisse_liquidation"


def test_an_event_may_say_that_the_law_applied_has_changed():
    said = events(
        (REVISED, at("2025-04-01"), '{"reference": "revision:2", "changement_loi": "retroactif"}'),
        ("autre.chose", at("2025-03-25"), "{}"),
    )
    (found,) = explain(LIFE, SAID, said).differences
    assert found.origine.code == "legal_retroactif"


def test_what_time_has_taken_stays_in_sight():
    rows = journal(
        {("rsa", 202501): 100}, {("rsa", 202211): 70, ("rsa", 202501): 100}, lost=[202211]
    )
    explication = explain(rows, facts(), events())
    (found,) = explication.differences
    assert found.months[0].prescribed_cents == 70
    assert "dont prescrit" in explication.to_french()


def test_a_dossier_without_any_difference_says_so():
    rows = journal({("rsa", 202501): 100})
    assert explain(rows, SAID, events()).to_french() == "Dossier 1 : aucun rappel, aucun indu."


def test_two_dossiers_at_once_are_refused():
    other = pa.Table.from_pylist([LIFE.to_pylist()[0] | {"dossier": 2}], schema=TRANSFERS)
    with pytest.raises(ValueError, match="un dossier à la fois"):
        explain(pa.concat_tables([LIFE, other]), SAID, events())
