"""docker-compose.yml as the tests read it: parsed, merged, and with its variables filled in."""

import re
from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[1]
FILE = PROJECT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<sort>[-?])(?P<rest>[^}]*))?\}")

# The services that run our own image.
OURS = ("migrate", "api", "worker", "beat")


@cache
def compose():
    """The whole file; YAML's own merge keys are resolved by the reader."""
    return yaml.safe_load(FILE.read_text())


def services():
    return compose()["services"]


def filled(text, values):
    """`text` as compose would hand it to the container, with `values` for its variables."""

    def value_of(match):
        default = match["rest"] if match["sort"] == "-" else ""
        return values.get(match["name"], default)

    return VARIABLE.sub(value_of, text).replace("$$", "$")


def variables():
    """Every use of a variable in the file, as (name, "?" or "-" or None, what follows)."""
    return [match.group("name", "sort", "rest") for match in VARIABLE.finditer(FILE.read_text())]
