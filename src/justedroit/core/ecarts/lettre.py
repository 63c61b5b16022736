"""What each changed fact explains, as a letter says it and as JSON.

A letter says for each fact one short sentence, its euros first; then the months. Whoever reads it
is tired: no code, no rank, no percentage; what was counted, what it really was, since when, and
when we learnt it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from justedroit.core.base import FRANCE, day_text, euros
from justedroit.core.ecarts.noms import (
    counted_from,
    fact_label,
    fact_period,
    idle_names,
    is_claim,
    is_whole_home,
    name_of,
    occupancy_of,
    says_itself,
)
from justedroit.core.ecarts.periodes import period_text
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from justedroit.core.ecarts.changements import Changement
    from justedroit.core.ecarts.joueurs import Joueur
    from justedroit.core.ecarts.parts import Part, Parts, Reste

_SOME_TELLINGS: Final = 3  # beyond, only the first and the last are dated
# A value whose name is not that of the fact says what it is.
# What no and yes mean, where the name of the fact is that of a change.
_TURNED: Final = {
    "conjoint": ("seul·e", "en couple"),
    "enfant": ("hors du foyer", "au foyer"),
    "allocataire": ("pas au dossier", "au dossier"),
    "coloc": ("sans colocation", "en colocation"),
}
# What leads a home, and does not name it: its rent, its town, the day of entry that its name says.
_HOME_TOLD: Final = frozenset({"loyer", "depcom", "date_entree_logement"})
_RENT: Final = "un loyer de {}"  # of a home, whose name does not say that it is the rent
# Written as codes, that a letter never shows → what is said where one replaces another.
_CODED: Final = {
    "depcom": "votre logement a changé de commune",
    "nationalite": "la nationalité enregistrée a changé",
}


def values_of(fact: Joueur) -> tuple[str, str]:
    """Return what was known of a fact before, and what is known now, in French.

    Amounts that differ from month to month are told from the least to the most.

    Law:
        None: a way of writing.
    """
    leads, kind = fact.leads, fact.lead.kind
    old, new = [c.old_value for c in leads], [c.new_value for c in leads]
    if catalogue()[kind].nature == "booleen" and not is_claim(fact):
        told = _turned_text(kind, old), _turned_text(kind, new)
        if told[0] != told[1]:
            return told
    return _range_text(kind, old), _range_text(kind, new)


def _turned_text(kind: str, values: Sequence[str | None]) -> str:
    """Return what a yes or a no means; what nobody had said was taken as no."""
    words = _TURNED.get(kind, ("non", "oui"))
    return ", puis ".join(dict.fromkeys(words[value == "true"] for value in values))


def _range_text(kind: str, values: Sequence[str | None]) -> str:
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return value_text(kind, distinct[0])
    if catalogue()[kind].nature in {"montant", "nombre", "entier"}:
        low, *_, high = sorted(distinct, key=lambda value: float(value or 0))
        return f"de {value_text(kind, low)} à {value_text(kind, high)}"
    return ", puis ".join(value_text(kind, value) for value in distinct)


def tellings_text(fact: Joueur, *, values: bool = True) -> tuple[tuple[str, list[str]], ...]:
    """Return who told a fact and when, in French: each source, with the days on which it did.

    What was told in several times says what each time was told of, or when there are many of
    them, the first and the last.

    Args:
        fact: the fact.
        values: say what was told each time; otherwise the days only.

    Law:
        CRPA art. L211-2: the facts on which a decision rests, with their dates.
    """
    told: dict[str, list[tuple[Changement, ...]]] = {}
    for telling in fact.tellings:
        told.setdefault(telling[0].new_source, []).append(telling)
    return tuple((source, _days(fact, some, values=values)) for source, some in told.items())


def _days(fact: Joueur, tellings: Sequence[tuple[Changement, ...]], *, values: bool) -> list[str]:
    many = len(fact.tellings)
    days = [day_text(t[0].known_at.astimezone(FRANCE).date()) for t in tellings]
    if many == 1:
        return [f"le {days[0]}"]
    if many > _SOME_TELLINGS:
        return [f"le {days[0]}"] if len(days) == 1 else [f"du {days[0]} au {days[-1]}"]
    if not values:
        return [f"le {day}" for day in days]
    return [f"le {day} ({_said(fact, some)})" for day, some in zip(days, tellings, strict=True)]


def _said(fact: Joueur, told: Sequence[Changement]) -> str:
    """Return what one telling says: its value, then its days."""
    ends = [change.valid_until for change in told]
    until = None if None in ends else max(end for end in ends if end)
    when = period_text(counted_from(fact, told[0].valid_from, until), until)
    kind = told[0].kind
    if catalogue()[kind].nature == "booleen":
        return when
    return f"{_range_text(kind, [change.new_value for change in told])} {when}"


def _known_text(fact: Joueur) -> str:
    told = tellings_text(fact)
    if is_claim(fact):
        return " ".join(f"Nous l'avons enregistrée {', puis '.join(days)}." for _, days in told)
    return " ".join(f"{_telling(source)} {', puis '.join(days)}." for source, days in told)


def _telling(source: str) -> str:
    if source == "allocataire":
        return "Vous nous l'avez dit"
    if source in {"systeme", "agent"}:
        return "Nous l'avons enregistré"
    who = source_text(source)
    return f"{who[0].upper()}{who[1:]} nous l'{'ont' if who.startswith('les ') else 'a'} appris"


def _what_text(fact: Joueur) -> str:
    """Return what was counted and what it was; nothing where the name of the fact says it.

    Of a home that changes, each value stands under what it is: the rent, then the town. Its other
    changes are in its name.
    """
    if says_itself(fact):
        return ""
    if is_whole_home(fact) and (occupancy_of(fact) or fact.lead.kind in _HOME_TOLD):
        rent = _counted_text(fact) if fact.lead.kind == "loyer" else ""
        towns = [change for change in fact.changes if change.kind == "depcom"]
        return rent + _coded_text(towns)
    if fact.lead.kind in _CODED:
        return _coded_text(fact.leads)
    return _counted_text(fact)


def _coded_text(changes: Sequence[Changement]) -> str:
    """Return what is said of a code that replaces another, as a sentence; else nothing."""
    replaced = [c for c in changes if c.old_value and c.new_value not in {None, c.old_value}]
    told = _CODED[replaced[0].kind] if replaced else ""
    return f". {told[0].upper()}{told[1:]}" if told else ""


def _counted_text(fact: Joueur) -> str:
    old, new = (_in_letter(fact, text) for text in values_of(fact))
    if all(c.old_value is None for c in fact.leads):
        return f" : {new} ; nous n'en avions pas tenu compte"
    if all(c.new_value is None for c in fact.leads):
        return f" : nous comptions {old} ; ce n'est plus vrai"
    if fact.lead.kind == "loyer" and all(not float(c.new_value or 0) for c in fact.leads):
        return f" : nous comptions {old} ; vous n'en payez plus"
    return f" : nous comptions {old} ; c'était {new}"


def _in_letter(fact: Joueur, text: str) -> str:
    """Return a value in a sentence: what it is of when the name does not say it, a label quoted."""
    kind = fact.lead.kind
    if text != "rien" and kind == "loyer" and is_whole_home(fact):
        return _RENT.format(text)
    return f"« {text} »" if catalogue()[kind].valeurs and text != "rien" else text


def fact_sentence(fact: Joueur) -> str:
    """Return one or two short sentences that say what a fact is and how we learnt it.

    Law:
        CSS art. R133-9-2: the motive of what is claimed.
    """
    named, when = name_of(fact, yours=True), fact_period(fact)
    if is_claim(fact) and fact.lead.new_value == "true":
        begins = f"{named} {when.replace('le ', 'du ', 1)}"
    else:
        begins = f"{named} {_since(named, when)}" if occupancy_of(fact) else f"{named}, {when}"
    return f"{begins}{_what_text(fact)}. {_known_text(fact)}"


def _since(named: str, when: str) -> str:
    """Return the day of an event; of what lasts, the day since which it is so."""
    return when if "devenu" in named or "entré" in named else f"depuis {when}"


def moved_text(one: Part | Reste, parts: Parts) -> str:
    """Return what a fact moves: `12,00 € de moins`; what falls and what rises stand apart.

    Args:
        one: what explains.
        parts: those of the revision, whose months fall or rise.

    Law:
        None: domaine 3.1, point 4: what rises does not hide what falls.
    """
    sides = [one.cents_of(cases) for cases in (parts.falling, parts.rising)]
    told = [_signed(cents) for cents in sides if cents]
    return ", ".join(told) or "autant en plus qu'en moins"


def _signed(cents: int) -> str:
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"


# What a revision does for the household: (told of it, told to it), in this order.
_DONE: Final = {
    "indu": ("Le foyer a {} à rendre", "Vous avez {} à rendre"),
    "rappel": ("La caisse a {} à verser en plus", "Nous avons {} à vous verser en plus"),
    "droit_reduit": (
        "{} qui n'étaient pas encore versés ne le seront pas",
        "{} qui n'étaient pas encore versés ne le seront pas",
    ),
    "annulation": ("Le foyer n'a plus {} à rendre", "Vous n'avez plus {} à rendre"),
    "prescription": (
        "Pour {}, la prescription est acquise : rien n'est à rendre ni à verser",
        "Pour {}, il est trop tard : rien n'est à rendre ni à verser",
    ),
}


def headlines(parts: Parts, *, yours: bool = True) -> list[str]:
    """Return in a sentence or more what a revision does for a household.

    What rises is never netted against what falls, were it of one benefit: each is paid, or owed.

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
    return found or ["Les mois se compensent : rien n'est à rendre, rien n'est à verser en plus."]


def parts_in_french(parts: Parts) -> str:
    """Return what explains the differences of a revision as a letter says it.

    Law:
        CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
    """
    lines = [*headlines(parts), "Voici pourquoi :"]
    lines += [_part_text(part, parts) for part in parts.weighing]
    lines += [f"  {moved_text(r, parts)} : {_lower(r.label)}." for r in parts.restes]
    if parts.idle:
        told = ([p.fact for p in parts.weighing], [p.fact for p in parts.idle])
        names = " ; ".join(idle_names(*told))
        lines += [f"  Sans effet sur ces montants : {names}."] if names else []
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
        "first_known_at": fact.first_known_at,
        "known_at": fact.known_at,
        "origine": asdict(part.origine) | {"label": part.origine.label},
        "cents": part.cents,
        "error_cents": part.error_cents,
        "months": [asdict(month) for month in part.months],
        "sequences": list(fact.sequences),
        "changes": changes,
    }
