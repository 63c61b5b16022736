"""What goes to the commission: a remise or a contestation, lodged, instructed, voted, told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from justedroit.core.recours import CRA, DEPARTEMENT, SANS_OBJET, Recours, is_moot, motifs
from justedroit.steps import appeal, grant, letter, sit
from justedroit.steps.appeal import Vise, aimed
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.reply import reply
from justedroit.twin.suites.agenda import Recit, after, office
from justedroit.twin.suites.bureau import (
    DIRECTION,
    SECRETARIAT,
    Affaire,
    Service,
    share,
)
from justedroit.twin.suites.notification import posted, say_undone

Avis = tuple[str, int | None]  # sense of SENS, percentage of a partial grant

MEMBRES: Final = {"assures": 2, "employeurs": 2, "autres": 1}
_VOTES: Final = (4, 1, 0)  # for, against, abstentions
_SIGNS: Final = {CRA: SECRETARIAT, DEPARTEMENT: DEPARTEMENT}
_LAST_DAY_TO_PREPARE: Final = 2  # days before a session, when its agenda is closed
_AVIS: Final = {"accord": "favorable", "accord_partiel": "partiel", "rejet": "defavorable"}
_TOLD: Final = {
    "accord": "Vos ressources, une fois le logement payé, ne permettent pas de rembourser.",
    "accord_partiel": "Vos ressources permettent de rembourser une partie de la somme, pas davantage.",
    "rejet": "Une fois le logement payé, il vous reste de quoi verser une somme chaque mois.",
    "sans_objet": "La somme a été remboursée, ou retenue, avant la séance.",
}
_TOLD_INDU: Final = {
    "accord": "Les pièces du recours montrent que la somme vous était due.",
    "accord_partiel": "Les pièces du recours montrent qu'une partie de la somme était due.",
    "rejet": "Les pièces du dossier confirment le changement et ses dates.",
    "sans_objet": "La somme a été annulée avant la séance.",
}
_ASKS: Final = {
    "remise": "Nous ne pouvons pas rembourser : nos charges ont augmenté.",
    "contestation": "Nous ne comprenons pas le calcul, et nous avions prévenu la caisse.",
}


def asks_remise(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a remise; the commission grants it, in part or not at all, as reports say it does."""
    u = affaire.u("remise")
    whole, part = share("remise_totale"), share("remise_partielle")
    avis: Avis = ("rejet", None)
    if u < whole:
        avis = ("accord", None)
    elif u < whole + part:
        avis = ("accord_partiel", 30 + 10 * affaire.days("part", 0, 5))
    yield after(s.day, affaire.days("demande", 3, 25), 10)
    yield from decided(s, affaire, "remise", avis)


def contests(s: Service, affaire: Affaire) -> Recit[None]:
    """Contest the indu; the commission rejects it, most often."""
    avis: Avis = ("rejet", None) if affaire.u("conteste") > 0.2 else ("accord_partiel", 50)
    yield after(s.day, affaire.days("demande", 5, 30), 10)
    yield from decided(s, affaire, "contestation", avis)


def decided(
    s: Service,
    affaire: Affaire,
    nature: str,
    avis: Avis,
    only: Sequence[int] = (),
    *,
    lodged_as: Sequence[int] = (),
) -> Recit[list[Recours]]:
    """Tell an appeal from the letter of the household to the reception of the answer.

    Args:
        s: the fund.
        affaire: what is appealed against.
        nature: `remise` or `contestation`.
        avis: what the commission will vote.
        only: numbers of the créances; all those of the affair that are still owed by default.
        lodged_as: numbers of the appeals, where they are lodged already.

    Returns:
        The appeals as they stand at the end, one for each authority.
    """
    numbers = lodged_as or lodged(s, affaire, nature, only)
    keys = [(affaire.dossier, number) for number in numbers]
    yield after(s.day, 2)
    for key in keys:
        yield from examined(s, affaire, key, avis)
    for key in keys:
        yield from told(s, key)
    return [one for key in keys if (one := _read(s, key)) is not None]


def lodged(s: Service, affaire: Affaire, nature: str, only: Sequence[int] = ()) -> list[int]:
    """Lodge an appeal against what is owed of an affair; return its numbers, none where nothing is."""
    claims = affaire.mine(s.read(affaire.dossier).creances())
    some = tuple(only) or tuple(claim.number for claim in claims if claim.total() > 0)
    if not some:
        return []
    canal = "courrier" if affaire.u(f"canal {nature}") < 0.5 else "espace_allocataire"
    sent = Depot(affaire.dossier, nature, some, canal, s.day, _ASKS[nature])
    numbers = s.done(lodge(s.records, sent, s.by(SECRETARIAT))) or []
    say_undone(s, affaire.dossier)
    return numbers


def _read(s: Service, key: tuple[int, int]) -> Recours | None:
    on = aimed(s.records, key, s.by(SECRETARIAT))
    return on.recours if isinstance(on, Vise) else None


def examined(s: Service, affaire: Affaire, key: tuple[int, int], avis: Avis) -> Recit[None]:
    """Acknowledge, admit, complete, instruct: then it waits for a session."""
    s.opinions[key] = avis
    acte = s.by(SECRETARIAT)
    for one in s.done(reply(s.records, key, s.atelier.organisme, acte)) or []:
        s.done(_sent(s, key[0], one.numero))
    s.done(appeal.acknowledge(s.records, key, s.day, acte))
    s.done(appeal.admit(s.records, key, "", acte))
    if affaire.u(f"pieces {key[1]}") < share("pieces_demandees"):
        asked = ["Justificatif des ressources des trois derniers mois"]
        s.done(appeal.ask_documents(s.records, key, asked, acte))
        yield after(s.day, affaire.days("pieces", 4, 12), 11)
    s.done(appeal.complete(s.records, key, s.day, s.by(SECRETARIAT)))
    yield after(s.day, 2, 15)
    why = f"Au vu des pièces et du budget du foyer : {avis[0].replace('_', ' ')}."
    s.done(appeal.instruct(s.records, key, (_AVIS[avis[0]], why), s.by(SECRETARIAT)))


def _sent(s: Service, dossier: int, numero: int) -> object:
    return letter.send(s.records, dossier, numero, s.by(SECRETARIAT), s.atelier.printer)


def told(s: Service, key: tuple[int, int]) -> Recit[None]:
    """Wait for the decision to be executory, then send it and hear of its reception."""
    while (one := _read(s, key)) is not None and one.is_pending:
        yield after(s.day, 4, 10)
    if one is None or one.etat != "executoire":
        return
    for made in s.done(reply(s.records, key, s.atelier.organisme, s.by(SECRETARIAT))) or []:
        day = yield from posted(s, key[0], made.numero)
        s.done(grant.inform(s.records, key, day, s.by(SECRETARIAT)))


def sessions(s: Service) -> Recit[None]:
    """Hold the session of the commission each month, the third Thursday; its decisions are controlled."""
    while True:
        day = third_thursday(s.day)
        yield office(day - dt.timedelta(days=_LAST_DAY_TO_PREPARE), 16)
        ready = [(one.dossier, one.number) for one in sit.agenda(s.records, day).prets]
        yield office(day)
        if ready:
            _held(s, s.day, ready)
        yield after(s.day, 15, 7)


def third_thursday(day: dt.date) -> dt.date:
    """Return the third Thursday of the month of a day; of the next month when it is too near."""
    first = day.replace(day=1)
    thursday = first + dt.timedelta(days=(3 - first.weekday()) % 7 + 14)
    if thursday - day >= dt.timedelta(days=_LAST_DAY_TO_PREPARE + 1):
        return thursday
    return third_thursday((first + dt.timedelta(days=32)).replace(day=1))


def _held(s: Service, day: dt.date, ready: Sequence[tuple[int, int]]) -> None:
    acte = s.by(SECRETARIAT)
    s.done(sit.convene(s.records, day, MEMBRES, acte))
    for key in ready:
        s.done(sit.inscribe(s.records, day, key, acte))
        sens, percent = s.opinions.get(key, ("rejet", None))
        if _is_moot(s, key):
            _ruled(s, key, SANS_OBJET)
            continue
        voix = sit.Voix(sens, *_VOTES, percent)
        s.done(sit.ballot(s.records, day, key, voix, acte))
        _ruled(s, key, sens)
    s.done(sit.adjourn(s.records, day, acte))
    s.done(sit.transmit(s.records, day, acte))


def _is_moot(s: Service, key: tuple[int, int]) -> bool:
    """Return whether all that is asked was paid since: there is nothing left to vote on."""
    on = aimed(s.records, key, s.by(SECRETARIAT))
    return isinstance(on, Vise) and is_moot(on.recours, on.found.creances())


def _ruled(s: Service, key: tuple[int, int], sens: str) -> None:
    on = aimed(s.records, key, s.by(SECRETARIAT))
    assert isinstance(on, Vise)
    codes = list(motifs(on.recours, sens, s.day))
    reasons = _TOLD if on.recours.nature == "remise" else _TOLD_INDU
    # After the opinion of the commission, the director or the département signs.
    author = _SIGNS.get(sit.competent(on).par, DIRECTION)
    s.done(sit.rule(s.records, key, sit.Arret(sens, codes[0], reasons[sens]), s.by(author)))


def nightly(s: Service) -> None:
    """Record what time alone has done: implicit rejections, decisions that become executory."""
    appeal.expire(s.records, s.day, s.by(SECRETARIAT))
    grant.execute_due(s.records, s.day, s.by(SECRETARIAT))
