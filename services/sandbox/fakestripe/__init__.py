"""
A payment gateway that behaves as Stripe does, for the demo, for development and for tests.

Seeded and with a clock of its own: the same seed and the same requests give the same ids, the
same events in the same order, and a trace that is equal byte for byte.
"""

from services.sandbox.fakestripe.cards import Card
from services.sandbox.fakestripe.deliveries import Deliveries, FaultPlan
from services.sandbox.fakestripe.hosting import Hosted, host
from services.sandbox.fakestripe.terms import Terms
from services.sandbox.fakestripe.web.faults import ApiFaults
from services.sandbox.fakestripe.web.server import build_app
from services.sandbox.fakestripe.world import FakeStripe

__all__ = [
    "ApiFaults",
    "Card",
    "Deliveries",
    "FakeStripe",
    "FaultPlan",
    "Hosted",
    "Terms",
    "build_app",
    "host",
]
