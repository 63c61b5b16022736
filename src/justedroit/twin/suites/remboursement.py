"""How a household repays: at once, too much, by a plan that it keeps or not; or nothing but withholding."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import Refusal
from justedroit.core.creances import suspended
from justedroit.core.paiements import repayment_reference
from justedroit.steps import plan
from justedroit.steps.collect import Encaissement, collect, debited
from justedroit.steps.plan import Simulation, Souhait
from justedroit.twin.suites.agenda import Recit, after, office
from justedroit.twin.suites.bureau import RECOUVREMENT, Affaire, Service, share

_MONTHLY = 3_000  # cents a month from which a plan is asked for
_LONGEST = 10  # months of a plan
_TOO_MUCH = 1_000
_NO_FUNDS = "-solde"  # of a token: the simulated bank refuses


def nothing(_s: Service, _affaire: Affaire) -> Recit[None]:
    """Do nothing: the withholding of the month does the rest."""
    yield from ()


def pays(s: Service, affaire: Affaire) -> Recit[None]:
    """Pay all of it by card, by cheque or by transfer, some days later."""
    yield after(s.day, affaire.days("paie", 3, 15), 12)
    moyen = "carte" if affaire.u("moyen") < 0.7 else "cheque"
    if s.comptoir is None or affaire.u("virement") >= share("paie_par_virement"):
        paid(s, affaire, moyen, s.owed(affaire))
    elif (cents := s.owed(affaire)) > 0:
        s.comptoir.banque.receive(cents, rf=repayment_reference(affaire.dossier))
        yield after(s.day, 1, 8)
        s.hear()


def pays_too_much(s: Service, affaire: Affaire) -> Recit[None]:
    """Pay by a cheque that is more than what is owed: the rest waits in the account of the fund."""
    yield after(s.day, affaire.days("paie", 3, 8), 12)
    every = sum(claim.total() for claim in s.read(affaire.dossier).creances())
    paid(s, affaire, "cheque", every + _TOO_MUCH)


def paid(s: Service, affaire: Affaire, moyen: str, cents: int) -> None:
    """Pay some cents, by card or by cheque; nothing where nothing is to be paid."""
    if cents <= 0:
        return
    reference = f"{moyen.upper()}-{affaire.dossier}-{s.day:%Y%m%d}"
    told = Encaissement(affaire.dossier, moyen, cents, s.day, reference)
    acte = s.by(RECOUVREMENT)
    if moyen == "cheque":
        s.done(collect(s.records, told, acte))
    else:
        token = f"jeton-{affaire.dossier}"
        s.done(debited(s.records, s.encaisseur, told, token, acte))


def keeps_a_plan(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a plan on the telephone, and keep it."""
    made = yield from _accepted(s, affaire)
    if made is not None:
        yield from _payments(s, affaire, made)


def is_late(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a plan, and pay each month late, within the delay that the fund leaves."""
    made = yield from _accepted(s, affaire)
    if made is not None:
        yield from _payments(s, affaire, made, late=9)


def breaks_a_plan(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a plan, pay once, then nothing: it is broken; a person gives it another chance."""
    made = yield from _accepted(s, affaire)
    if made is None:
        return
    yield from _payments(s, affaire, made, keeps=1)
    yield after(s.day, 40)  # meanwhile, who follows the plans has broken it
    if s.owed(affaire) <= 0 or not _free(s, affaire):
        return
    wish = _wish(s, affaire)
    acte, why = s.by(RECOUVREMENT), "Le foyer a retrouvé un revenu ; il a appelé pour reprendre."
    again = s.done(plan.resume(s.records, affaire.dossier, wish, why, acte))
    if again is not None:
        yield from _payments(s, affaire, again)


def by_withholding(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a plan that is paid by withholding, smaller than the scale."""
    yield from _accepted(s, affaire, "retenue")


def _accepted(s: Service, affaire: Affaire, moyen: str = "prelevement") -> Recit[Simulation | None]:
    yield after(s.day, affaire.days("appelle", 2, 12), 10)
    if s.owed(affaire) <= 0 or not _free(s, affaire):
        return None
    if any(one.plan.runs for one in s.done(plan.plans_of(s.records, affaire.dossier, s.now)) or []):
        return None
    wish = _wish(s, affaire, moyen)
    return s.done(plan.accept(s.records, affaire.dossier, wish, s.by(RECOUVREMENT)))


def _free(s: Service, affaire: Affaire) -> bool:
    """Return whether nothing suspends what an affair claims."""
    claims = s.claims(affaire.dossier)
    return all(
        suspended(thread, s.day) is None
        for claim, thread in claims
        if claim.number in affaire.creances and claim.total() > 0
    )


def _wish(s: Service, affaire: Affaire, moyen: str = "prelevement") -> Souhait:
    claims = affaire.mine(s.read(affaire.dossier).creances())
    owing = tuple(claim.number for claim in claims if claim.total() > 0)
    months = max(1, min(_LONGEST, s.owed(affaire) // _MONTHLY))
    return Souhait(owing, mois=months, moyen=moyen)


def _payments(
    s: Service, affaire: Affaire, made: Simulation, *, late: int = 0, keeps: int = 99
) -> Recit[None]:
    """Debit each payment of a plan; after those that are kept, the bank refuses."""
    for rank, due in enumerate(made.proposition.mensualites):
        yield _on(due.le, late)
        cents = min(due.cents, _still(s, affaire))
        if cents <= 0:
            return
        told = Encaissement(
            affaire.dossier,
            "prelevement",
            cents,
            s.day,
            f"PRLV-{affaire.dossier}-{s.day:%Y%m%d}",
            made.creances,
        )
        token = f"mandat-{affaire.dossier}{'' if rank < keeps else _NO_FUNDS}"
        found = debited(s.records, s.encaisseur, told, token, s.by(RECOUVREMENT))
        if rank < keeps:
            s.done(found)
        if isinstance(found, Refusal):
            return


def _on(day: dt.date, late: int) -> dt.datetime:
    return office(day + dt.timedelta(days=late), 7)


def _still(s: Service, affaire: Affaire) -> int:
    """Return what is owed of an affair, nothing where an appeal or a procedure suspends it."""
    return s.owed(affaire) if _free(s, affaire) else 0
