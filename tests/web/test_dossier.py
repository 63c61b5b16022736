"""The pages of a dossier, without a browser: what they say, to whom, and what they ask of the base."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.chaine import statements
from tests.foyers import Caisse, Foyer
from tests.web.fonds import CLOCK, INDU, RAPPEL, SIMPLE, VIDE
from tests.web.identites import NAMES
from tests.web.mots import words

from justedroit.core.faits import catalogue
from justedroit.records.cles import demo_key_file
from justedroit.steps import declare
from justedroit.web import wiring
from justedroit.web.agents.dossiers.arbre import Etape, steps_of

TABS = ("", "droits/", "chronologie/", "registre/")
EXPLAINED = f"/dossiers/{INDU}/droits/af/2025-06/"
QUERIES = 9


def get(ouvrir, where, account="gestionnaire", **headers):
    return ouvrir(account).get(where, headers=headers)


# ---------------------------------------------------------------- one screen


def test_one_screen_says_what_they_receive_and_why(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/"))
    assert "Ce que ce foyer reçoit pour juin 2025 524,03 €" in said
    assert "A été payé le 4 juillet 2025." in said
    assert "C’est un couple avec 2 enfants (10 ans et 6 ans)." in said
    assert "Loyer : 540,00 € par mois." in said
    assert "Allocations familiales 151,05 €" in said


def test_one_screen_says_what_changed_and_what_is_owed(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/"))
    assert "1 577,80 € à rendre" in said
    assert "820,58 € à verser en plus" in said
    assert "La personne est un enfant à charge du foyer (personne 3)" in said
    assert "Complément familial, de mars à mai 2025 : − 586,50 €" in said
    assert "Le foyer doit encore 1 577,80 € à la caisse." in said


def test_a_rappel_is_told_as_well(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{RAPPEL}/"))
    assert "1 595,36 € à verser en plus" in said
    assert "Personne ne doit rien" in said


def test_a_household_without_a_right_is_told_so(ouvrir):
    assert "ce foyer ne reçoit rien" in words(get(ouvrir, f"/dossiers/{VIDE}/"))
    assert "Aucun droit n’est passé au registre" in words(get(ouvrir, f"/dossiers/{VIDE}/droits/"))
    assert "Aucun mouvement" in words(get(ouvrir, f"/dossiers/{VIDE}/registre/"))


@pytest.mark.parametrize("tab", TABS)
def test_the_header_bears_the_name_or_says_that_it_is_not_known(ouvrir, tab):
    nom, prenom = NAMES[INDU]
    assert f"{prenom} {nom}" in words(get(ouvrir, f"/dossiers/{INDU}/{tab}"))
    assert "Identité effacée ou non renseignée" in words(get(ouvrir, f"/dossiers/{VIDE}/{tab}"))


def test_without_the_key_of_the_names_the_dossier_is_still_read(ouvrir, site):
    key = demo_key_file(site.address)
    away = key.rename(key.with_suffix(".ailleurs"))
    wiring.identities.cache_clear()
    wiring.keys.cache_clear()
    answer = get(ouvrir, f"/dossiers/{INDU}/")
    away.rename(key)
    wiring.identities.cache_clear()
    wiring.keys.cache_clear()
    assert answer.status_code == 200
    assert "Identité illisible, la clé manque" in words(answer)


@pytest.mark.parametrize("tab", TABS)
def test_the_queries_of_a_page_are_counted(ouvrir, requetes, tab):
    """Session, account, roles, the dossier, its trace, the journals (3), the names."""
    client = ouvrir("gestionnaire")
    client.get(f"/dossiers/{INDU}/{tab}")
    asked = {}
    for dossier in (INDU, SIMPLE):
        with requetes() as seen:
            client.get(f"/dossiers/{dossier}/{tab}")
        asked[dossier] = len(seen)
    assert asked == dict.fromkeys((INDU, SIMPLE), QUERIES)


def test_what_is_owed_asks_for_the_account_once(ouvrir, requetes):
    client = ouvrir("gestionnaire")
    where = f"/dossiers/{RAPPEL}/?au=2025-07-02"
    client.get(where)
    with requetes() as seen:
        answer = client.get(where)
    assert len(seen) == QUERIES + 1
    assert "retenu jusqu’à ce qu’un compte soit donné. Aucun compte n’est connu." in words(answer)


# ---------------------------------------------------------------- rights and their explanation


def test_the_table_of_rights_has_months_in_rows_and_each_cell_opens_its_explanation(ouvrir):
    answer = get(ouvrir, f"/dossiers/{INDU}/droits/")
    page = answer.content.decode()
    assert page.count('<th scope="row">') == 7  # six months and the total
    assert f'href="{EXPLAINED}"' in page
    assert f'hx-get="{EXPLAINED}"' in page
    assert "de trop" in words(answer)


def test_the_explanation_says_value_parameter_article_and_what_is_done_after_the_law(ouvrir):
    said = words(get(ouvrir, EXPLAINED))
    assert "Allocations familiales, juin 2025 : 151,05 €" in said
    assert "C’est ce que donne la loi avec ce qui est connu du foyer." in said
    assert "151,80 €" in said  # before CRDS
    assert "Montant net de CRDS" in said
    assert "Droit dû : 151,05 €." in said
    assert (
        "Base mensuelle de calcul des allocations familiales (BMAF), depuis le 01/04/2025" in said
    )
    assert "Fondement : CSS L521-1" in said


def test_the_explanation_opens_in_place_or_as_a_page(ouvrir):
    page = get(ouvrir, EXPLAINED).content.decode()
    part = get(ouvrir, EXPLAINED, hx_request="true").content.decode()
    assert "<h1" in page
    assert "<h1" not in part
    assert part.strip().startswith("<section")


def test_a_step_of_the_calculation_unfolds_and_one_that_is_not_there_is_told(ouvrir):
    page = get(ouvrir, EXPLAINED).content.decode()
    step = re.search(r'hx-get="([^"]+etape=[^"]+)"', page)
    assert step is not None
    below = get(ouvrir, step[1], hx_request="true").content.decode()
    assert below.strip().startswith('<div class="branche"')
    assert "Revenir au début du calcul" in words(get(ouvrir, step[1]))
    assert "Cette étape n’est pas dans le calcul" in words(
        get(ouvrir, f"{EXPLAINED}?etape=salaire_net.1999-01")
    )
    assert get(ouvrir, f"{EXPLAINED}?etape=<script>").status_code == 200


def test_a_benefit_that_the_platform_computes_says_so(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/droits/ajpp/2025-06/"))
    assert "Juste Droit la calcule lui-même" in said


# ---------------------------------------------------------------- back in time


@pytest.mark.parametrize("tab", TABS)
def test_the_day_gone_back_to_is_told_and_kept_across_the_tabs(ouvrir, tab):
    page = get(ouvrir, f"/dossiers/{INDU}/{tab}?au=2025-03-31")
    assert "Vous voyez ce qui était connu le 31 mars 2025 ." in words(page)
    assert "Revenir à aujourd’hui" in words(page)
    for other in TABS:
        assert f'href="/dossiers/{INDU}/{other}?au=2025-03-31"' in page.content.decode()


def test_going_back_to_march_shows_what_was_known_then(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/?au=31/03/2025"))
    assert "Ce que ce foyer reçoit pour février 2025" in said
    assert "3 enfants" in said
    assert "Loyer : 640,00 € par mois." in said
    assert "à rendre" not in said


def test_the_explanation_goes_back_too(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/droits/cf/2025-03/?au=2025-03-31"))
    assert "Vous voyez ce qui était connu" in said
    # March is not posted yet on that day: the law gives it, the next revision will post it.
    assert "Rien n’est encore passé au registre pour ce mois." in said
    assert "la loi donne 193,30 €" in said
    now = words(get(ouvrir, f"/dossiers/{INDU}/droits/cf/2025-03/"))
    assert "La loi ne donne rien pour ce mois" in now


def test_today_as_a_day_gone_back_to_is_today(ouvrir):
    answer = get(ouvrir, f"/dossiers/{INDU}/?au={CLOCK:%Y-%m-%d}")
    assert "Vous voyez ce qui était connu" not in words(answer)


def test_the_timeline_names_what_was_true_and_not_known_yet(ouvrir):
    answer = get(ouvrir, f"/dossiers/{INDU}/chronologie/?au=2025-03-31")
    said = words(answer)
    assert "2 faits déjà vrais ce jour-là, que la caisse ne connaissait pas encore" in said
    assert "Voir le dossier tel qu’on le connaissait ce jour" in said
    assert f'href="/dossiers/{INDU}/?au=2025-03-31"' in answer.content.decode()


def test_a_long_list_says_how_many_are_left_out(ouvrir):
    fund = Caisse()
    for month in range(1, 4):
        for kind in ("salaire_net", "salaire_imposable", "chomage_net"):
            if kind in catalogue():
                days = f"2025-0{month}-01", f"2025-0{month + 1}-01"
                Foyer(VIDE, fund.rows).says(kind, f"{month}00.00", *days, person=1)
    for day in range(1, 8):
        Foyer(VIDE, fund.rows).says(
            "loyer", f"{day}00.00", f"2025-01-0{day}", f"2025-01-0{day + 1}"
        )
    assert declare(wiring.records(), statements(fund), CLOCK) == []
    said = words(get(ouvrir, f"/dossiers/{VIDE}/chronologie/?au=2025-03-31"))
    count = int(re.search(r"(\d+) faits déjà vrais ce jour-là", said)[1])
    assert count > 8
    assert f"et {count - 8} autres, dans le tableau" in said


def test_the_lanes_and_the_reasons_bear_the_names_that_are_known(ouvrir):
    nom, prenom = NAMES[INDU]
    lanes = words(get(ouvrir, f"/dossiers/{INDU}/chronologie/"))
    assert re.search(rf"Salaire[^,]*, {prenom} {nom}", lanes)
    said = words(get(ouvrir, f"/dossiers/{INDU}/"))
    assert f"par mois ({prenom} {nom}) et salaire 750,00 € par mois (personne 2)." in said


def test_a_household_that_claims_nothing_is_told_so_and_led_to_the_simulation(ouvrir):
    page = get(ouvrir, f"/dossiers/{VIDE}/")
    assert "Aucune demande de prestation n’est en cours." in words(page)
    assert f'href="/dossiers/{VIDE}/simuler/"' in page.content.decode()


def test_a_step_that_is_not_one_is_told(ouvrir):
    said = words(get(ouvrir, f"{EXPLAINED}?etape=nimporte"))
    assert "Cette étape n’est pas dans le calcul" in said


def test_the_drawings_say_the_same_as_the_table_and_bear_no_style(ouvrir):
    page = get(ouvrir, f"/dossiers/{INDU}/chronologie/").content.decode()
    assert page.count('role="img"') == 3
    assert page.count("<desc") == 3
    assert "style=" not in page
    assert "540,00\u00a0€ par mois" in page
    assert len(re.findall(r'<tr id="fait-\d+">', page)) == len(
        wiring.records().facts([INDU])["sequence"]
    )


def test_the_facts_are_folded_by_year_and_day_of_knowledge_the_last_first(ouvrir):
    page = get(ouvrir, f"/dossiers/{INDU}/chronologie/").content.decode()
    years = [int(year) for year in re.findall(r'class="annee-nom">(\d{4})', page)]
    assert years == sorted(set(years), reverse=True)
    days = re.findall(r'<details class="jour-connu( plus-tard)?"( open)?>', page)
    assert days[0] == ("", " open")
    assert all(not opened for _, opened in days[1:])
    # Gone back, the day that opens is the last that was known then.
    page = get(ouvrir, f"/dossiers/{INDU}/chronologie/?au=2025-03-31").content.decode()
    days = re.findall(r'<details class="jour-connu( plus-tard)?"( open)?>', page)
    assert days[0] == (" plus-tard", "")
    assert [later for later, opened in days if opened] == [""]


def test_numbers_of_a_drawing_are_written_for_svg(ouvrir):
    page = get(ouvrir, f"/dossiers/{INDU}/chronologie/").content.decode()
    drawn = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"', page)
    assert drawn
    assert all(re.fullmatch(r"-?\d+", number) for number in drawn)


# ---------------------------------------------------------------- ledger


def test_the_ledger_shows_accounts_movements_and_a_sum_of_zero(ouvrir):
    said = words(get(ouvrir, f"/dossiers/{INDU}/registre/"))
    assert "Somme des soldes 0,00 €" in said
    assert "Le registre est équilibré." in said
    assert "Ce que le foyer doit encore à la caisse (débit)." in said
    moved = wiring.records().transfers([INDU]).num_rows
    assert f"{moved} mouvements, par mois où ils sont entrés, le dernier d’abord" in said


# ---------------------------------------------------------------- who, and bad input


@pytest.mark.parametrize("where", [*TABS, "droits/af/2025-06/"])
def test_who_does_not_read_dossiers_is_told_so_and_leaves_no_trace(ouvrir, where):
    for account in ("direction", "auditeur"):
        assert get(ouvrir, f"/dossiers/{INDU}/{where}", account).status_code == 403


@pytest.mark.parametrize("account", ["conseiller", "controleur", "recouvrement", "comptable"])
def test_those_who_work_on_dossiers_open_them(ouvrir, account):
    assert get(ouvrir, f"/dossiers/{SIMPLE}/", account).status_code == 200


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("numero", ["9999", "0", "99999999999999999999999"])
def test_a_dossier_that_does_not_exist_is_said_in_french(ouvrir, tab, numero):
    answer = get(ouvrir, f"/dossiers/{numero}/{tab}")
    assert answer.status_code == 404
    assert "n’existe pas" in words(answer) or "n’existe pas" in words(answer)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    ("au", "said"),
    [
        ("hier", "« hier » n’est pas un jour."),
        ("2025-02-30", "« 2025-02-30 » n’est pas un jour."),
        ("2024-03-31", "rien n’était encore connu du dossier 1 : il s’ouvre le 1er novembre 2024"),
        ("0001-01-01", "rien n’était encore connu du dossier 1"),
        ("2035-01-01", "n’est pas encore arrivé"),
        ("9999-12-31", "n’est pas encore arrivé"),
        ("%00%EF%BF%BD", "n’est pas un jour"),
    ],
)
def test_a_day_that_cannot_be_is_refused_under_the_header(ouvrir, tab, au, said):
    answer = get(ouvrir, f"/dossiers/{INDU}/{tab}?au={au}")
    assert answer.status_code == 400
    assert said in words(answer)
    assert 'aria-label="Pages du dossier"' in answer.content.decode()


def test_a_day_before_any_knowledge_offers_the_first_day(ouvrir):
    page = get(ouvrir, f"/dossiers/{INDU}/registre/?au=2020-01-01").content.decode()
    assert f'href="/dossiers/{INDU}/registre/?au=2024-11-01"' in page


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("xyz/2025-06/", "La prestation « xyz » n’existe pas."),
        ("rsa/2025-13/", "« 2025-13 » n’est pas un mois."),
        ("rsa/٢٠٢٥-04/", "« ٢٠٢٥-04 » n’est pas un mois."),
        ("rsa/juin/", "« juin » n’est pas un mois."),
        ("rsa/1998-01/", "est trop ancien"),
        ("rsa/2025-12/", "n’a pas commencé"),
        ("rsa/2025-04/?au=2025-03-31", "n’a pas commencé le 31 mars 2025"),
    ],
)
def test_a_right_that_cannot_be_is_refused_in_french(ouvrir, end, said):
    answer = get(ouvrir, f"/dossiers/{SIMPLE}/droits/{end}")
    assert answer.status_code == 400
    assert said in words(answer)


def test_nothing_is_posted_to_these_pages(ouvrir):
    for where in TABS:
        assert ouvrir("gestionnaire").post(f"/dossiers/{INDU}/{where}").status_code == 405


def test_a_fact_just_told_is_said_to_wait(ouvrir):
    fund = Caisse()
    Foyer(SIMPLE, fund.rows).says("loyer", "390.00", "2025-07-01")
    assert declare(wiring.records(), statements(fund), CLOCK) == []
    assert "1 fait en attente" in words(get(ouvrir, f"/dossiers/{SIMPLE}/"))


# ---------------------------------------------------------------- the tree


def test_a_step_is_read_from_an_address_or_is_none():
    assert Etape.read("af.2025-06") == Etape("af", "2025-06")
    assert Etape.read("af.2025-06").query == "etape=af.2025-06"
    for wrong in ("", "af", "af.", "AF.2025-06", "af.2025-6", "a" * 99 + ".2025"):
        assert Etape.read(wrong) is None


def test_a_line_writes_amounts_rates_truths_and_days_in_french(noeud):
    written = {
        steps_of(noeud("a", value, unit=unit), ())
        .value.replace("\u202f", " ")
        .replace("\u00a0", " ")
        for value, unit in [
            (1234.5, "currency"),
            (-0.79, "currency"),
            (0.005, "/1"),
            (True, ""),
            (3, ""),
            ("2025-06-01", ""),
            (None, ""),
            ((12.0, 0.0), "currency"),
            ((12.0, 24.0), "currency"),
            ((True, False), ""),
            ((1, 1), ""),
            ((1, 2), ""),
        ]
    }
    assert written == {
        "1 234,50 €", "−0,79 €", "0,5 %", "oui", "3", "01/06/2025", "pas un nombre",
        "12,00 €", "36,00 € (12,00 € + 24,00 €)", "1 pour chacun", "1 ; 2", "oui pour 1 sur 2",
    }  # fmt: skip


def test_a_line_says_whose_a_value_is_where_they_differ(noeud):
    def shown(value, unit="", **who):
        node = replace(noeud("a", value, unit=unit), entity="individu", **who)
        return steps_of(node, ("Ana", "Bob", "Cléo")).value.replace("\u00a0", " ")

    three = {"instances": ("0", "1", "2")}
    assert shown((False, True, False), **three) == "Bob : oui"
    assert shown((True, True, False), **three) == "Ana, Bob : oui"
    assert shown((True, True, True), **three) == "oui pour chacun"
    assert shown((0.0, 12.0, 0.0), "currency", **three) == "12,00 € (Bob)"
    assert shown((1.0, 12.0, 0.0), "currency", **three) == "13,00 € (Ana : 1,00 € + Bob : 12,00 €)"
    assert shown((59, 0, 7), **three) == "Ana : 59 ; Cléo : 7"
    # Members whom a folded line leaves out are left out here too.
    assert shown((0.8, 0.5), "/1", instances=("0", "2")) == "Ana : 80 % ; Cléo : 50 %"


@pytest.fixture
def noeud():
    """Return what makes a node of an explanation."""
    from justedroit.core.droits.openfisca import Noeud

    def made(variable, value, *children, nature="calcul", unit="currency"):
        return Noeud(
            variable, variable, "famille", "2025-06", value, unit, nature, children=children
        )

    return made
