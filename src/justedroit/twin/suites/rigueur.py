"""What is done where a household does not pay, cannot pay, or has deceived: each by a person."""

from __future__ import annotations

from typing import Final

from justedroit.core.base import Refusal, add_months, first_day, month_of
from justedroit.core.creances import withholdable_from
from justedroit.core.ecarts import is_of_the_fund
from justedroit.core.recours import recours_amiable
from justedroit.core.recouvrement import in_hand_until, refuse_transfer, repaid_on
from justedroit.steps import claims, enforce, entrust, overdebt
from justedroit.steps.claims import Choix
from justedroit.steps.enforce import Force, Signification
from justedroit.steps.qualify import Qualification, qualify
from justedroit.twin.suites.agenda import Recit, after, office
from justedroit.twin.suites.bureau import (
    CONTROLEUR,
    DIRECTION,
    RECOUVREMENT,
    SECRETARIAT,
    Affaire,
    Service,
    share,
)
from justedroit.twin.suites.commission import examined, lodged
from justedroit.twin.suites.commission import told as heard
from justedroit.twin.suites.instances import verdict
from justedroit.twin.suites.notification import say_undone
from justedroit.twin.suites.remboursement import paid

_PROOF: Final = "accuse_reception"
_PLAN_MONTHS: Final = 24
_REVISED: Final = 2  # day of the month
_TRIES: Final = 9  # months during which the fund looks whether it may act on a debt


def is_forced(s: Service, affaire: Affaire) -> Recit[None]:
    """Pay nothing: mise en demeure, contrainte, service, execution, which recovers a part."""
    made = yield from _constrained(s, affaire)
    if made is None:
        return
    yield after(s.day, 20)
    key, acte = (affaire.dossier, made.numero), s.by(RECOUVREMENT)
    s.done(entrust.entrust(s.records, key, s.day, acte))
    yield after(s.day, 35)
    part = s.owed(affaire) // 3
    paid = (part, f"CJ-{affaire.dossier}-{made.numero}") if part else None
    told = ("partiel" if part else "carence", s.day)
    s.done(entrust.close(s.records, key, told, s.by(RECOUVREMENT), paid))
    yield after(s.day, 10)
    for number in affaire.creances:
        why = "Le commissaire de justice n'a rien trouvé de plus à saisir."
        choice = Choix(affaire.dossier, number, why)
        if any(c.number == number and c.total() for c in s.read(affaire.dossier).creances()):
            s.done(claims.admit_non_valeur(s.records, choice, "", s.by(DIRECTION)))


def opposes(s: Service, affaire: Affaire) -> Recit[None]:
    """Pay nothing, then oppose the contrainte: the court upholds it."""
    made = yield from _constrained(s, affaire)
    if made is None:
        return
    yield after(s.day, 7)
    told = (s.day, "Le foyer dit avoir déclaré le changement à temps.")
    key, acte = (affaire.dossier, made.numero), s.by(SECRETARIAT)
    number = s.done(enforce.oppose(s.records, key, told, acte))
    if number is not None:
        yield from verdict(s, affaire, (number, made.creances), "confirme")


def is_reminded(s: Service, affaire: Affaire) -> Recit[None]:
    """Pay nothing until the mise en demeure; then pay, most often."""
    made = yield from _demanded(s, affaire)
    if made and affaire.u("paie la demeure") < share("demeure_payee"):
        yield after(s.day, affaire.days("paie", 5, 25), 12)
        paid(s, affaire, "carte", s.owed(affaire))


def _constrained(s: Service, affaire: Affaire) -> Recit[Force | None]:
    """Tell the mise en demeure, its reception, the contrainte and its service."""
    demands = yield from _demanded(s, affaire)
    yield after(s.day, 34, 10)
    if not demands or s.owed(affaire) <= 0:
        return None
    key = affaire.dossier
    first = (key, demands[0].numero)
    made = s.done(enforce.constrain(s.records, first, s.atelier, s.by(RECOUVREMENT)))
    if made is None:
        return None
    yield after(s.day, 6, 15)
    how = Signification(s.day, "commissaire_de_justice", s.day)
    s.done(enforce.serve(s.records, (key, made.numero), how, s.by(RECOUVREMENT)))
    return made


def _demanded(s: Service, affaire: Affaire) -> Recit[list[Force]]:
    """Tell the mise en demeure and its reception, once no appeal can come any more."""
    until = max(recours_amiable(benefit, affaire.recue).until for benefit in affaire.prestations)
    yield after(until, 2, 10)
    for _ in range(_TRIES):
        if (numbers := _unpaid(s, affaire)) or s.owed(affaire) <= 0:
            break
        yield after(s.day, 30, 10)  # what is withheld is asked for no other way
    if not numbers:
        return []
    key, acte = affaire.dossier, s.by(RECOUVREMENT)
    demands = s.done(enforce.demand(s.records, key, numbers, s.atelier, acte)) or []
    yield after(s.day, 4, 15)
    for one in demands:
        proof = (s.day, _PROOF)
        s.done(enforce.demand_received(s.records, (key, one.numero), proof, s.by(RECOUVREMENT)))
    return demands


def _unpaid(s: Service, affaire: Affaire) -> list[int]:
    """Return the créances of an affair that may be claimed, and of which nothing is being repaid."""
    transfers = s.read(affaire.dossier).transfers
    found = []
    for claim, thread in s.claims(affaire.dossier):
        mine = claim.number in affaire.creances and claim.total() > 0
        first = withholdable_from(claim, thread, s.day)
        if mine and not isinstance(first, Refusal) and first <= s.day:
            repaid = repaid_on(claim, transfers)
            if repaid is None or in_hand_until(repaid) < s.day:
                found.append(claim.number)
    return found


def is_erased(s: Service, affaire: Affaire) -> Recit[None]:
    """Be over-indebted: the procedure ends with the erasure of the debts."""
    yield from _overindebted(s, affaire, ("effacement", 0))


def is_spread(s: Service, affaire: Affaire) -> Recit[None]:
    """Be over-indebted: the procedure ends with a plan."""
    yield from _overindebted(s, affaire, ("plan", _PLAN_MONTHS))


def _overindebted(s: Service, affaire: Affaire, issue: tuple[str, int]) -> Recit[None]:
    yield after(s.day, affaire.days("surendettement", 10, 20))
    if s.owed(affaire) <= 0:
        return
    acte = s.by(RECOUVREMENT)
    if s.done(overdebt.receivable(s.records, affaire.dossier, s.day, acte)) is None:
        return
    say_undone(s, affaire.dossier)
    yield after(s.day, 70)
    how, months = issue
    told = (how, s.day, months)
    s.done(overdebt.settle_debts(s.records, affaire.dossier, told, s.by(RECOUVREMENT)))


def deceives(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a remise, then be found to have deceived: the remise closes, an indemnité is added."""
    yield from _qualified(s, affaire)
    for number in affaire.creances:
        why = "Manœuvre établie par le contrôle, après que le foyer a été entendu."
        choice = Choix(affaire.dossier, number, why)
        s.done(claims.decide_indemnite(s.records, choice, s.by(DIRECTION)))


def is_cleared(s: Service, affaire: Affaire) -> Recit[None]:
    """Be found to have deceived, then cleared: the remise that was closed opens again, is decided."""
    keys = yield from _qualified(s, affaire)
    yield after(s.day, 25, 14)
    why = "Le foyer a produit l'accusé de sa déclaration : il est de bonne foi."
    told = Qualification(affaire.dossier, None, "bonne_foi", why, CONTROLEUR)
    s.done(qualify(s.records, told, s.now))
    say_undone(s, affaire.dossier)
    for key in keys:
        yield from heard(s, key)


def _qualified(s: Service, affaire: Affaire) -> Recit[list[tuple[int, int]]]:
    yield after(s.day, 2, 10)
    keys = [(affaire.dossier, number) for number in lodged(s, affaire, "remise")]
    yield after(s.day, 1)
    for key in keys:
        yield from examined(s, affaire, key, ("accord_partiel", 40))
    _origins_of_deceit(s, affaire)
    why = "Le contrôle a établi des revenus dissimulés sciemment, reconnus par le foyer."
    told = Qualification(affaire.dossier, None, "fraude", why, CONTROLEUR)
    s.done(qualify(s.records, told, s.now))
    return keys


def _origins_of_deceit(s: Service, affaire: Affaire) -> None:
    """Decide that the household erred, where the fund was thought or said to have: none else deceives."""
    for one in s.done(claims.claims(s.records, affaire.dossier, s.day)) or ():
        known = one.suivi.origine or one.proposed
        if known is not None and is_of_the_fund(known.code):
            why = (
                "Le contrôle établit que le foyer avait déclaré autre chose que ce qu'il percevait."
            )
            choice = Choix(affaire.dossier, one.creance.number, why)
            acte = s.by(CONTROLEUR)
            s.done(claims.decide_origin(s.records, choice, "allocataire_inexact", acte))


def is_passed_on(s: Service, affaire: Affaire) -> Recit[None]:
    """Be withheld on; once there is no right left, what is left of the RSA goes to the département."""
    for _ in range(_TRIES):
        # Once the month that is over is revised: its rights say whether one is left.
        yield office(first_day(add_months(month_of(s.day), 1)).replace(day=_REVISED), 10)
        found = s.read(affaire.dossier)
        for claim, thread in s.claims(affaire.dossier):
            mine = claim.number in affaire.creances
            if mine and refuse_transfer(claim, thread, found.transfers, s.day) is None:
                title = f"TITRE-{s.day:%Y}-{affaire.dossier}"
                choice = Choix(affaire.dossier, claim.number, title)
                s.done(claims.transfer(s.records, choice, s.by(RECOUVREMENT)))
