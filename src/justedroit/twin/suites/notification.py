"""An indu is notified: prepared, explained by an agent, called, sent, received; then life goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from justedroit.core.base import add_months, day_text, month_of
from justedroit.core.courriers import (
    Contenu,
    NoticePreparee,
    courriers,
    draft,
    notice_from,
    notices,
)
from justedroit.core.ecarts import months_text
from justedroit.steps import claims, letter, notify
from justedroit.steps.claims import Choix
from justedroit.steps.confirm import confirm_debts
from justedroit.steps.dispatch import Presse, inform_households, send_letters
from justedroit.steps.mail import prepare_notices
from justedroit.steps.restore_paid import tell_undone
from justedroit.steps.round import Portee
from justedroit.steps.tell import tell_rappel
from justedroit.twin.suites.agenda import Recit, after
from justedroit.twin.suites.bureau import CONSEILLER, RECOUVREMENT, Affaire, Service, seal, share
from justedroit.twin.suites.remboursement import nothing

Suite = Callable[[Service, Affaire], Recit[None]]

PREPARED, SENT = 9, 14  # hours, UTC
_BEGUN = 15  # day from which what has changed in a month may be told within it

_CALLS = (("joint", 0.55), ("non_joint", 0.92), ("refus", 0.96), ("pas_de_numero", 1.0))
_PROOFS = (("espace_allocataire", 0.60), ("accuse_reception", 0.95), ("remise_en_main", 1.0))


def mailing(s: Service, month: int, dossiers: Sequence[int]) -> Recit[None]:
    """Tell the notices of a month: prepared together, sent together once the large are explained.

    Where third parties have spoken, the household is told first; its notice leaves days later.

    Args:
        s: the fund.
        month: of the decisions.
        dossiers: that owe.
    """
    yield after(s.day, 1, PREPARED)
    portee = Portee(month, dossiers, frozenset({"notice_indu"}))
    s.refusals += prepare_notices(s.records, portee, s.by(CONSEILLER), s.atelier).refused
    presse = Presse(lambda contents: map(seal, contents))
    organisme, acte = s.atelier.organisme, s.by(CONSEILLER)
    s.refusals += inform_households(s.records, portee, acte, organisme, presse).refused
    later = _later(s)
    yield after(after(s.day, 1).date(), 1, SENT)
    s.refusals += send_letters(s.records, portee, s.by(CONSEILLER), presse).refused
    yield later
    s.refusals += send_letters(s.records, portee, s.by(CONSEILLER), presse).refused


def _later(s: Service) -> dt.datetime:
    """Return when a notice leaves whose household is told today what third parties said."""
    return after(notice_from(s.day), 0, SENT)


def notified(s: Service, affaire: Affaire, suite: Suite) -> Recit[None]:
    """Tell the notice of the indus of a decision, which `mailing` prepares and sends.

    Args:
        s: the fund.
        affaire: what is claimed; its reception is told to it.
        suite: what the household does then.
    """
    yield after(s.day, 1, PREPARED + 1)
    notice, later = _notice(s, affaire), _later(s)
    if notice is None:
        return  # too small, it was given up
    if notice.enrichie:
        yield after(s.day, 1, PREPARED + 1)
        _explain(s, affaire, notice)
        yield after(s.day, 1, SENT + 1)
    else:
        yield after(after(s.day, 1).date(), 1, SENT + 1)
    told = _notice(s, affaire)
    if told is not None and told.envoyee_le is None:
        yield later + dt.timedelta(hours=1)
    yield from _received(s, affaire, suite)


def _notice(s: Service, affaire: Affaire) -> NoticePreparee | None:
    """Return the last notice that claims an affair; it is told to it."""
    every = notices(s.read(affaire.dossier).events).values()
    mine = [one for one in every if set(one.creances) & set(affaire.creances)]
    affaire.notice = mine[-1].numero if mine else 0
    return mine[-1] if mine else None


def _received(s: Service, affaire: Affaire, suite: Suite) -> Recit[None]:
    """Hear of the reception of a notice that was sent, then of what the household does."""
    if not affaire.imposed and affaire.u("sans preuve") < share("reception_jamais_prouvee"):
        return
    yield after(s.day, affaire.days("courrier", 2, 8), 15)
    told = (s.day, _drawn(affaire.u("preuve"), _PROOFS))
    acte = s.by(CONSEILLER)
    if s.done(notify.receive(s.records, affaire.dossier, affaire.notice, told, acte)) is not None:
        affaire.recue = s.day
        yield from suite(s, affaire)


def renotified(s: Service, affaire: Affaire) -> Recit[None]:
    """Notify again what was rectified: its delays run anew."""
    yield after(s.day, 1)
    key = (s.records, affaire.dossier)
    made = s.done(notify.prepare(*key, affaire.reference, s.by(CONSEILLER), s.atelier))
    if made is None:
        return
    affaire.notice = made.notice.numero
    if made.notice.enrichie:
        _explain(s, affaire, made.notice)
    yield after(s.day, 1, SENT)
    s.done(notify.send(*key, affaire.notice, s.by(CONSEILLER), s.atelier))
    yield from _received(s, affaire, nothing)


def _explain(s: Service, affaire: Affaire, notice: NoticePreparee) -> None:
    """Write what an agent knows of it, and call."""
    key = (s.records, affaire.dossier, affaire.notice)
    mine = affaire.mine(s.read(affaire.dossier).creances())
    months = sorted({line.month for claim in mine for line in claim.lignes})
    letters = courriers(s.read(affaire.dossier).events)
    contenu = next(one.contenu for one in letters if one.numero == notice.courrier)
    text = explanation(contenu, (months[0], months[-1]), s.day)
    s.done(notify.explain_notice(*key, text, s.by(CONSEILLER)))
    result = _drawn(affaire.u("appel"), _CALLS)
    s.done(notify.call(*key, (s.day, result), s.by(CONSEILLER)))
    _decide_origin(s, affaire)


def _decide_origin(s: Service, affaire: Affaire) -> None:
    """Decide where a large indu comes from: the agent keeps what the facts propose."""
    for one in s.done(claims.claims(s.records, affaire.dossier, s.day)) or ():
        if one.creance.number in affaire.creances and one.proposed is not None:
            choice = Choix(affaire.dossier, one.creance.number, one.proposed.reason)
            acte = s.by(CONSEILLER)
            s.done(claims.decide_origin(s.records, choice, one.proposed.code, acte))


def explanation(contenu: Contenu, months: tuple[int, int], day: dt.date) -> str:
    """Return what an agent would write of a large indu: the event, the dates, the months."""
    return (
        f"J'ai relu votre dossier le {day_text(day)}. {draft(contenu)} Nous ne le savions pas quand "
        f"nous avons payé {months_text(*months)} : c'est pourquoi nous avons versé plus que ce qui était dû. Vous "
        "pouvez m'appeler pour en parler, demander un échéancier ou une remise."
    )


def rappel(s: Service, dossier: int, reference: str) -> Recit[None]:
    """Tell the letter of a rappel, with its explanation."""
    yield after(s.day, 1, 11)
    made = s.done(tell_rappel(s.records, dossier, reference, s.by(CONSEILLER), s.atelier))
    if made is not None:
        yield from posted(s, dossier, made.numero)


def posted(s: Service, dossier: int, numero: int, wait: int = 5) -> Recit[dt.date]:
    """Send a letter that was prepared, and hear of its reception; return the day of it."""
    s.done(letter.send(s.records, dossier, numero, s.by(CONSEILLER), s.atelier.printer))
    yield after(s.day, wait, 15)
    told = (s.day, "accuse_reception")
    s.done(letter.receive(s.records, dossier, numero, told, s.by(CONSEILLER)))
    return s.day


def confirm(s: Service, dossiers: Sequence[int]) -> None:
    """Tell what became of plans and debts: this month's once it is well begun, else the last one's."""
    month = month_of(s.day)
    portee = Portee(month if s.day.day > _BEGUN else add_months(month, -1), dossiers)
    told = confirm_debts(s.records, portee, s.by(CONSEILLER), s.atelier.organisme)
    s.refusals += told.refused
    for dossier, numero in told.done:
        s.done(letter.send(s.records, dossier, numero, s.by(CONSEILLER), s.atelier.printer))


def send_prepared(s: Service, dossier: int, modele: str) -> None:
    """Send the letters of a model that a step has prepared."""
    for one in courriers(s.read(dossier).events):
        if one.modele == modele and one.waits:
            acte = s.by(CONSEILLER)
            s.done(letter.send(s.records, dossier, one.numero, acte, s.atelier.printer))


def say_undone(s: Service, dossier: int) -> None:
    """Tell a household, the day of the act that suspends, what it undoes of what was withheld."""
    organisme, acte = s.atelier.organisme, s.by(RECOUVREMENT)
    if s.done(tell_undone(s.records, [dossier], organisme, acte)):
        send_prepared(s, dossier, "retenue_defaite")


def _drawn(u: float, cumulated: tuple[tuple[str, float], ...]) -> str:
    return next(name for name, up_to in cumulated if u < up_to)
