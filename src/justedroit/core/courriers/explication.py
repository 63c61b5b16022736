"""What an agent writes to explain a large indu: read before it leaves, and refused where it lacks."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from justedroit.core.base import Refusal, month_text, parametre
from justedroit.core.courriers.forme import EXPLICATION, Contenu, Liste, Tableau, printed
from justedroit.core.recours import APPELS

RESULTATS: Final = APPELS
_MONTHS: Final = "|".join(month_text(202500 + m).split()[0] for m in range(1, 13))
_DAY: Final = re.compile(
    rf"\b(?:\d{{1,2}}(?:er)?\s+(?:{_MONTHS})\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})\b"
)
_WORD: Final = re.compile(r"[a-zà-öø-ÿœæ]{4,}")
_STEM = 5  # letters by which two words are the same: « salaire », « salaires »
# Words of any fact, that name none.
_IDLE: Final = frozenset(
    (
        *("depuis", "avec", "vous", "votre", "notre", "nous", "dans", "pour", "plus", "moins"),
        *("euros", "mois", "personne", "jour", "annee", "fevrier", "aout", "decembre"),
        *_MONTHS.split("|"),
    )
)


def is_enriched(total_cents: int, day: dt.date) -> bool:
    """Return whether an agent must explain a notice, and try to call, before it is sent.

    Args:
        total_cents: of the whole notice.
        day: of the decision.

    Law:
        None: commitment of the funds, domaine 3.3; parameter `notice.enrichie`.

    >>> is_enriched(150_000, dt.date(2025, 1, 1)), is_enriched(149_999, dt.date(2025, 1, 1))
    (True, False)
    """
    euros: int = parametre("courriers/notice.enrichie").at(day)
    return total_cents >= euros * 100


def calls_needed(day: dt.date) -> int:
    """Return how many calls are attempted before an explained notice is sent.

    Law:
        None: commitment of the funds, domaine 3.3; parameter `notice.appels`.
    """
    calls: int = parametre("courriers/notice.appels").at(day)
    return calls


def draft(contenu: Contenu) -> str:
    """Return what the software knows of the why: an agent starts from it, and completes it.

    Law:
        None: a help.
    """
    return "\n".join(_motifs(contenu))


def refuse_explanation(contenu: Contenu, texte: str, where: str) -> list[Refusal]:
    """Return all that the explanation of a notice lacks: its event, its dates, its months.

    Args:
        contenu: of the notice, prepared.
        texte: what the agent wrote.
        where: of the refusals.

    Law:
        CRPA art. L211-5: the reasons of fact and of law, in writing; domaine 3.3.
    """
    lacks: list[tuple[str, str]] = []
    least = parametre("courriers/notice.explication").at(contenu.le)
    written = " ".join(texte.split())
    if len(written) < least:
        lacks.append(
            (
                f"l'explication a {len(written)} caractères, il en faut {least}.",
                "Dites, avec vos mots, ce qui s'est passé et ce que cela change.",
            )
        )
    if written and " ".join(printed(written).split()) in " ".join(draft(contenu).split()):
        lacks.append(
            (
                "l'explication ne dit que ce que le logiciel a trouvé.",
                "Complétez-la avec ce que vous savez du dossier.",
            )
        )
    lacks += _checklist(contenu, written)
    return [Refusal(what, where, mend, "CRPA art. L211-5") for what, mend in lacks]


def _checklist(contenu: Contenu, written: str) -> list[tuple[str, str]]:
    """Return what is missing of the event, the dates and the months."""
    found = []
    events = _stems(" ".join(map(_name, _motifs(contenu))))
    if events and not events & _stems(written):
        names = " ; ".join(_name(line).strip() for line in _motifs(contenu)[:3])
        found.append(("l'événement n'y est pas nommé.", f"Dites lequel : {names}."))
    if not _DAY.search(written.lower()):
        found.append(
            (
                "aucune date n'y est donnée.",
                "Dites quand c'est arrivé et quand nous l'avons su, par exemple « le 12 mai 2025 ».",
            )
        )
    lacking = [month for month in _bounds(contenu) if not _said(month, written.lower())]
    if lacking:
        found.append(("les mois concernés n'y sont pas tous.", f"Nommez {' et '.join(lacking)}."))
    return found


def _motifs(contenu: Contenu) -> tuple[str, ...]:
    section = contenu.section(EXPLICATION)
    blocs = section.blocs if section else ()
    return next((bloc.lignes for bloc in blocs if isinstance(bloc, Liste)), ())


def _name(line: str) -> str:
    """Return the name of the fact in a line of motive: after its euros, before what it was."""
    parts = re.split(r"\s:\s", line)
    return parts[1] if len(parts) > 1 else line


def _bounds(contenu: Contenu) -> list[str]:
    """Return the first and the last month claimed, in words."""
    section = contenu.section("mois")
    tables = [bloc for bloc in section.blocs if isinstance(bloc, Tableau)] if section else []
    months = [row[0] for table in tables for row in table.lignes]
    ordered = sorted(set(months), key=_rank)
    return list(dict.fromkeys([ordered[0], ordered[-1]])) if ordered else []


def _rank(month: str) -> tuple[str, int]:
    """Return what orders months in words: the year, then the month."""
    name, year = month.split()
    return year, _MONTHS.split("|").index(name)


def _said(month: str, written: str) -> bool:
    name, year = month.split()
    return re.search(rf"\b{name}\b", written) is not None and year in written


def _stems(text: str) -> set[str]:
    words = (_plain(word) for word in _WORD.findall(text.lower()))
    return {word[:_STEM] for word in words if word not in _IDLE}


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("œ", "oe"))
    return decomposed.encode("ascii", "ignore").decode()
