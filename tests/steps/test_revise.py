"""A revision brings the ledger to what is due now, moves nothing twice, and forgets nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.chaine import Chaine, instant, statements
from tests.foyers import Caisse, Foyer

from justedroit.records.interface import StaleSequence
from justedroit.steps import declare, revise

JANUARY = (202501, 202501)


def family() -> Caisse:
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    fund.foyer().seul().demande("rsa", since="2024-01-10")
    return fund


@pytest.fixture(scope="module")
def january(law) -> Chaine:
    """Return a fund whose first revision was that of January 2025."""
    chaine = Chaine(law)
    chaine.hear(family())
    revised = chaine.revise(*JANUARY)
    assert revised.corrections["delta_cents"].to_pylist() == [14_852, 63_571]
    return chaine


@pytest.fixture
def revised(january) -> Chaine:
    """Return a copy of it."""
    return january.copy()


def test_the_first_revision_posts_what_is_due(revised):
    assert revised.posted() == {(1, "af", 202501): 14_852, (2, "rsa", 202501): 63_571}
    assert {t["motive"] for t in revised.records.transfers().to_pylist()} == {"droit"}
    assert revised.sum() == 0


def test_revising_twice_moves_nothing_and_writes_nothing(revised):
    before = revised.sizes()
    assert revised.revise(*JANUARY).corrections.num_rows == 0
    assert revised.revise(*JANUARY, on="2025-02-15").corrections.num_rows == 0
    assert revised.sizes() == before


def test_a_month_before_the_one_being_closed_is_a_rappel(chaine):
    chaine.hear(family())
    chaine.revise(202501, 202502)
    motives = {
        (t["dossier"], t["month"]): t["motive"] for t in chaine.records.transfers().to_pylist()
    }
    assert motives == {
        (1, 202501): "rappel",
        (2, 202501): "rappel",
        (1, 202502): "droit",
        (2, 202502): "droit",
    }


def test_the_event_names_the_revision_and_the_law_once_for_each_dossier(revised):
    references = set(revised.records.transfers()["reference"].to_pylist())
    events = revised.records.events().to_pylist()
    assert [e["dossier"] for e in events] == [1, 2]
    for event in events:
        payload = json.loads(event["payload"])
        assert {payload["reference"]} == references
        assert "openfisca-france" in payload["loi"]


def test_a_fact_that_changes_nothing_is_seen_all_the_same(revised):
    quiet = Caisse()
    quiet.foyer().says("livret_a", "10.00", "2025-01-05", person=1)
    revised.hear(quiet, "2025-02-03")
    assert revised.revise(*JANUARY, on="2025-02-10").corrections.num_rows == 0
    assert [e["dossier"] for e in revised.records.events().to_pylist()] == [1, 1, 2]


def test_only_the_benefits_asked_are_posted(chaine):
    chaine.hear(family())
    records, law = chaine.records, chaine.law
    revise(records, None, instant("2025-02-01"), law, JANUARY, frozenset({"rsa"}))
    assert set(chaine.posted()) == {(2, "rsa", 202501)}
    chaine.revise(*JANUARY)
    assert set(chaine.posted()) == {(1, "af", 202501), (2, "rsa", 202501)}
    tags = [(e["dossier"], e["tag"]) for e in records.events().to_pylist()]
    # What was told is heard by the whole revision, even where the other changed all there was.
    assert tags == [
        (1, "droits.revises"),
        (2, "droits.revises_en_partie"),
        (2, "droits.revises"),
    ]


def test_only_the_dossiers_asked_are_revised(chaine):
    chaine.hear(family())
    revise(chaine.records, [2], instant("2025-02-01"), chaine.law, JANUARY)
    assert set(chaine.posted()) == {(2, "rsa", 202501)}


def test_what_is_known_later_is_not_used(chaine):
    chaine.hear(family(), "2025-02-10")
    assert chaine.revise(*JANUARY, on="2025-02-01").rights.num_rows == 0


def test_months_out_of_the_window_are_left_alone(revised):
    before = revised.posted()
    revised.revise(202502, 202502)
    assert {key: revised.posted()[key] for key in before} == before


def child_gone(chaine: Chaine, on: str) -> None:
    """Learn from a controller that the second child of dossier 1 had left on 2 January."""
    gone = Caisse()
    gone.foyer().says("enfant", "false", "2025-01-02", person=4, source="controle_sur_place")
    chaine.hear(gone, on)
    chaine.revise(*JANUARY, on=on)


def test_a_right_that_falls_before_it_is_paid_is_only_lowered(revised):
    child_gone(revised, "2025-02-03")
    assert revised.position(1, "af", 202501) == {}
    assert (1, "af", 202501) not in revised.posted()


def test_a_right_that_falls_once_paid_is_an_indu_and_comes_back_from_it(revised):
    revised.pay(202501)
    child_gone(revised, "2025-02-10")
    assert revised.position(1, "af", 202501) == {"indu": 14_852, "paye": -14_852}
    facts = revised.records.facts([1]).to_pylist()
    control = next(f["sequence"] for f in facts if f["source"] == "controle_sur_place")
    back = Caisse()
    back.foyer().says("enfant", None, "2025-01-02", person=4, source="controle_sur_place")
    withdrawal = replace(statements(back)[0], replaces=control)
    assert declare(revised.records, [withdrawal], instant("2025-02-20")) == []
    revised.revise(*JANUARY, on="2025-02-21")
    assert revised.position(1, "af", 202501) == {"charge": 14_852, "paye": -14_852}
    assert revised.pay(202501).num_rows == 0
    assert revised.sum() == 0


def pieces() -> list[Caisse]:
    """Return facts of the same household that reach the fund in three letters."""
    base, wages, child = Caisse(), Caisse(), Caisse()
    base.foyer().seul().conjoint().enfants("2015-05-05").locataire(350)
    wages.foyer().salaire(500, since="2024-06-01").demande("rsa", "ppa", "aide_logement")
    child.foyer().enfant(4, "2025-01-12")
    return [base, wages, child]


def heard(law, letters: list[Caisse], paid_after: int | None = None) -> Chaine:
    """Return a fund that revised January and February 2025 after each letter."""
    chaine = Chaine(law)
    for number, letter in enumerate(letters):
        chaine.hear(letter, f"2025-02-{10 + number}")
        chaine.revise(202501, 202501, on=f"2025-03-{1 + number:02d}")
        if number == paid_after:
            chaine.pay(202501)
    assert chaine.sum() == 0
    return chaine


def test_whatever_the_order_and_the_number_of_letters_the_ledger_ends_the_same(law):
    # The first letter opens the dossier: a person must be known before what is said of them.
    first, second, third = pieces()
    expected = heard(law, [first, second, third], paid_after=1).posted()
    assert {benefit for _, benefit, _ in expected} == {"rsa", "ppa", "alf"}
    assert heard(law, [first, third, second], paid_after=1).posted() == expected
    together = Caisse([row for letter in pieces() for row in letter.rows])
    assert heard(law, [together]).posted() == expected


def test_a_revision_that_someone_overtakes_writes_nothing(chaine):
    chaine.hear(family())
    late = Caisse()
    late.foyer().says("livret_a", "10.00", "2025-01-05", person=1)
    read = chaine.records.transfers

    def overtaken(dossiers=None):
        chaine.records.transfers = read
        chaine.hear(late, "2025-01-31")
        return read(dossiers)

    chaine.records.transfers = overtaken
    with pytest.raises(StaleSequence, match="Dossier 1"):
        chaine.revise(*JANUARY)
    _, events, transfers = chaine.sizes()
    assert (events, transfers) == (0, 0)


def beneficiary(spouse_wage: float) -> Caisse:
    """Return a household with an AAH open in September 2023, whose spouse earns."""
    fund = Caisse()
    house = fund.foyer().seul().conjoint().demande("aah", since="2022-01-10")
    house.says("taux_incapacite", "0.85", "2020-01-01", person=1).salaire(spouse_wage, person=2)
    house.says("aah_droit_ouvert_septembre_2023", "true", "2023-09-01", person=1)
    return fund


def switches(chaine):
    return [
        (f["person"], f["value"], f["source"])
        for f in chaine.records.facts().to_pylist()
        if f["kind"] == "aah_bascule_deconjugalisation"
    ]


def test_the_switch_of_the_aah_is_written_once_as_a_fact(chaine):
    chaine.hear(beneficiary(3200), "2023-11-01")
    chaine.revise(202401, 202401)
    assert len(switches(chaine)) == 1
    assert switches(chaine)[0][0] == 1
    assert switches(chaine)[0][2] == "systeme"
    assert chaine.revise(202401, 202401).corrections.num_rows == 0
    chaine.revise(202401, 202402)
    assert len(switches(chaine)) == 1
    assert chaine.posted()[1, "aah", 202402] == 97_137


def test_a_switch_written_is_not_undone_when_the_conjugal_calculation_would_serve_again(chaine):
    fund = beneficiary(0)  # who works too: evaluated by quarter
    Foyer(1, fund.rows).salaire(1300).salaire(3200, "2024-03-01", "2024-09-01", person=2)
    fund.rows = [r for r in fund.rows if r["kind"] != "salaire_net" or r["value"] != "0.00"]
    fund.rows = [r for r in fund.rows if r["kind"] != "salaire_imposable" or r["value"] != "0.00"]
    chaine.hear(fund)
    chaine.revise(202401, 202501)
    assert switches(chaine) == [(1, "2024-05-01", "systeme")]
    assert chaine.posted()[1, "aah", 202501] == 45_227
    assert chaine.revise(202401, 202501).corrections.num_rows == 0  # twice moves nothing
