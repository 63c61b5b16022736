"""What each changed fact explains, as a letter says it and as JSON.

A letter says for each fact one short sentence, its euros first; then the months. Whoever reads it
is tired: no code, no rank, no percentage; what was counted, what it really was, since when, and
when we learnt it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from justedroit.core.base import FRANCE, day_text, euros, month_of, month_text
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from justedroit.core.ecarts.joueurs import Joueur
    from justedroit.core.ecarts.parts import Part, Parts, Reste

# Of an income: how it is named of someone, and to the allocataire.
_INCOMES: Final = {
    "salaire_net": ("le salaire", "votre salaire"),
    "salaire_imposable": ("le salaire imposable", "votre salaire imposable"),
    "chomage_net": ("les allocations de chômage", "vos allocations de chômage"),
    "retraite_nette": ("la retraite", "votre retraite"),
    "pensions_alimentaires_percues": ("la pension alimentaire", "la pension que vous recevez"),
}
_OF_ROLE: Final = {
    "allocataire": "de l'allocataire",
    "conjoint": "du conjoint",
    "enfant": "d'un enfant",
    "": "",
}
_OF_YOURS: Final = {
    "allocataire": "",
    "conjoint": "de la personne qui vit avec vous",
    "enfant": "d'un enfant",
    "": "",
}
# Kinds of yes or no that say who is there: (it is true now, it is no longer).
_EVENTS: Final = {
    "conjoint": ("la vie en couple", "la séparation"),
    "enfant": ("un enfant au foyer", "un enfant qui n'est plus au foyer"),
    "allocataire": ("l'allocataire", "le départ de l'allocataire"),
}


def fact_label(fact: Joueur) -> str:
    """Return the name of a fact, in French, as an agent reads it: `Salaire de l'allocataire`.

    Law:
        None: a way of writing.
    """
    named = _name(fact, yours=False)
    for article in ("le ", "la ", "les ", "l'"):
        named = named.removeprefix(article)
    return named[0].upper() + named[1:]


def _name(fact: Joueur, *, yours: bool) -> str:
    """Return the name of a fact with its article; `yours`: as it is said to the allocataire."""
    lead = fact.lead
    if fact.opening:
        return "l'ouverture de votre dossier" if yours else "l'ouverture du dossier"
    if lead.kind in _EVENTS:
        return _EVENTS[lead.kind][lead.new_value != "true"]
    if lead.kind == "loyer" or catalogue()[lead.kind].donnee == "logement":
        whole = {c.kind for c in fact.changes} != {"loyer"}
        article = "votre" if yours else "le"
        return f"{article} logement" if whole and len(fact.changes) > 1 else _plain(fact, yours)
    return _plain(fact, yours)


def _plain(fact: Joueur, yours: bool) -> str:  # noqa: FBT001
    lead = fact.lead
    if lead.kind == "loyer":
        return "votre loyer" if yours else "le loyer"
    names, owners = _INCOMES.get(lead.kind), (_OF_YOURS if yours else _OF_ROLE)
    if names:
        told = names[yours and fact.role == "allocataire"]
    else:
        label = catalogue()[lead.kind].libelle
        told = label if label[1:2].isupper() else label[0].lower() + label[1:]
    return f"{told} {owners[fact.role]}".rstrip()


def values_of(fact: Joueur) -> tuple[str, str]:
    """Return what was known of a fact before, and what is known now, in French.

    Amounts that differ from month to month are told from the least to the most.

    Law:
        None: a way of writing.
    """
    leads, kind = fact.leads, fact.lead.kind
    return (
        _range_text(kind, [c.old_value for c in leads]),
        _range_text(kind, [c.new_value for c in leads]),
    )


def _range_text(kind: str, values: Sequence[str | None]) -> str:
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return value_text(kind, distinct[0])
    if catalogue()[kind].nature in {"montant", "nombre", "entier"}:
        low, *_, high = sorted(distinct, key=lambda value: float(value or 0))
        return f"de {value_text(kind, low)} à {value_text(kind, high)}"
    return ", puis ".join(value_text(kind, value) for value in distinct)


def period_text(start: dt.date, until: dt.date | None) -> str:
    """Return the days on which a fact is true: `depuis le …`, `en mars 2025`, `de … à …`.

    Args:
        start: first day.
        until: day after the last; None: open.

    Law:
        None: a way of writing.
    """
    if until is None:
        return f"depuis le {day_text(start)}"
    last = until - dt.timedelta(days=1)
    if start.day != 1 or until.day != 1:
        one = start == last
        return f"le {day_text(start)}" if one else f"du {day_text(start)} au {day_text(last)}"
    return months_text(month_of(start), month_of(last))


def months_text(first: int, last: int) -> str:
    """Return months that follow each other: `en mars 2025`, `d'avril à juin 2025`.

    Law:
        None: a way of writing.

    >>> months_text(202504, 202506)
    "d'avril à juin 2025"
    """
    end = month_text(last)
    if first == last:
        return f"en {end}"
    start = month_text(first)
    if first // 100 == last // 100:
        start = start.split()[0]
    of = "d'" if start[0] in "ao" else "de "
    return f"{of}{start} à {end}"


def _known_text(fact: Joueur) -> str:
    on, source = day_text(fact.known_at.astimezone(FRANCE).date()), fact.lead.new_source
    if source == "allocataire":
        return f"Vous nous l'avez dit le {on}."
    if source in {"systeme", "agent"}:
        return f"Nous l'avons enregistré le {on}."
    who = source_text(source)
    return f"{who[0].upper()}{who[1:]} nous l'{_have(source)} appris le {on}."


def _have(source: str) -> str:
    return "ont" if source_text(source).startswith("les ") else "a"


def _what_text(fact: Joueur) -> str:
    """Return what was counted and what it was; nothing where the name of the fact says it."""
    if fact.opening or fact.lead.kind in _EVENTS:
        return ""
    old, new = values_of(fact)
    if all(c.old_value is None for c in fact.leads):
        return f" : {new} ; nous n'en avions pas tenu compte"
    if all(c.new_value is None for c in fact.leads):
        return f" : nous comptions {old} ; ce n'est plus vrai"
    return f" : nous comptions {old} ; c'était {new}"


def fact_sentence(fact: Joueur) -> str:
    """Return one or two short sentences that say what a fact is and how we learnt it.

    Law:
        CSS art. R133-9-2: the motive of what is claimed.
    """
    named, when = _name(fact, yours=True), period_text(fact.valid_from, fact.valid_until)
    return f"{named}, {when}{_what_text(fact)}. {_known_text(fact)}"


def moved_text(one: Part | Reste, parts: Parts) -> str:
    """Return what a fact moves: `12,00 € de moins`; what falls and what rises stand apart.

    Args:
        one: what explains.
        parts: those of the revision, whose benefits fall or rise.

    Law:
        None: domaine 3.1, point 4: a benefit that rises does not hide one that falls.
    """
    sides = [one.cents_of(benefits) for benefits in (parts.falling, parts.rising)]
    told = [_signed(cents) for cents in sides if cents]
    return ", ".join(told) or "autant en plus qu'en moins"


def _signed(cents: int) -> str:
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"


# What a revision does for the household: (told of it, told to it), in this order.
_DONE: Final = {
    "indu": ("Le foyer a reçu {} de trop", "Vous avez reçu {} de trop"),
    "rappel": ("La caisse doit {} de plus au foyer", "Nous vous devons {} de plus"),
    "droit_reduit": (
        "{} qui n'étaient pas encore versés ne le seront pas",
        "{} qui n'étaient pas encore versés ne le seront pas",
    ),
    "annulation": ("{} ne sont plus redemandés au foyer", "Nous ne vous redemandons plus {}"),
    "prescription": (
        "{} sont prescrits : ils ne sont ni redemandés ni versés",
        "Pour {}, il est trop tard : rien n'est redemandé ni versé",
    ),
}


def headlines(parts: Parts, *, yours: bool = True) -> list[str]:
    """Return in a sentence or more what a revision does for a household.

    Months are netted within a benefit, never across benefits.

    Args:
        parts: of the revision.
        yours: said to the allocataire; otherwise, of the household.

    Law:
        CSS art. R133-9-2: the nature and amount of what is claimed; domaine 3.1, point 4.
    """
    found = []
    for motive, sentences in _DONE.items():
        told = {m.benefit: m.cents for m in parts.moved if m.motive == motive}
        if told:
            named = ", ".join(BENEFIT_LABELS[benefit] for benefit in told)
            amount = euros(sum(told.values()))
            found.append(f"{sentences[yours].format(amount)} ({named}).")
    return found or ["Les mois se compensent : rien n'est redemandé, rien n'est versé."]


def parts_in_french(parts: Parts) -> str:
    """Return what explains the differences of a revision as a letter says it.

    Law:
        CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
    """
    lines = [*headlines(parts), "Voici pourquoi :"]
    lines += [_part_text(part, parts) for part in parts.weighing]
    lines += [f"  {moved_text(r, parts)} : {_lower(r.label)}." for r in parts.restes]
    if parts.idle:
        names = ", ".join(dict.fromkeys(_name(part.fact, yours=True) for part in parts.idle))
        lines.append(f"  Sans effet sur ces montants : {names}.")
    if not parts.exact:
        lines.append("  Ces montants par fait sont des estimations ; leur somme est exacte.")
    return "\n".join(lines)


def _part_text(part: Part, parts: Parts) -> str:
    about = f" (à {euros(part.error_cents)} près environ)" if part.error_cents else ""
    return f"  {moved_text(part, parts)}{about} : {fact_sentence(part.fact)}"


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def parts_in_json(parts: Parts) -> str:
    """Return the same as JSON: cents, ISO dates, UTC instants.

    Law:
        None: a way of writing.
    """
    told = told_parts(parts)
    return json.dumps(told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())


def told_parts(parts: Parts) -> dict[str, Any]:
    """Return the shares as rows that JSON can hold, with their French labels.

    Law:
        None: a way of writing.
    """
    told = asdict(parts)
    told["parts"] = [_told_part(part) for part in parts.parts]
    for row, reste in zip(told["restes"], parts.restes, strict=True):
        row["label"] = reste.label
    return told


def _told_part(part: Part) -> dict[str, Any]:
    fact, (old, new) = part.fact, values_of(part.fact)
    changes = [asdict(c) | {"label": catalogue()[c.kind].libelle} for c in fact.changes]
    return {
        "label": fact_label(fact),
        "sentence": fact_sentence(fact),
        "kind": fact.lead.kind,
        "person": fact.lead.person,
        "old": old,
        "new": new,
        "source": fact.lead.new_source,
        "valid_from": fact.valid_from,
        "valid_until": fact.valid_until,
        "known_at": fact.known_at,
        "origine": asdict(part.origine) | {"label": part.origine.label},
        "cents": part.cents,
        "error_cents": part.error_cents,
        "months": [asdict(month) for month in part.months],
        "sequences": list(fact.sequences),
        "changes": changes,
    }
