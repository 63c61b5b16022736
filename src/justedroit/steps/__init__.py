"""The chain. One file a step, and each step only loads, decides, appends."""

from justedroit.steps.attribute import Attributed, attribute, explained
from justedroit.steps.declare import declare
from justedroit.steps.identify import Entered, enter, erase_identity, identify
from justedroit.steps.pay import pay
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.revise import Revised, revise
from justedroit.steps.search import Trouve, Trouves, search
from justedroit.steps.seek import seek
from justedroit.steps.suppose import suppose

__all__ = [
    "Attributed",
    "Entered",
    "Qualification",
    "Revised",
    "Trouve",
    "Trouves",
    "attribute",
    "declare",
    "enter",
    "erase_identity",
    "explained",
    "identify",
    "pay",
    "qualify",
    "revise",
    "search",
    "seek",
    "suppose",
]
