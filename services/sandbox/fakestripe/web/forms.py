"""How the gateway writes things down: forms in, JSON out."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.things import Object


def parse_form(form: bytes) -> Object:
    """
    The gateway's way of nesting: `line_items[0][price_data][currency]=jpy`.

    >>> parse_form(b"a[0][b]=1&a[0][c]=2")
    {'a': [{'b': '1', 'c': '2'}]}

    :raises Refused: a name is a value and a group at once.
    """
    tree: Object = {}
    for ordinal, (name, value) in enumerate(parse_qsl(form.decode(), keep_blank_values=True)):
        # `expand[]=a&expand[]=b` numbers its values by their order.
        first, *inner = re.findall(r"[^\[\]]+", name.replace("[]", f"[{ordinal}]"))
        place, key = tree, first
        for part in inner:
            place = place.setdefault(key, {})
            key = part
            if not isinstance(place, dict):
                raise Refused(f"Invalid parameters: {name}", param=name)
        place[key] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    grown = {name: _lists(value) for name, value in tree.items()}
    if grown and all(name.isdigit() for name in grown):
        return [grown[name] for name in sorted(grown, key=int)]
    return grown


def canonical(body: Object) -> bytes:
    """The bytes in which an event is sent and signed."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
