"""Confirm eligibility by batch: an id and yes or no, no name and no reason (G2)."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.households.repository import ApplicationRepository
from services.core.households.types import Decision
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def confirmations(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    encoding: Encoding = Encoding.UTF_8,
    language: str = "ja",
) -> bytes:
    """A CSV file of the programme's decided applications, by id."""
    programmes.enter(uow, programme_id)
    words = {
        Decision.ELIGIBLE: text("eligibility-yes", language),
        Decision.INELIGIBLE: text("eligibility-no", language),
    }
    decided = ApplicationRepository(uow, programme_id).decided()
    headings = (
        text("eligibility-column-application", language),
        text("eligibility-column-eligible", language),
    )
    audit.record(
        uow,
        action="application.export_eligibility",
        object_type="programme",
        object_id=programme_id,
        facts={"applications": len(decided)},
    )
    rows = [(application_id, words[decision]) for application_id, decision in decided]
    return write_csv([headings, *rows], encoding)
