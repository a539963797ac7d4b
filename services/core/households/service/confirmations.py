"""Confirm eligibility by batch: an id and yes or no, no name and no reason (G2)."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.households.repository import ApplicationRepository
from services.core.households.service.consents import shareable
from services.core.households.types import Confirmations, ConsentPurpose, Decision
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
    municipality_code: str | None = None,
) -> Confirmations:
    """
    A CSV file of the programme's decided applications, by id.

    Those whose families have not allowed sharing with the municipality are left out, and counted.

    :param municipality_code: of its residents only; None: of all.
    """
    programmes.enter(uow, programme_id)
    words = {
        Decision.ELIGIBLE: text("eligibility-yes", language),
        Decision.INELIGIBLE: text("eligibility-no", language),
    }
    decided = ApplicationRepository(uow, programme_id).decided(municipality_code)
    allowed = shareable(
        uow,
        child_ids={child_id for _, child_id, _ in decided},
        purpose=ConsentPurpose.SHARING_WITH_MUNICIPALITY,
    )
    rows = [(id, words[decision]) for id, child_id, decision in decided if child_id in allowed]
    left_out = len(decided) - len(rows)
    headings = (
        text("eligibility-column-application", language),
        text("eligibility-column-eligible", language),
    )
    audit.record(
        uow,
        action="application.export_eligibility",
        object_type="programme",
        object_id=programme_id,
        facts={
            "applications": len(rows),
            "left_out": left_out,
            "municipality_code": municipality_code,
        },
    )
    return Confirmations(
        data=write_csv([headings, *rows], encoding), applications=len(rows), left_out=left_out
    )
