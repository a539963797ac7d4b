"""The verbs of impact."""

from services.core.impact.service.own import (
    own_gift,
    own_gifts,
    own_statement,
    own_year,
    prove_gift,
)
from services.core.impact.service.statements import statement, statements, yearly_statement
from services.core.impact.service.tracing import freeze, trace

__all__ = [
    "freeze",
    "own_gift",
    "own_gifts",
    "own_statement",
    "own_year",
    "prove_gift",
    "statement",
    "statements",
    "trace",
    "yearly_statement",
]
