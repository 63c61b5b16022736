"""What comes after an indu in a fund that is played: notices, recovery, remises, appeals, courts.

    suites.yaml                   how often what happens, with its source where a report gives one
    bureau.py                     the fund's agents: the journals, the hour, who acts
    agenda.py                     what is to be done, at its instant, as stories that go on
    notification.py               an indu is notified, then a household answers in its own way
    remboursement.py              paid, spread, withheld, given up
    virements.py                  repaid by transfer, with the reference of the letter
    commission.py                 a remise or a contestation, and the sessions that decide them
    instances.py                  a complaint, a médiation, a court
    rigueur.py                    fraud, over-indebtedness, forced recovery
    conduites.py                  which household does what: drawn, or imposed so that each is seen
    suites.py                     all of it, month after month

Everything goes through the steps, at instants a fund would have. Nothing here is in the law.
"""

from justedroit.twin.suites.suites import Suites

__all__ = ["Suites"]
