"""What can stand in the way of moving money by hand."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class ManualTransferUnknown(NotFound):
    code = "manual_transfer_unknown"


class ManualTransferIdReused(Conflict):
    """The id stands for another movement."""

    code = "manual_transfer_id_reused"


class ManualTransferDecided(Conflict):
    """It was approved, rejected or withdrawn before."""

    code = "manual_transfer_decided"


class ManualTransferReasonUnfit(Invalid):
    """The reason does not go with this kind of movement."""

    code = "manual_transfer_reason_unfit"


class GiftNotMovable(Conflict):
    """Its money has not come, a part of it is promised, or it changed since it was looked at."""

    code = "gift_not_movable"


class FundTooWide(Conflict):
    """Restricted money would be freed of its restriction, and the donor has not agreed (B6)."""

    code = "fund_too_wide"


class SuspenseShort(Conflict):
    """Less waits in suspense than is asked of it, deposits that may be somebody's gift apart."""

    code = "suspense_short"
