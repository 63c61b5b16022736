"""A whole fund, simulated: a population and its life, played through the real steps.

    chiffres.yaml, caf.py         the published figures of the funds
    hasard.py                     chance from a seed, by name
    population.yaml, parts.py     the shares from which households are drawn
    menages.py                    the households as columns
    population.py, revenus.py     drawing them
    demandes.py                   who claims what, and who does not
    plume.py                      statements as columns
    declaration.py, enfants.py    a household as it stands, said to the fund
    vie.yaml, moment.py, vie.py   the life, month after month
    evenements/                   what happens, one module per side of life
    arrivees.py                   statements instant by instant
    plan.py, jouer.py             the play
    bilan.py, reperes.py          the closing table, beside the published figures
    exemple.py                    one dossier worth reading
    identites.py                  names and numbers that nobody has
    banque.py, ordres.py          a bank, and a month paid through it
    suites/, apres.py             what comes after the indus, and what became of them

Every share and rate is ours, a_verifier, adjusted to come near what the funds publish.
"""

from justedroit.twin.bilan import Bilan
from justedroit.twin.caf import fund, funds
from justedroit.twin.identites import people
from justedroit.twin.jouer import play
from justedroit.twin.plan import Plan

__all__ = ["Bilan", "Plan", "fund", "funds", "people", "play"]
