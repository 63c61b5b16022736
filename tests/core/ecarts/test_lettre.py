"""The words in which a fact and a period are told."""

from __future__ import annotations

import datetime as dt

import pytest

from justedroit.core.ecarts import Changement, Joueur, fact_label, fact_sentence, values_of
from justedroit.core.ecarts.lettre import months_text, period_text

KNOWN = dt.datetime(2025, 9, 10, 23, tzinfo=dt.UTC)  # in France, the 11th


def day(text):
    return dt.date.fromisoformat(text) if text else None


def change(kind, old, new, since="2025-03-01", until=None, *, person=0, source="allocataire"):
    told = (old, old and "allocataire", old and day(since), new, source, KNOWN, 7)
    return Changement(kind, person, day(since), day(until), *told)


def fact(*changes, role="", opening=False):
    return Joueur((7,), changes, role, opening)


WAGE = change("salaire_net", None, "400", "2025-02-01", "2025-05-01", person=1, source="dsn_drm")

SAID = {
    "Vie en couple": (
        fact(change("conjoint", None, "true", person=2), role="conjoint"),
        "la vie en couple, depuis le 1er mars 2025. Vous nous l'avez dit le 11 septembre 2025.",
    ),
    "Séparation": (
        fact(change("conjoint", "true", None, person=2), role="conjoint"),
        "la séparation, depuis le 1er mars 2025. Vous nous l'avez dit le 11 septembre 2025.",
    ),
    "Salaire de l'allocataire": (
        fact(WAGE, role="allocataire"),
        ("votre salaire, de février à avril 2025 : 400,00 € par mois ; nous n'en avions pas tenu "
        "compte. Les employeurs (DSN) nous l'ont appris le 11 septembre 2025."),
    ),
    "Salaire du conjoint": (
        fact(WAGE, role="conjoint"),
        ("le salaire de la personne qui vit avec vous, de février à avril 2025 : 400,00 € par mois ; "
        "nous n'en avions pas tenu compte. Les employeurs (DSN) nous l'ont appris le "
        "11 septembre 2025."),
    ),
    "Loyer": (
        fact(change("loyer", "600", "450", source="bailleur")),
        ("votre loyer, depuis le 1er mars 2025 : nous comptions 600,00 € par mois ; c'était 450,00 € "
        "par mois. Le bailleur nous l'a appris le 11 septembre 2025."),
    ),
    "Logement": (
        fact(change("loyer", "600", "450"), change("depcom", "86194", "75056")),
        ("votre logement, depuis le 1er mars 2025 : nous comptions 600,00 € par mois ; c'était "
        "450,00 € par mois. Vous nous l'avez dit le 11 septembre 2025."),
    ),
    "Ouverture du dossier": (
        fact(change("allocataire", None, "true", person=1), role="allocataire", opening=True),
        ("l'ouverture de votre dossier, depuis le 1er mars 2025. Vous nous l'avez dit le "
        "11 septembre 2025."),
    ),
    "Allocations de chômage de l'allocataire": (
        fact(
            change("chomage_net", "300", None, person=1, source="agent"), role="allocataire"
        ),
        ("vos allocations de chômage, depuis le 1er mars 2025 : nous comptions 300,00 € par mois ; "
        "ce n'est plus vrai. Nous l'avons enregistré le 11 septembre 2025."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("label", SAID)
def test_a_fact_is_named_for_an_agent_and_told_to_the_household(label):
    one, sentence = SAID[label]
    assert fact_label(one) == label
    assert fact_sentence(one).replace("\u202f", " ").replace("\u00a0", " ") == sentence


def test_amounts_that_differ_are_told_from_the_least_to_the_most():
    months = [
        change("salaire_net", None, amount, f"2025-0{n}-01", f"2025-0{n + 1}-01", person=1)
        for n, amount in ((2, "410"), (3, "390"), (4, "400"))
    ]
    old, new = values_of(fact(*months, role="allocataire"))
    assert old == "rien"
    assert new.replace("\u00a0", " ") == "de 390,00 € par mois à 410,00 € par mois"


@pytest.mark.parametrize(
    ("start", "until", "said"),
    [
        ("2025-03-01", None, "depuis le 1er mars 2025"),
        ("2025-03-01", "2025-04-01", "en mars 2025"),
        ("2025-04-01", "2025-08-01", "d'avril à juillet 2025"),
        ("2024-12-01", "2025-02-01", "de décembre 2024 à janvier 2025"),
        ("2025-03-04", "2025-03-05", "le 4 mars 2025"),
        ("2025-03-04", "2025-03-11", "du 4 mars 2025 au 10 mars 2025"),
    ],
)
def test_a_period_reads_in_french(start, until, said):
    assert period_text(day(start), day(until)).replace("\u00a0", " ") == said


def test_months_of_two_years_are_both_named():
    assert months_text(202410, 202503) == "d'octobre 2024 à mars 2025"
