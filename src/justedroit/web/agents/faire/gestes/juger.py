"""The geste by which a judgment is recorded: what it moves is told before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, euros, month_text
from justedroit.core.courriers import creances_text
from justedroit.core.recours import (
    SENS_JUGEMENT,
    Instance,
)
from justedroit.steps.act import Opened
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.jugements import would_judge
from justedroit.steps.judge import Verdict, hear, judge, mosts
from justedroit.steps.letter import day_of
from justedroit.steps.untransfer import untold_departement
from justedroit.web import wiring
from justedroit.web.agents.faire.formes import NO_NUMBERS
from justedroit.web.agents.faire.gestes.instance import DeLInstance, key
from justedroit.web.formulaires import (
    Formulaire,
    amount_field,
    boxes_field,
    cents,
    choice_field,
    day_field,
    text_field,
)
from justedroit.web.gestes import (
    Cible,
    Foreseen,
    Journaux,
    Outcome,
    Situation,
    Told,
)

_AMOUNT: Final = "montant_"


class _JugementForm(Formulaire):
    """What a court has judged: its direction, and what it annuls, by month or by créance."""

    PLACES: Sequence[tuple[str, str]] = (
        ("le motif", "motif"),
        ("la saisine et aujourd'hui", "le"),
        ("combien elle annule", "sens"),
        ("qui confirme", "sens"),
        ("mois", "mois"),
    )
    sens = choice_field(
        "Sens du jugement",
        SENS_JUGEMENT,
        empty="Choisissez",
    )
    le = day_field("Jour du jugement")
    mois = boxes_field(
        "Mois annulés, si le jugement les nomme",
        invalid="Un de ces mois n’existe pas : recochez.",
    )
    motif = text_field("Motifs, en bref", rows=4, help_text=NO_NUMBERS)

    def __init__(self, data: Any, on: tuple[Opened, Instance], day: dt.date) -> None:
        super().__init__(data)
        found, one = on
        mine = [claim for claim in found.creances() if claim.number in one.creances]
        months = sorted({line.month for claim in mine for line in claim.lignes if line.claimed})
        self.offer("mois", [(str(month), month_text(month)) for month in months])
        if one.objet == "remise" or len(months) < 2:
            del self.fields["mois"]
        self.most = mosts(found, one, day)
        word = "remis" if one.objet == "remise" else "annulé"
        for number, cents_ in self.most.items():
            label = f"Montant {word} de la créance {number}, si le jugement en donne un"
            told = f"Au plus {euros(cents_)}, ce qui est recouvré compris."
            if before := one.annulled.get(number):
                told += f" En tout : les {euros(before)} du jugement précédent sont à redire."
            self.fields[_AMOUNT + str(number)] = amount_field(label, required=False, help_text=told)
        if self.most and one.objet != "contrainte":
            self.fields[
                "sens"
            ].help_text = "Annulée : tout, sans rien donner de plus. En partie : donnez les mois, ou les montants."
        self.fields["le"].initial = min(one.hearing_on or day, day)
        self.order_fields(
            ["sens", "le", "mois", *(_AMOUNT + str(number) for number in self.most), "motif"]
        )
        amounts = [(f"pour la créance {number} :", _AMOUNT + str(number)) for number in self.most]
        self.PLACES = (*amounts, *type(self).PLACES)


def _verdict(told: Told) -> Verdict:
    """Return what was judged, as the form says it."""
    given = {name: cents(told[name]) for name in told if name.startswith(_AMOUNT)}
    amounts = {
        int(name.removeprefix(_AMOUNT)): some for name, some in given.items() if some is not None
    }
    months = tuple(int(month) for month in told.get("mois") or ())
    return Verdict(told["sens"], told["le"], told["motif"], amounts, months)


class Juger(DeLInstance):
    """A court has judged."""

    code = "tribunal-juger"
    title = "Consigner un jugement"
    button = "Consigner le jugement"
    lead = (
        "Le registre suit le jugement, la suspension finit, et ce qui avait été recouvré à tort est rendu "
        "avec les prochaines prestations."
    )
    law = "CSS art. L142-1 ; Code civil art. 1302"
    tag = "instance.jugee"
    foretold = True

    def refused(self, cible: Cible, one: Instance) -> Refusal | None:
        """Return why nothing is to be judged."""
        day = max(cible.day, one.since)
        return hear(Tried(cible.records).records, key(cible), day, cible.tried())

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a judgment."""
        return _JugementForm(data, situation.on, cible.day)

    def foresee(self, cible: Cible, acte: Acte, told: Told) -> Foreseen:
        """Return what moves of each créance, and what is given back."""
        fund = wiring.organisme()
        return would_judge(cible.records, key(cible), _verdict(told), fund, acte)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it; the ledger follows."""
        made = judge(records, key(cible), _verdict(told), wiring.organisme(), acte)
        if isinstance(made, Refusal):
            return made
        said = f"Jugement consigné : {SENS_JUGEMENT[told['sens']]}."
        for one in made:
            some = creances_text(one.by_creance)
            said += f" {euros(one.cents)} sont rendus au foyer ({some}), la lettre est prête."
        for title in untold_departement(wiring.records(), [cible.dossier], day_of(acte.at)):
            said += f" Créance {title.creance} : {title.sentence()}."
        return said

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the case, the day and the direction."""
        return {**super().wrote(cible, told), "le": told["le"].isoformat(), "sens": told["sens"]}
