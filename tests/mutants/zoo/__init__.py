"""All mutants, by the part of the product that they break. Each name stands once."""

from __future__ import annotations

from mutants.mutant import Mutant

from .hubspot import HUBSPOT
from .judging import JUDGING
from .keeping import KEEPING
from .pulling import PULLING
from .pushing import PUSHING
from .salesforce import SALESFORCE
from .talking import TALKING

__all__ = ["ZOO"]

ZOO: tuple[Mutant, ...] = (*PULLING, *KEEPING, *PUSHING, *JUDGING, *TALKING, *SALESFORCE, *HUBSPOT)
