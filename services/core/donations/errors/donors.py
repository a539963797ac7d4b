"""What can stand in the way of knowing and clearing donors."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class DonorNotFound(NotFound):
    code = "donor_not_found"


class GiftNotFlagged(Conflict):
    """No second person is asked for: it was cleared, refused or given back, or never flagged."""

    code = "gift_not_flagged"


class ClearanceReasonUnfit(Invalid):
    """The reason does not go with the verdict."""

    code = "clearance_reason_unfit"


class OfficerUnknown(NotFound):
    code = "officer_unknown"


class DonorLinkUnknown(NotFound):
    code = "donor_link_unknown"


class DonorsNotLinkable(Invalid):
    """One donor, or donors whose data were erased, make no household."""

    code = "donors_not_linkable"
