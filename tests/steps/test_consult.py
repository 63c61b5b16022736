"""What one screen says of a dossier, today and on a day gone back to."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from tests.chaine import instant, statements
from tests.foyers import Caisse, Foyer
from tests.guichet import Fonds
from tests.web import fonds
from tests.web.fonds import CLOCK, INDU, RAPPEL, SIMPLE, VIDE

from justedroit.core.paiements import read_pain001
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare
from justedroit.steps.bank import receive
from justedroit.steps.consult import (
    TooEarly,
    TooLate,
    UnknownDossier,
    consult,
    consult_ledger,
    consult_rights,
    end_of,
)
from justedroit.steps.consultation.droits import rights_of_month
from justedroit.steps.consultation.paiements import next_payment

MARCH = end_of(dt.date(2025, 3, 31))


class Counted(MemoryRecords):
    """Journals that count how many times they are read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def facts(self, dossiers=None):
        self.read.append("facts")
        return super().facts(dossiers)

    def events(self, dossiers=None):
        self.read.append("events")
        return super().events(dossiers)

    def transfers(self, dossiers=None):
        self.read.append("transfers")
        return super().transfers(dossiers)


@pytest.fixture(scope="module")
def kept():
    """Return the journals of the small fund."""
    records = Counted()
    fonds.append_kept(records)
    return records


def seen(kept, dossier, at=CLOCK):
    return consult(kept, dossier, at, CLOCK)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def heard(told, on="2025-01-15"):
    records = MemoryRecords()
    assert declare(records, statements(told), instant(on)) == []
    return records


def test_the_rights_shown_are_those_the_ledger_holds_of_the_last_month(kept):
    found = seen(kept, INDU)
    assert found.month == 202506
    assert found.is_current
    assert {r.benefit: r.posted_cents for r in found.rights.rights} == {
        "ppa": 36_298,
        "af": 15_105,
        "alf": 1_000,
    }
    assert found.rights.total_cents == found.rights.paid_cents == 52_403
    assert [plain(told) for told in found.paid] == ["A été payé le 4 juillet 2025."]


def test_a_benefit_lost_since_the_month_before_is_named(kept):
    found = seen(kept, INDU)
    march = rights_of_month(found.instant, 202503, found.foyer.claims)
    [lost] = march.lost
    assert (lost.benefit, lost.posted_cents, lost.change_cents) == ("cf", 0, -19_330)
    assert march.change_cents == march.total_cents - march.before_cents
    assert march.before_cents == sum(
        r.posted_cents for r in rights_of_month(found.instant, 202502, ()).rights
    )


def test_a_revision_tells_what_it_found_and_which_fact_changed_first(kept):
    [found] = seen(kept, INDU).ecarts
    assert (found.claimed_cents, found.due_cents) == (157_780, 82_058)
    assert {p.benefit: p.cents for p in found.parts} == {
        "af": -57_730,
        "alf": -41_400,
        "cf": -58_650,
        "ppa": 82_058,
    }
    assert found.parts[0].span == "de mars à mai 2025"
    assert plain(found.cause) == (
        "La personne est un enfant à charge du foyer (personne 3) : oui → non, vrai depuis le "
        "1er mars 2025, connu le 12 juin 2025 par un agent de la caisse, et 1 autre fait."
    )


def test_a_fact_that_is_new_is_told_by_its_label_alone(kept):
    [found] = seen(kept, RAPPEL).ecarts
    assert found.claimed_cents == 0
    assert found.cause.startswith(
        "La personne est un enfant à charge du foyer (personne 3), vrai depuis le 10"
    )


def test_the_household_is_who_is_present_on_that_day_with_their_age(kept):
    foyer = seen(kept, INDU).foyer
    assert [(p.number, p.role, p.age) for p in foyer.people] == [
        (1, "Allocataire", 37),
        (2, "Conjoint", 35),
        (4, "Enfant", 10),
        (5, "Enfant", 6),
    ]
    [gone] = foyer.gone
    assert (gone.number, gone.until) == (3, dt.date(2025, 2, 28))
    assert plain(foyer.sentence) == "C'est un couple avec 2 enfants (10 ans et 6 ans)."
    assert foyer.couple.text == "Mariage"
    assert [plain(f.text) for f in foyer.dwelling if f.kind == "loyer"] == ["540,00 € par mois"]


def test_the_reasons_are_who_they_are_what_they_pay_and_what_they_earn(kept):
    assert plain(seen(kept, INDU).foyer.means) == (
        "Loyer : 540,00 € par mois. Dernières ressources connues : "
        "salaire 1 750,00 € par mois (personne 1) et salaire 750,00 € par mois (personne 2)."
    )


def test_what_is_owed_is_said_either_way(kept):
    assert plain(seen(kept, INDU).owed) == "Le foyer doit encore 1 577,80 € à la caisse."
    assert seen(kept, SIMPLE).owed.startswith("Personne ne doit rien")
    # The rights of June are posted on the 1st of July and paid on the 4th.
    between = seen(kept, RAPPEL, instant("2025-07-02"))
    assert between.registre.owed_to_household_cents == 159_536 + 146_834
    assert "La caisse doit" in between.owed
    assert [plain(told) for told in between.paid] == ["Sera payé le 4 juillet 2025."]


def test_going_back_shows_the_rights_the_household_and_the_ledger_as_they_were_known(kept):
    then = seen(kept, INDU, MARCH)
    assert then.instant.is_past
    assert then.month == 202502
    assert [p.number for p in then.foyer.people] == [1, 2, 3, 4, 5]
    assert [plain(f.text) for f in then.foyer.dwelling if f.kind == "loyer"] == [
        "640,00 € par mois"
    ]
    assert then.ecarts == ()
    assert then.registre.owed_by_household_cents == 0


def test_what_was_told_later_does_not_change_what_is_shown_of_then(kept):
    richer = MemoryRecords()
    fonds.append_kept(richer)
    late = Caisse()
    Foyer(INDU, late.rows).salaire(4_000, since="2024-01-01")
    assert declare(richer, statements(late), CLOCK) == []
    before, after = seen(kept, INDU, MARCH), consult(richer, INDU, MARCH, CLOCK)
    assert before.foyer == after.foyer
    assert (before.rights, before.registre) == (after.rights, after.registre)


def test_facts_newer_than_the_last_revision_wait(kept):
    assert seen(kept, INDU).waiting == ()
    waiting = seen(kept, INDU, instant("2025-06-20")).waiting
    assert [(f.kind, f.value) for f in waiting] == [("enfant", "false"), ("loyer", "540.00")]


def test_before_any_revision_every_fact_waits(kept):
    first = seen(kept, SIMPLE, end_of(dt.date(2024, 12, 1)))
    assert first.rights is None
    assert first.month is None
    assert first.paid == ()
    assert not first.is_current
    assert len(first.waiting) == first.instant.told.num_rows > 0


def test_a_dossier_without_a_right_says_so(kept):
    found = seen(kept, VIDE)
    assert found.rights is None
    assert found.registre.accounts == ()
    _, table = consult_rights(kept, VIDE, CLOCK, CLOCK)
    assert table.rows == ()


def test_a_month_that_is_not_the_last_closed_is_told(kept):
    later = instant("2025-11-20")
    assert not consult(kept, SIMPLE, later, later).is_current


def test_two_sources_that_disagree_are_both_told():
    told = Caisse()
    foyer = told.foyer().seul()
    foyer.says("salaire_net", "900.00", "2025-01-01", person=1, source="allocataire")
    foyer.says("salaire_net", "1200.00", "2025-01-01", person=1, source="dsn_drm")
    now = instant("2025-02-01")
    [found] = consult(heard(told), 1, now, now).contradictions
    assert plain(found.fact.text) == "1 200,00 € par mois"
    assert (plain(found.aside_text), found.aside_source) == ("900,00 € par mois", "l'allocataire")


def test_a_resource_is_the_last_told_not_the_one_that_has_no_end():
    told = Caisse()
    foyer = told.foyer().seul()
    foyer.says("salaire_net", "800.00", "2023-01-01", person=1)
    records = heard(told, "2024-01-05")
    month = Caisse()
    Foyer(1, month.rows).says("salaire_net", "950.00", "2024-12-01", "2025-01-01", person=1)
    assert declare(records, statements(month), instant("2025-01-12")) == []
    now = instant("2025-02-01")
    [found] = consult(records, 1, now, now).foyer.resources
    assert found.value == "950.00"


def test_someone_who_died_is_gone_on_that_day():
    told = Caisse()
    foyer = told.foyer().seul().conjoint()
    foyer.says("deces", "2025-01-10", "2025-01-10", person=2)
    now = instant("2025-02-01")
    found = consult(heard(told), 1, now, now).foyer
    [gone] = found.gone
    assert (gone.number, gone.until, gone.died_on) == (
        2,
        dt.date(2025, 1, 10),
        dt.date(2025, 1, 10),
    )


def test_nobody_earns_is_said():
    now = instant("2025-02-01")
    told = Caisse()
    told.foyer().seul()
    foyer = consult(heard(told), 1, now, now).foyer
    assert foyer.means == "Aucun revenu n'est connu."
    assert foyer.sentence == "C'est une personne seule, sans enfant à charge."


def test_the_table_has_a_row_for_every_month_even_without_a_right(kept):
    _, table = consult_rights(kept, INDU, CLOCK, CLOCK)
    assert [row.month for row in table.rows] == [202506, 202505, 202504, 202503, 202502, 202501]
    march = table.rows[3]
    assert march.total_cents == sum(cents or 0 for _, cents in march.cells)
    assert march.over_cents == march.paid_cents - march.total_cents > 0
    assert (
        sum(table.totals_cents) == table.total_cents == sum(row.total_cents for row in table.rows)
    )
    assert table.paid_cents == sum(row.paid_cents for row in table.rows)


def test_the_ledger_sums_to_zero_and_each_account_says_what_it_means(kept):
    _, found = consult_ledger(kept, INDU, CLOCK, CLOCK)
    assert found.sum_cents == sum(a.balance_cents for a in found.accounts) == 0
    assert all(a.meaning.endswith(".") for a in found.accounts)
    assert found.movements[0].sequence > found.movements[-1].sequence
    indus = [m for m in found.movements if m.motive == "Indu"]
    assert sum(m.amount_cents for m in indus) == 157_780
    assert {(m.debit, m.credit) for m in indus} == {("Indu", "Charge")}


def test_the_journals_are_read_three_times_whatever_is_shown(kept):
    for look in (consult, consult_rights, consult_ledger):
        kept.read.clear()
        look(kept, INDU, CLOCK, CLOCK)
        assert sorted(kept.read) == ["events", "facts", "transfers"]


def test_a_day_before_any_knowledge_is_refused_with_the_first_day(kept):
    with pytest.raises(TooEarly) as refused:
        seen(kept, INDU, end_of(dt.date(2024, 3, 31)))
    assert refused.value.first == dt.date(2024, 11, 1)
    assert plain(str(refused.value)) == (
        "Le 31 mars 2024, rien n'était encore connu du dossier 1 : il s'ouvre le 1er novembre 2024. "
        "Donnez ce jour, ou un jour d'après."
    )


def test_a_day_to_come_is_refused(kept):
    with pytest.raises(TooLate, match="n'est pas encore arrivé"):
        seen(kept, INDU, CLOCK + dt.timedelta(days=1))


def test_a_dossier_that_does_not_exist_is_refused(kept):
    with pytest.raises(UnknownDossier, match="Le dossier 99 n'existe pas"):
        seen(kept, 99)


@pytest.mark.parametrize(
    ("month", "benefit", "on", "expected"),
    [
        (202506, "rsa", "2025-07-01", "2025-07-04"),
        (202506, "rsa", "2025-07-04", "2025-07-04"),
        # What the day has missed waits for the next one.
        (202501, "rsa", "2025-07-10", "2025-08-05"),
        (202508, "ars", "2025-08-01", "2025-08-19"),
        (202508, "ars", "2025-08-25", "2025-10-06"),
    ],
)
def test_what_is_owed_is_paid_on_the_next_day_of_payment(month, benefit, on, expected):
    assert next_payment(month, benefit, dt.date.fromisoformat(on)).isoformat() == expected


# ---------------------------------------------------------------- where the money is


def paying(fate, *, landlord=False):
    """Return a fund whose bank has made something befall the payment of the RSA of June."""
    fonds = Fonds()
    told = Caisse()
    foyer = told.foyer().seul().demande("rsa", "aide_logement")
    if landlord:
        foyer.says("tiers_payant_bailleur", "true", "2025-01-01")
    assert declare(fonds.guichet.records, statements(told), instant("2025-01-15")) == []
    fonds.owe(1, 60_000)
    fonds.account(1, landlord=9 if landlord else None)
    if landlord:
        fonds.owe(1, 21_300, "apl")
    _, content = fonds.written()
    names = read_pain001(content).virements["end_to_end"].to_pylist()
    if fate:
        _, camt = fonds.banque.undergo(content, {names[0]: fate}, instant("2025-07-07"))
        fonds.now = instant("2025-07-07")
        receive(fonds.guichet, camt, "agent-a", fonds.tick())
    return fonds


def looked(fonds, at, *, accounts=True):
    """Return what the dossier shows on a day, with the key of the accounts or without."""
    guichet, now = fonds.guichet, end_of(dt.date.fromisoformat(at))
    return consult(guichet.records, 1, now, now, guichet.identities if accounts else None)


def told_of(found):
    return [plain(sentence) for sentence in found.paid]


@pytest.mark.parametrize("accounts", [True, False])
def test_money_sent_back_by_a_closed_account_is_not_promised(accounts):
    found = looked(paying(("retour", "AC04")), "2025-07-08", accounts=accounts)
    assert told_of(found) == [
        (
            "600,00 € : renvoyé par la banque le 7 juillet 2025 (compte clos), retenu jusqu'à un "
            "nouveau compte."
        )
    ]
    assert (
        plain(found.owed)
        == "La caisse doit 600,00 € au foyer, retenus faute d'un compte où les payer."
    )


def test_money_sent_back_by_a_living_account_is_paid_again_on_the_next_day():
    found = looked(paying(("retour", "MS03")), "2025-07-08")
    [told] = told_of(found)
    assert told.startswith("600,00 € : renvoyé par la banque le 7 juillet 2025 (")
    assert told.endswith("), sera payé le 5 août 2025.")
    assert "à la prochaine échéance" in found.owed


def test_money_held_is_promised_again_once_another_account_is_given():
    fonds = paying(("retour", "AC04"))
    fonds.account(1, number=77)
    [told] = told_of(looked(fonds, "2025-07-08"))
    assert told.endswith("(compte clos), sera payé le 5 août 2025.")


def test_a_block_is_not_told_before_the_bank_has_said_it():
    found = looked(paying(("retour", "AC04")), "2025-07-05")
    assert told_of(found) == ["A été payé le 4 juillet 2025."]
    assert found.held_cents == 0


def test_without_any_account_money_is_held_until_one_is_given():
    fonds = paying(None)
    fonds.guichet.identities.erase([1])
    fonds.owe(1, 10_000, "ppa")
    told = told_of(looked(fonds, "2025-07-08"))
    assert told == [
        "600,00 € : payé le 4 juillet 2025.",
        "100,00 € : retenu jusqu'à ce qu'un compte soit donné. Aucun compte n'est connu.",
    ]


def test_each_payee_has_its_own_day_and_the_landlord_is_named():
    found = looked(paying(None, landlord=True), "2025-07-10")
    assert told_of(found) == [
        "600,00 € : payé le 4 juillet 2025.",
        "213,00 € (aide personnalisée au logement) : part au bailleur le 25 juillet 2025.",
    ]
    assert found.to_landlord == {"apl"}
    assert plain(found.owed) == (
        "Rien n'est réclamé ; 213,00 € déjà ordonnés partiront au jour dit."
    )


def test_the_accounts_are_asked_only_where_something_is_owed(kept):
    class Closed:
        def accounts(self, dossiers=None):
            raise AssertionError("asked")

    assert consult(kept, INDU, CLOCK, CLOCK, Closed()).held_cents == 0
    with pytest.raises(AssertionError, match="asked"):
        consult(kept, RAPPEL, instant("2025-07-02"), CLOCK, Closed())


# ---------------------------------------------------------------- debts repaid, months without right


def repaid(kept, cents):
    """Return the journals of the fund, some of the indu of dossier 1 paid back."""
    records = MemoryRecords()
    fonds.append_kept(records)
    rows = [r for r in records.transfers([INDU]).to_pylist() if r["motive"] == "indu"]
    back = []
    for row in rows:
        some = min(cents, row["amount_cents"])
        cents -= some
        benefit = row["debit"].split(":")[0]
        sides = {"debit": f"{benefit}:rembourse", "credit": f"{benefit}:indu"}
        day = {"value_on": dt.date(2025, 7, 8), "entered_at": instant("2025-07-08")}
        if some:
            back.append(row | sides | day | {"amount_cents": some, "motive": "remboursement"})
    table = pa.Table.from_pylist(back, records.transfers().schema)
    records.append(Journal(transfers=table), records.sequences([INDU]))
    return records


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, ""),
        (100_000, "dont 1 000,00 € rendus, les derniers le 8 juillet 2025"),
        (157_780, "rendu le 8 juillet 2025"),
    ],
)
def test_a_debt_says_what_was_paid_back_of_it_and_when(kept, cents, said):
    [found] = consult(repaid(kept, cents), INDU, CLOCK, CLOCK).ecarts
    assert found.moved == {"indu": 157_780, "rappel": 82_058}
    assert found.open_cents == 157_780 - cents
    assert plain(found.repaid) == said


def test_the_month_shown_is_the_last_one_revised_even_without_a_right(kept):
    records = MemoryRecords()
    fonds.append_kept(records)
    later = instant("2025-08-01")
    event = {"dossier": SIMPLE, "sequence": 0, "tag": "droits.revises", "at": later, "author": "x"}
    payload = {"payload": '{"reference": "revision:202507:20250801T060000"}'}
    table = pa.Table.from_pylist([event | payload], EVENTS)
    records.append(Journal(events=table), records.sequences([SIMPLE]))
    now = instant("2025-08-02")
    found = consult(records, SIMPLE, now, now)
    assert (found.month, found.rights.total_cents) == (202507, 0)
    assert [r.benefit for r in found.rights.lost] == ["ppa"]
    assert found.is_current
    _, table = consult_rights(records, SIMPLE, now, now)
    assert (table.rows[0].month, table.rows[0].total_cents) == (202507, 0)


def test_a_claim_that_gives_nothing_is_named():
    told = Caisse()
    told.foyer().seul().demande("ppa")
    now = instant("2025-02-01")
    found = consult(heard(told), 1, now, now)
    assert found.unanswered == (("ppa", "prime d'activité"),)
    assert found.asked_month == 202501


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "Dernières ressources connues : salaire 480,00 € par mois (personne 1)."),
        (
            "2024-10-01",
            (
                "Dernières ressources connues : salaire 480,00 € par mois (personne 1, jusqu'en "
                "septembre 2024)."
            ),
        ),
        ("2021-10-01", "Aucun revenu n'est connu depuis plus d'un an."),
    ],
)
def test_a_resource_that_ended_says_so_or_is_left_out_when_it_is_old(until, said):
    told = Caisse()
    told.foyer().seul().says("salaire_net", "480.00", "2021-01-01", until, person=1)
    now = instant("2025-02-01")
    foyer = consult(heard(told), 1, now, now).foyer
    assert plain(foyer.means) == said
    named = plain(foyer.earned({1: "Essai"}))
    assert named == said.replace("personne 1", "Essai")


def test_a_birth_is_not_expected_any_more_once_the_child_is_born():
    told = Caisse()
    foyer = told.foyer().seul().enfant(2, "2024-12-10")
    foyer.says("naissance_prevue", "2024-12-20", "2024-09-01", person=2)
    now = instant("2025-02-01")
    child = consult(heard(told), 1, now, now).foyer.people[1]
    assert child.notes == ()


def test_the_reason_of_a_difference_names_the_person_when_the_name_is_known(kept):
    [found] = seen(kept, INDU).ecarts
    assert "(personne 3)" in found.cause_with({1: "Autre"})
    assert "(Essai Alpha)" in found.cause_with({3: "Essai Alpha"})
