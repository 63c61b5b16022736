"""The créances of a dossier are read, and what a person decides of them is written at once."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import INDEMNITE, Etat
from justedroit.core.registre import TRANSFERS, check_transfers
from justedroit.records.interface import EVENTS, BadRow, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps.abandon import abandon
from justedroit.steps.act import event
from justedroit.steps.claims import (
    Choix,
    admit_non_valeur,
    claims,
    decide_indemnite,
    decide_origin,
    transfer,
)
from justedroit.steps.qualify import Qualification, qualify

BORN = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2025, 6, 10, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
ACTE = Acte("agent:4", NOW)


class Fonds:
    """Journals in memory where some households owe something."""

    def __init__(self) -> None:
        self.records = MemoryRecords()

    def owe(self, dossier: int, benefit: str, cents: int, month: int = 202406) -> None:
        row = {
            "dossier": dossier,
            "sequence": 0,
            "debit": f"{benefit}:indu",
            "credit": f"{benefit}:charge",
            "amount_cents": cents,
            "month": month,
            "value_on": BORN.date(),
            "entered_at": BORN,
            "motive": "indu",
            "reference": "revision:202503",
        }
        self.write(dossier, transfers=pa.Table.from_pylist([row], schema=TRANSFERS))

    def tell(self, dossier: int, tag: str, **payload: object) -> None:
        row = event(dossier, tag, Acte("agent:1", BORN), payload)
        self.write(dossier, events=pa.Table.from_pylist([row], schema=EVENTS))

    def write(self, dossier: int, **tables: pa.Table) -> None:
        self.records.append(Journal(**tables), self.records.sequences([dossier]))

    def receive(self, dossier: int) -> None:
        told = {"creances": [1], "total_cents": 1, "enrichie": False}
        self.tell(dossier, "notice.preparee", notice=1, **told)
        self.tell(dossier, "notice.recue", notice=1, le="2025-03-10", preuve="accuse_reception")

    def fraud(self, dossier: int) -> None:
        self.tell(dossier, "indu.qualifie", benefit=None, qualification="fraude", motif="Faux.")

    def last(self, dossier: int, tag: str) -> dict[str, object]:
        rows = self.records.events([dossier]).to_pylist()
        return [json.loads(row["payload"]) for row in rows if row["tag"] == tag][-1]

    def open(self, dossier: int) -> list[int]:
        found = claims(self.records, dossier, TODAY)
        assert not isinstance(found, Refusal)
        return [one.creance.total() for one in found]


@pytest.fixture
def fonds():
    fund = Fonds()
    fund.owe(1, "rsa", 60_000)
    fund.owe(1, "apl", 20_000)
    return fund


@pytest.fixture
def records(fonds):
    return fonds.records


def test_creances_are_read_with_their_state_and_their_prescription(fonds, records):
    fonds.receive(1)
    first, second = claims(records, 1, TODAY)
    assert (first.creance.benefit, second.creance.benefit) == ("rsa", "apl")
    assert (first.lecture.etat, second.lecture.etat) == (Etat.EXIGIBLE, Etat.DETECTEE)
    assert first.withholdable == dt.date(2025, 3, 31)
    assert isinstance(second.withholdable, Refusal)
    assert [line.month for line in first.prescription] == [202406]


def test_a_past_day_shows_what_was_known_then(fonds, records):
    fonds.receive(1)
    assert claims(records, 1, dt.date(2025, 2, 28)) == ()
    found = claims(records, 1, dt.date(2025, 3, 5))
    assert len(found) == 2


def test_a_dossier_unknown_or_owing_nothing(records):
    assert isinstance(claims(records, 99, TODAY), Refusal)
    told = decide_origin(records, Choix(1, 9, "Vu."), "caisse_saisie", ACTE)
    assert told is not None
    assert "1 à 2" in told.mend


def test_the_origin_is_decided_with_its_reasons(fonds, records):
    choice = Choix(1, 2, "Saisie en double.")
    assert decide_origin(records, choice, "caisse_saisie", ACTE) is None
    first, second = claims(records, 1, TODAY)
    assert first.suivi.origine is None
    assert second.suivi.origine is not None
    assert (second.suivi.origine.code, second.suivi.origine.author) == ("caisse_saisie", "agent:4")


@pytest.mark.parametrize(
    ("reasons", "origine", "said"),
    [
        (" ", "caisse_saisie", "vide"),
        ("Vu.", "le_hasard", "inconnue"),
        ("Né sous le 1 84 12 76 451 089 46.", "caisse_saisie", "NIR"),
    ],
)
def test_an_origin_without_reason_or_out_of_the_list_is_refused(records, reasons, origine, said):
    refusal = decide_origin(records, Choix(1, 1, reasons), origine, ACTE)
    assert refusal is not None
    assert said in str(refusal)
    assert records.events().num_rows == 0


def test_the_indemnite_follows_a_fraud_and_is_owed_apart(fonds, records):
    choice = Choix(1, 1, "Fraude établie.")
    assert isinstance(decide_indemnite(records, choice, ACTE), Refusal)
    fonds.fraud(1)
    assert decide_indemnite(records, choice, ACTE) == 6_000
    [first, _] = claims(records, 1, TODAY)
    assert [(x.nature, x.month, x.open) for x in first.creance.lignes][-1] == (
        INDEMNITE,
        202506,
        6_000,
    )
    assert fonds.last(1, "indemnite.decidee")["cents"] == 6_000
    assert not check_transfers(records.transfers([1]))
    assert isinstance(decide_indemnite(records, choice, ACTE), Refusal)


def test_what_is_left_of_the_rsa_goes_to_the_departement_without_the_indemnite(fonds, records):
    fonds.receive(1)
    fonds.fraud(1)
    decide_indemnite(records, Choix(1, 1, "Fraude établie."), ACTE)
    assert transfer(records, Choix(1, 1, "T-2025-12"), ACTE) == 60_000
    assert fonds.open(1) == [6_000, 20_000]
    told = fonds.last(1, "creance.transferee")
    assert told == {"creance": 1, "cents": 60_000, "le": "2025-06-10", "titre": "T-2025-12"}
    [first, _] = claims(records, 1, TODAY)
    assert Etat.TRANSFEREE_DEPARTEMENT in first.lecture.states()
    again = transfer(records, Choix(1, 1, "T-2025-13"), ACTE)
    assert isinstance(again, Refusal)
    assert fonds.open(1) == [6_000, 20_000]


def test_a_housing_benefit_is_never_passed_on(fonds, records):
    assert isinstance(transfer(records, Choix(1, 2, "T-1"), ACTE), Refusal)


def test_an_irrecoverable_debt_is_admitted_whole_with_its_proof(fonds, records):
    choice = Choix(1, 2, "Parti sans laisser d'adresse.")
    assert isinstance(admit_non_valeur(records, choice, "", ACTE), Refusal)
    assert admit_non_valeur(records, choice, "Procès-verbal de carence.", ACTE) == 20_000
    assert fonds.open(1) == [60_000, 0]
    assert fonds.last(1, "creance.admise_non_valeur")["preuve"] == "Procès-verbal de carence."
    assert claims(records, 1, TODAY)[1].lecture.etat is Etat.ADMISE_NON_VALEUR


def test_a_proof_that_names_someone_is_kept_nowhere(records):
    proof = "Compte FR76 3000 6000 0112 3456 7890 189 vide."
    found = admit_non_valeur(records, Choix(1, 2, "Vu."), proof, ACTE)
    assert isinstance(found, Refusal)
    assert records.events().num_rows == 0


def test_small_debts_of_all_the_dossiers_are_given_up_once_and_counted(fonds, records):
    fonds.owe(2, "rsa", 7_699)
    fonds.owe(3, "rsa", 7_700)
    fonds.owe(4, "apl", 1_000, 202406)
    fonds.owe(4, "apl", 500, 202407)
    fonds.write(5, events=pa.Table.from_pylist([event(5, "vide", ACTE, {})], schema=EVENTS))
    done = abandon(records, records.dossiers(), ACTE)
    assert (done.dossiers, done.creances, done.cents) == (2, 2, 9_199)
    assert done.by_benefit == {"apl": (1, 1_500), "rsa": (1, 7_699)}
    assert [fonds.open(d) for d in (1, 2, 3, 4)] == [[60_000, 20_000], [0], [7_700], [0]]
    assert not check_transfers(records.transfers())
    references = records.transfers([4])["reference"].to_pylist()
    assert references[-2:] == ["creance:1:abandon"] * 2
    assert "77" in str(fonds.last(2, "creance.abandonnee")["motif"])
    again = abandon(records, records.dossiers(), ACTE)
    assert (again.creances, again.cents) == (0, 0)


def test_a_small_debt_that_is_contested_is_left_as_it_is(fonds, records):
    fonds.owe(2, "rsa", 5_000)
    fonds.tell(
        2, "creance.suspendue", creances=[1], cause="recours:1", le="2025-04-01", jusqu_au=None
    )
    assert abandon(records, [2], ACTE).creances == 0
    assert fonds.open(2) == [5_000]


def good_faith(records, when="2025-07-02T08:00:00+00:00"):
    told = Qualification(1, None, "bonne_foi", "L'attestation est exacte.", "agent:9")
    assert qualify(records, told, dt.datetime.fromisoformat(when)) is None


def of_fraud_with_indemnite(fonds, records):
    fonds.tell(1, "indu.qualifie", benefit=None, qualification="fraude", motif="Établie.")
    assert decide_indemnite(records, Choix(1, 1, "Fraude établie."), ACTE) == 6_000


def test_an_indemnite_does_not_outlive_the_fraud(fonds, records):
    of_fraud_with_indemnite(fonds, records)
    good_faith(records)
    [moved] = [row for row in records.transfers([1]).to_pylist() if row["motive"] == "annulation"]
    assert (moved["debit"], moved["credit"]) == ("rsa:produit", "rsa:indemnite")
    assert moved["reference"] == "creance:1:requalification"
    told = fonds.last(1, "indemnite.annulee")
    assert (told["cents"], told["rendu_cents"]) == (6_000, 0)
    later = dt.datetime(2025, 7, 3, tzinfo=dt.UTC)
    assert claims(records, 1, later)[0].creance.total() == 60_000
    # Said again, it does nothing more; a fraud found anew bears its own.
    before = records.transfers([1]).num_rows
    good_faith(records, "2025-07-03T08:00:00+00:00")
    assert records.transfers([1]).num_rows == before
    fonds.tell(1, "indu.qualifie", benefit=None, qualification="fraude", motif="Établie.")
    assert decide_indemnite(records, Choix(1, 1, "Fraude établie."), ACTE) == 6_000


def test_nothing_more_is_given_back_of_an_indemnite_than_was_paid(fonds, records):
    of_fraud_with_indemnite(fonds, records)
    [owed] = [row for row in records.transfers([1]).to_pylist() if row["motive"] == "indemnite"]
    wrong = {"debit": "rsa:produit", "credit": "rsa:droit", "motive": "restitution"}
    row = owed | wrong | {"amount_cents": 1, "reference": "creance:1:requalification"}
    with pytest.raises(BadRow):
        fonds.write(1, transfers=pa.Table.from_pylist([row], schema=TRANSFERS))
