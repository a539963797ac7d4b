"""What can stand in the way of paying a provider."""

from collections.abc import Sequence

from services.core.kit.errors import Conflict, Invalid, NotFound
from services.core.kit.sheets import RowError


class CharacterUnsupported(Invalid):
    """A name holds a character that banks do not write; `position` counts from 1."""

    code = "character_unsupported"


class BankNameEmpty(Invalid):
    code = "bank_name_empty"


class BankNameTooLong(Invalid):
    """A name has more characters in bank kana than its field; it is never cut."""

    code = "bank_name_too_long"


class AccountUnreadable(Invalid):
    """A part of a bank account has not the digits it needs; `field` says which part."""

    code = "account_unreadable"


class YuchoNumberUnreadable(Invalid):
    code = "yucho_number_unreadable"


class PayoutAmountOutOfRange(Invalid):
    code = "payout_amount_out_of_range"


class TooManyItems(Invalid):
    code = "too_many_items"


class NothingToTransfer(Invalid):
    code = "nothing_to_transfer"


class ConsignorCodeUnreadable(Invalid):
    code = "consignor_code_unreadable"


class NotABankDay(Invalid):
    """No transfers are carried on that day; `nearest` is the one that a shift would give."""

    code = "not_a_bank_day"


class BankFileUnreadable(Invalid):
    """Bytes that are no bank file: `record` counts from 1, `fault` names what is wrong there."""

    code = "bank_file_unreadable"


class ListRefused(Invalid):
    """
    A list has faults, and nothing of it was used.

    :param rows: every fault, with row, column and reason.
    """

    code = "list_refused"

    def __init__(self, rows: Sequence[RowError]) -> None:
        self.rows = list(rows)
        super().__init__(errors=len(self.rows))


class OutputExists(Conflict):
    """A bank file is never written over another file."""

    code = "output_exists"


class MonthNotOver(Conflict):
    """A month is closed when it has ended, in the programme's time zone."""

    code = "month_not_over"


class LaterMonthClosed(Conflict):
    """A later month is closed already: late facts go to the next statement, not to an old one."""

    code = "later_month_closed"


class StatementUnknown(NotFound):
    code = "statement_unknown"


class StatementLineUnknown(NotFound):
    code = "statement_line_unknown"


class ObjectionTooLate(Conflict):
    """The provider has confirmed the statement, or the days for objecting are over."""

    code = "objection_too_late"


class ObjectionUnknown(NotFound):
    code = "objection_unknown"


class ObjectionIdReused(Conflict):
    code = "objection_id_reused"


class ObjectionResolvedBefore(Conflict):
    code = "objection_resolved_before"


class ObjectionOpen(Conflict):
    """What is objected to cannot be confirmed."""

    code = "objection_open"


class NothingToPay(Conflict):
    """No provider is owed anything that may be paid now; `left_out` are owed but held back."""

    code = "nothing_to_pay"


class BatchUnknown(NotFound):
    code = "batch_unknown"


class BatchIdReused(Conflict):
    code = "batch_id_reused"


class BatchStatusUnfit(Conflict):
    """The verb does not apply to a batch in this `status`."""

    code = "batch_status_unfit"


class AlreadyExported(Conflict):
    """The batch's file was made before; a second one could pay everybody twice."""

    code = "already_exported"


class SourceAccountMissing(Conflict):
    """The programme's settings do not say who pays, and from which account."""

    code = "source_account_missing"


class BankDetailsChanged(Conflict):
    """Since the batch was prepared the provider's bank account was changed (invariant L15)."""

    code = "bank_details_changed"


class PayoutUnknown(NotFound):
    code = "payout_unknown"


class PayoutNotInTransit(Conflict):
    """The bank's answer does not fit the payout's `status`."""

    code = "payout_not_in_transit"


class PayoutAmountDiffers(Conflict):
    """The bank names another amount than was sent."""

    code = "payout_amount_differs"
