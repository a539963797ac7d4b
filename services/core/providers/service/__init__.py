"""The verbs of providers."""

from services.core.providers.service.bank_accounts import (
    approve_bank_account,
    bank_accounts_of,
    full_account,
    masked_account,
    payout_details,
    payout_details_of,
    propose_bank_account,
)
from services.core.providers.service.directory import (
    awaiting_approval,
    get,
    get_site,
    page,
    providers_of,
    sites_of,
)
from services.core.providers.service.places import add_site, add_staff, part_with_staff
from services.core.providers.service.registration import Registration, amend, apply, approve
from services.core.providers.service.standing import (
    accept_terms,
    join_programme,
    publish_terms,
    resume,
    suspend,
)

__all__ = [
    "Registration",
    "accept_terms",
    "add_site",
    "add_staff",
    "amend",
    "apply",
    "approve",
    "approve_bank_account",
    "awaiting_approval",
    "bank_accounts_of",
    "full_account",
    "get",
    "get_site",
    "join_programme",
    "masked_account",
    "page",
    "part_with_staff",
    "payout_details",
    "payout_details_of",
    "propose_bank_account",
    "providers_of",
    "publish_terms",
    "resume",
    "sites_of",
    "suspend",
]
