"""The verbs of vouchers."""

from services.core.vouchers.lookup import ByCode, ByToken, code_index, code_index_of, locate
from services.core.vouchers.service.change import expire_due, reissue, revoke
from services.core.vouchers.service.issue import Card, issue_due, open_card
from services.core.vouchers.service.keys import (
    compromise_key,
    issuer_key,
    reseal_keys,
    rotate_keys,
    trust_list,
    trust_store,
)
from services.core.vouchers.service.read import (
    active_credential,
    available,
    export_csv,
    find_credential,
    get,
    good_cards,
    lock,
    of_household,
    status_list,
)
from services.core.vouchers.service.sheets import card_sheets

__all__ = [
    "ByCode",
    "ByToken",
    "Card",
    "active_credential",
    "available",
    "card_sheets",
    "code_index",
    "code_index_of",
    "compromise_key",
    "expire_due",
    "export_csv",
    "find_credential",
    "get",
    "good_cards",
    "issue_due",
    "issuer_key",
    "locate",
    "lock",
    "of_household",
    "open_card",
    "reissue",
    "reseal_keys",
    "revoke",
    "rotate_keys",
    "status_list",
    "trust_list",
    "trust_store",
]
