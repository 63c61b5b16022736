"""Gestes of a médiation: the médiateur is asked, then says what comes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, day_text
from justedroit.core.courriers import creances_text
from justedroit.core.recours import (
    CANAUX_MEDIATION,
    MOTIFS_MEDIATION,
    ORIGINES_MEDIATION,
    RESULTATS_MEDIATION,
)
from justedroit.steps.consultation.phrases_recours import mediation_lines
from justedroit.steps.consultation.plaintes import (
    Ecoute,
    closing_says,
    heard,
    may_mediate,
    reach_lines,
    to_verify,
)
from justedroit.steps.consultation.reprises import undone_lines
from justedroit.steps.mediate import Demande, conclude, mediate, mediations
from justedroit.web.agents.faire.formes import NO_NUMBERS
from justedroit.web.agents.faire.gestes.reclamations import VisantForm, aimed
from justedroit.web.atelier import to_prepare
from justedroit.web.formulaires import Formulaire, choice_field, day_field, text_field
from justedroit.web.gestes import WHOLE, Cible, Geste, Journaux, Outcome, Situation, Told, numbered
from justedroit.web.permissions import REPONDANTS, Role

# What a médiation stops, as parameters say: what of it is still to be read.
_EFFECTS: Final = ("recours/suspension.mediation", "recours/mediation.delais")


class _SaisieForm(VisantForm):
    """What the médiateur is asked."""

    PLACES = (
        ("l'origine", "origine"),
        ("le canal", "canal"),
        ("le motif", "sujet"),
        ("n'est pas arrivé", "le"),
        ("trop ancien", "le"),
        ("ce qui est demandé", "texte"),
        ("la créance", "creances"),
        ("le recours", "recours"),
        ("réclamation", "creances"),
        ("est en cours", "creances"),
    )
    field_order = ("origine", "canal", "sujet", "le", "creances", "recours", "texte")

    origine = choice_field("Qui le saisit", ORIGINES_MEDIATION, empty="Choisissez")
    canal = choice_field("Par", CANAUX_MEDIATION, empty="Choisissez")
    sujet = choice_field("Le motif", MOTIFS_MEDIATION, empty="Choisissez")
    le = day_field("Saisi le")
    texte = text_field("Ce qui est demandé", rows=5, help_text=NO_NUMBERS)


class Saisir(Geste):
    """The médiateur is asked; it concerns the whole dossier."""

    code = "mediation-saisir"
    title = "Saisir le médiateur"
    button = "Saisir le médiateur"
    lead = "Une réclamation doit avoir précédé : répondue, ou restée sans réponse dans son délai."
    law = "CSS art. L217-7-1"
    roles = REPONDANTS
    tab = "recours"
    tag = "mediation.saisie"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what it would stop, créance by créance; refused where no complaint came before."""
        found = heard(cible.records, cible.dossier, cible.now)
        if cible.rang != WHOLE or isinstance(found, Refusal):
            return None
        reach = may_mediate(cible.records, cible.dossier, cible.tried())
        if isinstance(reach, Refusal):
            return Refusal(reach.what, reach.where, _before(found), reach.law)
        lines = reach_lines(reach)
        if not reach:
            lines = ["Ce dossier n’a aucune créance : rien n’est suspendu."]
        warnings = [told for name in _EFFECTS if reach and (told := to_verify(name))]
        return Situation("Ce que la médiation arrêterait", lines, warnings, found)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of what is asked."""
        form = _SaisieForm(data, situation.on.creances, situation.on.recours)
        form.fields["le"].initial = cible.day
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it; what waits meanwhile is suspended at once."""
        creances, recours = aimed(told)
        asked = Demande(
            cible.dossier,
            origine=told["origine"],
            canal=told["canal"],
            motif=told["sujet"],
            texte=told["texte"],
            le=told["le"],
            creances=creances,
            recours=recours,
        )
        number = mediate(records, asked, acte)
        if isinstance(number, Refusal):
            return number
        one = numbered(mediations(records, cible.dossier), number)
        assert one is not None
        waits = f" Recouvrement suspendu : {creances_text(one.suspends)}." if one.suspends else ""
        done = f"Médiation {number} consignée, après la réclamation {one.reclamation}.{waits}"
        return " ".join([done, *undone_lines(records, cible.dossier, acte)])

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return who asks, why, its day and its words."""
        kept = {"origine": told["origine"], "canal": told["canal"], "motif": told["sujet"]}
        return kept | {"le": told["le"].isoformat(), "texte": told["texte"].strip()}


def _before(found: Ecoute) -> str:
    """Return what must come before the médiateur is asked, in a sentence."""
    waiting = [one for one in found.complaints if one.is_open]
    if not waiting:
        return "Consignez d’abord une réclamation : le médiateur pourra être saisi de sa réponse."
    one = min(waiting, key=lambda told: told.due_on or dt.date.max)
    if one.due_on is None:
        return f"La réclamation {one.number} attend sa réponse : répondez-y."
    until = f"attend sa réponse jusqu’au {day_text(one.due_on)}"
    return f"La réclamation {one.number} {until} : répondez-y, ou laissez passer ce jour."


class _ClotureForm(Formulaire):
    """What comes of a médiation, and why."""

    PLACES = (("le résultat", "resultat"), ("", "raisons"))
    resultat = choice_field("Son résultat", RESULTATS_MEDIATION, empty="Choisissez")
    raisons = text_field(
        "Ses raisons",
        rows=8,
        help_text="Elles sont imprimées telles quelles dans la lettre. " + NO_NUMBERS,
    )


class Clore(Geste):
    """The médiation is closed, by a letter that is prepared; the rank is its number."""

    code = "mediation-clore"
    title = "Clore une médiation"
    button = "Clore la médiation"
    lead = "La lettre est préparée ; ce que la médiation avait arrêté reprend ce jour."
    law = "CSS art. L217-7-1"
    roles = (Role.MEDIATEUR,)
    tab = "recours"
    tag = "mediation.close"
    asks = _ClotureForm
    names = place = "mediation"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the médiation, and what goes on once it is closed."""
        key = (cible.dossier, cible.rang)
        one = numbered(mediations(cible.records, cible.dossier), cible.rang)
        if one is None:
            return None
        atelier = to_prepare()
        if isinstance(atelier, Refusal):
            return atelier
        says = closing_says(cible.records, key, atelier.organisme, cible.tried())
        if isinstance(says, Refusal):
            return says
        head, *lines = mediation_lines(one)
        lines.append(f"La lettre ajoutera : « {says} »")
        return Situation(head.rstrip("."), lines, on=one)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Close it."""
        atelier = to_prepare()
        if isinstance(atelier, Refusal):
            return atelier
        result = (told["resultat"], told["raisons"])
        made = conclude(records, (cible.dossier, cible.rang), result, atelier.organisme, acte)
        if isinstance(made, Refusal):
            return made
        said = f"Médiation {cible.rang} close : {RESULTATS_MEDIATION[told['resultat']]}."
        said += f" La lettre {made.numero} est préparée."
        if told["resultat"] == "revisee":
            said += " La décision elle-même se révise : par une déclaration, ou un recours."
        return said


GESTES: Final = (Saisir(), Clore())
