"""What a household asks elsewhere: rectification, a complaint, the médiateur, a court."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from justedroit.core.creances import INDU, Creance, last_day_to_rectify
from justedroit.core.recours import Recours, annullable, recours_amiable
from justedroit.steps import complain, judge, mediate, rectify, seize
from justedroit.steps.judge import Verdict
from justedroit.steps.seize import Saisie
from justedroit.twin.suites.agenda import Recit, after, office
from justedroit.twin.suites.bureau import (
    CONSEILLER,
    JURISTE,
    SECRETARIAT,
    Affaire,
    Service,
    share,
)
from justedroit.twin.suites.commission import decided
from justedroit.twin.suites.notification import posted, renotified, say_undone, send_prepared

_BEFORE_DEADLINE: Final = 6  # days left to contest, when a household makes up its mind
_HEARING, _JUDGED = 60, 21  # days to the hearing, then to the judgment
_SAYS: Final = "Je ne comprends pas pourquoi on me réclame cette somme, que je n'ai pas demandée."
_WHY: Final = {
    "confirme": "Les conditions du droit n'étaient pas remplies sur les mois en cause.",
    "annule": "La caisse ne prouve pas le changement qu'elle oppose au foyer.",
    "partiel": "Le changement n'est prouvé que pour le dernier mois en cause.",
}
_WHY_HALF: Final = "Le changement n'est prouvé que pour la moitié de la somme en cause."


def rectifies(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for the rectification of what the notice says; an agent rejects it, most often."""
    accepted = affaire.u("acceptee") < share("rectification_acceptee")
    yield from _rectified(s, affaire, accepted=accepted)


def rectified(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a rectification that is accepted: the indu is notified again."""
    yield from _rectified(s, affaire, accepted=True)


def not_rectified(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a rectification that is rejected: withholding waits two months more."""
    yield from _rectified(s, affaire, accepted=False)


def _rectified(s: Service, affaire: Affaire, *, accepted: bool) -> Recit[None]:
    yield after(s.day, affaire.days("rectifie", 2, 9), 10)
    if s.day > last_day_to_rectify(affaire.recue) or s.owed(affaire) <= 0:
        return
    claims = affaire.mine(s.read(affaire.dossier).creances())
    some = [claim.number for claim in claims if claim.total() > 0]
    said = (s.day, "La date que vous avez retenue n'est pas la bonne.")
    asked = s.done(rectify.ask(s.records, affaire.dossier, some, said, s.by(CONSEILLER)))
    if asked is None:
        return
    say_undone(s, affaire.dossier)
    yield after(s.day, affaire.days("repond", 6, 18), 15)
    told = ("acceptee", "La date est corrigée dans la notification qui suit ; le montant reste.")
    if not accepted:
        told = ("rejetee", "Les pièces du dossier confirment la date et le montant notifiés.")
    acte = s.by(CONSEILLER)
    s.done(rectify.answer(s.records, affaire.dossier, asked.numero, told, acte, s.atelier))
    if accepted:
        yield from renotified(s, affaire)


def complains(s: Service, affaire: Affaire) -> Recit[None]:
    """Complain; answered within its term, or escalated once it has passed."""
    number = yield from _complaint(s, affaire)
    late = affaire.u("reclamation en retard") < share("reclamation_en_retard")
    yield from _answered(s, affaire, number, late=late)


def complains_late(s: Service, affaire: Affaire) -> Recit[None]:
    """Complain, and get no answer in ten days: the complaint goes up."""
    number = yield from _complaint(s, affaire)
    yield from _answered(s, affaire, number, late=True)


def complains_of_a_decision(s: Service, affaire: Affaire) -> Recit[None]:
    """Complain of a decision: it is an appeal, which keeps the date of the complaint."""
    number = yield from _complaint(s, affaire)
    yield after(s.day, 3)
    key = (affaire.dossier, number)
    why = "Le courrier conteste le bien-fondé de la somme, dans le délai du recours amiable."
    numbers = s.done(complain.requalify(s.records, key, why, s.by(SECRETARIAT)))
    say_undone(s, affaire.dossier)
    yield from decided(s, affaire, "contestation", ("rejet", None), lodged_as=numbers or ())


def goes_to_mediation(s: Service, affaire: Affaire) -> Recit[None]:
    """Complain, then ask the médiateur, who answers."""
    number = yield from _complaint(s, affaire)
    yield from _answered(s, affaire, number, late=False)
    yield after(s.day, 7)
    some = _owing(s, affaire)
    if not some:
        return
    asked = mediate.Demande(
        affaire.dossier,
        "allocataire",
        "teleprocedure",
        "indu_incompris",
        "La réponse à ma réclamation ne m'explique pas le calcul.",
        s.day,
        some,
    )
    number = s.done(mediate.mediate(s.records, asked, s.by(CONSEILLER))) or 0
    say_undone(s, affaire.dossier)
    yield after(s.day, affaire.days("mediation", 15, 40))
    told = ("maintenue", "Le médiateur a repris le calcul avec le foyer ; la décision est juste.")
    key, organisme = (affaire.dossier, number), s.atelier.organisme
    letter = s.done(mediate.conclude(s.records, key, told, organisme, s.by("mediateur")))
    if letter is not None:
        yield from posted(s, affaire.dossier, letter.numero)


def _complaint(s: Service, affaire: Affaire) -> Recit[int]:
    yield after(s.day, affaire.days("se plaint", 3, 15), 10)
    canal = "telephone" if affaire.u("canal plainte") < 0.4 else "courriel"
    told = complain.Plainte(affaire.dossier, "indu", canal, s.day, _SAYS, affaire.creances)
    number = s.done(complain.complain(s.records, told, s.by(CONSEILLER))) or 0
    key = (affaire.dossier, number)
    s.done(complain.acknowledge(s.records, key, s.day, s.by(CONSEILLER)))
    return number


def _answered(s: Service, affaire: Affaire, number: int, *, late: bool) -> Recit[None]:
    key = (affaire.dossier, number)
    yield after(s.day, 13 if late else affaire.days("repond", 2, 6), 14)
    if late:
        told = ("responsable", "Le délai de réponse est passé.")
        s.done(complain.escalate(s.records, key, told, s.by(CONSEILLER)))
        yield after(s.day, 2)
    text = "Nous vous avons rappelé pour reprendre le calcul mois par mois. La somme reste due."
    organisme = s.atelier.organisme
    letter = s.done(complain.answer(s.records, key, text, organisme, s.by(CONSEILLER)))
    if letter is not None:
        yield from posted(s, affaire.dossier, letter.numero)


def _owing(s: Service, affaire: Affaire) -> tuple[int, ...]:
    claims = affaire.mine(s.read(affaire.dossier).creances())
    return tuple(claim.number for claim in claims if claim.total() > 0)


def confirmed(s: Service, affaire: Affaire) -> Recit[None]:
    """Contest, then go to court, which upholds the decision."""
    yield from _to_court(s, affaire, "confirme")


def annulled(s: Service, affaire: Affaire) -> Recit[None]:
    """Contest, then go to court, which annuls the decision: what was withheld is given back."""
    yield from _to_court(s, affaire, "annule")


def remise_then_court(s: Service, affaire: Affaire) -> Recit[None]:
    """Ask for a remise, refused; be withheld on; contest, in vain; win a part of it in court."""
    yield after(s.day, 1, 10)
    yield from decided(s, affaire, "remise", ("rejet", None))
    yield from _to_court(s, affaire, "partiel")


def _to_court(s: Service, affaire: Affaire, sens: str) -> Recit[None]:
    """Contest on the last days, so that something may have been withheld; then seize the judge."""
    until = recours_amiable(affaire.prestations[0], affaire.recue).until
    yield max(after(s.day, 1), after(until, -_BEFORE_DEADLINE))
    only = affaire.creances[:1]
    found = yield from decided(s, affaire, "contestation", ("rejet", None), only)
    for one in found:
        yield from judged(s, affaire, one, sens)


def judged(s: Service, affaire: Affaire, one: Recours, sens: str) -> Recit[None]:
    """Tell a case in court, from its seizure to the notification of the judgment."""
    yield after(s.day, affaire.days("saisit", 10, 25), 11)
    why = "Le foyer conteste le bien-fondé de la somme réclamée."
    case = Saisie(affaire.dossier, s.day, why, recours=one.number)
    numbers = s.done(seize.seize(s.records, case, s.by(JURISTE))) or []
    say_undone(s, affaire.dossier)
    for number in numbers:
        yield from verdict(s, affaire, (number, one.creances), sens)


def verdict(
    s: Service, affaire: Affaire, case: tuple[int, Sequence[int]], sens: str
) -> Recit[None]:
    """Tell the hearing, the judgment and its notification."""
    number, numbers = case
    key = (affaire.dossier, number)
    yield after(s.day, 5)
    hearing = after(s.day, _HEARING, 8)
    s.done(judge.hear(s.records, key, hearing.date(), s.by(JURISTE)))
    yield after(hearing.date(), _JUDGED, 14)
    claims = [c for c in s.read(affaire.dossier).creances() if c.number in numbers]
    told = _in_part(claims, s.day) if sens == "partiel" else Verdict(sens, s.day, _WHY[sens])
    s.done(judge.judge(s.records, key, told, s.atelier.organisme, s.by(JURISTE)))
    send_prepared(s, affaire.dossier, "restitution")
    yield office(after(s.day, 8).date(), 15)
    s.done(judge.notify(s.records, key, s.day, s.by(JURISTE)))


def _in_part(claims: Sequence[Creance], day: dt.date) -> Verdict:
    """Return the judgment that annuls all but the last month; half of what one month claims."""
    some = [(c, line) for c in claims for line in c.lignes if line.nature == INDU and line.claimed]
    months = sorted({line.month for _, line in some})
    if any(line.open + line.recovered for _, line in some if line.month != months[-1]):
        return Verdict("partiel", day, _WHY["partiel"], mois=months[:-1])
    halves = {c.number: min(c.total("claimed") // 2, annullable(c)) for c in claims}
    return Verdict("partiel", day, _WHY_HALF, {n: cents for n, cents in halves.items() if cents})
