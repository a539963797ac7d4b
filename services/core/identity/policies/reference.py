"""The policy as a page to read: docs/reference/access.md is this, and a test keeps it so."""

from services.core.identity.policies.permissions import Permission, Scope
from services.core.identity.policies.table import RULES
from services.core.identity.types import Role

_HEAD = """\
# Who may do what

Printed by `minori access` from `services/core/identity/policies/table.py`, which is the policy
itself; a test keeps this page equal to it. What is not here, nobody may do. Why it is one table:
[decision 62](../decisions/0062-one-table-and-how-far.md).

`●` in the whole organisation · `◐` only of their own: a provider's, a municipality's, a family's,
a donor's, or their own account. Another's is answered as what does not exist (404). **Proof**: a
person must have proved within five minutes to be there. The host's operator and the worker may do
all. A key may be limited to some verbs of its roles.

"""
_MARKS = dict.fromkeys(Scope, "◐") | {Scope.ORGANISATION: "●"}


def as_markdown() -> str:
    """The table in Markdown, a verb a row, in the order of the money's journey."""
    roles = list(Role)
    rows = [
        ["verb", "purpose", "proof", *(role.value.replace("_", " ") for role in roles)],
        ["---", "---", ":-:", *(":-:" for _ in roles)],
    ]
    for permission in Permission:
        rule = RULES[permission]
        marks = [_MARKS[rule.grants[role]] if role in rule.grants else "" for role in roles]
        purpose = rule.purpose.value.replace("_", " ")
        rows.append([f"`{permission}`", purpose, "✓" if rule.step_up else "", *marks])
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)
