"""An order is prepared by one person, released by another, and becomes one file, once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

import pyarrow as pa
import pytest
from tests.guichet import ANNE, BRUNO, JULY, JUNE, Fonds, iban

from justedroit.core.base import Refusal, Refused
from justedroit.core.faits import Statement
from justedroit.core.identites import Compte, Identite
from justedroit.core.paiements import (
    CAISSE_DEMO,
    Ordre,
    check_pain001,
    read_pain001,
    rows_of_payment,
)
from justedroit.records.fichiers import MemoryFiles
from justedroit.records.interface import EVENTS, Journal, StaleSequence
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.declare import declare
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import due, prepare, release
from justedroit.steps.write import cancel, take, write


class LosingFiles(MemoryFiles):
    """Files whose disk fails."""

    def lose(self):
        self._covered.clear()


@pytest.fixture
def fonds():
    return Fonds(Guichet(MemoryRecords(), MemoryIdentities(), LosingFiles(), CAISSE_DEMO))


@pytest.fixture
def landlord():
    """Return what says that the housing aid of a dossier goes to its landlord."""

    def tell(fonds, dossier):
        said = Statement(
            dossier, 0, "tiers_payant_bailleur", "true", dt.date(2025, 1, 1), None, "bailleur", ANNE
        )
        assert declare(fonds.guichet.records, [said], fonds.tick()) == []

    return tell


def refusal(found, *words):
    assert isinstance(found, Refusal), found
    for word in words:
        assert word in str(found), f"{word} / {found}"
    return found


def test_what_is_owed_is_prepared_by_one_released_by_another_and_written(fonds):
    fonds.households(60_000, 25_050)
    order = fonds.prepared()
    assert (order.number, order.month, order.state) == (1, JUNE, "prepare")
    assert (order.told["lignes"], order.told["virements"], order.told["centimes"]) == (2, 2, 85_050)
    assert fonds.paid() == {}  # nothing is paid before the release
    order = release(fonds.guichet, 1, BRUNO, fonds.tick())
    assert order.state == "libere"
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000, (2, "rsa", JUNE): 25_050}
    order = write(fonds.guichet, 1, ANNE, fonds.tick())
    content = fonds.guichet.files.read("CAF999-ORDRE-1.xml")
    assert order.release["sha256"] == hashlib.sha256(content).hexdigest()
    assert check_pain001(content) == ""
    read = read_pain001(content)
    assert read.virements["amount_cents"].to_pylist() == [60_000, 25_050]
    assert read.virements["iban"].to_pylist() == [iban(1), iban(2)]
    assert read.days == ["2025-07-04"]


def test_who_prepares_does_not_release_whatever_the_case_of_the_name(fonds):
    fonds.households(100)
    fonds.prepared()
    for same in (ANNE, f" {ANNE.upper()} ", f"\uff41{ANNE[1:]}", f"{ANNE[:2]} {ANNE[2:]}"):
        refusal(release(fonds.guichet, 1, same, fonds.tick()), "ne le libère pas")
    assert fonds.paid() == {}


def test_nobody_prepares_or_releases_without_a_name(fonds):
    fonds.households(100)
    refusal(prepare(fonds.guichet, JUNE, "mensuel", "  ", fonds.tick()), "n'est pas dit")
    fonds.prepared()
    refusal(release(fonds.guichet, 1, "", fonds.tick()), "n'est pas dit")


def test_a_household_receives_one_payment_for_all_its_benefits_and_months(fonds):
    fonds.owe(1, 10_000, "af", 202505)
    fonds.owe(1, 20_000, "rsa")
    fonds.account(1)
    order, content = fonds.written()
    (row,) = read_pain001(content).virements.to_pylist()
    assert (order.told["lignes"], row["amount_cents"]) == (2, 30_000)
    back = rows_of_payment(fonds.guichet.records.transfers([1]), row["end_to_end"]).to_pylist()
    assert [(r["benefit"], r["month"], r["amount_cents"]) for r in back] == [
        ("af", 202505, 10_000),
        ("rsa", JUNE, 20_000),
    ]


def test_an_identifier_that_names_no_payment_leads_nowhere(fonds):
    fonds.households(100)
    fonds.written()
    transfers = fonds.guichet.records.transfers()
    assert rows_of_payment(transfers, "O1-D1-A-00").num_rows == 0
    assert rows_of_payment(transfers, "une autre référence").num_rows == 0


def test_a_landlord_is_paid_apart_on_its_day_with_the_dossier_of_its_tenant(fonds, landlord):
    fonds.owe(1, 20_000, "apl")
    fonds.owe(1, 60_000, "rsa")
    fonds.account(1, landlord=77)
    landlord(fonds, 1)
    _, content = fonds.written()
    read = read_pain001(content)
    assert read.virements["amount_cents"].to_pylist() == [60_000, 20_000]
    assert read.virements["iban"].to_pylist() == [iban(1), iban(77)]
    assert read.days == ["2025-07-04", "2025-07-25"]
    assert b"PRESTATIONS 2025-06 DOSSIER 1<" in content


# --- what cannot be paid ---------------------------------------------------------------------


def test_without_account_a_right_is_held_apart_told_and_still_owed(fonds):
    fonds.households(100)
    fonds.owe(2, 900)
    order = fonds.prepared()
    assert order.told["retenus"] == {"sans_compte": [1, 900]}
    assert due(fonds.guichet, JUNE, "mensuel", fonds.now).held.to_pylist() == [
        {
            "dossier": 2,
            "benefit": "rsa",
            "month": JUNE,
            "payee": "allocataire",
            "amount_cents": 900,
            "why": "sans_compte",
            "code": "",
        }
    ]
    release(fonds.guichet, 1, BRUNO, fonds.tick())
    write(fonds.guichet, 1, BRUNO, fonds.tick())
    fonds.account(2)
    order, content = fonds.written()
    assert order.number == 2
    assert read_pain001(content).virements["amount_cents"].to_pylist() == [900]


def test_a_name_without_any_letter_of_the_banks_is_held_apart(fonds):
    fonds.households(100, 200)
    fonds.account(2, holder="漢字")
    assert fonds.prepared().told["retenus"] == {"nom_illisible": [1, 200]}


def test_an_order_where_nothing_is_owed_is_not_prepared(fonds):
    refusal(prepare(fonds.guichet, JUNE, "mensuel", ANNE, fonds.now), "Rien n'est à payer")
    fonds.owe(1, 100)
    refusal(prepare(fonds.guichet, JUNE, "mensuel", ANNE, fonds.now), "1 lignes sont retenues")


def test_a_month_that_has_not_begun_is_refused(fonds):
    with pytest.raises(Refused, match="n'a pas commencé"):
        prepare(fonds.guichet, 202509, "mensuel", ANNE, fonds.now)


def test_a_fund_whose_own_account_is_wrong_pays_nothing(fonds):
    fonds.households(100)
    wrong = dataclasses.replace(fonds.guichet.caisse, iban="FR7699999000010000000000116")
    guichet = dataclasses.replace(fonds.guichet, caisse=wrong)
    refusal(prepare(guichet, JUNE, "mensuel", ANNE, fonds.now), "IBAN", "clés est fausse")


# --- what moves between preparation and release ----------------------------------------------


def test_a_right_that_moves_after_the_preparation_stops_the_release_and_says_what_differs(fonds):
    fonds.households(60_000, 100)
    fonds.prepared()
    fonds.owe(2, 50)
    refusal(
        release(fonds.guichet, 1, BRUNO, fonds.tick()),
        "revenu de solidarité active, à l'allocataire : 2 lignes et 601,00",
        "2 lignes et 601,50",
        "Dossiers qui ont bougé (1) : 2",
        "Préparez de nouveau",
    )
    assert fonds.paid() == {}
    order = fonds.prepared()
    assert (order.number, fonds.state(1)) == (2, "annule")
    assert isinstance(release(fonds.guichet, 2, BRUNO, fonds.tick()), Ordre)


def test_totals_that_stay_the_same_do_not_hide_rows_that_moved(fonds):
    fonds.households(100, 200)
    fonds.prepared()
    fonds.post(1, ("rsa:droit", "rsa:charge", 50, "droit_reduit", JUNE))
    fonds.owe(2, 50)
    found = release(fonds.guichet, 1, BRUNO, fonds.tick())
    refusal(found, "les totaux sont les mêmes", "(2) : 1, 2")


def test_an_account_changed_after_the_preparation_stops_the_release(fonds):
    fonds.households(100)
    fonds.prepared()
    fonds.account(1, number=99)
    refusal(release(fonds.guichet, 1, BRUNO, fonds.tick()), "le compte d'un bénéficiaire")
    assert fonds.paid() == {}


def test_a_dossier_that_moves_without_changing_what_is_owed_stops_nothing(fonds):
    fonds.households(100)
    fonds.prepared()
    records = fonds.guichet.records
    row = {"dossier": 1, "sequence": 0, "tag": "note", "at": fonds.now}
    events = pa.Table.from_pylist([row | {"author": ANNE, "payload": "{}"}], schema=EVENTS)
    records.append(Journal(events=events), records.sequences([1]))
    assert isinstance(release(fonds.guichet, 1, BRUNO, fonds.tick()), Ordre)


def test_of_two_releases_at_once_one_passes_and_the_other_is_told(fonds):
    fonds.households(100)
    fonds.prepared()

    class Together:
        """Records to which another releases, just before what is appended."""

        def __init__(self, records):
            self.records, self.first = records, True

        def __getattr__(self, name):
            return getattr(self.records, name)

        def append(self, journal, seen):
            if self.first:
                self.first = False
                other = release(fonds.guichet, 1, "agent-c", fonds.tick())
                assert isinstance(other, Ordre)
            self.records.append(journal, seen)

    guichet = dataclasses.replace(fonds.guichet, records=Together(fonds.guichet.records))
    refusal(release(guichet, 1, BRUNO, fonds.tick()), "déjà été libéré", "agent-c")
    assert fonds.paid() == {(1, "rsa", JUNE): 100}


def test_a_dossier_written_to_at_each_try_is_told_as_stale(fonds):
    fonds.households(100)
    fonds.prepared()

    class Busy:
        def __init__(self, records):
            self.records = records

        def __getattr__(self, name):
            return getattr(self.records, name)

        def append(self, journal, seen):
            raise StaleSequence([1])

    guichet = dataclasses.replace(fonds.guichet, records=Busy(fonds.guichet.records))
    with pytest.raises(StaleSequence):
        release(guichet, 1, BRUNO, fonds.tick())
    assert fonds.paid() == {}


# --- once ------------------------------------------------------------------------------------


def test_a_released_order_is_not_released_again(fonds):
    fonds.households(100)
    fonds.released()
    refusal(release(fonds.guichet, 1, "agent-c", fonds.tick()), "déjà été libéré", BRUNO)
    assert fonds.paid() == {(1, "rsa", JUNE): 100}


def test_released_and_not_written_the_same_person_finishes_and_another_is_told_how(fonds):
    fonds.households(100)
    order = fonds.released()
    told = release(fonds.guichet, 1, "agent-c", fonds.tick())
    refusal(told, "déjà été libéré", "reste à écrire", "justedroit ordre fichier 1")
    assert "rien à refaire" not in str(told)
    assert release(fonds.guichet, 1, BRUNO, fonds.tick()) == order
    assert isinstance(write(fonds.guichet, 1, BRUNO, fonds.tick()), Ordre)
    assert fonds.paid() == {(1, "rsa", JUNE): 100}
    refusal(release(fonds.guichet, 1, BRUNO, fonds.tick()), "déjà été libéré", "rien à refaire")


def test_a_file_is_written_once_and_the_refusal_says_when_by_whom_and_its_hash(fonds):
    fonds.households(100)
    order, _ = fonds.written()
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), BRUNO, order.release["sha256"], "juillet")


def test_a_file_is_taken_once(fonds):
    fonds.households(100)
    _, content = fonds.written()
    assert take(fonds.guichet, 1, ANNE, fonds.tick()) == content
    refusal(take(fonds.guichet, 1, BRUNO, fonds.tick()), "a été pris", ANNE)


def test_an_order_that_does_not_exist_or_is_not_ready_is_refused(fonds):
    fonds.households(100)
    for act in (release, write, take, cancel):
        refusal(act(fonds.guichet, 9, BRUNO, fonds.tick()), "ordre 9")
    fonds.prepared()
    refusal(write(fonds.guichet, 1, BRUNO, fonds.tick()), "pas libéré")
    refusal(take(fonds.guichet, 1, BRUNO, fonds.tick()), "pas écrit")


def test_no_order_is_prepared_while_a_file_is_to_be_written(fonds):
    fonds.households(100)
    fonds.released()
    fonds.owe(1, 50, month=JULY)
    refusal(prepare(fonds.guichet, JULY, "mensuel", ANNE, fonds.tick()), "fichier n'est pas écrit")


def test_the_same_order_gives_the_same_bytes_whatever_the_order_of_the_identities():
    files = []
    for dossiers in ((1, 2, 3), (3, 1, 2)):
        fonds = Fonds()
        for dossier in dossiers:
            fonds.owe(dossier, 100 * dossier)
            fonds.account(dossier)
        files.append(fonds.written()[1])
    assert files[0] == files[1]


# --- what is cut -----------------------------------------------------------------------------


def test_cut_between_the_ledger_and_the_file_the_same_bytes_are_written(fonds):
    fonds.households(100, 200)
    order = fonds.released()
    kept = fonds.guichet.files.kept(order.release["fichier"], order.release["sha256"])
    fonds.account(1, number=99)  # a change after the release changes nothing
    write(fonds.guichet, 1, ANNE, fonds.tick())
    assert fonds.guichet.files.read(order.release["fichier"]) == kept


def test_cut_between_the_file_and_its_event_nothing_is_written_twice(fonds):
    fonds.households(100)
    order = fonds.released()
    fonds.guichet.files.publish(order.release["fichier"], order.release["sha256"])
    assert write(fonds.guichet, 1, ANNE, fonds.tick()).state == "ecrit"


def test_a_kept_file_that_was_lost_is_made_again_with_the_same_bytes(fonds):
    fonds.households(100, 200)
    order = fonds.released()
    name = order.release["fichier"]
    kept = fonds.guichet.files.kept(name, order.release["sha256"])
    fonds.guichet.files.lose()
    write(fonds.guichet, 1, ANNE, fonds.tick())
    assert fonds.guichet.files.read(name) == kept


def test_a_file_lost_that_cannot_be_the_same_is_refused_with_why_and_the_order_can_be_cancelled(
    fonds,
):
    fonds.households(100, 200)
    fonds.released()
    fonds.guichet.files.lose()
    fonds.account(1, number=99)
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), "1 comptes ont changé", "Annulez l'ordre")
    fonds.account(1, holder="Autre nom")
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), "un nom")
    fonds.guichet.identities.erase([2])
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), "1 comptes ont changé ou sont effacés")
    assert cancel(fonds.guichet, 1, ANNE, fonds.tick()).state == "annule"
    assert fonds.paid() == {}
    fonds.account(2)
    order, content = fonds.written()
    assert (order.number, read_pain001(content).counted[0]) == (2, (2, 300))


def test_a_file_that_may_have_left_is_neither_made_again_nor_cancelled(fonds):
    fonds.households(100)
    fonds.released()
    files, publish_ = fonds.guichet.files, fonds.guichet.files.publish

    def cut(name, seal):
        publish_(name, seal)
        raise InterruptedError

    files.publish = cut  # cut between the file and its event
    with pytest.raises(InterruptedError):
        write(fonds.guichet, 1, ANNE, fonds.tick())
    files.publish = publish_
    files._published.clear()  # and taken by what carries files to the bank
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), "a pu partir", "faites-le remettre")
    refusal(cancel(fonds.guichet, 1, ANNE, fonds.tick()), "la banque peut l'avoir")
    assert sum(fonds.paid().values()) == 100


def test_a_published_file_that_was_changed_is_refused(fonds):
    fonds.households(100)
    name = fonds.released().release["fichier"]
    fonds.guichet.files.keep(name, b"<autre/>")
    fonds.guichet.files.publish(name, hashlib.sha256(b"<autre/>").hexdigest())
    refusal(write(fonds.guichet, 1, ANNE, fonds.tick()), "il a été changé")


def test_a_written_order_is_not_cancelled(fonds):
    fonds.households(100)
    fonds.written()
    refusal(cancel(fonds.guichet, 1, ANNE, fonds.tick()), "la banque peut l'avoir")


def test_a_prepared_order_that_is_cancelled_is_not_released_nor_cancelled_again(fonds):
    fonds.households(100)
    fonds.prepared()
    assert cancel(fonds.guichet, 1, ANNE, fonds.tick()).state == "annule"
    refusal(cancel(fonds.guichet, 1, ANNE, fonds.tick()), "déjà annulé")
    refusal(release(fonds.guichet, 1, BRUNO, fonds.tick()), "déjà été annulé")


# --- what is never written -------------------------------------------------------------------


def test_the_journals_hold_no_name_and_no_account(fonds):
    fonds.households(100)
    fonds.account(1, holder="Titulaire secret")
    fonds.written()
    records = fonds.guichet.records
    told = str(records.events([0]).to_pylist()) + str(records.transfers([1]).to_pylist())
    assert iban(1) not in told
    assert iban(1)[-8:] not in told
    assert "secret" not in told


def test_a_payment_is_asked_for_a_day_when_banks_work_not_before_the_release(fonds):
    fonds.households(100)
    fonds.now = dt.datetime(2025, 12, 24, 8, tzinfo=dt.UTC)  # the day of June has long passed
    _, content = fonds.written()
    assert read_pain001(content).days == ["2025-12-24"]
    fonds.owe(1, 100, month=202511)
    fonds.now = dt.datetime(2025, 12, 25, 8, tzinfo=dt.UTC)
    _, content = fonds.written(202511)
    assert read_pain001(content).days == ["2025-12-29"]  # the 26th, TARGET is closed


def test_the_same_account_given_again_is_the_same_account(fonds):
    fonds.households(100)
    fonds.prepared()
    compte = Compte("Essai", iban(1))
    fonds.guichet.identities.put([Identite(1, 1, "Essai", "Autre", compte=compte)])
    assert isinstance(release(fonds.guichet, 1, BRUNO, fonds.tick()), Ordre)
