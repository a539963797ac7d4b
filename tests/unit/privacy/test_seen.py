"""Every act that reads or exports people tells the breach desk whom it reached, or why nobody."""

import ast
import re
from pathlib import Path

from services.core.privacy.seen import HELD, SEEN, items_seen
from services.core.privacy.types import DataItem, SubjectKind, Trail

SERVICES = Path(__file__).parents[3] / "services"

VERBS = "read|list|find|open|disclose|explain|export|print|show|search|download"
READING = re.compile(rf"[a-z_]+\.(?:{VERBS})(?:_[a-z_]+)?")

# Acts with such a verb that show no child, guardian, household or donor, and why.
SHOWS_NOBODY = {
    "audit.read": "ids, amounts and dates only",
    "audit.export": "ids, amounts and dates only",
    "breach.open": "opens an incident",
    "breach.open_list": "the same act is told of each person as breach.list",
    "fund.open": "opens a fund",
    "payout_batch.export": "the accounts are providers', which are none of the desk's people",
    "provider.read_bank_account": "the account is a provider's",
    "round.open": "opens a round",
    "session.open": "signs somebody in",
}


def in_the_code():
    """Acts as the modules that write to the audit log name them; f-strings by kind of person."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        source = path.read_text("utf-8")
        if "audit.record" not in source and path.parent.parent.name != "audit":
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                end = node.values[-1]
                if isinstance(end, ast.Constant) and READING.fullmatch(f"any{end.value}"):
                    found |= {f"{kind}{end.value}" for kind in SubjectKind}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if READING.fullmatch(node.value) else set()
    return found


class TestSeen:
    def test_or_the_exceptions_have_every_act_that_reads(self):
        assert in_the_code() == set(SEEN) | set(SHOWS_NOBODY)

    def test_and_the_exceptions_have_no_act_in_common(self):
        assert not set(SEEN) & set(SHOWS_NOBODY)

    def test_names_no_act_on_a_whole_list_without_a_way_to_its_people(self):
        """Where the object is no person, nor anything of one's, the line says how to find them."""
        whole = {"organisation.export", "receipts.read", "voucher.export", "voucher.print"}
        whole |= {"application.export_eligibility", "donor_list.export", "receipts.print"}
        assert whole == {name for name, seen in SEEN.items() if seen.trail is not Trail.OBJECT}

    def test_says_of_each_kind_of_person_only_what_there_is(self):
        assert set(HELD) == set(SubjectKind)
        assert DataItem.GIFT not in items_seen("organisation.export", SubjectKind.CHILD)
        assert DataItem.INCOME not in items_seen("organisation.export", SubjectKind.DONOR)

    def test_of_an_act_that_it_does_not_have_is_the_record(self):
        assert items_seen("child.forget", SubjectKind.CHILD) == {DataItem.RECORD}
