"""Gestes of what a household pays itself: entered, and undone where the bank sends it back."""

from __future__ import annotations

from typing import Any, Final

from justedroit.core.base import Acte, Refusal, counted, day_text, euros
from justedroit.core.paiements import WAITING_LABELS
from justedroit.core.recouvrement import MOYENS
from justedroit.steps.bounce import bounceable, unpaid_back
from justedroit.steps.collect import Encaisse, Encaissement, collect, named_by_letter
from justedroit.steps.consultation.phrases import named
from justedroit.web.agents.faire.gestes.dettes import owed_by
from justedroit.web.formulaires import (
    Formulaire,
    amount_field,
    boxes_field,
    cents,
    choice_field,
    day_field,
    text_field,
)
from justedroit.web.gestes import WHOLE, Cible, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import ENCAISSEURS

# Those that the household pays itself: a withholding is made by the fund.
_MOYENS: Final = {code: label for code, label in MOYENS.items() if code != "retenue"}


class _PaiementForm(Formulaire):
    """What was received, how, when, and what the household wants to repay."""

    PLACES = (
        ("référence de la lettre est", "lettre"),
        ("référence", "reference"),
        ("déjà encaissé", "reference"),
        ("montant", "montant"),
        ("moyen", "moyen"),
        ("jour", "le"),
        ("antérieur", "le"),
        ("", "creances"),
    )
    montant = amount_field("Montant reçu")
    moyen = choice_field("Payé par", _MOYENS, empty="Choisissez")
    le = day_field("Reçu le")
    reference = text_field(
        "Référence de l’opération",
        help_text="Celle de la carte, du bordereau de chèque, du virement : propre à ce paiement.",
    )
    lettre = text_field(
        "Référence de la lettre, si le foyer la donne",
        help_text="Imprimée sur la lettre, RF49 C002… : elle nomme le dossier et la créance, la même "
        "à chaque paiement.",
        required=False,
    )
    creances = boxes_field(
        "Ce que le foyer veut rembourser d’abord, s’il le dit",
        invalid="Une de ces sommes n’est plus due : recochez.",
        help_text="Sans choix : l’échéancier, puis la plus ancienne. Une somme contestée, ou pas encore "
        "notifiée, n’est remboursée que cochée.",
    )


class Paiement(Geste):
    """A repayment is entered; the rank is the créance that the household names, if any."""

    code = "encaissement"
    title = "Encaisser un remboursement"
    button = "Encaisser"
    lead = (
        "À saisir quand la caisse a l’argent : aucune carte n’est débitée ici. Ce qui dépasse la "
        "dette attend, en vue, qu’un agent en décide."
    )
    roles = ENCAISSEURS
    tab = "dettes"
    tag = "paiement.encaisse"
    asks = _PaiementForm
    today = ("le",)

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what is owed, or that nothing is."""
        every = owed_by(cible)
        if cible.rang != WHOLE and cible.rang not in [one.creance.number for one in every]:
            return None
        owed = [one.creance for one in every if one.creance.total() > 0]
        if not owed:
            where = f"dossier {cible.dossier}"
            mend = "L'argent reçu sans dette s'encaisse par le relevé de banque."
            return Refusal("ce foyer ne doit plus rien.", where, mend)
        total = sum(claim.total() for claim in owed)
        lines = [f"{named(claim)}, {euros(claim.total())}." for claim in owed]
        return Situation(f"{euros(total)} à rembourser", lines, on=owed)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a payment; the créance that one comes from is ticked."""
        form = super().form(data, cible, situation)
        form.offer("creances", [(str(claim.number), named(claim)) for claim in situation.on])
        form.fields["creances"].initial = [str(cible.rang)]
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Enter it: debts are lowered, what no debt takes waits."""
        some = tuple(int(number) for number in told["creances"])
        if told["lettre"].strip():
            said = named_by_letter(told["lettre"], cible.dossier)
            if isinstance(said, Refusal):
                return said
            some = (*said, *(number for number in some if number not in said))
        amount = cents(told["montant"]) or 0
        paid = Encaissement(
            cible.dossier, told["moyen"], amount, told["le"], told["reference"], some
        )
        made = collect(records, paid, acte)
        return made if isinstance(made, Refusal) else _said(made)

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the reference of the operation."""
        return {"reference": told["reference"]}


def _said(made: Encaisse) -> str:
    """Return what a payment has done, in sentences."""
    said = [f"Créance {n} : {euros(some)} remboursés." for n, some in made.repaid.items()]
    if made.waits:
        why = WAITING_LABELS[made.why]
        stopped = f" ({made.stopped})" if made.stopped else ""
        said.append(f"{euros(made.waits)} attendent : {why[:1].lower()}{why[1:]}{stopped}.")
    return " ".join(said)


class _RejetForm(Formulaire):
    """Which payment the bank sends back, and why."""

    PLACES = (("motif", "motif"), ("", "reference"))
    reference = choice_field("Paiement rejeté", {})
    motif = text_field("Ce que dit la banque", rows=2)


class Rejet(Geste):
    """A payment that the bank sends back is undone: the debts live again."""

    code = "paiement-rejete"
    title = "Défaire un paiement rejeté par la banque"
    button = "Défaire ce paiement"
    lead = "Chèque ou prélèvement impayé : la dette revit, comme si rien n’avait été payé."
    roles = ENCAISSEURS
    tab = "dettes"
    tag = "paiement.rejete"
    asks = _RejetForm

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the payments that may be sent back."""
        if cible.rang != WHOLE:
            return None
        found = bounceable(cible.records, cible.dossier)
        if not found:
            where = f"dossier {cible.dossier}"
            mend = "Un virement que la banque reprend se défait par le relevé."
            return Refusal("aucun paiement n'y est encaissé.", where, mend)
        labels = {
            one.reference: f"{euros(one.cents)} le {day_text(one.le)}, "
            f"{_MOYENS.get(one.moyen, one.moyen).lower()} {one.reference}"
            for one in found
        }
        total = (
            f"{counted(len(labels), 'paiement')}, {euros(sum(one.cents for one in found))} en tout."
        )
        return Situation("Ce qui a été encaissé", [total], on=labels)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a rejection."""
        form = super().form(data, cible, situation)
        form.offer("reference", situation.on.items(), empty="Choisissez")
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Undo it."""
        made = unpaid_back(records, cible.dossier, told["reference"], told["motif"], acte)
        return made if isinstance(made, Refusal) else " ".join(made.lines())

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the reference of the operation."""
        return {"reference": told["reference"]}


GESTES: Final = (Paiement(), Rejet())
