"""Gestes of one créance: where its error comes from, what is added to it, how it leaves the fund."""

from __future__ import annotations

from typing import Any, Final

from justedroit.core.base import Acte, Refusal, counted, euros
from justedroit.core.ecarts import ORIGINES
from justedroit.core.recouvrement import TitreRepris
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.abandon import abandon
from justedroit.steps.claims import (
    Choix,
    Reclamation,
    admit_non_valeur,
    decide_indemnite,
    decide_origin,
    transfer,
)
from justedroit.steps.consultation.creances import consult_debts
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.phrases import named, origin_lines
from justedroit.steps.untransfer import inform
from justedroit.web.agents.faire.formes import NO_NUMBERS, asks_reasons
from justedroit.web.agents.faire.gestes.dettes import DeCreance, lines_of
from justedroit.web.formulaires import Formulaire, choice_field, text_field
from justedroit.web.gestes import (
    WHOLE,
    Cible,
    Geste,
    Journaux,
    Outcome,
    Situation,
    Told,
)
from justedroit.web.permissions import QUALIFIANTS, Role

_TRIED: Final = "essai"  # stands for the words that nobody has written yet


class _OrigineForm(Formulaire):
    """Where the error comes from, and why it is said so."""

    PLACES = (("le motif", "motif"), ("", "origine"))
    origine = choice_field("D’où vient l’erreur", ORIGINES, empty="Choisissez")
    motif = text_field("Ce qui le montre", rows=3, help_text=NO_NUMBERS)


class Origine(DeCreance):
    """A person decides where the error of a créance comes from."""

    code = "origine"
    title = "Décider d’où vient l’erreur"
    button = "Décider"
    lead = (
        "Seule une personne le décide ; la dernière décision vaut. Une erreur de la caisse ou du "
        "système ferme la qualification de fraude."
    )
    roles = (Role.GESTIONNAIRE, *QUALIFIANTS)
    tag = "creance.origine_decidee"
    asks = _OrigineForm

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the créance, with what the facts propose and what was decided."""
        return Situation(named(one.creance), [*lines_of(one), *origin_lines(one)])

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        refused = decide_origin(records, _choice(cible, told["motif"]), told["origine"], acte)
        return refused or f"Origine décidée : {ORIGINES[told['origine']].lower()}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the créance, its origin and why."""
        return {"creance": cible.rang, "origine": told["origine"], "motif": told["motif"]}


class Indemnite(DeCreance):
    """The indemnité de gestion is added to a créance of fraud."""

    code = "indemnite"
    title = "Ajouter l’indemnité de gestion"
    button = "Ajouter l’indemnité"
    lead = "Après une fraude qualifiée par une personne, une fois. Son taux est à vérifier."
    law = "CSS art. L553-2"
    roles = (Role.RECOUVREMENT,)
    tag = "indemnite.decidee"
    asks = asks_reasons("Pourquoi", rows=3)

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the créance and what would be added to it."""
        tried = Tried(cible.records).records
        made = decide_indemnite(tried, _choice(cible, _TRIED), cible.tried())
        if isinstance(made, Refusal):
            return made
        lines = [*lines_of(one), f"L’indemnité serait de {euros(made)}."]
        return Situation(named(one.creance), lines)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Add it."""
        made = decide_indemnite(records, _choice(cible, told["motif"]), acte)
        return made if isinstance(made, Refusal) else f"{euros(made)} d’indemnité sont ajoutés."


class _TitreForm(Formulaire):
    """The reference of a title."""

    PLACES = (("", "titre"),)
    titre = text_field("Référence du titre transmis au département")


class Transfert(DeCreance):
    """What is left of an RSA créance goes to the département."""

    code = "transfert"
    title = "Transmettre au département"
    button = "Transmettre"
    lead = "Plus rien ne se retient : le département réclame lui-même ce qui reste du RSA."
    law = "CASF art. L262-46"
    roles = (Role.RECOUVREMENT,)
    tag = "creance.transferee"
    asks = _TitreForm

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the créance and what would be passed on, or why it stays with the fund."""
        made = transfer(Tried(cible.records).records, _choice(cible, _TRIED), cible.tried())
        if isinstance(made, Refusal):
            return made
        return Situation(named(one.creance), [*lines_of(one), f"Serait transmis : {euros(made)}."])

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Pass it on."""
        made = transfer(records, _choice(cible, told["titre"]), acte)
        if isinstance(made, Refusal):
            return made
        return f"{euros(made)} sont transmis au département, titre {told['titre']}."


class _NonValeurForm(Formulaire):
    """Why it is given up, and what proves that nothing can be recovered."""

    PLACES = (("preuve", "preuve"), ("insolvabilité", "preuve"), ("", "motif"))
    motif = text_field("Pourquoi", rows=3, help_text=NO_NUMBERS)
    preuve = text_field("Ce qui prouve l’insolvabilité", rows=2)


class NonValeur(DeCreance):
    """What cannot be recovered is admitted as irrecoverable."""

    code = "non-valeur"
    title = "Admettre en non-valeur"
    button = "Admettre en non-valeur"
    lead = "Après une contrainte sans résultat, ou l’insolvabilité prouvée, la caisse renonce."
    law = "CSS art. L553-2 ; décret 2012-1246 art. 193"
    roles = (Role.RECOUVREMENT,)
    tag = "creance.admise_non_valeur"
    asks = _NonValeurForm

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the créance, and whether its insolvency is still to be proven."""
        free = self._tried(cible, "")
        proven = free if not isinstance(free, Refusal) else self._tried(cible, _TRIED)
        if isinstance(proven, Refusal):
            return proven
        to_prove = isinstance(free, Refusal)
        why = ["Aucune contrainte n’a été signifiée : prouvez l’insolvabilité."] if to_prove else []
        return Situation(named(one.creance), lines_of(one), why, to_prove)

    @staticmethod
    def _tried(cible: Cible, proof: str) -> int | Refusal:
        tried = Tried(cible.records).records
        return admit_non_valeur(tried, _choice(cible, _TRIED), proof, cible.tried())

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of the reasons, with the proof where one is needed."""
        form = super().form(data, cible, situation)
        form.fields["preuve"].required = situation.on
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Give it up."""
        made = admit_non_valeur(records, _choice(cible, told["motif"]), told["preuve"], acte)
        return made if isinstance(made, Refusal) else f"{euros(made)} sont admis en non-valeur."


class PetitesDettes(Geste):
    """The small debts of a dossier are given up."""

    code = "petites-dettes"
    title = "Abandonner les petites dettes"
    button = "Abandonner"
    lead = "Sous le seuil, la caisse ne réclame pas et n’envoie pas de lettre. C’est définitif."
    law = "CASF art. R262-92 ; CSS art. D821-7 et D133-2"
    roles = (Role.RECOUVREMENT,)
    tab = "dettes"
    tag = "creance.abandonnee"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the small debts of the dossier, or that it has none."""
        if cible.rang != WHOLE:
            return None
        small = consult_debts(cible.records, cible.dossier, cible.now, cible.now).small
        if not small:
            where = f"dossier {cible.dossier}"
            what = "aucune de ses dettes n'est sous le seuil d'abandon."
            return Refusal(what, where, "Le seuil se juge sur l'ensemble des dettes de même règle.")
        return Situation(
            counted(len(small), "petite dette"),
            [
                f"{named(one.creance)}, {euros(one.open_cents)} (seuil {euros(one.small_cents or 0)})."
                for one in small
            ],
        )

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Give them up."""
        done = abandon(records, [cible.dossier], acte)
        each = [
            f"{BENEFIT_LABELS[name]}, {euros(cents)}"
            for name, (_, cents) in done.by_benefit.items()
        ]
        return f"{euros(done.cents)} abandonnés : {' ; '.join(each)}."


class Departement(DeCreance):
    """The département was told what became of a title."""

    code = "departement-informe"
    title = "Consigner que le département est informé"
    button = "Consigner"
    lead = "À faire quand le message est parti : la caisse ne l’envoie pas elle-même."
    law = "CASF art. L262-46"
    roles = (Role.RECOUVREMENT,)
    tag = "departement.informe"

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the first thing that the département is to be told of a créance."""
        key = (cible.dossier, cible.rang)
        made = inform(Tried(cible.records).records, key, cible.tried())
        if isinstance(made, Refusal):
            return made
        return Situation(named(one.creance), [f"{capital(made.sentence())}."])

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        made = inform(records, (cible.dossier, cible.rang), acte)
        if isinstance(made, Refusal):
            return made
        waits = "peut reprendre" if isinstance(made, TitreRepris) else "est suspendu"
        what = f"{euros(made.cents)} ne sont plus dus" if made.cents else f"le recouvrement {waits}"
        return f"Département informé, titre {made.titre} : {what}."


def _choice(cible: Cible, reasons: str) -> Choix:
    return Choix(cible.dossier, cible.rang, reasons)


GESTES: Final = (
    Origine(),
    Indemnite(),
    Transfert(),
    NonValeur(),
    PetitesDettes(),
    Departement(),
)
