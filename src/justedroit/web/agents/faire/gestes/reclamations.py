"""Gestes of a complaint: received, acknowledged, answered, sent up, requalified as an appeal."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.creances import Creance
from justedroit.core.recours import CANAUX_RECLAMATION, CATEGORIES, ECHELONS, Reclamation, Recours
from justedroit.steps.complain import (
    Plainte,
    acknowledge,
    answer,
    complain,
    complaints,
    escalate,
    requalify,
)
from justedroit.steps.consultation.depots import Ouverture
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import listed
from justedroit.steps.consultation.phrases import named
from justedroit.steps.consultation.phrases_recours import benefits_text, complaint_lines
from justedroit.steps.consultation.plaintes import (
    Ecoute,
    answer_says,
    due_if_received,
    heard,
    to_verify,
    would_requalify,
)
from justedroit.steps.consultation.reprises import undone_lines
from justedroit.web.agents.faire.formes import NO_NUMBERS, asks_day, asks_reasons
from justedroit.web.atelier import to_prepare
from justedroit.web.formulaires import Formulaire, boxes_field, choice_field, day_field, text_field
from justedroit.web.gestes import WHOLE, Cible, Geste, Journaux, Outcome, Situation, Told, numbered
from justedroit.web.permissions import ECOUTE, REPONDANTS, Role

_TERM: Final = "recours/reclamation.delai"


class VisantForm(Formulaire):
    """What is about some créances and an appeal of a dossier; about nothing named, perhaps."""

    creances = boxes_field("Sommes visées")
    recours = choice_field("Recours visé", {}, required=False)

    def __init__(self, data: Any, creances: Sequence[Creance], recours: Sequence[Recours]) -> None:
        super().__init__(data)
        self.offer("creances", [(str(claim.number), named(claim)) for claim in creances])
        self.offer("recours", [(str(one.number), _label(one)) for one in recours], empty="Aucun")
        for name, some in (("creances", creances), ("recours", recours)):
            if not some:
                del self.fields[name]
        self.PLACES = [(words, name) for words, name in self.PLACES if name in self.fields]


def _label(one: Recours) -> str:
    return f"Recours {one.number} : {one.label.lower()}, {benefits_text(one)}"


def aimed(told: Told) -> tuple[tuple[int, ...], int | None]:
    """Return the créances and the appeal that a form names."""
    appeal = told.get("recours")
    return tuple(map(int, told.get("creances", ()))), int(appeal) if appeal else None


class _RecueForm(VisantForm):
    """A complaint, as it comes."""

    PLACES = (
        ("la catégorie", "categorie"),
        ("le canal", "canal"),
        ("n'est pas arrivé", "le"),
        ("trop ancien", "le"),
        ("n'existait pas le", "le"),
        ("la créance", "creances"),
        ("le recours", "recours"),
        ("le motif", "motif"),
    )
    field_order = ("categorie", "canal", "le", "creances", "recours", "motif")

    categorie = choice_field("De quoi le foyer se plaint", CATEGORIES, empty="Choisissez")
    canal = choice_field("Venue par", CANAUX_RECLAMATION, empty="Choisissez")
    le = day_field(
        "Envoyée, dite ou déposée le", help_text="Ce jour est gardé : le délai en court."
    )
    motif = text_field("Ce que dit le foyer", rows=5, help_text=NO_NUMBERS)


class Recevoir(Geste):
    """A complaint is received; it concerns the whole dossier."""

    code = "reclamation-recevoir"
    title = "Consigner une réclamation"
    button = "Consigner la réclamation"
    lead = (
        "Un foyer se plaint d’un délai, d’un accueil, d’un versement, d’une décision. Si une "
        "décision est contestée, elle pourra devenir un recours, à sa date."
    )
    law = "CRPA art. L112-3"
    roles = ECOUTE
    tab = "recours"
    tag = "reclamation.recue"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return its term, and the complaints that wait already."""
        found = heard(cible.records, cible.dossier, cible.now)
        if cible.rang != WHOLE or isinstance(found, Refusal):
            return None
        due = due_if_received(cible.records, cible.dossier, cible.tried())
        if isinstance(due, Refusal):
            return due
        lines = [
            f"Venue aujourd’hui, sa réponse est attendue jusqu’au {day_text(due)}.",
            *_awaited(found),
        ]
        return Situation(
            "Ce qu’elle ouvre", lines, [told] if (told := to_verify(_TERM)) else [], found
        )

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a complaint."""
        form = _RecueForm(data, situation.on.creances, situation.on.recours)
        form.fields["le"].initial = cible.day
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        creances, recours = aimed(told)
        said = (told["categorie"], told["canal"], told["le"], told["motif"])
        number = complain(records, Plainte(cible.dossier, *said, creances, recours), acte)
        if isinstance(number, Refusal):
            return number
        one = numbered(complaints(records, cible.dossier), number)
        assert one is not None
        assert one.due_on is not None  # `complain` refuses a day that is of no term
        due = f"réponse attendue jusqu’au {day_text(one.due_on)}"
        late = ", et ce jour est passé" if one.late(cible.day) else ""
        return f"Réclamation {number} consignée : {due}{late}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return what it is about, its day and its words."""
        kept = {"categorie": told["categorie"], "canal": told["canal"]}
        return kept | {"le": told["le"].isoformat(), "motif": told["motif"].strip()}


def _awaited(found: Ecoute) -> Iterator[str]:
    for one in found.complaints:
        if one.is_open:
            head = next(complaint_lines(one, found.day))
            yield f"Attend déjà : {head[:1].lower()}{head[1:]}"


class _OfComplaint(Geste):
    """What is done to one complaint; the rank is its number."""

    law = "CRPA art. L112-3"
    tab = "recours"
    names = place = "reclamation"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the complaint, or why this cannot be done to it now."""
        one = numbered(complaints(cible.records, cible.dossier), cible.rang)
        return None if one is None else self.on(one, cible)

    @abstractmethod
    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return a complaint as it stands, or the refusal of the step."""


def _situation(
    one: Reclamation, cible: Cible, more: Sequence[str] = (), warnings: Sequence[str] = ()
) -> Situation:
    head, *lines = complaint_lines(one, cible.day)
    return Situation(head.rstrip("."), [*lines, *more], warnings, one)


class Accuser(_OfComplaint):
    """The acknowledgment was sent."""

    code = "reclamation-accuser"
    title = "Consigner l’accusé de réception d’une réclamation"
    button = "Consigner l’accusé de réception"
    lead = "L’accusé de réception est déjà parti : on en garde le jour."
    roles = ECOUTE
    tag = "reclamation.accusee"
    asks = asks_day("Envoyé le")
    today = ("le",)

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint; refused where it was acknowledged, or is answered."""
        key, tried = (cible.dossier, cible.rang), Tried(cible.records).records
        refusal = acknowledge(tried, key, cible.day, cible.tried())
        return refusal or _situation(one, cible)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        refusal = acknowledge(records, (cible.dossier, cible.rang), told["le"], acte)
        return refusal or f"Accusé de réception du {day_text(told['le'])} consigné."


class _ReponseForm(Formulaire):
    """What the fund answers."""

    PLACES = (("", "texte"),)
    texte = text_field(
        "La réponse",
        rows=8,
        help_text="Elle est imprimée telle quelle dans la lettre. " + NO_NUMBERS,
    )


class Repondre(_OfComplaint):
    """The complaint is answered, by a letter that is prepared."""

    code = "reclamation-repondre"
    title = "Répondre à une réclamation"
    button = "Répondre"
    lead = "La lettre est préparée avec votre réponse ; elle part ensuite de l’onglet Lettres."
    law = "CRPA art. L112-3 et L211-2"
    roles = REPONDANTS
    tag = "reclamation.repondue"
    asks = _ReponseForm

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint, and what the letter says besides."""
        atelier = to_prepare()
        if isinstance(atelier, Refusal):
            return atelier
        key = (cible.dossier, cible.rang)
        says = answer_says(cible.records, key, atelier.organisme, cible.tried())
        if isinstance(says, Refusal):
            return says
        return _situation(one, cible, [f"La lettre ajoutera : « {says} »"])

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Answer it."""
        atelier = to_prepare()
        if isinstance(atelier, Refusal):
            return atelier
        key = (cible.dossier, cible.rang)
        made = answer(records, key, told["texte"], atelier.organisme, acte)
        if isinstance(made, Refusal):
            return made
        return f"Réponse consignée : la lettre {made.numero} est préparée."


class _MonterForm(Formulaire):
    """Whom a complaint goes up to, and why."""

    PLACES = (("est inconnu", "echelon"), ("le motif", "motif"))
    echelon = choice_field("Vers", ECHELONS, empty="Choisissez")
    motif = text_field("Le motif", rows=3, help_text=NO_NUMBERS)


class Escalader(_OfComplaint):
    """The complaint goes up: its term has passed, or its answer does not do."""

    code = "reclamation-escalader"
    title = "Faire monter une réclamation"
    button = "Faire monter"
    lead = "Son délai est passé, ou sa réponse ne suffit pas : quelqu’un d’autre la reprend."
    roles = REPONDANTS
    tag = "reclamation.escaladee"
    asks = _MonterForm

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint; refused while its term runs."""
        key, tried = (cible.dossier, cible.rang), Tried(cible.records).records
        refusal = escalate(tried, key, (next(iter(ECHELONS)), "à écrire"), cible.tried())
        return refusal or _situation(
            one, cible, ["Transmise au médiateur, elle lui permet d’être saisi."]
        )

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Send it up."""
        up = (told["echelon"], told["motif"])
        refusal = escalate(records, (cible.dossier, cible.rang), up, acte)
        return refusal or f"Réclamation {cible.rang} transmise : {ECHELONS[told['echelon']]}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the number of the complaint, and whom it goes to."""
        return {**super().wrote(cible, told), "echelon": told["echelon"]}


class Requalifier(_OfComplaint):
    """The complaint contests a decision in time: it becomes an appeal, at its date."""

    code = "reclamation-requalifier"
    title = "Faire d’une réclamation un recours"
    button = "En faire un recours"
    lead = (
        "Elle conteste une décision : elle est examinée comme un recours, qui garde la date de la "
        "réclamation."
    )
    law = "CSS art. R142-1"
    roles = (*REPONDANTS, Role.SECRETAIRE)
    tag = "reclamation.requalifiee"
    asks = asks_reasons("Pourquoi c’est un recours", about="le motif")

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint, and what the appeal would open."""
        found = would_requalify(cible.records, (cible.dossier, cible.rang), cible.tried())
        if isinstance(found, Refusal):
            return found
        kept = f"Date gardée : le {day_text(one.received_on)}."
        opened = [line for told in found for line in opening_lines(told)]
        late = [f"Hors délai : {o.recours.reproof}." for o in found if o.recours.reproof]
        return _situation(one, cible, [kept, *opened], late)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record the appeal with it."""
        numbers = requalify(records, (cible.dossier, cible.rang), told["motif"], acte)
        if isinstance(numbers, Refusal):
            return numbers
        word = "le recours" if len(numbers) == 1 else "les recours"
        which = listed([str(number) for number in numbers])
        done = f"La réclamation {cible.rang} est devenue {word} {which}, à sa date."
        return " ".join([done, *undone_lines(records, cible.dossier, acte)])


def opening_lines(told: Ouverture) -> Iterator[str]:
    """Yield what an appeal that is not recorded yet would open: who decides, by when, what waits."""
    one = told.recours
    owed = f", {euros(told.cents)} encore dus" if told.cents else ""
    yield f"Elle deviendrait : {one.label.lower()}, {benefits_text(one)}{owed}."
    yield f"Décidé par {told.decide}, puis le {told.juge.tribunal_text} ({told.juge.article})."
    if told.silence is not None:
        law = told.silence.article
        law += ", à vérifier" if told.silence.statut == "a_verifier" else ""
        yield f"Sans réponse, rejeté par le silence le {day_text(told.silence.ends_on)} ({law})."
    day = day_text(one.received_on)
    waits = f"serait suspendu à partir du {day}" if one.suspends else "ne serait pas suspendu"
    yield f"Le recouvrement {waits}."


GESTES: Final = (Recevoir(), Accuser(), Repondre(), Escalader(), Requalifier())
