"""What waits is what one reads dossier by dossier, whole, whatever the mass reading leaves aside."""

from __future__ import annotations

import datetime as dt
import json
import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.endettes import Endettes, at, day
from tests.simulation.monde import ACTS, Monde

from justedroit.core.base import FRANCE
from justedroit.core.courriers import notices
from justedroit.core.creances import (
    creances,
    paid_before,
    prescription_lines,
    recovered_on,
    reperes,
    suivis,
)
from justedroit.core.paiements import payment_day
from justedroit.core.recours import (
    instances_of,
    mediations_of,
    reclamations_of,
    recours_of,
)
from justedroit.core.recouvrement import EN_COURS, ROMPU, echeanciers, read_plan
from justedroit.steps.consultation import attentes
from justedroit.steps.consultation.afaire import Ardoise, urgency
from justedroit.steps.consultation.attentes import IN_PROGRESS, Attente
from justedroit.steps.consultation.taches import sessions, tasks_of, withholdings

SEED, LIVES = 3, 24
NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)


# --- the simple definition: each dossier read whole, alone -------------------------------------


def slowly(records, now):
    """Return what waits, each dossier read whole, one after the other."""
    on = now.astimezone(FRANCE).date()
    found = sessions(records.events([0]), on)
    for dossier in records.dossiers():
        events, transfers = records.events([dossier]), records.transfers([dossier])
        claims = creances(transfers).get(dossier, [])
        pairs = list(zip(claims, suivis(claims, events), strict=True))
        found += tasks_of(dossier, waiting(dossier, events, transfers, pairs), on)
        found += withholdings(pairs, on)
    return sorted(found, key=urgency)


def waiting(dossier, events, transfers, pairs):
    found = Attente(notices=list(notices(events).values()))
    unsent = {}
    for row in events.to_pylist():
        told, on = json.loads(row["payload"]), row["at"].astimezone(FRANCE).date()
        match row["tag"]:
            case "notice.preparee":
                found.prepared[told["notice"]] = on
            case "tiers.informe":
                found.told_on = max(found.told_on or dt.date.min, day(told["le"]))
            case "rectification.demandee":
                found.asked[told["rectification"]] = day(told["le"])
            case "rectification.repondue":
                found.asked.pop(told["rectification"])
            case "courrier.prepare":
                unsent[told["courrier"]] = (told["courrier"], told["modele"], on)
            case "courrier.envoye" | "courrier.retire":
                unsent.pop(told["courrier"], None)
    of_notices = {notice.courrier for notice in found.notices}
    found.letters = [one for one in unsent.values() if one[0] not in of_notices]
    folded(found, dossier, (events, transfers), pairs)
    return found


def folded(found, dossier, journals, pairs):
    events, transfers = journals
    appeals = recours_of(events).get(dossier, [])
    found.recours = [one for one in appeals if one.is_pending or one.stage in IN_PROGRESS]
    found.reclamations = [one for one in reclamations_of(events).get(dossier, []) if one.is_open]
    asked = mediations_of(events).get(dossier, [])
    found.mediations = [one for one in asked if one.closed_on is None]
    cases = instances_of(events).get(dossier, [])
    found.instances = [one for one in cases if one.stage in ("audience", "jugee")]
    found.pursued = pairs
    plans = echeanciers(events).get(dossier, [])
    if plans and plans[-1].state in (EN_COURS, ROMPU):
        found.plan = read_plan(plans[-1], pairs, transfers)
    for notice in found.notices:
        days = [claimable(*pair, transfers) for pair in pairs if pair[0].number in notice.creances]
        if notice.recue_le is None and any(days):
            found.prescribed[notice.numero] = min(filter(None, days))


def claimable(claim, told, transfers):
    owed = {line.month for line in claim.lignes if line.open}
    known = paid_before(claim, transfers), payment_day, recovered_on(claim, transfers)
    lines = prescription_lines(claim, told, *known)
    return min((one.recoverable_until for one in lines if one.month in owed), default=None)


# --- lives played through the real steps -------------------------------------------------------


def test_what_waits_in_random_lives_is_what_each_dossier_says_alone():
    draw = random.Random(SEED)
    world = Monde(LIVES, draw)
    kept, names, weights = Ardoise(world.records), list(ACTS), list(ACTS.values())
    seen = set()
    for _ in range(2):
        for on in (8, 16, 24):
            world.day = world.day.replace(day=on)
            for number in world.numbers:
                name = "notified" if number in world.unheard else draw.choices(names, weights)[0]
                if draw.random() < 0.6:
                    world.act(name, number)
            now = at(world.day.isoformat())
            wanted = slowly(world.records, now)
            assert kept.taches(now) == wanted
            seen |= {one.genre for one in wanted}
        world.close_month()
    now = at(world.day.isoformat())
    assert Ardoise(world.records).taches(now) == slowly(world.records, now)
    assert {"retenue", "echeancier", "contestation", "remise"} <= seen


def test_the_payments_of_many_creances_read_at_once_are_those_read_of_each():
    world = Monde(20, random.Random(4))
    for _ in range(2):
        for number in world.numbers:
            for name in ("notified", "pays", "plans", "bounces", "contests"):
                if world.draw.random() < 0.6:
                    world.act(name, number)
        world.close_month()
    transfers = world.records.transfers()
    claims = [claim for mine in creances(transfers).values() for claim in mine]
    read = reperes(claims, transfers)
    assert {"retenue", "remboursement_defait"} <= set(transfers["motive"].to_pylist())
    for claim, found in zip(claims, read, strict=True):
        mine = world.records.transfers([claim.dossier])
        assert found.paid_on == paid_before(claim, mine)
        assert set(found.recovered) == set(recovered_on(claim, mine))


# --- events written in any order, by any hand --------------------------------------------------


def letter(number, model="rappel"):
    return {"courrier": number, "modele": model, "contenu": {}, "le": "2026-03-04"}


def lives_of(number):
    """Return what may happen to each act of a dossier, in order."""
    notice = {"notice": number, "courrier": number, "creances": [1], "total_cents": 20_000}
    received = {"notice": number, "le": "2026-03-06", "preuve": "accuse_reception"}
    asked = {"rectification": number, "creances": [1], "le": "2026-03-05", "motif": "Non."}
    appeal = {"recours": number, "nature": "remise", "objet": "remise", "regime": "logement"}
    appeal |= {"prestations": ["als"], "creances": [1], "canal": "courrier", "motif": "Dur."}
    complaint = {"reclamation": number, "categorie": "delai", "canal": "courrier", "motif": "Long."}
    plan = {"echeancier": number, "creances": [1], "phase": "notification", "moyen": "virement"}
    plan |= {"mensualites": [{"le": "2026-03-01", "cents": 5_000}]}
    le, why = {"le": "2026-03-16"}, {"motif": "Parce que."}
    return [
        [
            ("courrier.prepare", letter(number, "notice_indu")),
            ("notice.preparee", notice | {"enrichie": number == 2}),
            ("courrier.envoye", letter(number, "notice_indu") | {"empreinte": ""}),
            ("notice.envoyee", {"notice": number, "le": "2026-03-04"}),
            ("notice.recue", received),
        ],
        [
            ("rectification.demandee", asked),
            ("rectification.repondue", asked | {"sens": "rejetee"}),
        ],
        [
            ("recours.recu", appeal | {"le": "2026-03-01"}),
            ("recours.accuse", {"recours": number} | le),
            ("recours.pieces_demandees", {"recours": number, "pieces": ["un relevé"]} | le),
            ("recours.desiste", {"recours": number} | le),
        ],
        [
            ("reclamation.recue", complaint | {"le": "2026-03-10"}),
            ("reclamation.escaladee", {"reclamation": number, "echelon": "mediateur"} | le),
            ("reclamation.repondue", {"reclamation": number} | le | why),
        ],
        [
            ("echeancier.accepte", plan),
            ("echeancier.rompu", {"echeancier": number} | le | why),
            ("echeancier.termine", {"echeancier": number} | le | why),
        ],
        [
            ("courrier.prepare", letter(number + 10)),
            ("courrier.retire", letter(number + 10) | why),
        ],
        [("tiers.informe", {"faits": [], "le": "2026-03-15"})],
        [
            (
                "creance.suspendue",
                {"creances": [1], "cause": "agent:1", "jusqu_au": "2026-03-25"} | le,
            )
        ],
    ]


def forced_lives(number):
    """Return the same of forced recovery, of the département, of the médiateur, of a court."""
    demand, passed = {"demeure": number, "creances": [1]}, {"creance": 1, "cents": 0, "titre": "T1"}
    order = {"contrainte": number, "creances": [1], "demeure": number}
    asks = {"mediation": number, "origine": "allocataire", "canal": "courrier", "reclamation": 1}
    asks |= {"motif": "delai", "texte": "Trop long."}
    case = {"instance": number, "objet": "indu", "prestations": ["rsa"], "creances": [1]}
    case |= {"tribunal": "tribunal_administratif"}
    judged = {"instance": number, "sens": "confirme", "annulations": {}}
    le = {"le": "2026-03-16"}
    return [
        [
            ("mise_en_demeure.envoyee", demand | {"le": "2026-01-22"}),
            ("mise_en_demeure.recue", demand | {"le": "2026-01-25", "preuve": "accuse_reception"}),
            ("contrainte.emise", order | {"le": "2026-03-10"}),
            ("contrainte.signifiee", order | le | {"par": "commissaire"}),
        ],
        [
            ("creance.transferee", passed | le),
            ("creance.transfert_annule", passed | le | {"cents": 5_000, "cause": "recours:1"}),
            ("departement.informe", passed | le | {"cents": 5_000}),
        ],
        [
            ("mediation.saisie", asks | {"le": "2026-03-11"}),
            ("mediation.close", asks | le | {"resultat": "maintenue"}),
        ],
        [
            ("instance.saisie", case | {"le": "2026-02-11"}),
            ("instance.audience", {"instance": number, "le": "2026-03-24"}),
            ("instance.jugee", judged | le | {"motif": "Ainsi jugé."}),
            ("instance.notifiee", {"instance": number} | le),
        ],
    ]


@st.composite
def histories(draw):
    """Return the events of a few dossiers: each act goes as far as it does; keys in any order."""
    found = []
    for dossier in (1, 2, 3):
        for number in (1, 2):
            for acts in (*lives_of(number), *forced_lives(number)):
                done = acts[: draw(st.integers(0, len(acts)))]
                turned = draw(st.integers(0, 5)) == 0
                found += [(dossier, tag, turn(told) if turned else told) for tag, told in done]
    order = draw(st.permutations(range(len(found)))) if draw(st.booleans()) else range(len(found))
    return in_order(found, order)


def turn(told):
    return dict(reversed(told.items()))


def in_order(found, order):
    """Return events in a drawn order, those of an act in theirs."""
    acts = [tag.split(".")[0] + str(dossier) for dossier, tag, _ in found]
    queues = {act: [e for e, mine in zip(found, acts, strict=True) if mine == act] for act in acts}
    return [queues[acts[place]].pop(0) for place in order]


@settings(max_examples=20)
@given(histories(), st.integers(0, 60))
def test_what_waits_is_the_same_however_events_are_written(history, days):
    fund = Endettes()
    for dossier in (1, 2, 3):
        fund.owes(dossier, "rsa", {202511: 30_000}, when="2026-01-20", received=False)
    kept = Ardoise(fund.records)
    half = len(history) // 2
    for some in (history[:half], history[half:]):
        for dossier, tag, told in some:
            fund.happens(dossier, tag, told, "2026-03-02")
        assert kept.taches(NOW) == slowly(fund.records, NOW)
    later = NOW + dt.timedelta(days=days)
    assert kept.taches(later) == slowly(fund.records, later) == Ardoise(fund.records).taches(later)


def test_a_withholding_put_off_by_a_suspension_is_announced_when_it_comes():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 30_000}, when="2026-01-05")
    told = {"creances": [1], "cause": "agent:1", "le": "2026-01-10", "jusqu_au": "2026-03-25"}
    fund.happens(1, "creance.suspendue", told, "2026-01-10")
    [found] = Ardoise(fund.records).taches(NOW)
    assert (found.genre, found.before) == ("retenue", day("2026-03-26"))


def test_beyond_a_few_dossiers_the_whole_fund_is_asked_for(monkeypatch):
    monkeypatch.setattr(attentes, "_MANY", 1)
    fund = Endettes()
    for dossier in (1, 2, 3):
        fund.owes(dossier, "rsa", {202511: 30_000}, when="2026-03-05")
    kept = Ardoise(fund.records)
    assert kept.taches(NOW) == slowly(fund.records, NOW)
    for dossier in (1, 2):
        fund.happens(dossier, "courrier.prepare", letter(4), "2026-03-19")
    found = kept.taches(NOW)
    assert found == slowly(fund.records, NOW)
    assert [one.dossier for one in found if one.genre == "courrier"] == [1, 2]


def test_a_list_that_nothing_changed_asks_one_thing_of_the_journals(monkeypatch):
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 30_000}, when="2026-03-05")
    kept = Ardoise(fund.records)
    first = kept.taches(NOW)
    for name in ("sequences", "events", "events_tagged", "transfers", "transfers_but"):
        monkeypatch.setattr(fund.records, name, None)
    monkeypatch.setattr(fund.records, "written", lambda: kept._written)
    assert kept.taches(NOW) == first
    assert all(urgency(a) <= urgency(b) for a, b in pairwise(first))
