"""Why a value is what it is: the calls of a trace, and every answer computed for one household.

story.py        who asked what of whom, what each formula read of the law
order.py        in which order operations of one kind are done at once
tape.py         one household computed, every operation kept
explanation.py  both together: what a page, or a tree of formulas, is made of
keeping.py      kept on disk beside the kernel of the question
making.py       made with the kernel, compared with OpenFisca's own tracer
"""

from justedroit.engine.explaining.explanation import Explanation, Teller, Telling
from justedroit.engine.explaining.keeping import read_explanation, write_explanation
from justedroit.engine.explaining.making import explained, refuse_untrue

__all__ = [
    "Explanation",
    "Teller",
    "Telling",
    "explained",
    "read_explanation",
    "refuse_untrue",
    "write_explanation",
]
