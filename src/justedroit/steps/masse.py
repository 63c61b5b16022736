"""What mass folds share: they hold many small things, and make no cycle among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cycles away while a fold goes on: it would look at each thing again and again.

    What is no longer held is given back as ever. Of several threads at once, the first that ends
    brings the collector back.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
