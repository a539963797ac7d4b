"""A municipality sees its own residents by name: where it is agreed, and consented to (G1, C2)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import (
    AgreementDatesUnfit,
    AgreementMissing,
    ChildNotFound,
)
from services.core.households.models import Application, Child, DataAgreement
from services.core.households.repository import ResidentRepository
from services.core.households.service.consents import consented
from services.core.households.service.families import prepare
from services.core.households.types import (
    ApplicationId,
    ChildId,
    ConsentPurpose,
    Resident,
)
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

SHARING = ConsentPurpose.SHARING_WITH_MUNICIPALITY


def record_agreement(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    municipality_code: str,
    reference: str,
    agreed_on: date,
    ends_on: date | None = None,
) -> DataAgreement:
    """
    Record what was agreed with a municipality on the sharing of data; a later one replaces it.

    :param reference: the document's number or title, for whoever asks on what ground.
    :param ends_on: the first day on which it binds nobody any more; None: until further notice.
    :raises AgreementDatesUnfit: it would end before it begins.
    """
    if ends_on is not None and ends_on <= agreed_on:
        raise AgreementDatesUnfit(pointer="/ends_on")
    programme = programmes.enter(uow, programme_id)
    residents = ResidentRepository(uow, programme_id, municipality_code)
    residents.keep(
        {
            "organisation_id": programme.organisation_id,
            "reference": reference,
            "agreed_on": agreed_on,
            "ends_on": ends_on,
            "recorded_at": uow.now,
            "recorded_by": uow.actor.id,
        }
    )
    audit.record(
        uow,
        action="agreement.record",
        object_type="programme",
        object_id=programme_id,
        facts={
            "municipality_code": municipality_code,
            "agreed_on": agreed_on,
            "ends_on": ends_on,
        },
    )
    kept = residents.agreement()
    assert kept is not None, "it was written a moment ago"
    return kept


def residents(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    municipality_code: str,
    limit: int,
    after: UUID | None = None,
) -> list[Resident]:
    """
    The municipality's residents who have applied and agree to be shown, by application.

    Each look is on the record, child by child. Who does not consent is not among them, and
    nothing tells that they are missing.

    :raises AgreementMissing: nothing is agreed with this municipality, or not any more.
    """
    _require_agreement(uow, programme_id, municipality_code)
    repository = ResidentRepository(uow, programme_id, municipality_code)
    shown: list[tuple[Application, Child]] = []
    while len(shown) < limit:
        page = repository.page(after=after, limit=limit)
        shown += _who_consent(uow, page)
        if len(page) < limit:
            break
        after = page[-1][0].id
    return _told(uow, shown[:limit], "resident.list")


def resident(
    uow: UnitOfWork, *, programme_id: UUID, municipality_code: str, child_id: UUID
) -> Resident:
    """
    One resident by name; the look is on the record.

    :raises AgreementMissing: nothing is agreed with this municipality, or not any more.
    :raises ChildNotFound: no such child has applied; or it lives elsewhere, or does not consent:
        which, is not told.
    """
    _require_agreement(uow, programme_id, municipality_code)
    found = ResidentRepository(uow, programme_id, municipality_code).find(child_id)
    shown = _who_consent(uow, [found] if found else [])
    if not shown:
        raise ChildNotFound(child_id=child_id)
    [told] = _told(uow, shown, "resident.read")
    return told


def _require_agreement(uow: UnitOfWork, programme_id: UUID, municipality_code: str) -> None:
    programmes.enter(uow, programme_id)
    agreed = ResidentRepository(uow, programme_id, municipality_code).agreement()
    if agreed is None or not agreed.in_force(local_date(uow.now)):
        raise AgreementMissing(municipality_code=municipality_code)


def _who_consent(
    uow: UnitOfWork, found: Sequence[tuple[Application, Child]]
) -> list[tuple[Application, Child]]:
    allowed = consented(uow, child_ids=[child.id for _, child in found], purpose=SHARING)
    return [pair for pair in found if pair[1].id in allowed]


def _told(uow: UnitOfWork, shown: list[tuple[Application, Child]], action: str) -> list[Resident]:
    prepare(uow.vault, (child.id for _, child in shown))
    audit.record_reads(
        uow, action=action, object_type="child", object_ids=[child.id for _, child in shown]
    )
    return [
        Resident(
            id=ApplicationId(application.id),
            child_id=ChildId(child.id),
            name=child.read(uow.vault, "name") or "",
            kana=child.read(uow.vault, "kana") or "",
            grade_no=application.grade_no,
            decision=application.decision,
        )
        for application, child in shown
    ]
