"""The page that supposes: a form that writes nothing, the effect beside it, what is refused."""

from __future__ import annotations

import re
from functools import cache

import pytest
from benchmarks.loi import LoiDeBanc
from playwright.sync_api import expect
from tests.web import fonds
from tests.web.fonds import INDU, RAPPEL, SIMPLE, VIDE
from tests.web.mots import words

from justedroit.core.droits import hypotheses
from justedroit.steps import suppose
from justedroit.web import wiring
from justedroit.web.agents.hypotheses.dessin import months_of
from justedroit.web.agents.hypotheses.views import named

PAGE = f"/dossiers/{RAPPEL}/simuler/"
JOB = f"{PAGE}?quoi=emploi&personne=1&salaire=1200&depuis=202508"


@pytest.fixture(autouse=True)
def law(monkeypatch):
    """Put a law that answers at once: that the effect is shown is the point, not its amounts."""
    monkeypatch.setattr(wiring, "law", cache(LoiDeBanc))


def test_the_page_asks_before_it_computes(ouvrir):
    said = words(ouvrir().get(PAGE))
    assert "Rien n’est écrit" in said
    assert "Les douze mois à venir" in said
    assert "Salaire net par mois" in said


def test_a_job_shows_its_effect_and_nothing_is_written(ouvrir):
    before = wiring.records().sequences()
    page = ouvrir().get(JOB)
    assert page.status_code == 200
    assert "Avec un emploi à 1 200,00 € net par mois à partir d’août 2025" in words(page)
    assert "juillet 2025" in words(page)
    assert "juin 2026" in words(page)
    assert wiring.records().sequences() == before


def test_the_bars_of_the_table_are_on_one_scale(site):
    found = suppose(
        wiring.records(), RAPPEL, [hypotheses.Emploi(120_000, 202508)], fonds.CLOCK, LoiDeBanc()
    )
    months = months_of(found)
    assert sum(m.difference for m in months) == found.difference_cents
    widths = [
        (cents, float(width.removesuffix("%")))
        for m in months
        for cents, width in ((m.before, m.before_width), (m.claimed, m.claimed_width))
    ]
    assert max(width for _, width in widths) == 100
    highest = max(cents for cents, _ in widths)
    assert all(width == pytest.approx(100 * cents / highest, abs=0.01) for cents, width in widths)


def test_with_htmx_the_effect_alone_is_sent(ouvrir):
    page = ouvrir().get(JOB, headers={"HX-Request": "true"})
    said = page.content.decode()
    assert "<html" not in said
    assert "Avec un emploi" in said


@pytest.mark.parametrize(
    ("dossier", "query", "said"),
    [
        (INDU, "quoi=perte&personne=1&chomage=&depuis=202509", "la perte d’un emploi"),
        (INDU, "quoi=naissance&le=2025-11-20", "une naissance le 20 novembre 2025"),
        (INDU, "quoi=depart&personne=4&le=2025-09-01", "le départ d’un enfant"),
        (
            INDU,
            "quoi=demenagement&le=2025-10-01&loyer=1 050,50&commune=&statut=",
            "un déménagement",
        ),
        (INDU, "quoi=separation&le=01/09/2025", "une séparation"),
        (SIMPLE, "quoi=couple&salaire=900&le=2025-09-01", "une mise en couple"),
    ],
)
def test_each_change_can_be_supposed(ouvrir, dossier, query, said):
    page = ouvrir().get(f"/dossiers/{dossier}/simuler/?{query}")
    assert page.status_code == 200
    assert said in words(page)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("quoi=emploi&personne=1&salaire=beaucoup&depuis=202508", "Ce n’est pas un montant"),
        ("quoi=emploi&personne=1&salaire=-3&depuis=202508", "ne peut pas être négatif"),
        ("quoi=emploi&personne=1&salaire=&depuis=202508", "Écrivez un montant"),
        ("quoi=emploi&personne=9&salaire=100&depuis=202508", "choix"),
        ("quoi=naissance&le=hier", "Ce n’est pas un jour"),
        ("quoi=naissance&le=2025-07-01", "déjà passée"),
        ("quoi=perte&personne=2&depuis=202508", "n’a pas de salaire"),
        ("quoi=demenagement&le=2025-09-01&loyer=500&commune=Poitiers", "code INSEE"),
        (
            "quoi=demenagement&le=2025-09-01&loyer=500&commune=99999",
            "Aucune commune connue n’a ce code",
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(ouvrir, query, said):
    page = ouvrir().get(f"{PAGE}?{query}")
    assert page.status_code == 400
    assert said in words(page)
    part = ouvrir().get(f"{PAGE}?{query}", headers={"HX-Request": "true"})
    assert part.status_code == 200  # so that it is shown
    assert said in words(part)


@pytest.mark.parametrize("commune", ["86194", "2A004", "75112", "97411"])
def test_a_commune_of_the_law_is_taken(ouvrir, commune):
    query = f"quoi=demenagement&le=2025-09-01&loyer=500&commune={commune}"
    assert ouvrir().get(f"{PAGE}?{query}").status_code == 200


TWO = f"{JOB}&2-quoi=naissance&2-le=2025-11-20"


def test_several_changes_are_supposed_together(ouvrir):
    page = ouvrir().get(TWO)
    assert page.status_code == 200
    said = words(page)
    assert "Avec un emploi à 1 200,00 € net par mois à partir d’août 2025 et une naissance" in said
    assert "Changement 2 : un enfant naît" in said


def test_a_change_is_added_to_what_was_written(ouvrir):
    before = wiring.records().sequences()
    page = ouvrir().get(f"{JOB}&nouveau=naissance&ajouter=oui&au=2025-06-30")
    assert page.status_code == 302
    where, place = page.url.split("#")
    assert place == "changement-2"
    assert where == f"{JOB}&2-quoi=naissance&au=2025-06-30"
    shown = words(ouvrir().get(where))
    assert "Changement 2 : un enfant naît" in shown
    assert "Pas encore compté, faute de chiffres : un enfant naît" in shown
    assert "Avec un emploi" in shown
    assert wiring.records().sequences() == before


def test_with_htmx_a_change_is_added_by_a_whole_page(ouvrir):
    page = ouvrir().get(f"{JOB}&nouveau=perte&ajouter=oui", headers={"HX-Request": "true"})
    assert page.headers["HX-Redirect"] == f"{JOB}&2-quoi=perte#changement-2"


def test_a_change_taken_away_leaves_the_others(ouvrir):
    where = ouvrir().get(f"{TWO}&retirer=1").url
    assert where == f"{PAGE}?quoi=naissance&le=2025-11-20#changement-1"
    assert "Changement 2" not in words(ouvrir().get(where.split("#")[0]))


@pytest.mark.parametrize("asked", ["retirer=9", "nouveau=bonheur&ajouter=oui", "2-quoi=bonheur"])
def test_what_means_nothing_changes_nothing(ouvrir, asked):
    page = ouvrir().get(f"{JOB}&{asked}", follow=True)
    assert page.status_code == 200
    assert "Avec un emploi" in words(page)
    assert "Changement 2" not in words(page)


def test_no_more_than_a_few_changes_are_supposed(ouvrir):
    many = "".join(f"&{n}-quoi=naissance&{n}-le=2025-11-20" for n in range(2, 9))
    said = words(ouvrir().get(f"{JOB}{many}"))
    assert "Changement 5" in said
    assert "Changement 6" not in said
    assert "Ajouter un changement" not in said


def test_two_changes_that_contradict_each_other_are_named_both(ouvrir):
    page = ouvrir().get(f"{JOB}&2-quoi=emploi&2-personne=1&2-salaire=800&2-depuis=202508")
    assert page.status_code == 400
    said = words(page)
    assert "un emploi à 1 200,00 €" in said
    assert "un emploi à 800,00 €" in said


def test_a_wrong_field_of_the_second_change_is_refused_where_it_stands(ouvrir):
    page = ouvrir().get(f"{JOB}&2-quoi=naissance&2-le=hier")
    assert page.status_code == 400
    html = page.content.decode()
    assert 'id="id_2-le_error"' in html
    assert 'aria-describedby="id_2-le_error"' in html
    assert "Ce n’est pas un jour" in words(page)


def test_a_refusal_says_what_and_what_to_do_without_the_name_of_its_place(ouvrir):
    said = words(ouvrir().get(f"{PAGE}?quoi=naissance&le=2031-01-01"))
    assert "2031" in said
    assert "Choisissez un jour plus proche" in said
    assert "hypothèse, dossier" not in said


def test_an_amount_that_is_wrong_is_to_be_mended_not_lacking(ouvrir):
    said = words(ouvrir().get(f"{PAGE}?quoi=emploi&personne=1&salaire=beaucoup&depuis=202508"))
    assert "À corriger" in said
    assert "Il manque" not in said


def test_persons_are_called_by_their_names():
    told = {
        "noms": {2: "Prénom ESSAI"},
        "titre": ["Avec la perte d'un emploi (personne 2)"],
        "acquis": ["La personne 2 et la personne 10 travaillent."],
    }
    shown = named(told)
    assert shown["titre"] == ["Avec la perte d’un emploi (Prénom ESSAI)"]
    assert shown["acquis"] == ["Prénom ESSAI et la personne 10 travaillent."]
    assert named({"noms": {}, "refus": "La personne 2 n'est pas là."}) == {
        "noms": {},
        "refus": "La personne 2 n’est pas là.",
    }


def test_only_what_means_something_is_offered(ouvrir):
    parent, alone = (words(ouvrir().get(f"/dossiers/{n}/simuler/")) for n in (RAPPEL, SIMPLE))
    assert "l’allocataire vit en couple" in parent
    assert "le couple se sépare" not in parent
    assert "un enfant quitte le foyer" in parent
    assert "un enfant quitte le foyer" not in alone
    assert "Les douze mois à venir" in words(ouvrir().get(f"{PAGE}?quoi=separation&le=2025-09-01"))


def test_a_day_gone_back_to_is_simulated_from_and_kept(ouvrir):
    page = ouvrir().get(f"{PAGE}?au=2025-03-31&quoi=emploi&personne=1&salaire=900&depuis=202505")
    assert "mars 2025" in words(page)
    assert "juin 2026" not in words(page)
    assert 'name="au" value="2025-03-31"' in page.content.decode()
    assert "quoi=naissance&amp;au=2025-03-31" in page.content.decode()


@pytest.mark.parametrize(
    ("where", "status"),
    [(f"{PAGE}?au=2020-01-01", 400), (f"{PAGE}?au=zut", 400), ("/dossiers/9999/simuler/", 404)],
)
def test_what_was_not_known_is_not_simulated(ouvrir, where, status):
    assert ouvrir().get(where).status_code == status


@pytest.mark.parametrize(
    ("account", "status"), [(None, 302), ("auditeur", 403), ("direction", 403)]
)
def test_only_those_whose_work_is_dossiers_simulate(ouvrir, account, status):
    assert ouvrir(account).get(PAGE).status_code == status


def test_the_queries_of_a_simulation_are_counted(ouvrir, requetes):
    client = ouvrir()
    client.get(JOB)
    with requetes() as asked:
        client.get(JOB)
    assert len(asked) == QUERIES, [query["sql"][:90] for query in asked]


QUERIES = 9


# --- In a browser ---


def test_an_agent_tries_a_job_at_1_200_euros(navigateur, axe, photo, lisible):
    page = navigateur()
    page.goto(f"/dossiers/{RAPPEL}/")
    page.get_by_role("navigation", name="Pages du dossier").get_by_role(
        "link", name="Simuler"
    ).click()
    expect(page.get_by_role("heading", name="Les douze mois à venir")).to_be_visible()
    lisible(page, "simuler")
    page.get_by_label("Salaire net par mois").fill("1200")
    page.get_by_label("À partir de").select_option("septembre 2025")
    # The effect is shown at once, where one looks, the address and the form left as they are.
    effect = page.get_by_role("heading", name=re.compile("Avec un emploi à 1"))
    expect(effect).to_contain_text("septembre 2025")
    assert page.url.endswith("/simuler/")
    table = page.get_by_role("table", name="Tous les droits du foyer, mois par mois")
    expect(table.get_by_role("rowheader", name="juin 2026")).to_be_visible()
    page.get_by_text("Mois par mois, prestation par prestation").click()
    lisible(page, "simuler_emploi")
    page.get_by_label("Salaire net par mois").fill("beaucoup")
    page.get_by_label("Salaire net par mois").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas un montant")
    wage = page.get_by_label("Salaire net par mois")
    expect(wage).to_have_attribute("aria-invalid", "true")
    expect(wage).to_have_accessible_description(re.compile("Ce n’est pas un montant"))
    axe(page)
    photo(page, "simuler_refus")
    wage.fill("1300")
    wage.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Avec un emploi à 1"))).to_be_visible()
    expect(wage).not_to_have_attribute("aria-invalid", "true")


def test_the_same_without_scripts(navigateur, photo):
    page = navigateur(javascript=False)
    page.goto(PAGE)
    page.get_by_label("Salaire net par mois").fill("1200")
    page.get_by_role("button", name="Voir l’effet").click()
    expect(page.get_by_role("heading", name=re.compile("Avec un emploi à 1"))).to_be_visible()
    assert "salaire=1200" in page.url
    page.get_by_role("link", name="un enfant naît").click()
    page.get_by_label("Jour de la naissance").fill("2025-07-01")
    page.get_by_role("button", name="Voir l’effet").click()
    expect(page.get_by_role("alert")).to_contain_text("déjà passée")
    photo(page, "simuler_sans_script")


def test_an_agent_supposes_a_job_and_a_birth(navigateur, lisible):
    page = navigateur()
    page.goto(PAGE)
    page.get_by_label("Salaire net par mois").fill("1200")
    page.get_by_label("Et si, en plus…").select_option(label="un enfant naît")
    page.get_by_role("button", name="Ajouter un changement").click()
    second = page.get_by_role("group", name="Changement 2 : un enfant naît")
    day = second.get_by_label("Jour de la naissance")
    day.fill("2025-11-20")
    day.press("Enter")  # sends the form, and takes no change away
    effect = page.get_by_role("heading", name=re.compile("Avec un emploi à 1"))
    expect(effect).to_contain_text("une naissance le 20 novembre 2025")
    lisible(page, "simuler_deux_changements")
    page.get_by_role("button", name="Retirer le changement 1").click()
    expect(page.get_by_role("group", name="Changement 2")).to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile("Avec une naissance"))).to_be_visible()


def test_a_change_is_added_without_scripts(navigateur):
    page = navigateur(javascript=False)
    page.goto(JOB)
    page.get_by_label("Et si, en plus…").select_option(label="un enfant naît")
    page.get_by_role("button", name="Ajouter un changement").click()
    page.get_by_label("Jour de la naissance").fill("2025-11-20")
    page.get_by_role("button", name="Voir l’effet").click()
    effect = page.get_by_role("heading", name=re.compile("Avec un emploi à 1"))
    expect(effect).to_contain_text("une naissance le 20 novembre 2025")


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("simuler_deux", TWO),
        ("simuler_contradiction", f"{TWO}&3-quoi=naissance&3-le=hier"),
        ("simuler_separation", f"/dossiers/{INDU}/simuler/?quoi=separation&le=2025-09-01"),
        (
            "simuler_rien_ne_change",
            f"/dossiers/{VIDE}/simuler/?quoi=emploi&personne=1&salaire=3900&depuis=202508",
        ),
        (
            "simuler_demenagement",
            f"/dossiers/{SIMPLE}/simuler/?quoi=demenagement&le=2025-09-01&loyer=500&commune=&statut=",
        ),
        ("simuler_champs_faux", f"{PAGE}?quoi=emploi&personne=1&salaire=&depuis=202508"),
        ("simuler_en_mars", f"{PAGE}?au=2025-03-31&quoi=naissance&le=2025-09-01"),
        ("simuler_trop_tot", f"{PAGE}?au=2020-01-01"),
    ],
)
def test_a_simulation_is_accessible_and_fits_a_telephone(name, where, navigateur, lisible):
    page = navigateur()
    page.goto(where)
    assert page.locator("h1").count() == 1
    lisible(page, name)
