"""One letter of each kind, whole, about households that do not exist."""

from __future__ import annotations

import dataclasses
import datetime as dt

from justedroit.core.courriers import (
    ORGANISME_DEMO,
    AccuseRecours,
    ActeContrainte,
    CreanceEteinte,
    CreanceNotifiee,
    CreanceSoldee,
    DecisionContestation,
    DecisionRemise,
    EcheancierAccepte,
    EcheancierRompu,
    Information,
    InformationTiers,
    LettreRappel,
    LettreRestitution,
    LettreRestitutionDefaite,
    LettreRetenueDefaite,
    MiseEnDemeure,
    MoisRappele,
    MoisReclame,
    NoticeIndu,
    Rappele,
    ReponseMediation,
    ReponseReclamation,
    ReponseRectification,
    RetenueRendue,
    voies,
)

DAY = dt.date(2026, 1, 5)
BASE = {"dossier": 12, "le": DAY, "organisme": ORGANISME_DEMO}
MOIS = MoisReclame(
    mois=202511,
    verse_le=(dt.date(2025, 12, 5),),
    verse_cents=60_000,
    du_cents=40_000,
    reclame_cents=20_000,
)
RSA = CreanceNotifiee(numero=1, prestation="revenu de solidarité active", mois=(MOIS,))
_WAGE = (
    "200,00 € de moins : votre salaire, depuis le 3 novembre 2025 : nous comptions rien ; c'était "
    "400,00 € par mois. Vous nous l'avez dit le 20 décembre 2025."
)
MOTIFS = (_WAGE,)


def ways(benefits=("rsa",), objet="indu", recue_le=None):
    """Return the ways of appeal of some benefits."""
    return voies(benefits, objet, ORGANISME_DEMO, DAY, recue_le)


def judged():
    """Return the way to the judge, once the prior appeal is made."""
    return tuple(
        dataclasses.replace(way, prealable="", adresse=(), silence="", delai=way.delai_tribunal)
        for way in ways()
    )


def notice(**changes):
    """Return the notice of an indu of RSA, of one month."""
    told = {
        "numero": 1,
        "decision": DAY,
        "creances": (RSA,),
        "motifs": MOTIFS,
        "origine": "un changement ne nous avait pas été dit.",
        "voies": ways(),
    }
    return NoticeIndu(**(BASE | told | changes))


def _decided(**changes):
    told = {
        "numero": 2,
        "recu_le": DAY,
        "decide_le": DAY,
        "par": "cra",
        "sens": "accord_partiel",
        "motif": "Vos ressources ne permettent pas de tout rembourser.",
        "article": "CASF art. L262-46",
        "creances": ((1, "revenu de solidarité active", 20_000, 5_000),),
        "voies": judged(),
    }
    return BASE | told | changes


def remise(**changes):
    """Return a decision of remise, in part."""
    return DecisionRemise(**_decided(**changes))


def contestation(**changes):
    """Return a decision on a contestation, in part."""
    return DecisionContestation(**_decided(**changes))


def every():
    """Return one letter of each kind."""
    return [notice(), *_told(), *_answered(), *_owed()]


def _told():
    rising = Rappele(
        prestation="prime d'activité",
        mois=(
            MoisRappele(mois=202510, avant_cents=0, du_cents=9_000),
            MoisRappele(mois=202301, avant_cents=0, du_cents=7_000, prescrit_cents=7_000),
        ),
    )
    said = Information(
        teneur="Salaire : 400,00 € par mois",
        periode="depuis le 3 novembre 2025",
        origine="les employeurs (DSN)",
        recue_le="20 décembre 2025",
    )
    return [
        LettreRappel(
            **BASE,
            prestations=(rising,),
            motifs=MOTIFS,
            versement="vous sera versée le 5 février 2026",
            origine="nous avons traité une information en retard.",
            voies=ways(("ppa",), "droit"),
        ),
        LettreRestitution(
            **BASE,
            creances=((1, "revenu de solidarité active", 5_000),),
            cause="Le tribunal administratif a annulé cette créance.",
            versement="aujourd'hui, par virement",
        ),
        LettreRestitutionDefaite(
            **BASE,
            annoncee_le=dt.date(2025, 12, 1),
            annonce_cents=30_000,
            maintenu_cents=20_000,
            reste_cents=0,
        ),
        LettreRetenueDefaite(
            **BASE,
            retenues=(
                RetenueRendue(
                    creance=1, prestation="revenu de solidarité active", mois=202511, cents=5_000
                ),
            ),
            cause="un recours ou une demande de remise est en cours (n° 1)",
            depuis=dt.date(2025, 12, 1),
            versement="le 5 février 2026, avec vos prestations du mois",
            reste_cents=20_000,
        ),
        InformationTiers(**BASE, informations=(said,)),
    ]


def _answered():
    return [
        ReponseRectification(
            **BASE,
            numero=1,
            demandee_le=DAY,
            motif="Les bulletins de paie disent la même somme.",
            reste_cents=20_000,
            retenue_apres=dt.date(2026, 3, 6),
            voies=ways(),
        ),
        AccuseRecours(
            **BASE,
            numero=2,
            nature="contestation",
            recu_le=DAY,
            objet="le trop-perçu de RSA",
            silence_le=dt.date(2026, 3, 5),
            decideur="le président du conseil départemental",
            pieces=("votre avis d'imposition",),
            pieces_avant=dt.date(2026, 2, 5),
            voies=judged(),
        ),
        remise(),
        contestation(sens="rejet"),
    ]


def _owed():
    claimed = {
        "numero": 1,
        "creances": (RSA,),
        "rembourse_cents": 5_000,
        "motif": "Votre salaire n'avait pas été compté.",
        "notifiee_le": DAY,
        "voies": ways(),
    }
    answered = {
        "numero": 3,
        "recue_le": DAY,
        "objet": "le délai de réponse",
        "reponse": "Nous avons répondu trop tard.\nNous vous présentons nos excuses.",
        "resultat": "maintenue",
        "suite": "Vous pouvez saisir le médiateur.",
        "voies": ways(),
    }
    ended = CreanceEteinte(
        numero=1,
        prestation="revenu de solidarité active",
        reclame_cents=20_000,
        issues=(("Remboursé", 20_000),),
    )
    due = ((dt.date(2026, 2, 5), 10_000), (dt.date(2026, 3, 5), 10_000))
    return [
        EcheancierAccepte(**BASE, numero=1, creances=(1,), mensualites=due),
        EcheancierRompu(
            **BASE,
            numero=1,
            motif="La mensualité du 5 février n'est pas venue.",
            reste_cents=10_000,
            suite="Nous retiendrons la somme sur vos prestations, à partir du 5 avril 2026.",
        ),
        MiseEnDemeure(**(BASE | claimed)),
        ActeContrainte(
            **(BASE | claimed | {"voies": ways(objet="contrainte")}), demeure_recue_le=DAY
        ),
        CreanceSoldee(**BASE, creances=(ended,), soldee_le=DAY),
        ReponseReclamation(**(BASE | answered)),
        ReponseMediation(**(BASE | answered)),
    ]
