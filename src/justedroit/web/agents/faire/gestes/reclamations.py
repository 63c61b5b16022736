"""Gestes of a complaint: received, acknowledged, answered, sent up, requalified as an appeal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django import forms
from django.urls import reverse

from justedroit.core.base import Refusal, day_text, euros
from justedroit.core.creances import Creance
from justedroit.core.recours import CANAUX_RECLAMATION, CATEGORIES, ECHELONS, Reclamation, Recours
from justedroit.steps.act import Acte
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
from justedroit.steps.consultation.phrases_recours import benefits_text, complaint_lines
from justedroit.steps.consultation.plaintes import (
    Ecoute,
    answer_says,
    due_if_received,
    heard,
    to_verify,
    would_requalify,
)
from justedroit.steps.letter import day_of
from justedroit.steps.untransfer import suspended_titles
from justedroit.steps.unwithhold import owed_again
from justedroit.web.agents.depots.forms import named
from justedroit.web.atelier import to_prepare
from justedroit.web.formulaires import Formulaire, choice_field, day_field, text_field
from justedroit.web.gestes import WHOLE, Cible, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import ECOUTE, REPONDANTS, Role

_TERM: Final = "recours/reclamation.delai"
_NO_NUMBERS: Final = "Ni NIR, ni IBAN."
_ECHELONS: Final = {code: label[:1].upper() + label[1:] for code, label in ECHELONS.items()}


class VisantForm(Formulaire):
    """What is about some créances and an appeal of a dossier; about nothing named, perhaps."""

    creances = forms.MultipleChoiceField(
        label="Sommes visées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Une de ces sommes n’existe pas : recochez."},
    )
    recours = choice_field("Recours visé", {}, required=False)

    def __init__(self, data: Any, creances: Sequence[Creance], recours: Sequence[Recours]) -> None:
        super().__init__(data)
        some = {
            "creances": [(str(claim.number), named(claim)) for claim in creances],
            "recours": [("", "Aucun"), *((str(one.number), _label(one)) for one in recours)],
        }
        for name, (choices, kept) in {
            "creances": (some["creances"], bool(creances)),
            "recours": (some["recours"], bool(recours)),
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            if not kept:
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
    motif = text_field("Ce que dit le foyer", rows=5, help_text=_NO_NUMBERS)


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
        return Situation("Ce qu’elle ouvre", lines, _warned(to_verify(_TERM)), found)

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
        one = _complaint(records, (cible.dossier, number))
        assert one is not None
        due = f"réponse attendue jusqu’au {day_text(one.due_on)}"
        late = ", et ce jour est passé" if one.late(cible.day) else ""
        return f"Réclamation {number} consignée : {due}{late}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return what it is about, its day and its words."""
        if not told:
            return {}
        kept = {"categorie": told["categorie"], "canal": told["canal"]}
        return kept | {"le": told["le"].isoformat(), "motif": told["motif"].strip()}


def _awaited(found: Ecoute) -> Iterator[str]:
    for one in found.complaints:
        if one.is_open:
            head = next(complaint_lines(one, found.day))
            yield f"Attend déjà : {head[:1].lower()}{head[1:]}"


def _warned(*some: str) -> tuple[str, ...]:
    return tuple(filter(None, some))


def _complaint(records: Journaux, key: tuple[int, int]) -> Reclamation | None:
    some = complaints(records, key[0])
    if isinstance(some, Refusal):
        return None
    return next((one for one in some if one.number == key[1]), None)


class _OfComplaint(Geste):
    """What is done to one complaint; the rank is its number."""

    law = "CRPA art. L112-3"
    tab = "recours"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the complaint, or why this cannot be done to it now."""
        one = _complaint(cible.records, (cible.dossier, cible.rang))
        return None if one is None else self.on(one, cible)

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return a complaint as it stands, or the refusal of the step."""
        raise NotImplementedError

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the number of the complaint."""
        return {"reclamation": cible.rang}

    def back(self, cible: Cible) -> str:
        """Return where the complaint is seen."""
        page = reverse("creances:recours", kwargs={"numero": cible.dossier})
        return f"{page}#reclamation-{cible.rang}"


def _situation(
    one: Reclamation, cible: Cible, more: Sequence[str] = (), warnings: Sequence[str] = ()
) -> Situation:
    head, *lines = complaint_lines(one, cible.day)
    return Situation(head.rstrip("."), [*lines, *more], warnings, one)


class _JourForm(Formulaire):
    """The day of an acknowledgment."""

    PLACES = (("", "le"),)
    le = day_field("Envoyé le")


class Accuser(_OfComplaint):
    """The acknowledgment was sent."""

    code = "reclamation-accuser"
    title = "Consigner l’accusé de réception d’une réclamation"
    button = "Consigner l’accusé de réception"
    lead = "L’accusé de réception est déjà parti : on en garde le jour."
    roles = ECOUTE
    tag = "reclamation.accusee"

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint; refused where it was acknowledged, or is answered."""
        key, tried = (cible.dossier, cible.rang), Tried(cible.records).records
        refusal = acknowledge(tried, key, cible.day, cible.tried())
        return refusal or _situation(one, cible)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a day."""
        form = _JourForm(data)
        form.fields["le"].initial = cible.day
        return form

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
        help_text="Elle est imprimée telle quelle dans la lettre. " + _NO_NUMBERS,
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

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of an answer."""
        return _ReponseForm(data)

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
    echelon = choice_field("Vers", _ECHELONS, empty="Choisissez")
    motif = text_field("Le motif", rows=3, help_text=_NO_NUMBERS)


class Escalader(_OfComplaint):
    """The complaint goes up: its term has passed, or its answer does not do."""

    code = "reclamation-escalader"
    title = "Faire monter une réclamation"
    button = "Faire monter"
    lead = "Son délai est passé, ou sa réponse ne suffit pas : quelqu’un d’autre la reprend."
    roles = REPONDANTS
    tag = "reclamation.escaladee"

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint; refused while its term runs."""
        key, tried = (cible.dossier, cible.rang), Tried(cible.records).records
        refusal = escalate(tried, key, (next(iter(ECHELONS)), "à écrire"), cible.tried())
        return refusal or _situation(
            one, cible, ["Transmise au médiateur, elle lui permet d’être saisi."]
        )

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of an escalation."""
        return _MonterForm(data)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Send it up."""
        up = (told["echelon"], told["motif"])
        refusal = escalate(records, (cible.dossier, cible.rang), up, acte)
        return refusal or f"Réclamation {cible.rang} transmise : {ECHELONS[told['echelon']]}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the number of the complaint, and whom it goes to."""
        up = {"echelon": told["echelon"]} if told else {}
        return {"reclamation": cible.rang} | up


class _MotifForm(Formulaire):
    """Why a complaint is an appeal."""

    PLACES = (("le motif", "motif"),)
    motif = text_field("Pourquoi c’est un recours", rows=4, help_text=_NO_NUMBERS)


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

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the complaint, and what the appeal would open."""
        found = would_requalify(cible.records, (cible.dossier, cible.rang), cible.tried())
        if isinstance(found, Refusal):
            return found
        kept = f"Date gardée : le {day_text(one.received_on)}."
        opened = [line for told in found for line in opening_lines(told)]
        late = [f"Hors délai : {o.recours.reproof}." for o in found if o.recours.reproof]
        return _situation(one, cible, [kept, *opened], late)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a reason."""
        return _MotifForm(data)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record the appeal with it."""
        numbers = requalify(records, (cible.dossier, cible.rang), told["motif"], acte)
        if isinstance(numbers, Refusal):
            return numbers
        which = " et ".join(map(str, numbers))
        done = f"La réclamation {cible.rang} est devenue le recours {which}, à sa date."
        return done + undone_text(records, cible.dossier, acte)


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


def undone_text(records: Journaux, dossier: int, acte: Acte) -> str:
    """Return what an act that suspends has undone and what the département is to be told, in French."""
    said = ""
    if cents := owed_again(records, dossier, acte):
        said += f" {euros(cents)} retenus depuis ce jour sont de nouveau dus au foyer."
    for one in suspended_titles(records, [dossier], day_of(acte.at)):
        said += f" Créance {one.creance} : {one.sentence()}."
    return said


GESTES: Final = (Recevoir(), Accuser(), Repondre(), Escalader(), Requalifier())
