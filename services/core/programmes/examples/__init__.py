"""Programmes that really run, as data: load one, change what differs, publish."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def load(name: str) -> dict[str, Any]:
    """
    The example as plain data: the fields of a programme, its `terms` and its `criteria`.

    :raises FileNotFoundError: there is no example of this name.
    """
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return loaded
