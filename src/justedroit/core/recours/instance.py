"""A case in court: seized, heard, judged, notified, appealed; what each judgment does to the decision."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from justedroit.core.base import parametre
from justedroit.core.recours.competence import TRIBUNAUX
from justedroit.core.recours.delais import Echeance, echeance, is_franc
from justedroit.core.recours.evenements import Evenement, folded

# Tag → what a person reads. Closed: the payloads are in decision 0021.
INSTANCES: Final[Mapping[str, str]] = {
    "instance.saisie": "Tribunal saisi",
    "instance.audience": "Audience",
    "instance.jugee": "Jugement",
    "instance.notifiee": "Jugement notifié",
    "instance.appelee": "Appel ou pourvoi",
}
JUGES: Final[Mapping[str, str]] = {
    **TRIBUNAUX,
    "cour_appel": "cour d'appel",
    "conseil_etat": "Conseil d'État",
    "cour_cassation": "Cour de cassation",
}
# What becomes of the decision of the fund, whoever seized the judge → in French.
SENS_JUGEMENT: Final = {
    "confirme": "la décision de la caisse est confirmée",
    "annule": "la décision de la caisse est annulée",
    "partiel": "la décision de la caisse est annulée en partie",
}
# The same, as the reports of activity count it.
DIRECTIONS: Final = {"confirme": "favorable", "annule": "defavorable", "partiel": "partiel"}
PARTIES: Final = {"foyer": "le foyer", "caisse": "la caisse"}
# What proves that a household was notified of a judgment: the court does it, not the fund.
PREUVES_JUGEMENT: Final = {
    "greffe": "lettre du greffe, avis de réception",
    "teleprocedure": "mise à disposition par téléprocédure",
    "signification": "acte de commissaire de justice",
}
ETATS_INSTANCE: Final = {
    "saisie": "le tribunal est saisi",
    "audience": "l'audience est fixée",
    "jugee": "jugée, jugement à notifier",
    "notifiee": "jugement notifié, appel ou pourvoi possible",
    "definitive": "jugement définitif",
}


@dataclass(frozen=True, slots=True)
class Jugement:
    """A judgment.

    Attributes:
        tribunal: of JUGES.
        sens: of SENS_JUGEMENT.
        annulations: créance → cents that are owed no longer, in all, after this judgment.
        le: day.
        motif: the reasons, in short.
        author: who recorded it.
        notified_on: day of its notification to the household.
        mois: the months that it annuls, 202501, where it names some; empty where it names amounts.
        preuve: of PREUVES_JUGEMENT, what proves its notification; empty where nothing does.
    """

    tribunal: str
    sens: str
    annulations: Mapping[int, int]
    le: dt.date
    motif: str
    author: str
    notified_on: dt.date | None = None
    mois: tuple[int, ...] = ()
    preuve: str = ""

    @property
    def direction(self) -> str:
        """Whether it is favourable to the fund: `favorable`, `defavorable`, `partiel`."""
        return DIRECTIONS[self.sens]


@dataclass(slots=True)
class Instance:
    """A case in court, as the events that were read tell it.

    Attributes:
        dossier: number.
        number: in the dossier, from 1.
        objet: what is judged, of OBJETS.
        prestations: benefits concerned.
        creances: numbers.
        recours: number of the prior appeal, None where there was none.
        contrainte: number of the contrainte that is opposed, None otherwise.
        decision: what names a decision that is neither, such as a penalty; may be empty.
        tribunal: of JUGES: who is seized now.
        seized_on: day on which the first judge was.
        reserves: why it may be found inadmissible, in French; the judge decides.
        suspends: créances whose recovery waits meanwhile.
        stage: of ETATS_INSTANCE.
        hearing_on: day of the last hearing.
        jugements: in order, appeal after first judge.
        appealed_by: of PARTIES, who made the appeal that runs; empty where none.
        history: its events, in order.
    """

    dossier: int
    number: int
    objet: str
    prestations: tuple[str, ...]
    creances: tuple[int, ...]
    recours: int | None
    contrainte: int | None
    decision: str
    tribunal: str
    seized_on: dt.date
    reserves: tuple[str, ...]
    suspends: tuple[int, ...]
    stage: str = "saisie"
    hearing_on: dt.date | None = None
    jugements: list[Jugement] = field(default_factory=list)
    appealed_by: str = ""
    history: list[Evenement] = field(default_factory=list)

    @property
    def cause(self) -> str:
        """How its suspension is named, `instance:1`."""
        return f"instance:{self.number}"

    @property
    def is_pending(self) -> bool:
        """Whether a judge is still to decide."""
        return self.stage in ("saisie", "audience")

    @property
    def jugement(self) -> Jugement | None:
        """The last judgment."""
        return self.jugements[-1] if self.jugements else None

    @property
    def annulled(self) -> Mapping[int, int]:
        """What the last judgment annuls, créance → cents."""
        return self.jugement.annulations if self.jugement else {}

    @property
    def since(self) -> dt.date:
        """The day of its last act."""
        return self.history[-1].day()

    def next_judge(self) -> str | None:
        """Return who hears an appeal against the last judgment; None where nobody does.

        Law:
            CJA art. R811-1; COJ art. R311-1: parameter `tribunal.voies`, a_verifier.
        """
        if self.jugement is None:
            return None
        ways: Mapping[str, str] = parametre("recours/tribunal.voies").at(self.jugement.le)
        return ways.get(self.jugement.tribunal)

    def appeal(self) -> Echeance | None:
        """Return the delay to appeal; None before the notification, or where nobody hears it.

        Law:
            CJA art. R821-1; CPC art. 538 and 612: parameters `delai.appel.*`, a_verifier.
        """
        last, above = self.jugement, self.next_judge()
        if last is None or last.notified_on is None or above is None:
            return None
        franc = is_franc(above, last.notified_on)
        return echeance(f"delai.appel.{last.tribunal}", last.notified_on, franc=franc)

    def etat_at(self, day: dt.date) -> str:
        """Return where it stands on a day: time alone makes a judgment final.

        Law:
            See `appeal`.
        """
        if self.stage != "notifiee":
            return self.stage
        delay = self.appeal()
        return "definitive" if delay is None or delay.passed(day) else "notifiee"


def devant(court: str) -> str:
    """Return a judge with its article, as it follows « devant ».

    Law:
        None: a way of speaking.

    >>> devant("conseil_etat"), devant("cour_appel")
    ("le Conseil d'État", "la cour d'appel")
    """
    name = JUGES[court]
    return f"la {name}" if name.lower().startswith("cour ") else f"le {name}"


def instances_of(events: pa.Table) -> dict[int, list[Instance]]:
    """Return the cases in court of some dossiers, by number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    return folded(events, INSTANCES, _seized, lambda one, event: _TAKEN[event.tag](one, event))


def _seized(event: Evenement) -> Instance:
    told = event.told
    return Instance(
        dossier=event.dossier,
        number=told["instance"],
        objet=told["objet"],
        prestations=tuple(told["prestations"]),
        creances=tuple(told["creances"]),
        recours=told.get("recours"),
        contrainte=told.get("contrainte"),
        decision=told.get("decision", ""),
        tribunal=told["tribunal"],
        seized_on=event.day(),
        reserves=tuple(told.get("reserves", ())),
        suspends=tuple(told.get("suspend", ())),
        history=[event],
    )


def _heard(one: Instance, event: Evenement) -> None:
    one.stage, one.hearing_on = "audience", event.day()


def _judged(one: Instance, event: Evenement) -> None:
    told = event.told
    amounts = {int(number): cents for number, cents in told["annulations"].items()}
    made = (one.tribunal, told["sens"], amounts, event.day(), told["motif"], event.author)
    one.jugements.append(Jugement(*made, mois=tuple(told.get("mois", ()))))
    one.stage = "jugee"


def _notified(one: Instance, event: Evenement) -> None:
    last, proof = one.jugements[-1], event.told.get("preuve", "")
    one.jugements[-1] = dataclasses.replace(last, notified_on=event.day(), preuve=proof)
    one.stage = "notifiee"


def _appealed(one: Instance, event: Evenement) -> None:
    one.tribunal, one.appealed_by = event.told["tribunal"], event.told["par"]
    one.stage, one.hearing_on = "saisie", None


_TAKEN: Final[Mapping[str, Callable[[Instance, Evenement], None]]] = {
    "instance.audience": _heard,
    "instance.jugee": _judged,
    "instance.notifiee": _notified,
    "instance.appelee": _appealed,
}


@dataclass(frozen=True, slots=True)
class BilanJuge:
    """The judgments of a court in a year, as the reports of activity count them.

    Attributes:
        tribunal: of JUGES.
        jugements: how many.
        favorables: that confirm the decision of the fund.
        partiels: that annul a part of it.
        defavorables: that annul it.
        annulled_cents: owed no longer by these judgments.
    """

    tribunal: str
    jugements: int
    favorables: int
    partiels: int
    defavorables: int
    annulled_cents: int


def bilan_juges(instances: Iterable[Instance], year: int) -> list[BilanJuge]:
    """Return what the courts have judged in a year, court by court; one that judged nothing is not there.

    Args:
        instances: of any number of dossiers.
        year: civil, of the judgments.

    Law:
        None: the reports count judgments by court and by direction.
    """
    found: dict[str, list[Jugement]] = defaultdict(list)
    for one in instances:
        for told in one.jugements:
            if told.le.year == year:
                found[told.tribunal].append(told)
    return [_counted(court, found[court]) for court in JUGES if court in found]


def _counted(court: str, some: list[Jugement]) -> BilanJuge:
    counts = [sum(one.direction == way for one in some) for way in ("favorable", "partiel")]
    cents = sum(sum(one.annulations.values()) for one in some)
    return BilanJuge(court, len(some), counts[0], counts[1], len(some) - sum(counts), cents)
