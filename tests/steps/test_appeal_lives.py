"""Random lives of appeals: whatever is tried, in any order, money and suspensions stay right."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from tests.endettes import Endettes, at, transfer

from justedroit.core.base import Acte
from justedroit.core.creances import creances, suivis
from justedroit.core.recours import BEFORE_EXECUTION, REMISE
from justedroit.steps import Qualification, qualify
from justedroit.steps.appeal import (
    acknowledge,
    admit,
    appeals,
    ask_documents,
    complete,
    dismiss,
    expire,
    instruct,
    withdraw,
)
from justedroit.steps.grant import announce, control, execute, execute_due, inform, revoke
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.sit import Arret, Voix, adjourn, ballot, convene, inscribe, rule, transmit

START = dt.date(2026, 3, 1)
MEMBERS = {"assures": 2, "employeurs": 2, "autres": 1}
BENEFITS = ("af", "rsa", "apl")
PATH = ("admit", "complete", "instruct", "inscribe", "vote", "rule", "close", "execute")
OTHERS = (
    "lodge",
    "dismiss",
    "documents",
    "withdraw",
    "acknowledge",
    "suspend",
    "annul",
    "inform",
    "fraud",
    "good_faith",
    "repay",
    "announce",
    "revoke",
    "expire",
)
# Where an appeal stands → what makes it go on: tried most often, so that lives reach their end.
NEXT = {
    "recu": "admit",
    "hors_delai": "admit",
    "recevable": "complete",
    "incomplet": "complete",
    "complet": "instruct",
    "instruit": "inscribe",
    "inscrit": "vote",
    "vote": "rule",
    "decide": "close",
    "transmis": "execute",
    "suspendu": "execute",
    "executoire": "inform",
}
ACTS = st.tuples(
    st.sampled_from([*["advance"] * 24, *PATH, *OTHERS]),
    st.integers(1, 4),  # of an appeal, or of a créance
    st.sampled_from([0, 0, 0, 1, 5, 25]),  # days before it
    st.sampled_from(["accord", "accord", "accord_partiel", "rejet", "ajourne"]),
)


class Vie:
    """One household that owes three debts, and whatever is done of them."""

    def __init__(self, nature: str) -> None:
        self.fund, self.day, self.nature = Endettes(), START, nature
        self.fund.lives(1)
        for benefit in BENEFITS:
            self.fund.owes(1, benefit, {202511: 5_000, 202512: 15_000})
        self.records = self.fund.records
        lodge(
            self.records,
            Depot(1, nature, (1, 2, 3), "courrier", START, "Sans emploi."),
            self.acte(),
        )

    def acte(self) -> Acte:
        return Acte("agent:7", at(self.day.isoformat()))

    def some(self):
        return appeals(self.records, 1)

    def sitting(self, number: int) -> dt.date:
        """Return the session of an appeal, else the one of the day, which is opened."""
        seance = next((one.seance for one in self.some() if one.number == number), None)
        convene(self.records, self.day, MEMBERS, self.acte())
        return seance or self.day

    def act(self, name: str, number: int, days: int, sens: str) -> None:
        self.day += dt.timedelta(days=days)
        getattr(self, name)((1, number), sens)

    def advance(self, key, sens):
        stage = next((one.stage for one in self.some() if one.number == key[1]), None)
        if stage in NEXT:
            getattr(self, NEXT[stage])(key, sens)
        if NEXT.get(stage) == "rule":  # closed and executed at once, where it may be
            self.close(key, sens)
            self.execute(key, sens)

    def lodge(self, key, sens):
        nature = "remise" if sens == "accord" else "contestation"
        sent = Depot(1, nature, (key[1],), "courriel", self.day, "Encore.")
        lodge(self.records, sent, self.acte())

    def admit(self, key, sens):
        admit(self.records, key, "force_majeure", self.acte())

    def dismiss(self, key, sens):
        dismiss(self.records, key, ("incompetence", "Non."), self.acte())

    def documents(self, key, sens):
        ask_documents(self.records, key, ["Trois bulletins"], self.acte())

    def complete(self, key, sens):
        complete(self.records, key, self.day, self.acte())

    def instruct(self, key, sens):
        instruct(self.records, key, ("partiel", "Peu."), self.acte())

    def withdraw(self, key, sens):
        withdraw(self.records, key, self.day, self.acte())

    def acknowledge(self, key, sens):
        acknowledge(self.records, key, self.day, self.acte())

    def inscribe(self, key, sens):
        self.sitting(key[1])
        inscribe(self.records, self.day, key, self.acte())

    def vote(self, key, sens):
        asked = 50 if sens == "accord_partiel" else None
        ballot(self.records, self.sitting(key[1]), key, Voix(sens, 4, 1, 0, asked), self.acte())

    def rule(self, key, sens):
        [one] = [one for one in self.some() if one.number == key[1]] or [None]
        said = one.vote.sens if one and one.vote else sens
        codes = {"rejet": "pas_de_precarite", "ajourne": ""}
        code = codes.get(said, "precarite")
        if one and one.nature != REMISE:
            partial = {"accord_partiel": "non_fonde_en_partie"}
            refused = {"rejet": "indu_fonde", "ajourne": ""}
            code = (partial | refused).get(said, "non_fonde")
        rule(self.records, key, Arret(said, code, "Sans emploi."), self.acte())

    def close(self, key, sens):
        session = self.sitting(key[1])
        adjourn(self.records, session, self.acte())
        transmit(self.records, session, self.acte())

    def execute(self, key, sens):
        execute(self.records, key, self.acte())
        execute_due(self.records, self.day, self.acte())

    def suspend(self, key, sens):
        control(self.records, key, ("suspendu", "À revoir."), self.acte())

    def annul(self, key, sens):
        control(self.records, key, ("annule", "Sans motif."), self.acte())

    def inform(self, key, sens):
        inform(self.records, key, self.day, self.acte())

    def fraud(self, key, sens):
        told = Qualification(1, BENEFITS[(key[1] - 1) % 3], "fraude", "Faux bulletins.", "agent:9")
        assert qualify(self.records, told, self.acte().at) is None

    def good_faith(self, key, sens):
        told = Qualification(1, BENEFITS[(key[1] - 1) % 3], "bonne_foi", "Erreur.", "agent:9")
        assert qualify(self.records, told, self.acte().at) is None

    def repay(self, key, sens):
        claim = creances(self.records.transfers([1]))[1][(key[1] - 1) % 3]
        line = claim.lignes[-1]
        if line.open > 1_000:
            move = ("rembourse", "indu", "remboursement")
            told = transfer(1, claim.benefit, line.month, 1_000, move, when=self.day.isoformat())
            self.fund.write(1, transfers=[told])

    def announce(self, key, sens):
        announce(self.records, key, "Faux.", self.acte())

    def revoke(self, key, sens):
        revoke(self.records, key, "Faux.", self.acte())

    def expire(self, key, sens):
        expire(self.records, self.day, self.acte())


def audit(life: Vie, before) -> None:
    """Check what must hold, from the journals alone."""
    claims = creances(life.records.transfers([1]))[1]  # the fold refuses more than is owed
    threads = suivis(claims, life.records.events([1]))
    for claim in claims:
        assert all(line.open >= 0 for line in claim.lignes)
    assert life.fund.sum() == 0
    some = life.some()
    for thread in threads:
        runs = {x.cause for x in thread.suspensions if x.ended_on is None}
        waits = {
            one.cause
            for one in some
            if one.etat in BEFORE_EXECUTION
            and thread.number in one.asked
            and one.rejected_on is None
        }
        assert runs == waits, (thread.number, runs, waits)
    fraud = {t.number for t in threads if t.qualification and t.qualification.is_long}
    remitted = {claim.number: claim.total("remitted") for claim in claims}
    for number, cents in remitted.items():
        assert cents <= before.get(number, 0) or number not in fraud, "remitted after fraud"
    entered = sum(
        sum(o.executed.values()) for o in some if o.nature == REMISE and o.etat != "retire"
    )
    assert sum(remitted.values()) == entered
    before.clear()
    before.update(remitted)


@given(st.sampled_from(["remise", "contestation"]), st.lists(ACTS, min_size=15, max_size=40))
def test_whatever_is_tried_money_and_suspensions_stay_right(nature, acts):
    life, before = Vie(nature), {}
    audit(life, before)
    for act in acts:
        life.act(*act)
        audit(life, before)


def test_the_lives_do_reach_a_remise_in_the_ledger():
    life, before = Vie("remise"), {}
    for name in PATH:
        for number in (1, 2, 3):
            life.act(name, number, 30 if name == "execute" else 0, "accord")
            audit(life, before)
    assert before == {1: 20_000, 2: 20_000, 3: 20_000}
