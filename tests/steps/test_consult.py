"""What one screen says of a dossier, today and on a day gone back to."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.chaine import instant, statements
from tests.foyers import Caisse, Foyer
from tests.web import fonds
from tests.web.fonds import CLOCK, INDU, RAPPEL, SIMPLE, VIDE

from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare
from justedroit.steps.consult import (
    TooEarly,
    TooLate,
    UnknownDossier,
    consult,
    consult_ledger,
    consult_rights,
    end_of,
)
from justedroit.steps.consultation.droits import next_payment, rights_of_month

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
    assert plain(found.paid) == "A été payé le 4 juillet 2025."


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
    assert "sera payé le 4" in plain(between.paid)


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
    assert first.paid == ""
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
