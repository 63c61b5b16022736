"""The words in which a fact and a period are told."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from justedroit.core.ecarts import (
    Changement,
    Joueur,
    fact_label,
    fact_labels,
    fact_sentence,
    months_text,
    period_text,
    values_of,
)
from justedroit.core.ecarts.noms import idle_names

KNOWN = dt.datetime(2025, 9, 10, 23, tzinfo=dt.UTC)  # in France, the 11th


def day(text):
    return dt.date.fromisoformat(text) if text else None


def change(
    kind, old, new, since="2025-03-01", until=None, *, person=0, source="allocataire", on=KNOWN
):
    told = (old, old and "allocataire", old and day(since), new, source, on, 7)
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
    "Nouveau logement": (
        fact(change("loyer", "600", "450"), change("depcom", "86194", "75056")),
        ("votre nouveau logement, depuis le 1er mars 2025 : nous comptions un loyer de 600,00 € par "
        "mois ; c'était un loyer de 450,00 € par mois. Votre logement a changé de commune. Vous nous "
        "l'avez dit le 11 septembre 2025."),
    ),
    "Devenu propriétaire": (
        fact(
            change("loyer", "505", "0"), change("depcom", "86194", "75056"),
            change("statut_occupation_logement", "locataire_vide", "proprietaire"),
        ),
        ("vous êtes devenu propriétaire le 1er mars 2025 : nous comptions un loyer de 505,00 € par "
        "mois ; vous n'en payez plus. Votre logement a changé de commune. Vous nous l'avez dit le "
        "11 septembre 2025."),
    ),
    "Devenu locataire HLM": (
        fact(
            change("depcom", "86095", "86070"),
            change("date_entree_logement", "2019-01-01", "2025-03-01"),
            change("statut_occupation_logement", "locataire_vide", "locataire_hlm"),
        ),
        ("vous êtes devenu locataire HLM le 1er mars 2025. Votre logement a changé de commune. Vous "
        "nous l'avez dit le 11 septembre 2025."),
    ),
    "Logé gratuitement": (
        fact(
            change("date_entree_logement", "2018-02-01", "2025-03-01"),
            change("statut_occupation_logement", "locataire_vide", "loge_gratuitement"),
        ),
        ("vous êtes logé gratuitement depuis le 1er mars 2025. Vous nous l'avez dit le "
        "11 septembre 2025."),
    ),
    "Commune du logement": (
        fact(change("depcom", "86095", "86070")),
        ("la commune de votre logement, depuis le 1er mars 2025. Votre logement a changé de commune. "
        "Vous nous l'avez dit le 11 septembre 2025."),
    ),
    "Nationalité de l'allocataire": (
        fact(change("nationalite", "FR", "DZ", person=1), role="allocataire"),
        ("votre nationalité, depuis le 1er mars 2025. La nationalité enregistrée a changé. Vous nous "
        "l'avez dit le 11 septembre 2025."),
    ),
    "Situation de l'autre parent d'un enfant": (
        fact(change("autre_parent_defaillant", None, "decede", person=3), role="enfant"),
        ("la situation de l'autre parent d'un enfant, depuis le 1er mars 2025 : « Autre parent "
        "décédé » ; nous n'en avions pas tenu compte. Vous nous l'avez dit le 11 septembre 2025."),
    ),
    "Demande du revenu de solidarité active": (
        fact(change("demande_rsa", None, "true", "2025-03-07")),
        ("votre demande du revenu de solidarité active du 7 mars 2025. Nous l'avons enregistrée le "
        "11 septembre 2025."),
    ),
    "Fin de la demande du revenu de solidarité active": (
        fact(change("demande_rsa", "true", None, "2025-03-07")),
        ("la fin de votre demande du revenu de solidarité active, le 7 mars 2025. Nous l'avons "
        "enregistrée le 11 septembre 2025."),
    ),
    "Taux d'incapacité de l'allocataire": (
        fact(change("taux_incapacite", None, "0.8", person=1, source="mdph"), role="allocataire"),
        ("votre taux d'incapacité, depuis le 1er mars 2025 : 80 % ; nous n'en avions pas tenu "
        "compte. La MDPH nous l'a appris le 11 septembre 2025."),
    ),
    "Grossesse de l'allocataire": (
        fact(change("enceinte", None, "true", person=1, source="cpam"), role="allocataire"),
        ("votre grossesse, depuis le 1er mars 2025. L'assurance maladie nous l'a appris le "
        "11 septembre 2025."),
    ),
    "Fin de la colocation": (
        fact(change("coloc", "true", "false")),
        ("la fin de la colocation, depuis le 1er mars 2025. Vous nous l'avez dit le "
        "11 septembre 2025."),
    ),
    "Argent du livret A du conjoint": (
        fact(change("livret_a", None, "20000", person=2), role="conjoint"),
        ("l'argent du livret A de la personne qui vit avec vous, depuis le 1er mars 2025 : "
        "20 000,00 € ; nous n'en avions pas tenu compte. Vous nous l'avez dit le "
        "11 septembre 2025."),
    ),
    "Activité de l'allocataire": (
        fact(change("activite", "inactif", "actif", person=1, source="agent"), role="allocataire"),
        ("votre activité, depuis le 1er mars 2025 : nous comptions « Autre inactif » ; c'était "
        "« En emploi ». Nous l'avons enregistré le 11 septembre 2025."),
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


def wage(kind="salaire_net", since="2025-02-01", until="2025-05-01", value="400", **told):
    return change(kind, None, value, since, until, person=2, **told)


def test_a_fact_told_in_two_times_says_what_was_told_each_time():
    after = KNOWN + dt.timedelta(days=3)
    one = fact(
        wage(value="1960"), wage(since="2025-05-01", until=None, value="2005", on=after),
        role="conjoint",
    )  # fmt: skip
    assert (one.first_known_at, one.known_at) == (KNOWN, after)
    assert (
        fact_sentence(one)
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
        .endswith(
            "Vous nous l'avez dit le 11 septembre 2025 (1 960,00 € par mois de février à avril 2025), "
            "puis le 14 septembre 2025 (2 005,00 € par mois depuis le 1er mai 2025)."
        )
    )


def test_a_fact_told_in_many_times_says_the_first_and_the_last():
    told = [
        wage(since=f"2025-0{n}-01", until=f"2025-0{n + 1}-01", on=KNOWN + dt.timedelta(days=n - 1))
        for n in range(1, 6)
    ]
    said = fact_sentence(fact(*told, role="conjoint"))
    assert "Vous nous l'avez dit du 11 septembre 2025 au 15 septembre 2025." in said.replace(
        "\u00a0", " "
    )


def test_a_fact_told_by_two_names_them_both():
    one = fact(wage(), wage(since="2025-05-01", until=None, source="dsn_drm"), role="conjoint")
    said = fact_sentence(one)
    assert "Vous nous l'avez dit le" in said
    assert "Les employeurs (DSN) nous l'ont appris le" in said


def test_what_is_said_of_a_person_is_told_from_the_day_they_came_in():
    old_wage = fact(wage(since="2024-01-01", until=None), role="conjoint")
    came = dataclasses.replace(old_wage, entered=day("2025-05-18"))
    said = fact_sentence(came).replace("\u00a0", " ")
    assert said.startswith("le salaire de la personne qui vit avec vous, depuis le 18 mai 2025 :")
    gone = fact(wage(since="2024-01-01", until="2024-12-01"), role="conjoint")
    past = dataclasses.replace(gone, entered=day("2025-05-18"))
    assert "de janvier à novembre 2024" in fact_sentence(past).replace("\u00a0", " ")


def test_a_yes_or_a_no_says_what_it_means():
    couple = change("conjoint", None, "true", person=2)
    apart = change("conjoint", "true", None, person=2)
    assert values_of(fact(couple, role="conjoint")) == ("seul·e", "en couple")
    assert values_of(fact(apart, role="conjoint")) == ("en couple", "seul·e")
    child = change("enfant", "true", "false", person=3)
    assert values_of(fact(child, role="enfant")) == ("au foyer", "hors du foyer")
    assert values_of(fact(change("enceinte", None, "true", person=1))) == ("non", "oui")
    claim = change("demande_rsa", None, "true")
    assert values_of(fact(claim)) == ("non demandée", "demandée")


EARLY = fact(wage(since="2024-06-01", until="2024-12-01"), role="conjoint")
LATE = fact(wage(), role="conjoint")
TWIN = fact(wage("salaire_imposable"), role="conjoint")


def test_facts_of_the_same_name_are_told_apart_by_their_days_and_the_taxable_one_by_its_name():
    labels = [label.replace("\u00a0", " ") for label in fact_labels([EARLY, LATE, TWIN])]
    assert labels == [
        "Salaire du conjoint, de juin à novembre 2024",
        "Salaire du conjoint, de février à avril 2025",
        "Salaire net imposable du conjoint",
    ]
    assert fact_labels([TWIN, TWIN])[1].endswith("(2 sur 2)")


def test_a_letter_never_says_of_one_thing_that_it_counts_and_that_it_does_not():
    (early,) = idle_names([LATE], [EARLY, TWIN])
    assert early.startswith("le salaire de la personne qui vit avec vous, de juin à novembre")
    assert idle_names([], [TWIN, TWIN]) == (
        "le salaire net imposable de la personne qui vit avec vous",
    )
    child, other = (fact(change("enfant", None, "true", person=n), role="enfant") for n in (3, 4))
    (name,) = idle_names([child], [other])
    assert name.startswith("un autre enfant au foyer")


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
