"""What may be wrong with a programme."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class ProgrammeUnknown(NotFound):
    code = "programme_unknown"


class ProgrammeCodeTaken(Conflict):
    code = "programme_code_taken"


class ProgrammeIdReused(Conflict):
    """The id stands for another programme, or for this one in other terms."""

    code = "programme_id_reused"


class ProgrammeNotPublishable(Invalid):
    """Issuer and legal ground must stand before a programme is published (A2)."""

    code = "programme_not_publishable"


class ProgrammeNotDraft(Conflict):
    """Terms of a published programme are promises: they are not edited any more."""

    code = "programme_not_draft"


class ProgrammeNotPublished(Conflict):
    code = "programme_not_published"


class TermsInvalid(Invalid):
    """The terms do not fit together; the context says which field and why."""

    code = "terms_invalid"


class CriteriaUnknown(NotFound):
    code = "criteria_unknown"
