"""Scenes: gifts come in by every door, wait where they must, and some go back."""

from services.cli.demo.giving.months import Almsbox
from services.cli.demo.giving.post_office import PostOffice
from services.cli.demo.giving.season import receive

__all__ = ["Almsbox", "PostOffice", "receive"]
