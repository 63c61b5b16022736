"""What a page shows of a dossier, arranged to be read: no decision, no markup, nothing appended.

    instant.py       the journals of a dossier, cut at an instant of knowledge
    foyer.py         who is in the household, its dwelling, its resources, its claims
    droits.py        rights by month: posted, paid, still to be paid
    paiements.py     where the money of a month is: paid, on its way, sent back, held
    ecarts.py        what each revision changed, in one sentence
    registre.py      accounts, their meaning, and the movements
    chronologie.py   true since, known since: what was believed of each subject, and when
    creances.py      what is owed: where each euro is, where each créance stands, what comes next
    jalons.py        the days that count from now on for a créance
    suites.py        what can be done next of a créance, by whom
    fil.py           the thread of a decision, from the complaint to the court
    recours.py       appeals, cases in court, complaints, médiations
    courriers.py     the letters: where each stands, what it says
    phrases*.py      what is said of a créance, of an appeal, to a page as to a terminal
    francais.py      lists and spans of months as a French sentence writes them

`consult.py`, `timeline.py` and `motivate.py` load what is of rights and facts; what follows an indu loads
itself: `creances.py`, `recours.py`, `courriers.py`.
"""
