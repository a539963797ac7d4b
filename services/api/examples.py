"""A body for each operation that takes one, as the published description shows it."""

from typing import Any

EXAMPLES: dict[str, Any] = {}
