"""What a page shows of a dossier, arranged to be read: no decision, no markup, nothing appended.

    instant.py       the journals of a dossier, cut at an instant of knowledge
    foyer.py         who is in the household, its dwelling, its resources, its claims
    droits.py        rights by month: posted, paid, still to be paid
    paiements.py     where the money of a month is: paid, on its way, sent back, held
    ecarts.py        what each revision changed, in one sentence
    registre.py      accounts, their meaning, and the movements
    chronologie.py   true since, known since: what was believed of each subject, and when
    francais.py      lists and spans of months as a French sentence writes them

The steps that load it are `consult.py`, `timeline.py` and `motivate.py`.
"""
