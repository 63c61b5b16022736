"""Gestes of the end of forced recovery: execution by a commissaire de justice, over-indebtedness."""

from __future__ import annotations

from typing import Any, Final

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import creances_text
from justedroit.core.recouvrement import ISSUES_SURENDETTEMENT, RESULTATS, Ordre
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.entrust import close, entrust
from justedroit.steps.overdebt import receivable, settle_debts
from justedroit.steps.pursue import Poursuite
from justedroit.web.agents.faire.formes import asks_day
from justedroit.web.agents.faire.gestes.dettes import owed_by
from justedroit.web.agents.faire.gestes.forcer import DeContrainte, Force
from justedroit.web.formulaires import (
    Formulaire,
    amount_field,
    cents,
    choice_field,
    count_field,
    day_field,
    text_field,
)
from justedroit.web.gestes import WHOLE, Cible, Journaux, Outcome, Situation, Told

_CARENCE: Final = "carence"
_PLAN, _EFFACEMENT = "plan", "effacement"
_OVERDEBT: Final = "Code de la consommation art. L722-2, L711-4 et L741-2"
_MOST: Final = 120  # months of a plan


class Confiee(DeContrainte):
    """The execution of a contrainte is entrusted to a commissaire de justice."""

    code = "execution-confier"
    title = "Confier l’exécution au commissaire de justice"
    button = "Confier l’exécution"
    lead = "Sans opposition, ou confirmée par le juge, la contrainte vaut jugement."
    law = "CSS art. L161-1-5"
    tag = "execution.confiee"
    asks = asks_day("Jour de l’envoi")
    today = ("le",)

    def refused(self, cible: Cible, on: Poursuite, order: Ordre) -> Refusal | None:
        """Return why it cannot be executed yet."""
        key = (cible.dossier, cible.rang)
        return entrust(Tried(cible.records).records, key, cible.day, cible.tried())

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        refused = entrust(records, (cible.dossier, cible.rang), told["le"], acte)
        return refused or "Exécution confiée : il reste à consigner son résultat."


class _ClotureForm(Formulaire):
    """How an execution ended, and what is handed over with it."""

    PLACES = (("référence", "reference"), ("montant", "montant"), ("jour", "le"), ("", "resultat"))
    resultat = choice_field("Résultat", RESULTATS, empty="Choisissez")
    le = day_field("Jour du résultat")
    montant = amount_field(
        "Remis maintenant par le commissaire de justice",
        required=False,
        help_text="Vide, si tout est déjà encaissé.",
    )
    reference = text_field("Référence de ce versement", help_text="Avec un montant.")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["reference"].required = False


class Close(DeContrainte):
    """The execution of a contrainte has ended."""

    code = "execution-clore"
    title = "Clore l’exécution d’une contrainte"
    button = "Clore l’exécution"
    lead = (
        "Ce qui est remis maintenant est encaissé d’abord, sur les créances de la contrainte. Après "
        "une carence, l’admission en non-valeur est possible."
    )
    law = "CSS art. L161-1-5"
    tag = "execution.close"
    asks = _ClotureForm
    today = ("le",)

    def refused(self, cible: Cible, on: Poursuite, order: Ordre) -> Refusal | None:
        """Return why no execution can end."""
        # What is left tells the only result that fits; any other would be refused for its own sake.
        left = any(on.claims[number][0].total() > 0 for number in order.creances)
        told = (_CARENCE if left else "solde", cible.day)
        key = (cible.dossier, cible.rang)
        made = close(Tried(cible.records).records, key, told, cible.tried())
        return made if isinstance(made, Refusal) else None

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Collect what is handed over, then record the result."""
        given = cents(told["montant"])
        paid = None if given is None else (given, told["reference"])
        result = (told["resultat"], told["le"])
        made = close(records, (cible.dossier, cible.rang), result, acte, paid)
        if isinstance(made, Refusal):
            return made
        said = f"Exécution close : {euros(made)} recouvrés depuis qu’elle est confiée."
        carence = " L’admission en non-valeur est possible."
        return said + (carence if told["resultat"] == _CARENCE else "")


class Recevable(Force):
    """A procedure of over-indebtedness is admissible: recovery is suspended."""

    code = "surendettement"
    title = "Consigner un surendettement recevable"
    button = "Consigner la recevabilité"
    lead = (
        "Le recouvrement est suspendu du jour de la décision : ce qui a été retenu depuis ce jour "
        "est rendu. Les dettes qualifiées de fraude sont laissées à part."
    )
    law = _OVERDEBT
    tag = "surendettement.recevable"
    asks = asks_day("Jour de la décision de la commission")

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what the procedure would suspend, or why there is nothing to suspend."""
        if cible.rang != WHOLE:
            return None
        tried = Tried(cible.records).records
        made = receivable(tried, cible.dossier, cible.day, cible.tried())
        if isinstance(made, Refusal):
            return made
        _number, mine, aside = made
        owed = {one.creance.number: one.creance.total() for one in owed_by(cible)}
        total = euros(sum(owed[number] for number in mine))
        lines = [f"Serait suspendu : {creances_text(mine)}, {total}."]
        fraud = [f"Exclues, qualifiées de fraude : {creances_text(aside)}."] if aside else []
        return Situation("Ce que la procédure suspend", lines, fraud)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        made = receivable(records, cible.dossier, told["le"], acte)
        if isinstance(made, Refusal):
            return made
        number, mine, aside = made
        said = f"Surendettement {number} recevable : recouvrement suspendu, {creances_text(mine)}."
        return said + (f" Exclues : {creances_text(aside)}." if aside else "")

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the day of the decision."""
        return {"le": told["le"].isoformat()}


class _IssueForm(Formulaire):
    """How a procedure ends."""

    PLACES = (("combien de mois", "mois"), ("l'issue", "issue"), ("", "le"))
    issue = choice_field("Issue", ISSUES_SURENDETTEMENT, empty="Choisissez")
    le = day_field("Jour de l’issue")
    mois = count_field("Durée du plan, en mois", most=_MOST, required=False)


class Issue(Force):
    """A procedure of over-indebtedness ends; the rank is its number."""

    code = "surendettement-issue"
    title = "Consigner l’issue d’un surendettement"
    button = "Consigner l’issue"
    lead = (
        "Un plan devient l’échéancier de ces créances, en parts égales. Un effacement éteint ce qui "
        "est dû, sauf ce qui est qualifié de fraude. Un rejet rouvre le recouvrement."
    )
    law = _OVERDEBT
    tag = "surendettement.clos"
    asks = _IssueForm
    names = place = "surendettement"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the procedure, and what it suspends; a refusal where it is closed."""
        mine = [
            (one.creance, one.suivi.surendettement)
            for one in owed_by(cible)
            if one.suivi.surendettement and one.suivi.surendettement.number == cible.rang
        ]
        if not mine:
            return None
        procedure = mine[0][1]
        assert procedure is not None
        name = f"Surendettement {cible.rang}"
        if procedure.closed_on is not None:
            what = f"elle est close depuis le {day_text(procedure.closed_on)}."
            return Refusal(what, name, "Il n’y a plus rien à consigner.", _OVERDEBT)
        numbers = creances_text(claim.number for claim, _ in mine)
        owed = euros(sum(claim.total() for claim, _ in mine))
        lines = (
            f"Recevable depuis le {day_text(procedure.since)}.",
            f"Suspend {numbers}, {owed}.",
        )
        return Situation(name, lines)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it, with the plan or the erasure that it makes."""
        how: str = told["issue"]
        months = (told["mois"] or 0) if how == _PLAN else 0
        made = settle_debts(records, cible.dossier, (how, told["le"], months), acte)
        if isinstance(made, Refusal):
            return made
        said = f"Surendettement clos : {ISSUES_SURENDETTEMENT[how]}."
        if how == _EFFACEMENT:
            return f"{said} {euros(made)} sont effacés."
        return f"{said} L’échéancier de {months} mois est ouvert." if how == _PLAN else said


GESTES: Final = (Confiee(), Close(), Recevable(), Issue())
