"""The chain. One file a step, and each step only loads, decides, appends."""

from justedroit.steps.declare import declare
from justedroit.steps.pay import pay
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.revise import Revised, revise
from justedroit.steps.seek import seek

__all__ = ["Qualification", "Revised", "declare", "pay", "qualify", "revise", "seek"]
