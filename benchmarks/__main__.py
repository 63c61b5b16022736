"""Run the measures one after the other, each in a process of its own.

python -m benchmarks [NAME …]      names: chaine faits ecarts explication arbre hypotheses pages lot masse recherche api sepa courriers recouvrement afaire vies demo
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# The chain first, since it is what the project promises; the demonstration, the longest, last.
SCRIPTS = (
    "moteur",
    "chaine",
    "faits",
    "ecarts",
    "explication",
    "arbre",
    "hypotheses",
    "pages",
    "lot",
    "masse",
    "recherche",
    "api",
    "sepa",
    "courriers",
    "recouvrement",
    "afaire",
    "vies",
    "demo",
)


def machine() -> str:
    """Return the processor, its cores and the memory, as far as the system tells them."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def main() -> int:
    """Run the scripts asked for, all by default; return 1 when one of them fails."""
    asked = sys.argv[1:] or list(SCRIPTS)
    if unknown := set(asked) - set(SCRIPTS):
        print(f"Mesure inconnue : {min(unknown)}. Choix : {', '.join(SCRIPTS)}.")
        return 2
    print(f"{machine()}, {platform.platform()}", flush=True)
    failed = False
    for name in asked:
        print(f"\n== {name}", flush=True)
        failed |= (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
            != 0
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
