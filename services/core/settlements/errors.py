"""What can stand in the way of paying a provider."""

from services.core.kit.errors import Invalid


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
