"""Gestes of forced recovery, up to the court: mise en demeure, contrainte, its service, opposition."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import creances_text
from justedroit.core.creances import Contrainte, Creance
from justedroit.core.recours import Juridiction, mise_en_demeure, opposition
from justedroit.core.recouvrement import SIGNIFICATIONS, Ordre, served_late
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.enforce import (
    Signification,
    constrain,
    demand,
    demand_received,
    demandable,
    oppose,
    serve,
)
from justedroit.steps.pursue import Poursuite, on_demand, on_order
from justedroit.web.agents.faire.formes import NO_NUMBERS, ReceptionForm
from justedroit.web.agents.faire.gestes.dettes import owed_by, ticked, tried_atelier
from justedroit.web.atelier import to_send
from justedroit.web.formulaires import Formulaire, boxes_field, choice_field, day_field, text_field
from justedroit.web.gestes import (
    WHOLE,
    Cible,
    Geste,
    Journaux,
    Outcome,
    Situation,
    Told,
)
from justedroit.web.permissions import Role

_LAW: Final = "CSS art. L161-1-5 et R133-3"


class Force(Geste):
    """What is done to recover by force; seen under the tab of debts."""

    law = _LAW
    roles = (Role.RECOUVREMENT,)
    tab = "dettes"


class _DemeureForm(Formulaire):
    """What a mise en demeure claims."""

    PLACES = (("", "creances"),)
    creances = boxes_field(
        "Ce qui est réclamé",
        required="Cochez au moins une somme à réclamer.",
        invalid="Une de ces sommes ne peut pas être réclamée : recochez.",
    )


class Demeure(Force):
    """Some créances are claimed by a mise en demeure; the rank is the créance it starts from, if any."""

    code = "mise-en-demeure"
    title = "Mettre en demeure de payer"
    button = "Envoyer la mise en demeure"
    lead = (
        "Une lettre part aujourd’hui, une par tribunal compétent. Sa réception prouvée fait courir "
        "le délai de paiement ; passé ce délai, une contrainte est possible."
    )
    tag = "mise_en_demeure.envoyee"
    asks = _DemeureForm

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what may be claimed, each with its court; what may not, with why."""
        known = [one.creance.number for one in owed_by(cible)]
        if cible.rang != WHOLE and cible.rang not in known:
            return None
        found = demandable(cible.records, cible.dossier, cible.tried())
        if isinstance(found, Refusal):
            return found
        free = [(claim, how) for claim, how in found.values() if isinstance(how, Juridiction)]
        held = {n: how for n, (_, how) in found.items() if isinstance(how, Refusal)}
        if cible.rang in held:
            return held[cible.rang]
        if not free:
            return _none_free(cible, held)
        if isinstance(made := tried_atelier(cible), Refusal):
            return made
        courts = dict.fromkeys(how.tribunal_text for _, how in free)
        lines = [_claimed_at(court, free) for court in courts]
        held_text = [f"Créance {n}, laissée : {how.what} {how.mend}" for n, how in held.items()]
        return Situation("Ce qui peut être réclamé", lines, held_text, [c for c, _ in free])

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the boxes of what may be claimed."""
        form = super().form(data, cible, situation)
        ticked(form, situation.on, cible.rang)
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Send it, a letter for each court."""
        if isinstance(atelier := to_send(cible.dossier), Refusal):
            return atelier
        some = [int(number) for number in told["creances"]]
        made = demand(records, cible.dossier, some, atelier, acte)
        if refused := [one for one in made if isinstance(one, Refusal)]:
            return refused
        sent = [one for one in made if not isinstance(one, Refusal)]
        return " ".join(
            f"Mise en demeure {one.numero} partie, {creances_text(one.creances)} : "
            f"{euros(one.cents)}, lettre {one.courrier.numero}."
            for one in sent
        )


def _none_free(cible: Cible, held: dict[int, Refusal]) -> Refusal:
    """Return why nothing can be claimed: the reason of the only créance, or that of each."""
    if len(held) == 1:
        return next(iter(held.values()))
    where = f"dossier {cible.dossier}"
    if not held:
        return Refusal("plus rien n'est dû.", where, "Il n'y a rien à réclamer.")
    each = " ".join(f"Créance {n} : {one.what}" for n, one in held.items())
    return Refusal(f"rien ne peut être réclamé aujourd'hui. {each}", where, "", _LAW)


def _claimed_at(court: str, free: Iterable[tuple[Creance, Juridiction]]) -> str:
    mine = [claim for claim, how in free if how.tribunal_text == court]
    cents = sum(claim.total() for claim in mine)
    numbers = creances_text(claim.number for claim in mine)
    return f"{capital(court)} : {numbers}, {euros(cents)}."


class DemeureRecue(Force):
    """The household has received a mise en demeure; the rank is its number."""

    code = "mise-en-demeure-recue"
    title = "Consigner la réception d’une mise en demeure"
    button = "Consigner la réception"
    lead = "Le délai de paiement court de ce jour ; passé ce délai, une contrainte est possible."
    tag = "mise_en_demeure.recue"
    asks = ReceptionForm
    names = "demeure"
    place = "demeure"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the mise en demeure, and what it claims."""
        found = on_demand(cible.records, (cible.dossier, cible.rang), cible.tried())
        if isinstance(found, Refusal):
            return None
        on, sent, some = found
        name = f"Mise en demeure {cible.rang}"
        if sent.received_on is not None:
            told = f"elle a été reçue le {day_text(sent.received_on)}."
            return Refusal(told, name, "Il n’y a plus rien à consigner.")
        lines = (f"Envoyée le {day_text(sent.sent_on)}, {creances_text(some)}.", _owed(on, some))
        return Situation(name, lines)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        proof = (told["le"], told["preuve"])
        until = demand_received(records, (cible.dossier, cible.rang), proof, acte)
        if isinstance(until, Refusal):
            return until
        return f"Réception consignée : une contrainte est possible après le {day_text(until)}."


class Emission(Force):
    """A contrainte follows a mise en demeure without effect; the rank is that of the mise en demeure."""

    code = "contrainte"
    title = "Émettre une contrainte"
    button = "Émettre la contrainte"
    lead = (
        "L’acte est daté d’aujourd’hui et numéroté. Il reste à le faire signifier : le foyer peut "
        "s’y opposer ; sans opposition, il vaut jugement."
    )
    tag = "contrainte.emise"
    names = "demeure"
    place = "demeure"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the mise en demeure that stayed without effect, or why nothing can follow it yet."""
        key = (cible.dossier, cible.rang)
        found = on_demand(cible.records, key, cible.tried())
        if isinstance(found, Refusal):
            return None
        _on, sent, _some = found
        atelier = tried_atelier(cible)
        if isinstance(atelier, Refusal):
            return atelier
        made = constrain(Tried(cible.records).records, key, atelier, cible.tried())
        if isinstance(made, list):
            return made[0]
        assert sent.received_on is not None  # `constrain` refuses without
        until = mise_en_demeure(sent.received_on).ends_on
        lines = (
            f"Reçue le {day_text(sent.received_on)}, à payer jusqu’au {day_text(until)}.",
            f"La contrainte réclame {euros(made.cents)}, {creances_text(made.creances)}.",
        )
        return Situation(f"Mise en demeure {cible.rang}", lines)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Issue it."""
        if isinstance(atelier := to_send(cible.dossier), Refusal):
            return atelier
        made = constrain(records, (cible.dossier, cible.rang), atelier, acte)
        if isinstance(made, list):
            return made
        return (
            f"Contrainte {made.numero} émise, {creances_text(made.creances)} : "
            f"{euros(made.cents)}, lettre {made.courrier.numero}. Faites-la signifier."
        )


class DeContrainte(Force):
    """What is done to a contrainte; the rank is its number."""

    names = place = "contrainte"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the contrainte, or why this cannot be done to it now."""
        found = on_order(cible.records, (cible.dossier, cible.rang), cible.tried())
        if isinstance(found, Refusal):
            return None
        return self.refused(cible, *found) or order_shown(*found)

    @abstractmethod
    def refused(self, cible: Cible, on: Poursuite, order: Ordre) -> Refusal | None:
        """Return why the step would refuse it now."""


class _SignificationForm(Formulaire):
    """How a contrainte was served, and when the fund was told."""

    PLACES = (("avis", "avis_le"), ("inconnu", "par"), ("", "le"))
    le = day_field("Jour de l’acte")
    par = choice_field("Signifiée par", SIGNIFICATIONS, empty="Choisissez")
    avis_le = day_field("Caisse avertie le")


class Signifiee(DeContrainte):
    """A contrainte was served: the delay to oppose it runs."""

    code = "contrainte-signifiee"
    title = "Consigner la signification d’une contrainte"
    button = "Consigner la signification"
    lead = "Le délai d’opposition court du jour de l’acte."
    tag = "contrainte.signifiee"
    asks = _SignificationForm
    today = ("avis_le",)

    def refused(self, cible: Cible, on: Poursuite, order: Ordre) -> Refusal | None:
        """Return why its service cannot be recorded."""
        how = Signification(cible.day, next(iter(SIGNIFICATIONS)), cible.day)
        key = (cible.dossier, cible.rang)
        made = serve(Tried(cible.records).records, key, how, cible.tried())
        return made if isinstance(made, Refusal) else None

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        how = Signification(told["le"], told["par"], told["avis_le"])
        until = serve(records, (cible.dossier, cible.rang), how, acte)
        if isinstance(until, Refusal):
            return until
        late = " L’avis est venu après son délai." if served_late(how.le, how.avis_le) else ""
        return f"Signification consignée : opposition possible jusqu’au {day_text(until)}.{late}"


class _OppositionForm(Formulaire):
    """When an opposition was made, and why."""

    PLACES = (("le motif", "motif"), ("", "le"))
    le = day_field("Jour de l’opposition")
    motif = text_field("Ce que dit le foyer", rows=4, help_text=NO_NUMBERS)


class Opposition(DeContrainte):
    """The household opposes a contrainte: the court is seized."""

    code = "opposition"
    title = "Consigner une opposition à contrainte"
    button = "Consigner l’opposition"
    lead = (
        "Le tribunal est saisi et le recouvrement attend son jugement. Hors délai, elle est "
        "consignée avec sa réserve : c’est le juge qui décide."
    )
    tag = "opposition.formee"
    asks = _OppositionForm

    def refused(self, cible: Cible, on: Poursuite, order: Ordre) -> Refusal | None:
        """Return why no opposition can be recorded."""
        key, told = (cible.dossier, cible.rang), (cible.day, "essai")
        made = oppose(Tried(cible.records).records, key, told, cible.tried())
        return made if isinstance(made, Refusal) else None

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it, and the case in court that it opens."""
        made = oppose(records, (cible.dossier, cible.rang), (told["le"], told["motif"]), acte)
        if isinstance(made, Refusal):
            return made
        return (
            f"Opposition consignée : instance {made} ouverte, le recouvrement attend le jugement."
        )


def order_shown(on: Poursuite, order: Ordre) -> Situation:
    """Return a contrainte, its days and what it still claims."""
    one = order.contrainte
    lines = [f"Émise le {day_text(one.issued_on)}, {creances_text(order.creances)}."]
    lines += _days_of(one)
    return Situation(f"Contrainte {one.number}", [*lines, _owed(on, order.creances)], on=order)


def _days_of(one: Contrainte) -> Iterable[str]:
    if one.served_on is not None:
        until = opposition(one.served_on).until
        yield f"Signifiée le {day_text(one.served_on)}, opposition jusqu’au {day_text(until)}."
    if one.opposed_on is not None:
        yield f"Opposition formée le {day_text(one.opposed_on)}."
    if one.entrusted_on is not None:
        yield f"Exécution confiée le {day_text(one.entrusted_on)}."


def _owed(on: Poursuite, some: Iterable[int]) -> str:
    return f"Reste dû : {euros(sum(on.claims[number][0].total() for number in some))}."


GESTES: Final = (Demeure(), DemeureRecue(), Emission(), Signifiee(), Opposition())
