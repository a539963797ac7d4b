"""The ways in which a voucher's verb cannot be carried out."""

from services.core.kit.errors import Conflict, Invalid, NotFound
from services.core.vouchers.types import Refusal


class TokenRefused(Invalid):
    """A token, presentation or typed code that is not accepted; `refusal` says why."""

    code = "token_refused"

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal=refusal.value)


class TrustListInvalid(Invalid):
    """A trust list that its root did not sign, or whose readable part differs from the signed."""

    code = "trust_list_invalid"


class SigningKeyUnsuitable(Conflict):
    """No key of the programme may sign this, now and for as long as the credential is to last."""

    code = "signing_key_unsuitable"


class SigningKeyNotFound(NotFound):
    code = "signing_key_not_found"


class StatusListNotFound(NotFound):
    code = "status_list_not_found"


class StatusListFull(Conflict):
    """More entries were asked for than a status list can give without telling who is who."""

    code = "status_list_full"


class VoucherNotFound(NotFound):
    code = "voucher_not_found"


class VoucherNotIssued(Conflict):
    """The voucher was revoked or has expired, so nothing more can be done with it."""

    code = "voucher_not_issued"
