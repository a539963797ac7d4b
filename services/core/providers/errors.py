"""What can stand in the way of a provider's verbs."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class ProviderNotFound(NotFound):
    code = "provider_not_found"


class SiteNotFound(NotFound):
    code = "site_not_found"


class StaffNotFound(NotFound):
    code = "staff_not_found"


class ProviderIdReused(Conflict):
    """The id stands for something else: a retry must repeat what it said first."""

    code = "provider_id_reused"


class ProviderIncomplete(Conflict):
    """Approval is blocked; `reasons` are `ApprovalObstacle`s."""

    code = "provider_incomplete"


class ProviderStatusUnfit(Conflict):
    """The verb does not apply to a provider in this `status`."""

    code = "provider_status_unfit"


class ProviderNotApproved(Conflict):
    """Only an approved provider takes part in a programme."""

    code = "provider_not_approved"


class BankDetailsInvalid(Invalid):
    """`field` does not have the shape that the bank file needs."""

    code = "bank_details_invalid"


class BankAccountNotFound(NotFound):
    code = "bank_account_not_found"


class BankAccountDecided(Conflict):
    """It is not a proposal any more: it was approved, or a later one took its place."""

    code = "bank_account_decided"


class BankAccountMissing(Conflict):
    """The provider has no approved account, so nothing can be paid out."""

    code = "bank_account_missing"


class ProviderNameUnfit(Invalid):
    """The reading of a name is written in kana."""

    code = "provider_name_unfit"


class DbsDateUnfit(Invalid):
    """A certified provider has a date of certification, any other has none."""

    code = "dbs_date_unfit"


class ContributionUnfit(Invalid):
    """A contribution is between 0 and 10,000 basis points."""

    code = "contribution_unfit"


class TermsVersionUnknown(Invalid):
    """Only the version in force can be accepted, and a new one must be higher."""

    code = "terms_version_unknown"
