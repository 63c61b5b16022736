"""A thousand notices of indu, each its own, as tagged PDF (PDF/UA-1), in this process and in two.

A notice claims from 1 to 3 benefits over 1 to 12 months each, 3 lines on average, as those of the
demonstration do; the longest has 24.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time

from justedroit.core.base import add_months
from justedroit.core.courriers import (
    ORGANISME_DEMO,
    Contenu,
    CreanceNotifiee,
    MoisReclame,
    NoticeIndu,
    voies,
    written,
)
from justedroit.core.identites import Adresse, Identite
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.impression import pdfs

NOTICES, GOAL_SECONDS, SEED = 1_000, 10.0, 20260105
DAY = dt.date(2026, 1, 5)
BENEFITS = ("rsa", "aah", "als", "ppa", "af")
WAGE = (
    "le salaire de la personne qui vit avec vous, depuis le 1er janvier 2024 : 1 155,00 € par mois. "
    "Les employeurs (DSN) nous l'ont appris le 12 octobre 2025."
)
TEXT = (
    "Le 12 octobre 2025, vous nous avez dit vivre en couple depuis le 18 mai 2025. Nous avions versé "
    "vos prestations comme si vous viviez seul. Avec le salaire de la personne qui vit avec vous, le "
    "droit baisse à partir de mai 2025, et ce jusqu'en septembre 2025."
)


def created(draw: random.Random, number: int, benefit: str) -> CreanceNotifiee:
    """Return a créance over some months."""
    count = min(12, 1 + int(draw.expovariate(0.6)))
    months = [add_months(202512, -at) for at in reversed(range(1, count + 1))]
    lines = []
    for month in months:
        paid = draw.randrange(10_000, 80_000)
        due = draw.randrange(0, paid)
        paid_on = dt.date(add_months(month, 1) // 100, add_months(month, 1) % 100, 5)
        lines.append(
            MoisReclame(
                mois=month,
                verse_le=(paid_on,),
                verse_cents=paid,
                du_cents=due,
                reclame_cents=paid - due,
            )
        )
    return CreanceNotifiee(numero=number, prestation=BENEFIT_LABELS[benefit], mois=tuple(lines))


def notice(draw: random.Random, dossier: int) -> Contenu:
    """Return the notice of a dossier; one in six is long enough to be explained by an agent."""
    benefits = draw.sample(BENEFITS, draw.choices((1, 2, 3), (84, 14, 2))[0])
    lettre = NoticeIndu(
        dossier=dossier,
        le=DAY,
        organisme=ORGANISME_DEMO,
        numero=1,
        decision=DAY,
        creances=tuple(created(draw, at, b) for at, b in enumerate(benefits, start=1)),
        motifs=(
            f"{dossier},00 € de moins : {WAGE}",
            "12,54 € de moins : la vie en couple. Vous nous l'avez dit le 12 octobre 2025.",
        ),
        origine="un changement ne nous avait pas été dit.",
        voies=voies(benefits, "indu", ORGANISME_DEMO, DAY),
    )
    contenu = written(lettre)
    assert isinstance(contenu, Contenu)
    return contenu.explained(TEXT) if draw.random() < 1 / 6 else contenu


def identity(dossier: int) -> Identite:
    """Return someone who does not exist."""
    adresse = Adresse(str(dossier % 90 + 1), "rue de l'Essai", "99999", "DÉMONVILLE")
    return Identite(dossier, 1, "Exemple", "Personne", adresse=adresse)


def main() -> int:
    """Measure; return 1 when the goal is not held."""
    draw = random.Random(SEED)
    envois = [(notice(draw, 1_000 + at), identity(1_000 + at)) for at in range(NOTICES)]
    lines = [sum(len(s.blocs) for s in c.sections) for c, _ in envois]
    seconds: dict[int, float] = {}
    for processes in (1, 2):
        start, cpu = time.perf_counter(), time.process_time()
        sizes = [len(content) for content in pdfs(envois, ORGANISME_DEMO, processes)]
        seconds[processes] = time.perf_counter() - start
        used = time.process_time() - cpu
        print(
            f"{len(sizes)} notices, {processes} process(es): {seconds[processes]:.2f} s "
            f"({used / len(sizes) * 1000:.1f} ms of cpu each here), "
            f"{sum(sizes) / len(sizes) / 1024:.0f} KiB each, {sum(lines) / len(lines):.0f} blocks each"
        )
    again = next(pdfs([envois[0]], ORGANISME_DEMO))
    other = next(pdfs([envois[0]], ORGANISME_DEMO))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"same bytes twice: {again == other}; peak memory {peak:.0f} MiB; goal {GOAL_SECONDS:.0f} s"
    )
    return int(min(seconds.values()) > GOAL_SECONDS or again != other)


if __name__ == "__main__":
    sys.exit(main())
