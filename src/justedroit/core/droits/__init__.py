"""Rights: what each household is due, by law, from what is known.

    explication.py       what founds a right of one dossier and month
    evaluation.py        evaluate: the one way from what is known to rights
    lecture.py           facts of days read as columns of months
    releve.py, periodes.py, mots.py   the facts by kind, their months, texts by number
    compositions.py      who is in the household each month, and the rows that follow from it
    bloc.py              the year of evaluation (decision 0005)
    entrees*.py          the inputs of the law
    demandes.py          the effect of claims
    montants.py, lignes.py   the cents of a block, and the rows of rights
    trimestre.py, gel.py the frozen quarter
    transition.py, deconjugalisation.py   the AAH switch with memory
    plateforme.py        what OpenFisca lacks: AEEH, AJPP, AJPA, PreParE, CMG, emergency aid
    crds.py, seuils.py, effet.py, logement.py, naissance.py, asf.py…   one rule a module
    hypotheses.py        what may be supposed; hypothese_*.py, projection.py: what it changes
    openfisca/           the adapter: the only place that speaks to OpenFisca

Law: OpenFisca-France for what it covers; CSS, CASF and CCH, named in each module, for the rest.
"""

from justedroit.core.droits import hypotheses
from justedroit.core.droits.evaluation import Evaluation, evaluate, evaluation
from justedroit.core.droits.explication import DroitExplique, explain_right
from justedroit.core.droits.hypothese_evaluation import simulate
from justedroit.core.droits.hypothese_foyer import Foyer, Hypothese
from justedroit.core.droits.hypothese_histoire import Question, coming_months
from justedroit.core.droits.hypothese_resultat import Simulation
from justedroit.core.droits.prestations import Prestation, prestations
from justedroit.core.droits.schema import RIGHTS
from justedroit.core.droits.situation import Input, Law, Situation

__all__ = [
    "RIGHTS",
    "DroitExplique",
    "Evaluation",
    "Foyer",
    "Hypothese",
    "Input",
    "Law",
    "Prestation",
    "Question",
    "Simulation",
    "Situation",
    "coming_months",
    "evaluate",
    "evaluation",
    "explain_right",
    "hypotheses",
    "prestations",
    "simulate",
]
