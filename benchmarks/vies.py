"""50,000 random lives of debts, played through the real steps, audited to the cent.

python -m benchmarks.vies [--vies 50000] [--graine 1] [--processus 2] [--secondes 3600]

As `python -m tests.simulation.workload`: the lives and their auditor are those of the tests.
"""

import sys

from tests.simulation.workload import main

if __name__ == "__main__":
    sys.exit(main())
