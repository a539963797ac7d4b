"""What can stand in the way between the gateway and the books."""

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class DisputeNotFound(NotFound):
    code = "dispute_not_found"


class DisputeOver(Conflict):
    """It was decided, or its question dropped: nothing can be answered any more."""

    code = "dispute_over"


class StrayPaymentNotFound(NotFound):
    code = "stray_payment_not_found"


class StrayPaymentDecided(Conflict):
    code = "stray_payment_decided"


class GatewayMismatch(Conflict):
    """The gateway tells of another amount or currency than the gift was started with."""

    code = "gateway_mismatch"


class PayoutNotExplained(Conflict):
    """The payout's balance transactions are not all known yet, or do not add up to it."""

    code = "payout_not_explained"


class GatewayOfAnother(Conflict):
    """The gateway's account is another organisation's: what came in there would be paid to it."""

    code = "gateway_of_another"


class GatewayUnavailable(Unavailable):
    """The payment gateway did not answer, or is in trouble; the same call may be made again."""

    code = "gateway_unavailable"


class GatewayRefused(Conflict):
    """The payment gateway will not do it, now or later; its own code says why."""

    code = "gateway_refused"


# The reason where it need not be asked: it would have to write to a donor, of whom nobody knows
# an address.
DONOR_UNREACHABLE = "donor_unreachable"


class SignatureRefused(Forbidden):
    """A message bears no valid signature of the gateway, or one that is too old."""

    code = "signature_refused"


class ReconciliationUnknown(NotFound):
    code = "reconciliation_unknown"


class ReconciliationIdReused(Conflict):
    """The id stands for a comparison of another span."""

    code = "reconciliation_id_reused"


class ReconciliationSpanEmpty(Invalid):
    """It ends before it begins, or begins in the future."""

    code = "reconciliation_span_empty"


class GatewayAccountUnclear(Conflict):
    """The gateway's account is one organisation's, and the books cannot tell whose."""

    code = "gateway_account_unclear"
