"""What is done to a case in court: what the gestes of one have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Final

from justedroit.core.base import Refusal, euros
from justedroit.core.recours import (
    Instance,
    instances_of,
)
from justedroit.steps.act import Opened, opened
from justedroit.steps.consultation.phrases_recours import instance_lines
from justedroit.web.gestes import (
    Cible,
    Geste,
    Journaux,
    Situation,
    numbered,
)
from justedroit.web.permissions import CONTENTIEUX

UNWRITTEN: Final = "à écrire"  # stands for the words, while one looks at what an act would do


class DeLInstance(Geste):
    """What is done to a case; the rank is its number."""

    roles = CONTENTIEUX
    tab = "recours"
    names = place = "instance"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the case, what it judges, and where it stands."""
        found = opened(cible.records, cible.dossier)
        if isinstance(found, Refusal):
            return None
        one = numbered(instances_of(found.events).get(cible.dossier, []), cible.rang)
        if one is None:
            return None
        if refusal := self.refused(cible, one):
            return refusal
        head, *lines = instance_lines(one, cible.day)
        lines += [f"{line}." for line in _stakes(found, one)]
        return Situation(head.rstrip("."), [*lines, *self.besides(cible, one)], on=(found, one))

    @abstractmethod
    def refused(self, cible: Cible, one: Instance) -> Refusal | None:
        """Return why it cannot be done now, as the step would say it today."""

    def besides(self, cible: Cible, one: Instance) -> list[str]:
        """Return what else to know before."""
        return []


def _stakes(found: Opened, one: Instance) -> Iterator[str]:
    """Yield what each créance of a case comes to."""
    for claim in found.creances():
        if claim.number in one.creances:
            taken = claim.total("recovered")
            recovered = f"{euros(taken)} déjà recouvrés, " if taken else ""
            claimed, left = euros(claim.total("claimed")), euros(claim.total())
            yield f"Créance {claim.number} : {claimed} réclamés, {recovered}{left} restent dus"


def key(cible: Cible) -> tuple[int, int]:
    """Return the dossier and the number of a case, as the steps ask for them."""
    return cible.dossier, cible.rang


def now(records: Journaux, cible: Cible) -> Instance:
    """Return a case as it is now."""
    found = opened(records, cible.dossier)
    assert isinstance(found, Opened)
    one = numbered(instances_of(found.events)[cible.dossier], cible.rang)
    assert one is not None
    return one
