"""The notice of an indu: what was paid, what was due, why, since when, and everything one can do."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import pyarrow as pa

from justedroit.core.base import day_text, euros, month_text, parametre
from justedroit.core.courriers.causes import shown, stands
from justedroit.core.courriers.delais import Delai, delai, supposed
from justedroit.core.courriers.forme import (
    EXPLICATION,
    ORIGINE,
    Bloc,
    Liste,
    Paragraphe,
    Section,
    Tableau,
)
from justedroit.core.courriers.lettre import Lettre, capital, creances_text, told
from justedroit.core.courriers.mentions import (
    section_algorithme,
    section_contact,
    section_essentiel,
    section_payer,
    section_remise,
)
from justedroit.core.courriers.voies import Voie, section_voies
from justedroit.core.creances import Creance, Ligne
from justedroit.core.ecarts import Difference
from justedroit.core.registre import BENEFIT_LABELS

_PAID: Final = ("paye", "paye_tiers")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoisReclame:
    """What is claimed of a month.

    Attributes:
        mois: 202505.
        verse_le: days of the payments in cause.
        verse_cents: what was paid.
        du_cents: what was due.
        deja_cents: what an earlier decision already claims of it.
        prescrit_cents: what time has taken of the difference: it is not claimed.
        reclame_cents: what is claimed.
    """

    mois: int
    verse_le: tuple[dt.date, ...] = field(
        metadata=told("la date d'un versement en cause", "CSS art. R133-9-2")
    )
    verse_cents: int
    du_cents: int
    deja_cents: int = 0
    prescrit_cents: int = 0
    reclame_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreanceNotifiee:
    """A créance, as its notice shows it.

    Attributes:
        numero: in the dossier.
        prestation: French label.
        mois: ascending.
    """

    numero: int
    prestation: str = field(metadata=told("la nature de la prestation", "CSS art. R133-9-2"))
    mois: tuple[MoisReclame, ...] = field(metadata=told("les mois réclamés", "CSS art. R133-9-2"))

    @property
    def cents(self) -> int:
        """What is claimed."""
        return sum(month.reclame_cents for month in self.mois)


@dataclass(frozen=True, kw_only=True)
class NoticeIndu(Lettre):
    """Notice of an indu.

    Attributes:
        numero: of the notice, in the dossier.
        decision: day of the decision.
        creances: what it claims, one by benefit.
        motifs: why, a sentence by fact, with its euros.
        origine: where the error comes from, as a sentence.
        ailleurs: what the same revision does besides, such as a rappel; may be empty.
        voies: of appeal, line by line.
        recue_le: day of the proven reception, where it is known.
        tiers: who gave some of the information, besides the household; empty where nobody did.
        remise_fermee: why the law grants no remise; empty otherwise.
        selection: why the file was checked, `score` for instance; empty where it was not.
        enrichie: whether an agent must complete the explanation.
    """

    modele: ClassVar[str] = "notice_indu"
    droit: ClassVar[str] = "CSS art. R133-9-2 et R847-1-1 ; CRPA art. L211-2 et L311-3-1"
    numero: int = field(metadata=told("le numéro de la notification"))
    decision: dt.date = field(metadata=told("la date de la décision"))
    creances: tuple[CreanceNotifiee, ...] = field(
        metadata=told("la somme réclamée", "CSS art. R133-9-2")
    )
    motifs: tuple[str, ...] = field(
        metadata=told("le motif", "CSS art. R133-9-2 ; CRPA art. L211-2")
    )
    origine: str = field(metadata=told("l'origine de l'erreur", "CSS art. R133-9-2"))
    ailleurs: tuple[str, ...] = ()
    voies: tuple[Voie, ...] = field(
        metadata=told("les voies et délais de recours", "CSS art. R133-9-2")
    )
    recue_le: dt.date | None = None
    tiers: tuple[str, ...] = ()
    remise_fermee: str = ""
    selection: str = ""
    enrichie: bool = False

    @property
    def titre(self) -> str:
        """Its object."""
        return "Une somme à rembourser : combien, pourquoi, et que faire"

    @property
    def cents(self) -> int:
        """What is claimed in all."""
        return sum(creance.cents for creance in self.creances)

    def repaid(self) -> tuple[int, ...]:
        """Return the numbers of its créances.

        Law:
            Code civil art. 1342-10.
        """
        return tuple(creance.numero for creance in self.creances)

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        numbers = creances_text(self.repaid())
        return (
            ("Numéro allocataire", str(self.dossier)),
            ("Notification", f"{self.numero} ({numbers})"),
            ("Décision du", day_text(self.decision)),
            ("Pour payer", self.reference),
        )

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-9-2 I, R847-1-1; CRPA art. L211-2, L311-3-1.
        """
        return (
            self._essentiel(),
            Section("Pourquoi", self._pourquoi(), cle=EXPLICATION),
            Section("Le détail, mois par mois", tuple(map(_table, self.creances)), cle="mois"),
            self._corriger(),
            section_payer(self, self.cents, self._echeancier()),
            section_remise(self.remise_fermee),
            section_voies(self.voies, "ce trop-perçu"),
            self._ensuite(),
            section_contact(self.organisme),
            section_algorithme(self.organisme, self.selection),
        )

    def _essentiel(self) -> Section:
        first, *parts = self._named()
        calm = (
            f"Vous n'avez rien à payer aujourd'hui. Nous ne retenons rien pendant les "
            f"{self._delai().texte} qui suivent la réception de cette lettre."
        )
        later = (
            "Si vous la recevez plus tard, ces délais finissent plus tard. Les pages suivantes "
            "disent comment faire."
        )
        if self.recue_le is not None:
            lead = f"Vous avez reçu cette lettre le {day_text(self.recue_le)}. Vous pouvez :"
            later = "Les pages suivantes disent comment faire."
        else:
            lead = f"{supposed(self.le)} vous pouvez :"
        blocs: list[Bloc] = [Paragraphe(first, important=True)]
        blocs += [Liste(tuple(parts))] if parts else []
        blocs += [Paragraphe(calm), Paragraphe(lead), Liste(self._choices()), Paragraphe(later)]
        return section_essentiel(*blocs)

    def _named(self) -> tuple[str, ...]:
        """Return the sum and its benefit; of several, then the euros of each."""
        first = f"Nous vous avons versé {euros(self.cents)} de trop"
        if len(self.creances) == 1:
            return (f"{first} : {self.creances[0].prestation}.",)
        *some, last = (f"{one.prestation} : {euros(one.cents)}" for one in self.creances)
        return (f"{first} :", *(f"{one} ;" for one in some), f"{last}.")

    def _choices(self) -> tuple[str, ...]:
        """Return what can be done, each with its last day."""
        since = self.recue_le or self.le
        soon = self._delai().court(since)
        appeals = {way.regle for way in self.voies}
        last = f" : {appeals.pop().court(since)}" if len(appeals) == 1 else ""
        return (
            f"faire corriger une information fausse : {soon} ;",
            f"demander à payer en plusieurs fois : {soon} ;",
            *(() if self.remise_fermee else ("demander une remise de dette ;",)),
            f"contester{last}.",
        )

    def _pourquoi(self) -> tuple[Bloc, ...]:
        origine = Paragraphe(f"{ORIGINE}{self.origine}")
        lead = Paragraphe("Ce que chaque changement explique de cette somme :")
        return (lead, Liste(self.motifs), origine, *map(Paragraphe, self.ailleurs))

    def _corriger(self) -> Section:
        asked = (
            "Une information que nous avons prise en compte est fausse ? Dites-le-nous dans les "
            f"{self._delai().texte} qui suivent la réception de cette lettre ({self._jusqu_au()}), "
            "par courrier ou sur votre espace, en disant laquelle et pourquoi. Joignez ce qui le "
            "montre."
        )
        silence = parametre("recours/delai.rectification_silence").at(self.le)
        then = parametre("recours/delai.rectification_retenue").at(self.le)
        answer = (
            "Nous ne retenons rien avant de vous avoir répondu. Si nous n'avons pas répondu "
            f"{_months(silence)} après avoir reçu votre demande, elle est rejetée ; nous ne "
            f"retenons rien pendant encore {_months(then)}. Cette demande n'est pas un recours : "
            "vous pouvez contester ensuite."
        )
        blocs = [Paragraphe(asked), Paragraphe(answer)]
        if self.tiers:
            copy = (
                f"Une partie de ces informations nous vient de tiers : {', '.join(self.tiers)}. Vous "
                "pouvez en demander une copie, par courrier ou sur votre espace."
            )
            blocs.insert(1, Paragraphe(copy))
        return Section("Faire corriger une information", tuple(blocs), cle="rectification")

    def _echeancier(self) -> str:
        most = parametre("recouvrement/echeancier.mois").at(self.le)["notification"]
        return (
            f"En plusieurs fois : demandez un échéancier, de {most} mois au plus, par téléphone, par "
            f"courrier ou sur votre espace, dans le même délai de {self._delai().texte}. S'il n'est "
            "pas conclu dans le mois, la somme devient due en une fois. Un échéancier plus long "
            "peut ensuite être demandé."
        )

    def _ensuite(self) -> Section:
        text = (
            f"Sans réponse de votre part, ou si vous nous le demandez, nous retiendrons la somme sur "
            f"vos prestations, un peu chaque mois, passé le délai de {self._delai().texte}. Le "
            "montant de chaque retenue dépend de vos ressources, de votre loyer et de votre foyer. "
            "Une seule retenue est faite par mois, pour toutes vos dettes."
        )
        note = "Tant qu'un recours ou une demande de remise est en cours, nous ne retenons rien."
        return Section(
            "Si vous ne faites rien", (Paragraphe(text), Paragraphe(note)), cle="ensuite"
        )

    def _delai(self) -> Delai:
        return delai("delai.rectification", self.le)

    def _jusqu_au(self) -> str:
        if self.recue_le is None:
            return self._delai().suppose(self.le)
        return f"jusqu'au {day_text(self._delai().until(self.recue_le))}"


def notifiees(
    creances: Iterable[Creance], differences: Iterable[Difference], transfers: pa.Table
) -> tuple[CreanceNotifiee, ...]:
    """Return créances as their notice shows them: each payment in cause, what was due.

    Args:
        creances: of one decision.
        differences: of the same decision, `ecarts.explain`.
        transfers: schema TRANSFERS, of the dossier.

    Law:
        CSS art. R133-9-2 I 1°: the nature and the date of each payment in cause; L553-1: what time
        has taken is shown, and not claimed.
    """
    due = {(d.benefit, d.reference): {m.month: m.due_cents for m in d.months} for d in differences}
    found = []
    for creance in creances:
        paid = _payments(transfers, creance)
        rights = due.get((creance.benefit, creance.reference), {})
        months = [
            _month(ligne, paid.get(ligne.month, {}), rights.get(ligne.month, 0))
            for ligne in shown(creance)
        ]
        label = BENEFIT_LABELS[creance.benefit]
        found.append(CreanceNotifiee(numero=creance.number, prestation=label, mois=tuple(months)))
    return tuple(found)


def _month(ligne: Ligne, paid: Mapping[dt.date, int], due: int) -> MoisReclame:
    total = sum(paid.values())
    return MoisReclame(
        mois=ligne.month,
        verse_le=tuple(sorted(paid)),
        verse_cents=total,
        du_cents=due,
        deja_cents=max(total - due - stands(ligne), 0),
        prescrit_cents=ligne.prescribed,
        reclame_cents=stands(ligne) - ligne.prescribed,
    )


def _payments(transfers: pa.Table, creance: Creance) -> dict[int, dict[dt.date, int]]:
    """Return month → day → what was paid of the benefit, before the decision, in cents."""
    accounts = [f"{creance.benefit}:{nature}" for nature in _PAID]
    withheld = f"{creance.benefit}:droit"
    days: dict[str | None, dt.date] = {}
    found: dict[int, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for row in transfers.to_pylist():
        mine = row["credit"] in accounts or (
            row["motive"] == "retenue" and row["debit"] == withheld
        )
        if mine and row["entered_at"] < creance.born_at:
            found[row["month"]][row["value_on"]] += row["amount_cents"]
            days[row["reference"]] = row["value_on"]
        elif row["motive"] == "retenue_defaite" and row["credit"] == withheld:
            taken = days.get(row["reference"].replace(":retenue_defaite:", ":retenue:"))
            if taken is not None and row["entered_at"] < creance.born_at:
                found[row["month"]][taken] -= row["amount_cents"]
    return {m: {on: cents for on, cents in some.items() if cents} for m, some in found.items()}


def _table(creance: CreanceNotifiee) -> Tableau:
    """Return the table of a créance; a column that would be empty is not shown."""
    shown: list[tuple[str, str]] = [("Versé", "verse_cents"), ("Dû", "du_cents")]
    if any(month.deja_cents for month in creance.mois):
        shown.append(("Déjà réclamé", "deja_cents"))
    if any(month.prescrit_cents for month in creance.mois):
        shown.append(("Prescrit", "prescrit_cents"))
    shown.append(("À rembourser", "reclame_cents"))
    rows = tuple(
        (month_text(month.mois), _days(month.verse_le), *_amounts(month, shown))
        for month in creance.mois
    )
    sums = (euros(sum(getattr(m, name) for m in creance.mois)) for _, name in shown)
    return Tableau(
        f"{capital(creance.prestation)} (créance {creance.numero})",
        ("Mois", "Versé le", *(label for label, _ in shown)),
        rows,
        ("Total", "", *sums),
        textes=2,
    )


def _amounts(month: MoisReclame, shown: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(euros(getattr(month, name)) for _, name in shown)


def _days(days: Sequence[dt.date]) -> str:
    return ", ".join(f"{day:%d/%m/%Y}" for day in days)


def _months(count: int) -> str:
    return f"{count} mois"
