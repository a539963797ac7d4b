"""What may wait for a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.core.identity.policies import Permission
from services.core.kit.money import Money


class ApprovalKind(StrEnum):
    AWARD_RUN = "award_run"
    PAYOUT_BATCH = "payout_batch"
    MANUAL_TRANSFER = "manual_transfer"
    CERTIFICATION = "certification"
    GIFT_CLEARANCE = "gift_clearance"
    CASH_COUNT = "cash_count"
    PROVIDER = "provider"
    BANK_ACCOUNT = "bank_account"
    ROLE_GRANT = "role_grant"
    BREACH_LIST = "breach_list"


# By which leave somebody is the second person.
NEEDS: Mapping[ApprovalKind, Permission] = {
    ApprovalKind.AWARD_RUN: Permission.AWARD_APPROVE,
    ApprovalKind.PAYOUT_BATCH: Permission.PAYOUT_APPROVE,
    ApprovalKind.MANUAL_TRANSFER: Permission.TRANSFER_APPROVE,
    ApprovalKind.CERTIFICATION: Permission.CERTIFICATION_APPROVE,
    ApprovalKind.GIFT_CLEARANCE: Permission.GIFT_CLEAR,
    ApprovalKind.CASH_COUNT: Permission.CASH_COUNT,
    ApprovalKind.PROVIDER: Permission.PROVIDER_APPROVE,
    ApprovalKind.BANK_ACCOUNT: Permission.BANK_ACCOUNT_APPROVE,
    ApprovalKind.ROLE_GRANT: Permission.ROLE_APPROVE,
    ApprovalKind.BREACH_LIST: Permission.BREACH_EXPORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """
    One thing that waits.

    :param makers: who had a hand in it, none of whom may approve it; first of all who asked.
    :param programme_id: None where it is the organisation's.
    :param of_id: the provider or member that it is about, where it is about one.
    :param amount: what would be moved or promised; None where that is not known beforehand.
    """

    kind: ApprovalKind
    id: UUID
    asked_at: datetime
    makers: tuple[UUID, ...]
    programme_id: UUID | None = None
    of_id: UUID | None = None
    amount: Money | None = None

    @property
    def asked_by(self) -> UUID:
        return self.makers[0]
