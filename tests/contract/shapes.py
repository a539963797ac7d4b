"""
The shape of an object: its fields and their JSON types, without any value.

`shapes.json` holds those of the objects that Stripe publishes as examples with its API
description (github.com/stripe/openapi, fixtures3.json).
"""

import json
from pathlib import Path

SHAPES = json.loads(Path(__file__).with_name("shapes.json").read_text("utf-8"))

_TYPES = {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}


def shape_of(value):
    """
    >>> shape_of({"id": "cus_1", "tags": [], "live": False})
    {'id': 'string', 'tags': [], 'live': 'boolean'}
    """
    if isinstance(value, dict):
        return {name: shape_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape_of(inner) for inner in value[:1]]
    return _TYPES[type(value)]


def differences(wanted, value, where=""):
    """
    What a value lacks of a shape, or has of another type; null stands for a value not given.

    >>> list(differences({"id": "string", "n": "number"}, {"id": None}))
    ['n is missing']
    """
    if value is None or wanted == "null":
        return
    if isinstance(wanted, dict) and isinstance(value, dict):
        for name, inner in wanted.items():
            path = f"{where}.{name}".lstrip(".")
            if name in value:
                yield from differences(inner, value[name], path)
            else:
                yield f"{path} is missing"
    elif isinstance(wanted, list) and isinstance(value, list):
        for inner, found in zip(wanted, value, strict=False):
            yield from differences(inner, found, f"{where}[0]")
    elif shape_of(value) != wanted:
        yield f"{where} is {shape_of(value)}, not {wanted}"
