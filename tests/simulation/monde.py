"""A fund whose households owe: what they and the fund do is played through the real steps.

The law only is a stand-in: rights are drawn, and fall or rise as if new facts were known. Corrections,
postings, and all that follows an indu are those of the fund. Whatever is done is told to the auditor.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from functools import partial

import numpy as np
import pyarrow as pa
from tests.simulation.auditor import Auditeur

from justedroit.core.base import Acte, Refusal, add_months, first_day
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.creances import ISSUES, creances
from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import Revision, difference, transfers_of
from justedroit.core.paiements import payment_day
from justedroit.core.registre import FUND, TRANSFERS, less_indemnites, positions
from justedroit.records.interface import EVENTS, BadRow, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps import complain, enforce, judge, mediate, overdebt, seize
from justedroit.steps.abandon import abandon
from justedroit.steps.appeal import (
    acknowledge,
    admit,
    appeals,
    complete,
    dismiss,
    expire,
    instruct,
    withdraw,
)
from justedroit.steps.bounce import unpaid_back
from justedroit.steps.claims import Choix, admit_non_valeur, decide_indemnite, transfer
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.grant import announce, execute_due, revoke
from justedroit.steps.letter import Atelier
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.pay import pay
from justedroit.steps.plan import Souhait, accept, cancel, follow, resume
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.recover import Fixation, fix_monthly, recover
from justedroit.steps.rectify import ask
from justedroit.steps.sit import Arret, Voix, adjourn, ballot, convene, inscribe, rule, transmit

BENEFITS = ("rsa", "af", "apl")
FIRST, OPENING = 202507, 202601  # months with rights, first month lived
MEMBERS = {"assures": 2, "employeurs": 2, "autres": 1}
ATELIER = Atelier(ORGANISME_DEMO, lambda _contenu: b"%PDF")
PATH = ("admis", "complet", "instruit", "inscrit", "vote", "regle")
# What may happen, and how often.
ACTS = {
    "earns": 14,
    "rectifies": 4,
    "contests": 12,
    "withdraws": 2,
    "dismissed": 1,
    "pays": 16,
    "bounces": 4,
    "plans": 8,
    "cancels": 2,
    "resumes": 1,
    "fixes": 4,
    "lies": 3,
    "is_cleared": 1,
    "is_transferred": 2,
    "is_insolvent": 2,
    "complains": 5,
    "sues": 6,
    "over_indebted": 3,
    "is_demanded": 5,
}


def at(day: dt.date) -> dt.datetime:
    """Return eight in the morning of a day, UTC."""
    return dt.datetime.combine(day, dt.time(8), dt.UTC)


class Monde:
    """Households, their fund, and who audits it."""

    def __init__(self, dossiers: int, draw) -> None:
        """Give each household two benefits, due and paid for six months."""
        self.records, self.audit = MemoryRecords(), Auditeur()
        self.numbers, self.draw = list(range(1, dossiers + 1)), draw
        self.rights: dict[tuple[int, str, int], int] = {}
        self.done: Counter = Counter()
        self.appeals: dict[tuple[int, int], str] = {}
        self.cases: dict[tuple[int, int], bool] = {}
        self.demands: list[tuple[int, int]] = []
        self.complaints: list[tuple[int, int]] = []
        self.payments: list[tuple[int, str]] = []
        self.mediations: dict[tuple[int, int], bool] = {}
        self.liars: set[int] = set()
        self.wrongs = (
            0  # how many times each household is wronged, before the withholding and after
        )
        self.unheard: set[int] = set()  # of households with an indu that no notice tells
        self.month, self.day, self.ticks = OPENING, first_day(OPENING), 0
        for number in self.numbers:
            for benefit in draw.sample(BENEFITS, 2):
                cents = draw.randrange(3_000, 60_000)
                for month in _months(FIRST, add_months(OPENING, -1)):
                    self.rights[number, benefit, month] = cents
        self._revise(add_months(OPENING, -1))
        pay(self.records, add_months(OPENING, -1), self._now())
        for number in self.numbers:  # each life begins with a debt
            self.earns(number, (0, 20, 50, 80))
        self._revise(add_months(OPENING, -1))

    # --- time ------------------------------------------------------------------------------

    def _now(self) -> dt.datetime:
        self.ticks += 1  # no two acts at the same instant
        return at(self.day) + dt.timedelta(microseconds=self.ticks)

    def acte(self) -> Acte:
        """Return who acts, now."""
        return Acte("agent:7", self._now())

    def act(self, name: str, dossier: int) -> None:
        """Do something of a household, or try to."""
        told = getattr(self, name)(dossier)
        refused = isinstance(told, Refusal) or (
            isinstance(told, list) and bool(told) and isinstance(told[0], Refusal)
        )
        self.done[name, "refusé" if refused else "rien" if told is None else "fait"] += 1

    def close_month(self) -> None:
        """End a month: sessions, silence, what is due, the withholding, then the payment."""
        self.day = max(self.day, first_day(self.month).replace(day=28))
        self._go_on()
        self._sit()
        for key in expire(self.records, self.day, Acte("tache", self._now())):
            self._appeal_ends(key)
        for key in execute_due(self.records, self.day, self.acte()):
            self._appeal_ends(key)
        follow(self.records, self.acte(), self.numbers)
        if self.month % 3 == 0:
            self.done["cents abandonnés"] += abandon(self.records, self.numbers, self.acte()).cents
        self.day = first_day(add_months(self.month, 1))
        for number in self.numbers:
            for benefit in BENEFITS:
                before = self.rights.get((number, benefit, add_months(self.month, -1)))
                if before is not None:
                    self.rights[number, benefit, self.month] = before
        self._revise(self.month)
        self._wrong_all()
        found = recover(self.records, self.month, self._now(), self.numbers)
        self._wrong_all()
        self.done["retenues"] += found.withheld
        self.done["retenues refusées"] += found.reasons()["refusee"]
        self.day = payment_day(self.month)
        pay(self.records, self.month, self._now())
        self.month = add_months(self.month, 1)
        self.check()

    def _go_on(self) -> None:
        """Let what is under way go on: courts judge, procedures end, demands become contraintes."""
        for (dossier, number), pending in sorted(self.cases.items()):
            if pending and self.draw.random() < 0.4:
                self.act("is_judged" if number > 0 else "closes_procedure", dossier)
        for dossier in sorted({key[0] for key, waits in self.mediations.items() if waits}):
            self.act("is_mediated", dossier)
        for dossier in sorted({key[0] for key in self.complaints}):
            if self.draw.random() < 0.5:
                self.act("goes_to_mediator", dossier)
        for dossier in sorted(self.liars):
            self.act("is_fined" if self.draw.random() < 0.4 else "revoked", dossier)
        for dossier in sorted({key[0] for key in self.demands}):
            if self.draw.random() < 0.3:
                self.act("is_constrained", dossier)

    def check(self) -> None:
        """Have the books compared, to the cent."""
        transfers = self.records.transfers(self.numbers)
        self.audit.read(transfers.to_pylist())
        self.audit.close()
        told = {
            (claim.dossier, claim.number): {"benefit": claim.benefit}
            | {name: claim.total(name) for name in ("claimed", "open", *ISSUES)}
            for some in creances(transfers).values()
            for claim in some
        }
        for key, figures in self.audit.figures().items():
            mine = told.pop(key, None)
            if mine is None or any(mine[name] != cents for name, cents in figures.items()):
                self.audit.faults.append(f"créance {key} : {mine}, au lieu de {figures}")
        self.audit.faults += [f"créance {key} : inconnue de l'auditeur" for key in told]

    # --- rights ----------------------------------------------------------------------------

    def _revise(self, closing: int) -> None:
        """Post the difference between what the ledger holds and what is due, as `revise` does."""
        keys = sorted(self.rights)
        cents = [self.rights[key] for key in keys]
        columns = [*map(list, zip(*keys, strict=True)), cents]
        names = ("dossier", "benefit", "month", "due_cents")
        rows = dict(zip(names, columns, strict=True))
        empty = {field.name: [None] * len(keys) for field in RIGHTS if field.name not in rows}
        rights = pa.table({f.name: (rows | empty)[f.name] for f in RIGHTS}, schema=RIGHTS)
        window = FIRST, closing
        seen, transfers = self.records.sequences(self.numbers), self.records.transfers(self.numbers)
        posted = self.records.posted(self.numbers, window)
        corrections = difference(posted, rights, window=window, dossiers=self.numbers)
        now = self._now()
        revision = Revision(now, self.day, closing, f"revision:{closing}:{self.ticks}")
        lost = np.zeros(corrections.num_rows, np.bool_)
        rows_of = transfers_of(corrections, positions(less_indemnites(transfers)), revision, lost)
        self.records.append(Journal(transfers=rows_of), seen)
        motives = zip(rows_of["dossier"].to_pylist(), rows_of["motive"].to_pylist(), strict=True)
        self.unheard |= {dossier for dossier, motive in motives if motive == "indu"}
        for (dossier, benefit, month), due in self.rights.items():
            self.audit.due(dossier, benefit, month, due)

    def earns(self, dossier, shares=(0, 20, 50, 80, 95, 110, 150, 200)):
        """Something new is known: the rights of some months fall, or come back; posted at the end."""
        mine = sorted(key for key in self.rights if key[0] == dossier)
        benefit = self.draw.choice(sorted({key[1] for key in mine}))
        mine = [key for key in mine if key[1] == benefit][-9:]
        first = self.draw.randrange(len(mine))
        share = self.draw.choice(shares)
        for key in mine[first : first + self.draw.randrange(1, 6)]:
            whole = max(self.rights[key], 10_000)
            self.rights[key] = whole * share // 100
        return True

    # --- what a debt goes through ------------------------------------------------------------

    def _claims(self, dossier):
        return creances(self.records.transfers([dossier])).get(dossier, [])

    def _owed(self, dossier):
        return [claim for claim in self._claims(dossier) if claim.total() > 0]

    def _some(self, dossier):
        owed = self._owed(dossier)
        return self.draw.choice(owed) if owed else None

    def _listen(self, dossier):
        """Let the auditor read what is written of a household, before it is told more of it."""
        self.audit.read(self.records.transfers([dossier]).to_pylist())

    def _write(self, dossier, *acts):
        acte = self.acte()
        rows = [
            {"dossier": dossier, "sequence": 0, "tag": tag, "at": acte.at, "author": "agent:7"}
            | {"payload": json.dumps(told)}
            for tag, told in acts
        ]
        journal = Journal(events=pa.Table.from_pylist(rows, schema=EVENTS))
        self.records.append(journal, self.records.sequences([dossier]))

    def notified(self, dossier):
        """All that it owes and was not told of is notified; received, most times."""
        self.unheard.discard(dossier)
        told = self.records.events([dossier])
        known = {
            number
            for tag, text in zip(told["tag"].to_pylist(), told["payload"].to_pylist(), strict=True)
            if tag == "notice.preparee"
            for number in json.loads(text)["creances"]
        }
        numbers = [c.number for c in self._owed(dossier) if c.number not in known]
        if not numbers:
            return None
        notice = 1 + told["tag"].to_pylist().count("notice.preparee")
        cents = sum(c.total() for c in self._owed(dossier))
        day = self.day.isoformat()
        prepared = {"notice": notice, "creances": numbers, "total_cents": cents, "enrichie": False}
        acts = [("notice.preparee", prepared), ("notice.envoyee", {"notice": notice, "le": day})]
        if self.draw.random() < 0.9:
            proof = {"notice": notice, "le": day, "preuve": "accuse_reception"}
            acts.append(("notice.recue", proof))
            self._listen(dossier)
            self.audit.notified(dossier, numbers, self.day)
        self._write(dossier, *acts)
        return True

    def rectifies(self, dossier):
        claim = self._some(dossier)
        if claim is None:
            return None
        done = ask(self.records, dossier, [claim.number], (self.day, "Faux."), self.acte())
        if isinstance(done, Refusal):
            return done
        self._listen(dossier)
        self.audit.asks(dossier, [claim.number], self.day)
        if self.draw.random() < 0.5:
            told = {"rectification": done.numero, "sens": "rejetee", "motif": "Non."}
            self._write(dossier, ("rectification.repondue", told | {"le": self.day.isoformat()}))
            self.audit.answered(dossier, [claim.number], self.day)
        return done

    def contests(self, dossier):
        claims = self._owed(dossier)
        if not claims:
            return None
        some = self.draw.sample(claims, self.draw.randrange(1, len(claims) + 1))
        nature = self.draw.choice(("remise", "remise", "contestation"))
        numbers = tuple(claim.number for claim in some)
        sent = Depot(dossier, nature, numbers, "courrier", self.day, "Sans emploi.")
        done = lodge(self.records, sent, self.acte())
        if isinstance(done, Refusal):
            return done
        by_number = {one.number: one for one in appeals(self.records, dossier)}
        for number in done:
            self.appeals[dossier, number] = by_number[number].nature
            mine = by_number[number].creances
            self.audit.contests(dossier, mine, f"recours:{number}", self.day)
        return done

    def _appeal_of(self, dossier):
        mine = [key for key in self.appeals if key[0] == dossier]
        return self.draw.choice(mine) if mine else None

    def _appeal_ends(self, key):
        self.appeals.pop(key, None)
        self.audit.settled(key[0], f"recours:{key[1]}", self.day)

    def _end(self, key, step):
        if key is None:
            return None
        done = step(self.records, key)
        if done is None:
            self._appeal_ends(key)
        return done or True

    def withdraws(self, dossier):
        step = partial(withdraw, day=self.day, acte=self.acte())
        return self._end(self._appeal_of(dossier), step)

    def dismissed(self, dossier):
        step = partial(dismiss, reasons=("incompetence", "Non."), acte=self.acte())
        return self._end(self._appeal_of(dossier), step)

    def _sit(self):
        """Hold the session of the month: most appeals are heard, some wait."""
        heard = [key for key in sorted(self.appeals) if self.draw.random() < 0.6]
        if not heard:
            return
        convene(self.records, self.day, MEMBERS, self.acte())
        for key in heard:
            self._hear(key)
        adjourn(self.records, self.day, self.acte())
        transmit(self.records, self.day, self.acte())

    def _hear(self, key):
        if self.draw.random() < 0.5:
            acknowledge(self.records, key, self.day, self.acte())
        if admit(self.records, key, "", self.acte()) is not None:
            admit(self.records, key, "force_majeure", self.acte())
        complete(self.records, key, self.day, self.acte())
        instruct(self.records, key, ("partiel", "Peu."), self.acte())
        inscribe(self.records, self.day, key, self.acte())
        sens = self.draw.choice(("accord", "accord_partiel", "rejet"))
        asked = self.draw.randrange(10, 90) if sens == "accord_partiel" else None
        ballot(self.records, self.day, key, Voix(sens, 4, 1, 0, asked), self.acte())
        remise = self.appeals[key] == "remise"
        code = "precarite" if remise else "non_fonde"
        if sens == "accord_partiel" and not remise:
            code = "non_fonde_en_partie"
        if sens == "rejet":
            code = "pas_de_precarite" if remise else "indu_fonde"
        done = rule(self.records, key, Arret(sens, code, "Vu."), self.acte())
        if done is not None:
            rule(self.records, key, Arret("ajourne", "", "Plus tard."), self.acte())
        self.done["décidé" if done is None else "ajourné", sens] += 1

    def pays(self, dossier):
        owed = sum(claim.total() for claim in self._owed(dossier))
        cents = self.draw.choice((1_000, 5_000, owed // 3, owed, owed + 1_500))
        if cents <= 0:
            return None
        number = f"cb-{dossier}-{self.ticks}"
        sent = Encaissement(dossier, "carte", cents, self.day, number)
        done = collect(self.records, sent, self.acte())
        if not isinstance(done, Refusal):
            self.audit.repays(dossier, sum(done.repaid.values()))
            self.done["centimes en attente"] += done.waits
            self.payments.append((dossier, number))
        return done

    def bounces(self, dossier):
        """The bank sends back a payment, late: it may have been given back, and paid, meanwhile."""
        mine = [key for key in self.payments if key[0] == dossier]
        if not mine:
            return None
        key = self.draw.choice(mine)
        self.payments.remove(key)
        before = self.records.transfers([FUND]).num_rows
        done = unpaid_back(self.records, *key, "Impayé.", self.acte())
        if isinstance(done, Refusal):
            return done
        waited = self.records.transfers([FUND]).slice(before)["amount_cents"].to_pylist()
        self.audit.bounces(dossier, done.cents - sum(waited))
        self.done["centimes réclamés de nouveau"] += sum(done.claimed.values())
        self.done["centimes repris"] += sum(done.taken_back.values())
        if done.claimed:
            self.unheard.add(dossier)
        return True

    def _wish(self):
        moyen = self.draw.choice(("retenue", "virement"))
        months = self.draw.choice((None, 3, 10))
        return Souhait((), None, months, None, moyen, 150_000, 40_000)

    def plans(self, dossier):
        return accept(self.records, dossier, self._wish(), self.acte())

    def cancels(self, dossier):
        return cancel(self.records, dossier, "À sa demande.", self.acte())

    def resumes(self, dossier):
        return resume(self.records, dossier, self._wish(), "Une chance.", self.acte())

    def fixes(self, dossier):
        cents = self.draw.choice((0, 2_000, 20_000, 100_000))
        wanted = Fixation(cents, "Vu avec le foyer.", accord=cents > 2_000)
        return fix_monthly(self.records, dossier, wanted, self.acte())

    def _qualified(self, dossier, what):
        claim = self._some(dossier)
        if claim is None:
            return None
        told = Qualification(dossier, claim.benefit, what, "Vu.", "agent:9")
        done = qualify(self.records, told, self._now())
        if done is not None:
            return done
        (self.liars.add if what == "fraude" else self.liars.discard)(dossier)
        some = [c.number for c in self._claims(dossier) if c.benefit == claim.benefit]
        for key, nature in self.appeals.items():
            if key[0] == dossier and nature == "remise":
                self._remise_qualified(key, what, some)
        return True

    def _remise_qualified(self, key, what, numbers):
        cause = f"recours:{key[1]}"
        if what == "fraude":
            self.audit.settled(key[0], cause, self.day, numbers)
            return
        halted = self.audit.books[key[0]].halted
        again = [n for n in numbers if (n, cause) in halted and halted[n, cause][-1][1] <= self.day]
        self.audit.contests(key[0], again, cause, self.day)

    def lies(self, dossier):
        return self._qualified(dossier, "fraude")

    def is_cleared(self, dossier):
        return self._qualified(dossier, "bonne_foi")

    def is_fined(self, dossier):
        claim = self._some(dossier)
        if claim is None:
            return None
        done = decide_indemnite(self.records, self._choice(claim), self.acte())
        if not isinstance(done, Refusal):
            self.audit.fined(dossier, done)
        return done

    def _choice(self, claim):
        return Choix(claim.dossier, claim.number, "Vu.")

    def is_transferred(self, dossier):
        claim = self._some(dossier)
        return claim and transfer(self.records, self._choice(claim), self.acte())

    def is_insolvent(self, dossier):
        claim = self._some(dossier)
        if claim is None:
            return None
        return admit_non_valeur(self.records, self._choice(claim), "Rien à saisir.", self.acte())

    def revoked(self, dossier):
        some = [one for one in appeals(self.records, dossier) if one.executed]
        if not some:
            return None
        key = dossier, some[-1].number
        done = revoke(self.records, key, "Faux.", self.acte())
        if done is not None:  # it was not told of it, or may answer still
            announce(self.records, key, "Faux.", self.acte())
        return done or True

    def complains(self, dossier):
        claim = self._some(dossier)
        if claim is None:
            return None
        about = (dossier, "indu", "courrier", self.day, "Je ne comprends pas.", (claim.number,))
        done = complain.complain(self.records, complain.Plainte(*about), self.acte())
        if not isinstance(done, Refusal):
            self.complaints.append((dossier, claim.number))
        return done

    def goes_to_mediator(self, dossier):
        """The fund has not answered in time: the médiateur is asked; of the RSA, recovery waits."""
        [number] = [n for d, n in self.complaints if d == dossier][-1:]
        self.complaints.remove((dossier, number))
        about = ("allocataire", "courrier", "desaccord", "Je ne dois rien.", self.day, (number,))
        done = mediate.mediate(self.records, mediate.Demande(dossier, *about), self.acte())
        if isinstance(done, Refusal):
            return done
        self.mediations[dossier, done] = True
        claim = self._claims(dossier)[number - 1]
        if claim.benefit == "rsa" and claim.total() > 0:
            self.audit.contests(dossier, [number], f"mediation:{done}", self.day)
        return done

    def is_mediated(self, dossier):
        [key] = [key for key, waits in self.mediations.items() if key[0] == dossier and waits][:1]
        said = (self.draw.choice(("maintenue", "sans_objet")), "Vu.")
        done = mediate.conclude(self.records, key, said, ORGANISME_DEMO, self.acte())
        if not isinstance(done, Refusal):
            self.mediations[key] = False
            self.audit.settled(dossier, f"mediation:{key[1]}", self.day)
        return done

    # --- what nobody should write --------------------------------------------------------------

    def is_wronged(self, dossier):
        """Someone withholds, or enters a payment, by hand, whatever the debt: refused, or right."""
        claims = self._claims(dossier)
        if not claims:
            return None
        claim = self.draw.choice(claims)
        line = self.draw.choice(claim.lignes)
        mine = sorted(key for key in self.rights if key[0] == dossier)
        latest = [key for key in mine if key[2] == mine[-1][2]]
        on = self.draw.choice(latest if self.draw.random() < 0.8 else mine)
        cents = self.draw.choice((1, line.open // 2 + 1, line.open, line.open + 1, line.claimed))
        rows = self._wrong(claim, line, (on, max(cents, 1)))
        by_hand = Journal(transfers=pa.Table.from_pylist(rows, schema=TRANSFERS))
        try:
            self.records.append(by_hand, self.records.sequences([dossier]))
        except BadRow as refused:
            return Refusal(str(refused), "", "")
        if len(rows) == 1:
            self.audit.repays(dossier, rows[0]["amount_cents"])
        self._listen(dossier)
        return True

    def _wrong_all(self):
        """While rights are due and not paid: that is when a wrong withholding is possible."""
        for _ in range(self.wrongs):
            for number in self.numbers:
                self.act("is_wronged", number)

    def _wrong(self, claim, line, what):
        (_, benefit, month), cents = what
        now, debt = self._now(), claim.benefit
        common = {"dossier": claim.dossier, "sequence": 0, "amount_cents": cents, "entered_at": now}
        common["value_on"] = self.day + dt.timedelta(days=self.draw.randrange(-5, 60))
        owed = {"credit": f"{debt}:{line.nature}", "month": line.month, "motive": "remboursement"}
        if self.draw.random() < 0.3:
            act = {"debit": f"{debt}:rembourse", "reference": f"creance:{claim.number}:main"}
            return [common | owed | act]
        last = self.draw.choice((self.month, add_months(self.month, -1)))
        common["reference"] = f"creance:{claim.number}:retenue:{last}"
        right = {"debit": f"{benefit}:droit", "credit": f"{debt}:retenu", "month": month}
        return [common | right | {"motive": "retenue"}, common | owed | {"debit": f"{debt}:retenu"}]

    # --- courts, forced recovery, over-indebtedness --------------------------------------------

    def sues(self, dossier):
        claim = self._some(dossier)
        if claim is None:
            return None
        asked = seize.Saisie(dossier, self.day, "Je ne dois rien.", None, (claim.number,))
        done = seize.seize(self.records, asked, self.acte())
        if not isinstance(done, Refusal):
            for number in done:
                self.cases[dossier, number] = True
                self.audit.contests(dossier, [claim.number], f"instance:{number}", self.day)
        return done

    def is_judged(self, dossier):
        mine = [
            key for key, wait in self.cases.items() if key[0] == dossier and key[1] > 0 and wait
        ]
        if not mine:
            return None
        key = mine[0]
        said = judge.Verdict(self.draw.choice(("annule", "confirme")), self.day, "Vu.")
        done = judge.judge(self.records, key, said, ORGANISME_DEMO, self.acte())
        if not isinstance(done, Refusal):
            self.cases[key] = False
            self.audit.settled(dossier, f"instance:{key[1]}", self.day)
            self.done["rendu"] += sum(one.cents for one in done)
        return True if done == [] else done

    def over_indebted(self, dossier):
        done = overdebt.receivable(self.records, dossier, self.day, self.acte())
        if not isinstance(done, Refusal):
            number, concerned, _ = done
            self.audit.contests(dossier, concerned, f"surendettement:{number}", self.day)
            self.cases[dossier, -number] = True
        return done

    def closes_procedure(self, dossier):
        issue, months = self.draw.choice((("effacement", 0), ("rejet", 0), ("plan", 12)))
        done = overdebt.settle_debts(self.records, dossier, (issue, self.day, months), self.acte())
        if not isinstance(done, Refusal):
            number = max(-n for d, n in self.cases if d == dossier and n < 0)
            self.cases[dossier, -number] = False
            self.audit.settled(dossier, f"surendettement:{number}", self.day)
        return done

    def is_demanded(self, dossier):
        done = enforce.demand(self.records, dossier, (), ATELIER, self.acte())
        for one in done:
            if not isinstance(one, Refusal):
                key = dossier, one.numero
                enforce.demand_received(
                    self.records, key, (self.day, "accuse_reception"), self.acte()
                )
                self.demands.append(key)
        return done

    def is_constrained(self, dossier):
        mine = [key for key in self.demands if key[0] == dossier]
        if not mine:
            return None
        done = enforce.constrain(self.records, mine[-1], ATELIER, self.acte())
        if not isinstance(done, list):
            how = enforce.Signification(self.day, "commissaire", self.day)
            enforce.serve(self.records, (dossier, done.numero), how, self.acte())
        return done


def _months(first, last):
    while first <= last:
        yield first
        first = add_months(first, 1)
