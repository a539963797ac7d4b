"""What receipts are, and why there is none."""

from enum import StrEnum


class LegalForm(StrEnum):
    CERTIFIED = "certified"  # 認定特定非営利活動法人
    PROVISIONALLY_CERTIFIED = "provisionally_certified"  # 特例認定特定非営利活動法人


class CertificationStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class ReceiptKind(StrEnum):
    GIFT = "gift"  # for one gift
    YEAR = "year"  # for all that somebody gave in a calendar year


class WhyCancelled(StrEnum):
    """Why a receipt counts no more."""

    GIVEN_BACK = "given_back"  # the gift, or a part of it, to the donor or the donor's bank
    DATED_ANEW = "dated_anew"  # the gift was accepted on another day than it says
    MERGED = "merged"  # at the donor's wish, into one for the whole year


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DatePolicy(StrEnum):
    """Which day a gift is accepted on (Cabinet Office, Q&A on the NPO Act, 3-2-16)."""

    A = "a"  # the day on which its money reached the organisation
    B = "b"  # the day on which the donor completed the payment


class NoReceipt(StrEnum):
    """Why the law or the donor's wish leaves a gift without a receipt."""

    NOT_SETTLED = "not_settled"
    MUNICIPAL_MONEY = "municipal_money"
    NOT_A_GIFT = "not_a_gift"
    ANONYMOUS = "anonymous"
    NO_ADDRESS = "no_address"
    NOT_ACCEPTED = "not_accepted"  # its money is on the way to the bank still
    HELD = "held"  # it may have to be given back: its campaign is undecided, or nobody cleared it
    OUTSIDE_TERM = "outside_term"  # no certification was in force on the day
