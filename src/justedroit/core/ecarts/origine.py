"""The origin of an error: proposed from the facts that changed, qualified by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import FRANCE, parametre
from justedroit.core.ecarts.changements import HOUSEHOLD, Changement
from justedroit.core.faits import catalogue

# Closed. In this order between two changes as old as each other: in doubt, not the household.
ORIGINES: Final = {
    "legal_retroactif": "Texte à effet rétroactif",
    "systeme_parametre": "Paramètre ou moteur de calcul",
    "caisse_saisie": "Saisie par la caisse",
    "caisse_liquidation": "Liquidation par la caisse",
    "caisse_retard": "Retard de traitement de la caisse",
    "tiers_donnee": "Donnée d'un tiers",
    "versement_anterieur": "Changement dit à temps, versement déjà fait ou préparé",
    "allocataire_tardif": "Déclaration tardive de l'allocataire",
    "allocataire_omission": "Omission de l'allocataire",
    "allocataire_inexact": "Déclaration inexacte de l'allocataire",
}
# How the codes begin that leave no path to fraud: the household did nothing.
_OURS: Final = ("caisse_", "systeme_")
_OF_THE_FUND: Final = frozenset({"agent"})
_OF_THE_SYSTEM: Final = frozenset({"systeme", "estimation"})
# They decide of what they tell: the household has nothing to declare of it.
_OF_THEIR_OWN: Final = frozenset({"mdph", "pajemploi"})
_LAW_CHANGES: Final = {
    "retroactif": ("legal_retroactif", "un texte à effet rétroactif a changé la loi appliquée"),
    "corrige": ("systeme_parametre", "un paramètre ou une formule du calcul a été corrigé"),
}


@dataclass(frozen=True, slots=True)
class Origine:
    """Where an error comes from.

    Attributes:
        code: of the closed list ORIGINES.
        reason: in French, the fact it is read from.
        statut: `propose`: only a person qualifies.
    """

    code: str
    reason: str
    statut: str = "propose"

    @property
    def label(self) -> str:
        """The French label of the code."""
        return ORIGINES[self.code]


def is_of_the_fund(code: str) -> bool:
    """Return whether an origin, of ORIGINES, is an error of the fund or of its system.

    Law:
        None: domain 2.6, no qualification of the household follows such an origin.

    >>> is_of_the_fund("caisse_retard"), is_of_the_fund("tiers_donnee")
    (True, False)
    """
    return code.startswith(_OURS)


def _late(change: Changement) -> bool:
    """Return whether the fund knew a fact later than it should have been told."""
    bounded = change.valid_until is not None and not change.is_turn
    could_be_told = change.valid_until if bounded and change.valid_until else change.valid_from
    known_on = change.known_at.date()
    limit: int = parametre("ecarts/origine.delai_declaration").at(known_on)
    return (known_on - could_be_told).days > limit


def _of_statement(
    change: Changement, revised_at: dt.datetime, paid: Collection[dt.date]
) -> tuple[str, str]:
    """Propose the origin of what the allocataire told."""
    if change.old_source == "allocataire" and not change.is_turn:
        return "allocataire_inexact", "l'allocataire corrige ce qu'il avait déclaré"
    if change.old_source in _OF_THE_FUND:
        return "caisse_saisie", "l'allocataire corrige ce que la caisse avait saisi"
    if catalogue()[change.kind].donnee == "demande" and change.new_value == "true":
        # A claim is true from the day when the fund received it: it cannot be late.
        return "caisse_retard", "la demande, déjà reçue, n'était pas traitée au calcul précédent"
    if change.old_source not in {None, "allocataire"} and not change.is_turn:
        return "tiers_donnee", "l'allocataire corrige la donnée d'un tiers"
    if _late(change):
        return "allocataire_tardif", "le changement a été déclaré après le délai"
    return _of_timely(change, revised_at, paid)


def _of_timely(
    change: Changement, revised_at: dt.datetime, paid: Collection[dt.date]
) -> tuple[str, str]:
    """Propose the origin of what was told in time: the fund is late for what it could have avoided."""
    limit: int = parametre("ecarts/origine.delai_traitement").at(revised_at.date())
    known_on = change.known_at.astimezone(FRANCE).date()
    if paid and max(paid) <= known_on:
        return "versement_anterieur", "le changement a été déclaré à temps, après le versement"
    if paid and (max(paid) - known_on).days <= limit:
        why = "le changement a été déclaré à temps, peu de jours avant le versement"
        return "versement_anterieur", why
    if paid or (revised_at - change.known_at).days > limit:
        return "caisse_retard", "déclaré à temps, le changement a été traité après le délai"
    return "caisse_retard", "déclaré à temps, le changement n'était pas traité au calcul précédent"


def _of_third_party(change: Changement) -> tuple[str, str]:
    """Propose the origin of what a third party, or a control, brought."""
    if change.old_source == "allocataire":
        if change.is_turn and change.new_source in _OF_THEIR_OWN:
            return "tiers_donnee", "le tiers dit ce qu'il a lui-même décidé"
        if change.is_turn and not _late(change):
            return "tiers_donnee", "le tiers a dit le changement avant la fin du délai"
        if change.is_turn:
            return "allocataire_omission", "le changement n'avait pas été déclaré"
        return "allocataire_inexact", "la donnée contredit ce que l'allocataire avait déclaré"
    if change.old_source in _OF_THE_FUND:
        return "caisse_saisie", "la donnée contredit ce que la caisse avait saisi"
    if change.old_source in _OF_THE_SYSTEM:
        return "caisse_liquidation", "la donnée remplace ce que la caisse avait retenu d'elle-même"
    if change.new_source in _OF_THEIR_OWN:
        return "tiers_donnee", "le tiers dit ce qu'il a lui-même décidé"
    declarable = "allocataire" in catalogue()[change.kind].sources
    if change.old_source is None and declarable and _late(change):
        return "allocataire_omission", "rien n'avait été déclaré"
    return "tiers_donnee", "la donnée d'un tiers est venue, ou a changé, après le calcul"


def _of_change(
    change: Changement, revised_at: dt.datetime, paid: Collection[dt.date]
) -> tuple[str, str]:
    if change.new_source == "allocataire":
        return _of_statement(change, revised_at, paid)
    if change.new_source in _OF_THE_FUND:
        return "caisse_saisie", "un agent a corrigé ce qui était enregistré"
    if change.new_source in _OF_THE_SYSTEM:
        return "systeme_parametre", "la chaîne de traitement a elle-même consigné ce fait"
    return _of_third_party(change)


def origine_of_law(law_change: str) -> Origine:
    """Return the origin of what a change of the law applied explains.

    Args:
        law_change: `retroactif` or `corrige`.

    Raises:
        KeyError: an unknown `law_change`.

    Law:
        Domaine 2.6: a text that reaches back, or a formula that was mended, is nobody's statement.
    """
    code, reason = _LAW_CHANGES[law_change]
    return Origine(code, f"Proposé car {reason}.")


def propose_origine(
    changes: Sequence[Changement],
    revised_at: dt.datetime,
    law_change: str | None = None,
    paid: Collection[dt.date] = (),
) -> Origine:
    """Propose where an error comes from; a person qualifies it.

    Of several changes, the one that reaches furthest back is retained, for it opens the window of
    the error: first among those of who is in the household, since the facts of a person who comes
    in are as old as the person. Between two as old, the origin that does not charge the household.

    Args:
        changes: what changed since the previous revision.
        revised_at: instant of the revision that found the error.
        law_change: `retroactif` (a text reaches back), `corrige` (a parameter or formula was
            mended), or None.
        paid: days on which what is claimed was paid: what was paid before the fund knew, or within
            its delay, is not its lateness. Empty: nothing was, or nothing is claimed.

    Returns:
        A proposal, never a qualification: no sanction may rest on it.

    Raises:
        KeyError: an unknown `law_change`, or a kind that is not of the catalogue.

    Law:
        Domaine 2.6; CRPA art. L123-1 and L123-2, CSS art. L114-17: good faith is presumed. The
        delays are parameters `origine.*`, a_verifier.
    """
    if law_change is not None:
        return origine_of_law(law_change)
    if not changes:
        return Origine(
            "caisse_liquidation",
            "Proposé car aucun fait n'a changé : les mêmes faits donnent un autre droit.",
        )
    household = [c for c in changes if c.kind in HOUSEHOLD]
    found = [(c.valid_from, c, *_of_change(c, revised_at, paid)) for c in household or changes]
    order = list(ORIGINES)
    _, change, code, reason = min(found, key=lambda f: (f[0], order.index(f[2])))
    label = catalogue()[change.kind].libelle
    return Origine(code, f"Proposé car {reason} ({label}, {change.valid_from:%d/%m/%Y}).")


def weighed_origine(weights: Sequence[tuple[int, Origine]]) -> Origine:
    """Propose where a whole difference comes from: what explains most of it.

    Args:
        weights: what each cause explains of the difference, in cents, counted as positive where it
            pulls the same way as the whole; its own origin.

    Returns:
        The origin of the heaviest cause; of two as heavy, the one that does not charge the
        household. What explains nothing, or pulls the other way, is never retained.

    Law:
        Domaine 2.6: what is reproached must have made the error; good faith is presumed.
    """
    found = [(cents, origine) for cents, origine in weights if cents > 0]
    if not found:
        return Origine(
            "caisse_liquidation",
            "Proposé car aucun des faits qui ont changé n'explique cette différence.",
        )
    order = list(ORIGINES)
    return min(found, key=lambda one: (-one[0], order.index(one[1].code)))[1]
