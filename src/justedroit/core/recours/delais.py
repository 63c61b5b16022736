"""The delays of appeals, with their articles: how long the person has, how long the fund waits.

A delay has two ends. What a person may do lasts until the next working day; what the fund must
wait for, or what its silence says, is counted without it.

Before the administrative judge a delay is `franc`: its last day does not count either, so that two
months from 30 July end with 1 October. Before the judicial judge it is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from justedroit.core.base import days_after, months_after, parametre, until_worked
from justedroit.core.recours.competence import regime


@dataclass(frozen=True, slots=True)
class Echeance:
    """A delay that runs.

    Attributes:
        name: of its parameter, `delai.recours.pf`.
        starts_on: the day that starts it, a proven reception for instance.
        ends_on: its last day as the fund counts it: it may act after that day.
        until: the last day on which the person may act, a working day.
        article: legal text.
        statut: `verifie` or `a_verifier`.
    """

    name: str
    starts_on: dt.date
    ends_on: dt.date
    until: dt.date
    article: str
    statut: str

    def passed(self, day: dt.date) -> bool:
        """Return whether the person may act no longer, on a day.

        Law:
            Code de procédure civile art. 642.
        """
        return day > self.until


def echeance(name: str, starts_on: dt.date, *, franc: bool = False) -> Echeance:
    """Return the delay of a parameter, from a day.

    Args:
        name: `delai.opposition`, without the subject.
        starts_on: the day that starts it.
        franc: whether the day on which it falls does not count either.

    Raises:
        KeyError: no such parameter.
        LookupError: the text did not exist on that day.

    Law:
        Code de procédure civile art. 641 and 642; each parameter names its own.
    """
    found = parametre(f"recours/{name}")
    count = found.at(starts_on)
    after = months_after if found.unite == "mois" else days_after
    ends_on = after(starts_on, count) + dt.timedelta(days=int(franc))
    return Echeance(name, starts_on, ends_on, until_worked(ends_on), found.article, found.statut)


def recours_amiable(benefit: str, received_on: dt.date) -> Echeance:
    """Return the delay to appeal against a decision, from its proven reception.

    Not opposable where the notice does not state it: who asks says whether it does.

    Law:
        CSS art. R142-1, R847-2; CCH art. R825-1; CASF art. R262-88.
    """
    return echeance(f"delai.recours.{regime(benefit, received_on)}", received_on)


def rejet_implicite(benefit: str, complete_on: dt.date) -> Echeance:
    """Return when silence on an appeal, or on a remise, is a rejection.

    Args:
        benefit: concerned; of the RSA, the CRA not being consulted (else `decision_rsa`).
        complete_on: reception of the appeal, or of the documents produced after it.

    Law:
        CSS art. R142-6, R847-2; CCH art. R825-3; CASF art. R262-89.
    """
    return echeance(f"delai.silence.{regime(benefit, complete_on)}", complete_on)


def avis_cra(referred_on: dt.date) -> Echeance:
    """Return when the opinion of the CRA on an appeal about the RSA is deemed given.

    Law:
        CASF art. R262-90.
    """
    return echeance("delai.avis_cra", referred_on)


def decision_rsa(opinion_on: dt.date) -> Echeance:
    """Return when the silence of the département after an opinion is a rejection.

    Args:
        opinion_on: the day of the opinion, given or deemed given.

    Law:
        CASF art. R262-90.
    """
    return echeance("delai.apres_avis", opinion_on)


def accuse_remise(received_on: dt.date) -> Echeance:
    """Return when the reception of a request of remise on a housing aid must be acknowledged.

    Law:
        CCH art. R825-3.
    """
    return echeance("delai.accuse_remise", received_on)


def rectification(received_on: dt.date) -> Echeance:
    """Return the delay to ask for a rectification, during which nothing is withheld.

    Law:
        CSS art. R133-9-2 I 2°, R847-1-1.
    """
    return echeance("delai.rectification", received_on)


def rectification_silence(asked_on: dt.date) -> Echeance:
    """Return when silence on a request of rectification is a rejection.

    Law:
        CSS art. R847-1-1 II, R133-9-2 II.
    """
    return echeance("delai.rectification_silence", asked_on)


def rectification_retenue(rejected_on: dt.date) -> Echeance:
    """Return the delay after the rejection of a rectification, during which nothing is withheld.

    Law:
        CSS art. R847-1-1 II, R133-9-2 II.
    """
    return echeance("delai.rectification_retenue", rejected_on)


def mise_en_demeure(received_on: dt.date) -> Echeance:
    """Return the delay to pay after a mise en demeure, before which no contrainte is possible.

    Both ends are one day: until when the household may pay, and after which the fund may act.

    Law:
        CSS art. R133-3: a contrainte follows a demand without effect at the end of one month; Code
        de procédure civile art. 642.
    """
    # ASSUMPTION: the month ends with the next working day for the fund too, which had written that
    # day in its letter: a contrainte issued before it would come before the demand was without effect.
    found = echeance("delai.mise_en_demeure", received_on)
    return replace(found, ends_on=found.until)


def opposition(served_on: dt.date) -> Echeance:
    """Return the delay to oppose a contrainte, from its service.

    Law:
        CSS art. R133-3.
    """
    return echeance("delai.opposition", served_on)


def penalite_observations(received_on: dt.date) -> Echeance:
    """Return the delay to answer a penalty that is envisaged.

    Law:
        CSS art. R114-11.
    """
    return echeance("delai.penalite_observations", received_on)


def tribunal(notified_on: dt.date, court: str) -> Echeance:
    """Return the delay to go to court, from the reception of a decision or an implicit rejection.

    Args:
        notified_on: the day that starts it.
        court: who is seized, `tribunal_administratif`: it says whether the delay is franc.

    Law:
        CSS art. R142-1-A; CJA art. R421-1, R421-2.
    """
    return echeance("delai.tribunal", notified_on, franc=is_franc(court, notified_on))


def is_franc(court: str, day: dt.date) -> bool:
    """Return whether the delays to seize a judge are francs, where they start on a day.

    Law:
        CJA art. R421-1, R811-2, R821-1; CE 29 décembre 2006, n° 289818: parameter `delai.franc`,
        a_verifier. Code de procédure civile art. 641 and 642 for the judicial judge.
    """
    courts: Mapping[str, bool] = parametre("recours/delai.franc").at(day)
    return courts[court]
