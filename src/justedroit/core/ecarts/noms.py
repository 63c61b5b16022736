"""How a changed fact is named: to an agent, and to the allocataire.

An agent reads `Salaire du conjoint`; the letter says `le salaire de la personne qui vit avec vous`.
What is true or false is told as what it is (a pregnancy, the end of a flat-share), never as yes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.ecarts.joueurs import TWINS, Joueur
from justedroit.core.ecarts.periodes import period_text
from justedroit.core.faits import catalogue

# How a kind is named of someone, and to the allocataire of his own.
_NAMES: Final = {
    "salaire_net": ("le salaire", "votre salaire"),
    "salaire_imposable": ("le salaire net imposable", "votre salaire net imposable"),
    "chomage_net": ("les allocations de chômage", "vos allocations de chômage"),
    "chomage_imposable": (
        "les allocations de chômage imposables",
        "vos allocations de chômage imposables",
    ),
    "retraite_nette": ("la retraite", "votre retraite"),
    "retraite_imposable": ("la retraite imposable", "votre retraite imposable"),
    "rpns_imposables": (
        "les revenus d'activité non salariée",
        "vos revenus d'activité non salariée",
    ),
    "pensions_alimentaires_percues": ("la pension alimentaire", "la pension que vous recevez"),
    "livret_a": ("l'argent du livret A", "l'argent de votre livret A"),
    "epargne_revenus_imposables": ("l'épargne imposable", "votre épargne imposable"),
    "epargne_revenus_non_imposables": ("l'épargne non imposable", "votre épargne non imposable"),
    "taux_incapacite": ("le taux d'incapacité", "votre taux d'incapacité"),
    "activite": ("l'activité", "votre activité"),
    "scolarite": ("la scolarité", "votre scolarité"),
    "date_naissance": ("la date de naissance", "votre date de naissance"),
    "nationalite": ("la nationalité", "votre nationalité"),
    "deces": ("le décès", "le décès"),
    "autre_parent_defaillant": ("la situation de l'autre parent",) * 2,
    "cmg_montant": ("le complément de libre choix du mode de garde",) * 2,
    "loyer": ("le loyer", "votre loyer"),
    "depcom": ("la commune du logement", "la commune de votre logement"),
    "date_entree_logement": (
        "la date d'entrée dans le logement",
        "votre date d'entrée dans le logement",
    ),
    "statut_occupation_logement": (
        "le statut d'occupation du logement",
        "votre statut d'occupation du logement",
    ),
}
# Kinds of yes or no: (it is true now, it is not).
_EVENTS: Final = {
    "conjoint": ("la vie en couple", "la séparation"),
    "enfant": ("un enfant au foyer", "un enfant qui n'est plus au foyer"),
    "allocataire": ("l'allocataire", "le départ de l'allocataire"),
    "coloc": ("la colocation", "la fin de la colocation"),
    "logement_chambre": ("le logement, une chambre", "le logement, qui n'est pas une chambre"),
    "logement_crous": (
        "le logement, géré par un Crous",
        "le logement, qui n'est pas géré par un Crous",
    ),
    "logement_conventionne": (
        "le logement, conventionné pour l'APL",
        "le logement, qui n'est pas conventionné pour l'APL",
    ),
    "proprietaire_proche_famille": (
        "le logement, qui appartient à un proche parent",
        "le logement, qui n'appartient pas à un proche parent",
    ),
    "tiers_payant_bailleur": (
        "le versement de l'aide au bailleur",
        "la fin du versement de l'aide au bailleur",
    ),
    "enfant_recueilli": ("l'accueil d'un enfant", "la fin de l'accueil d'un enfant"),
    "enfant_place": (
        "un enfant confié à l'aide sociale à l'enfance",
        "un enfant qui n'est pas confié à l'aide sociale à l'enfance",
    ),
    "garde_alternee": (
        "la résidence alternée d'un enfant",
        "la fin de la résidence alternée d'un enfant",
    ),
    "rempli_obligation_scolaire": (
        "un enfant qui remplit l'obligation scolaire",
        "un enfant qui ne remplit pas l'obligation scolaire",
    ),
    "aah_droit_ouvert_septembre_2023": (
        "le droit à l'AAH, ouvert en septembre 2023",
        "le droit à l'AAH, qui n'était pas ouvert en septembre 2023",
    ),
}
# The same of someone: (article, noun); what is no longer true is their end.
_STATES: Final = {
    "enceinte": ("la ", "grossesse"),
    "habite_chez_parents": ("la ", "vie chez les parents"),
    "inapte_travail": ("l'", "inaptitude au travail"),
    "handicap": ("la ", "reconnaissance du handicap"),
    "aah_restriction_substantielle_durable_acces_emploi": (
        "la ",
        "reconnaissance d'une difficulté durable à travailler",
    ),
    "rsa_jeune_condition_heures_travail_remplie": (
        "la ",
        "réunion des deux ans de travail demandés avant 25 ans",
    ),
}
# What a household has become in its home: (as an agent reads it, as it is told).
_OCCUPANCIES: Final = {
    "proprietaire": ("Devenu propriétaire", "vous êtes devenu propriétaire"),
    "primo_accedant": ("Achat du logement à crédit", "vous achetez votre logement à crédit"),
    "locataire_hlm": ("Devenu locataire HLM", "vous êtes devenu locataire HLM"),
    "locataire_vide": ("Devenu locataire", "vous êtes devenu locataire"),
    "locataire_meuble": ("Devenu locataire d'un meublé", "vous êtes devenu locataire d'un meublé"),
    "locataire_foyer": ("Entrée en foyer", "vous êtes entré en foyer"),
    "loge_gratuitement": ("Logé gratuitement", "vous êtes logé gratuitement"),
    "sans_domicile": ("Sans domicile", "vous n'avez plus de domicile"),
}
_MOVES: Final = frozenset({"depcom", "date_entree_logement"})
_OF_ROLE: Final = {
    "allocataire": " de l'allocataire",
    "conjoint": " du conjoint",
    "enfant": " d'un enfant",
    "": "",
}
_OF_YOURS: Final = _OF_ROLE | {
    "allocataire": "",
    "conjoint": " de la personne qui vit avec vous",
}


def name_of(fact: Joueur, *, yours: bool) -> str:
    """Return the name of a fact, in French, with its article.

    Args:
        fact: the fact.
        yours: as it is said to the allocataire; otherwise as an agent reads it.

    Law:
        None: a way of writing.
    """
    kind = fact.lead.kind
    if fact.opening:
        return "l'ouverture de votre dossier" if yours else "l'ouverture du dossier"
    if is_claim(fact):
        return _claim(fact, yours=yours)
    if kind in _STATES:
        return _state(fact, yours=yours)
    if kind in _EVENTS:
        told = _EVENTS[kind][fact.lead.new_value != "true"]
        return told.replace("le logement", "votre logement") if yours else told
    if catalogue()[kind].donnee == "logement":
        return _home(fact, yours=yours)
    return _plain(fact, yours=yours)


def is_claim(fact: Joueur) -> bool:
    """Return whether a fact is a claim.

    Law:
        None: a fact of the family `demande` of the catalogue.
    """
    return catalogue()[fact.lead.kind].donnee == "demande"


def says_itself(fact: Joueur) -> bool:
    """Return whether the name of a fact says all of it: something that is, or is no longer.

    Law:
        None: a way of writing.
    """
    return (
        fact.opening or fact.lead.kind == "deces" or catalogue()[fact.lead.kind].nature == "booleen"
    )


def occupancy_of(fact: Joueur) -> tuple[str, str] | None:
    """Return what the household has become in its home, told to an agent and to it; or None.

    Law:
        None: a way of writing.
    """
    for change in fact.changes:
        turned = change.old_value not in {None, change.new_value}
        if change.kind == "statut_occupation_logement" and turned:
            return _OCCUPANCIES.get(change.new_value or "")
    return None


def is_whole_home(fact: Joueur) -> bool:
    """Return whether a fact is of the home, and of more than the one thing that leads it.

    Law:
        None: a way of writing.
    """
    of_home = catalogue()[fact.lead.kind].donnee == "logement"
    return of_home and len({change.kind for change in fact.changes}) > 1


def _claim(fact: Joueur, *, yours: bool) -> str:
    label = catalogue()[fact.lead.kind].libelle
    told = f"{'votre' if yours else 'la'} {label[0].lower()}{label[1:]}"
    return told if fact.lead.new_value == "true" else f"la fin de {told}"


def _state(fact: Joueur, *, yours: bool) -> str:
    article, noun = _STATES[fact.lead.kind]
    if yours and fact.role == "allocataire":
        told = f"votre {noun}"
    else:
        told = f"{article}{noun}{(_OF_YOURS if yours else _OF_ROLE)[fact.role]}"
    return told if fact.lead.new_value == "true" else f"la fin de {told}"


def _home(fact: Joueur, *, yours: bool) -> str:
    became = occupancy_of(fact)
    if became:
        return became[yours]
    if not is_whole_home(fact):
        return _plain(fact, yours=yours)
    moved = any(c.kind in _MOVES and c.old_value and c.new_value for c in fact.changes)
    return f"{'votre' if yours else 'le'} {'nouveau ' if moved else ''}logement"


def _plain(fact: Joueur, *, yours: bool) -> str:
    kind = fact.lead.kind
    mine = yours and fact.role in {"allocataire", ""}
    if kind in _NAMES:
        told = _NAMES[kind][mine]
    else:
        # « Indemnités journalières : maladie » would have its owner after the wrong word.
        label, _, which = catalogue()[kind].libelle.partition(" : ")
        told = label if label[1:2].isupper() else label[0].lower() + label[1:]
        told += f" ({which})" if which else ""
    return told + (_OF_YOURS if yours else _OF_ROLE)[fact.role]


def fact_label(fact: Joueur) -> str:
    """Return the name of a fact, in French, as an agent reads it: `Salaire de l'allocataire`.

    Law:
        None: a way of writing.
    """
    named = name_of(fact, yours=False)
    for article in ("le ", "la ", "les ", "l'"):
        named = named.removeprefix(article)
    return named[0].upper() + named[1:]


def fact_labels(facts: Sequence[Joueur]) -> tuple[str, ...]:
    """Return the names of several facts, as an agent reads them: no two are alike.

    Law:
        None: what bears the same name is told apart by its days, then by its rank.
    """
    told = [fact_label(fact) for fact in facts]
    count = Counter(told)
    told = [
        f"{name}, {fact_period(fact)}" if count[name] > 1 else name
        for name, fact in zip(told, facts, strict=True)
    ]
    seen: Counter[str] = Counter()
    count = Counter(told)
    for place, name in enumerate(told):
        seen[name] += 1
        if count[name] > 1:
            told[place] = f"{name} ({seen[name]} sur {count[name]})"
    return tuple(told)


def fact_period(fact: Joueur) -> str:
    """Return when a fact is true, in French; of a claim or a death, its day.

    Law:
        None: a way of writing.
    """
    lead = fact.lead
    if lead.kind == "deces" and lead.new_value:
        return f"le {day_text(dt.date.fromisoformat(lead.new_value))}"
    if is_claim(fact) or occupancy_of(fact):
        return f"le {day_text(fact.valid_from)}"
    return period_text(counted_from(fact, fact.valid_from, fact.valid_until), fact.valid_until)


def counted_from(fact: Joueur, start: dt.date, until: dt.date | None) -> dt.date:
    """Return the first day on which what is said of a person counts for the household.

    A wage earned for years is of the household from the day when who earns it comes in.

    Args:
        fact: what is said.
        start: first day on which it is true.
        until: day after the last; None: open. All of it before the person came in: `start`.

    Law:
        CASF art. L262-2, CSS art. L842-3: the resources counted are those of the household.
    """
    entered = fact.entered
    if entered is None or (until is not None and until <= entered):
        return start
    return max(start, entered)


def idle_names(weighing: Sequence[Joueur], idle: Sequence[Joueur]) -> tuple[str, ...]:
    """Return how a letter names the facts without effect.

    A letter never says of one thing that it counts and that it does not: what bears the name of a
    fact that weighs says its days, and the taxable twin of an income that weighs is not named.

    Law:
        CSS art. R133-9-2: the motive of what is claimed; it is to be understood.
    """
    named = {name_of(fact, yours=True) for fact in weighing}
    told = {f"{name_of(fact, yours=True)}, {fact_period(fact)}" for fact in weighing}
    incomes = {(TWINS.get(f.lead.kind, f.lead.kind), f.lead.person): f.lead.kind for f in weighing}
    found = []
    for fact in idle:
        name, lead = name_of(fact, yours=True), fact.lead
        if incomes.get((TWINS.get(lead.kind, lead.kind), lead.person), lead.kind) != lead.kind:
            continue
        if name in named:
            name = f"{name}, {fact_period(fact)}"
        if name in told:
            name = name.replace("un enfant", "un autre enfant")
        if name not in told:
            found.append(name)
    return tuple(dict.fromkeys(found))
