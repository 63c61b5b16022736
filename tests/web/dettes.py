"""Households in memory that owe, contest and are judged: what the pages of debts and letters show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.endettes import Endettes, acte, day
from tests.notifie import Fonds
from tests.web.caisse import a_fund, together
from tests.web.conftest import Site
from tests.web.faire import done

from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.identites import Adresse, Identite
from justedroit.records.memory import MemoryRecords
from justedroit.steps import sit
from justedroit.steps.appeal import acknowledge, admit, complete, expire, instruct
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.complain import Plainte, answer, complain
from justedroit.steps.grant import execute, inform
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.mediate import Demande, conclude, mediate
from justedroit.steps.seize import Saisie, seize
from justedroit.web import wiring

NOW = dt.datetime(2026, 6, 10, 16, tzinfo=dt.UTC)
VIE, CALME, NOTIFIE, SOLDE, PREPARE = range(1, 6)  # numbers of the dossiers
NAME = ("ESSAI-DETTES", "Personne")
SESSION = day("2026-03-20")
WHY = "Je ne comprends pas cette somme."


def lived() -> MemoryRecords:
    """Return the households, each at its moment: contested, quiet, notified, repaid, prepared."""
    quiet = Endettes()
    quiet.lives(1)
    prepared = Fonds(3)
    prepared.prepare()
    return together(
        {
            VIE: contested().records,
            CALME: quiet.records,
            NOTIFIE: Fonds(3).received().records,
            SOLDE: repaid().records,
            PREPARE: prepared.records,
        }
    )


@contextmanager
def an_indebted_fund(folder: Path) -> Iterator[Site]:
    """Make the fund of these households the one of the pages; who they are: nobody."""
    where = Adresse("3", "rue de l'Essai", "99999", "Fictionnay")
    some = (VIE, CALME, NOTIFIE, SOLDE, PREPARE)
    with a_fund(folder, lived(), NOW) as site:
        wiring.identities().put([Identite(dossier, 1, *NAME, adresse=where) for dossier in some])
        yield site


def contested() -> Endettes:
    """Return a household whose RSA is contested up to the court, half of its AF being remitted."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000}, when="2026-02-01")
    fund.owes(1, "af", {202511: 5_000, 202512: 15_000}, when="2026-02-02")
    _complained(fund)
    _remitted(fund)
    _judged(fund)
    return fund


def repaid() -> Endettes:
    """Return a household that has repaid all that it owed."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 4_000})
    paid = Encaissement(1, "cheque", 4_000, day("2026-02-20"), "chq-1")
    done(collect(fund.records, paid, acte("2026-02-20")))
    return fund


def _complained(fund: Endettes) -> None:
    told = Plainte(1, "indu", "courriel", day("2026-03-02"), WHY, (1,))
    done(complain(fund.records, told, acte("2026-03-02")))
    said = "Voici le détail du calcul."
    done(answer(fund.records, (1, 1), said, ORGANISME_DEMO, acte("2026-03-05")))
    asked = Demande(
        1,
        origine="allocataire",
        canal="teleprocedure",
        motif="indu_incompris",
        texte=WHY,
        le=day("2026-03-10"),
        creances=(1,),
    )
    done(mediate(fund.records, asked, acte("2026-03-10")))
    told = ("maintenue", "Le calcul suit la loi.")
    done(conclude(fund.records, (1, 1), told, ORGANISME_DEMO, acte("2026-03-16")))


def _remitted(fund: Endettes) -> None:
    asked = Depot(1, "remise", (2,), "courrier", day("2026-03-01"), "Nous ne pouvons pas.")
    key = (1, done(lodge(fund.records, asked, acte("2026-03-02")))[0])
    done(admit(fund.records, key, "", acte("2026-03-03")))
    done(complete(fund.records, key, day("2026-03-03"), acte("2026-03-03")))
    done(instruct(fund.records, key, ("favorable", "Ressources faibles."), acte("2026-03-10")))
    members = {"assures": 2, "employeurs": 2, "autres": 1}
    done(sit.convene(fund.records, SESSION, members, acte("2026-03-20")))
    done(sit.inscribe(fund.records, SESSION, key, acte("2026-03-20")))
    half = sit.Voix("accord_partiel", 4, 1, 0, 50)
    done(sit.ballot(fund.records, SESSION, key, half, acte("2026-03-20")))
    arret = sit.Arret("accord_partiel", "precarite", "Trois enfants.")
    done(sit.rule(fund.records, key, arret, acte("2026-03-20")))
    done(sit.adjourn(fund.records, SESSION, acte("2026-03-20")))
    done(sit.transmit(fund.records, SESSION, acte("2026-03-22")))
    done(execute(fund.records, key, acte("2026-05-10")))
    done(inform(fund.records, key, day("2026-05-15"), acte("2026-05-16")))


def _judged(fund: Endettes) -> None:
    contests = Depot(1, "contestation", (1,), "courrier", day("2026-03-25"), WHY)
    key = (1, done(lodge(fund.records, contests, acte("2026-03-25")))[0])
    done(acknowledge(fund.records, key, day("2026-03-26"), acte("2026-03-26")))
    done(admit(fund.records, key, "", acte("2026-03-27")))
    done(complete(fund.records, key, day("2026-03-27"), acte("2026-03-27")))
    expire(fund.records, day("2026-06-05"), acte("2026-06-05"))
    seized = Saisie(1, day("2026-06-08"), WHY, recours=key[1])
    done(seize(fund.records, seized, acte("2026-06-08")))
