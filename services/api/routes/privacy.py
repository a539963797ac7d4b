"""People's rights: to be erased, to be told what is kept; holds, and to whom data was given."""

import io
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.api.deps import Uow, permit
from services.api.headers import PlainPage
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.privacy import (
    ArchiveIn,
    Digest,
    DisclosureOut,
    ErasureIn,
    ErasurePlanOut,
    ErasureReportOut,
    HoldIn,
    HoldOut,
    PersonalRecordOut,
    SubjectIn,
)
from services.core.donations.errors import DonorNotFound
from services.core.households.errors import (
    ChildNotFound,
    GuardianNotFound,
    HouseholdNotFound,
)
from services.core.identity.policies import Permission
from services.core.kit.texts import DEFAULT_LANGUAGE
from services.core.migrations.tables import all_tables
from services.core.privacy import pages
from services.core.privacy import service as privacy
from services.core.privacy.errors import (
    DonorKeptByLaw,
    ErasureNotFound,
    ErasurePlanChanged,
    GuardianStillAnswers,
    HoldAlreadyOver,
    HoldNotFound,
    PersonHeld,
)
from services.core.privacy.types import AskedBy, HoldId, Order, Subject, SubjectKind

router = APIRouter(tags=["privacy"])

ERASE = [Depends(permit(Permission.CHILD_ERASE))]
READ = [Depends(permit(Permission.RETENTION_READ))]
DISCLOSE = [Depends(permit(Permission.PERSON_DISCLOSE))]

NOBODY = (ChildNotFound, GuardianNotFound, HouseholdNotFound, DonorNotFound)
IN_THE_WAY = (PersonHeld, DonorKeptByLaw, GuardianStillAnswers)
PLAIN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/erasures/preview", dependencies=ERASE, responses=problems(*NOBODY, *IN_THE_WAY))
def preview_erasure(body: SubjectIn, uow: Uow) -> ErasurePlanOut:
    """Tell what an erasure would take, and what would stay on which ground. Changes nothing."""
    return ErasurePlanOut.of(privacy.preview(uow, subject=body.told()))


@router.post(
    "/erasures",
    status_code=201,
    dependencies=ERASE,
    responses=problems(*NOBODY, *IN_THE_WAY, ErasurePlanChanged),
)
def erase_person(body: ErasureIn, uow: Uow) -> ErasureReportOut:
    """
    Erase a person for good, as the preview said.

    Somebody who was erased already is told of by the same report.
    """
    report = privacy.erase(
        uow, subject=body.subject.told(), order=body.order(), confirm=body.confirm
    )
    return ErasureReportOut.of(report)


@router.delete(
    "/children/{child_id}",
    dependencies=ERASE,
    responses=problems(ChildNotFound, PersonHeld, ErasurePlanChanged),
)
def forget_child(
    child_id: UUID,
    uow: Uow,
    confirm: Digest | None = None,
    asked_by: AskedBy = AskedBy.GUARDIAN,
) -> ErasureReportOut:
    """
    Erase a child for good: key, documents and cards go, books keep their pseudonymous ids.

    With the household's last child go its guardians. With `confirm`, only if the erasure is still
    what the preview said.
    """
    report = privacy.erase_child(
        uow, child_id=child_id, order=Order(asked_by=asked_by), confirm=confirm
    )
    return ErasureReportOut.of(report)


@router.get("/erasures", dependencies=READ, responses=problems())
def list_erasures(uow: Uow, paging: Paging) -> list[ErasureReportOut]:
    """List the reports of erasures, the latest first."""
    return [ErasureReportOut.of(report) for report in paging.of(privacy.erasures(uow))]


@router.get("/erasures/{erasure_id}", dependencies=READ, responses=problems(ErasureNotFound))
def get_erasure(erasure_id: UUID, uow: Uow) -> ErasureReportOut:
    """Read the report of one erasure."""
    return ErasureReportOut.of(privacy.get(uow, erasure_id=erasure_id))


@router.get(
    "/erasures/{erasure_id}/report.txt",
    dependencies=READ,
    response_class=Response,
    responses=PLAIN | problems(ErasureNotFound),
)
def print_erasure(erasure_id: UUID, uow: Uow, request: Request) -> Response:
    """Hand out the report of one erasure as a page to print, in Japanese or English."""
    report = privacy.get(uow, erasure_id=erasure_id)
    words = pages.report_as_text(report, spoken(request))
    return Response(words, media_type="text/plain; charset=utf-8")


@router.get("/legal-holds", dependencies=READ, responses=problems())
def list_holds(uow: Uow, paging: Paging) -> list[HoldOut]:
    """List legal holds, the latest first, those that are over included."""
    return [HoldOut.model_validate(hold) for hold in paging.of(privacy.holds(uow))]


@router.put(
    "/legal-holds/{hold_id}",
    dependencies=ERASE,
    responses=problems(*NOBODY, HoldAlreadyOver),
)
def place_hold(hold_id: UUID, body: HoldIn, uow: Uow) -> HoldOut:
    """Keep a person's data against schedule and wish, for a reason, until an instant."""
    hold = privacy.place_hold(
        uow,
        id=HoldId(hold_id),
        subject=body.subject.told(),
        reason=body.reason,
        until=body.until,
    )
    return HoldOut.model_validate(hold)


@router.post(
    "/legal-holds/{hold_id}/release",
    dependencies=ERASE,
    responses=problems(HoldNotFound, HoldAlreadyOver),
)
def release_hold(hold_id: UUID, uow: Uow) -> HoldOut:
    """Let a person's data go its ordinary way again."""
    return HoldOut.model_validate(privacy.release_hold(uow, hold_id=HoldId(hold_id)))


@router.get("/disclosures", dependencies=READ, responses=problems())
def list_disclosures(uow: Uow, paging: Paging) -> list[DisclosureOut]:
    """List to whom people's data was given, the latest first: which kinds, never the data."""
    return [DisclosureOut.model_validate(one) for one in paging.of(privacy.disclosures(uow))]


@router.post(
    "/children/{child_id}/disclosures",
    status_code=201,
    dependencies=DISCLOSE,
    responses=problems(ChildNotFound),
)
def disclose_child(child_id: UUID, uow: Uow) -> PersonalRecordOut:
    """Open all that is kept of a child, for its family (開示請求). It goes on the record."""
    return _record(uow, Subject(SubjectKind.CHILD, child_id))


@router.post(
    "/children/{child_id}/disclosures.html",
    dependencies=DISCLOSE,
    response_class=HTMLResponse,
    responses=problems(ChildNotFound),
)
def print_child_record(child_id: UUID, uow: Uow, request: Request) -> HTMLResponse:
    """The same as a page to print, in Japanese or English."""
    return _page(uow, Subject(SubjectKind.CHILD, child_id), request)


@router.post(
    "/donors/{donor_id}/disclosures",
    status_code=201,
    dependencies=DISCLOSE,
    responses=problems(DonorNotFound),
)
def disclose_donor(donor_id: UUID, uow: Uow) -> PersonalRecordOut:
    """Open all that is kept of a donor, for themselves. It goes on the record."""
    return _record(uow, Subject(SubjectKind.DONOR, donor_id))


@router.post(
    "/donors/{donor_id}/disclosures.html",
    dependencies=DISCLOSE,
    response_class=HTMLResponse,
    responses=problems(DonorNotFound),
)
def print_donor_record(donor_id: UUID, uow: Uow, request: Request) -> HTMLResponse:
    """The same as a page to print, in Japanese or English."""
    return _page(uow, Subject(SubjectKind.DONOR, donor_id), request)


@router.post(
    "/organisation/archives",
    dependencies=[Depends(permit(Permission.ORGANISATION_EXPORT))],
    response_class=Response,
    responses=ZIP | problems(),
)
def export_organisation(body: ArchiveIn, uow: Uow) -> Response:
    """
    Hand out all that is the organisation's own as one archive: CSV and JSON, with a dictionary.

    It goes on the record. For a large organisation there is `minori organisation export`.
    """
    file = io.BytesIO()
    privacy.export_organisation(uow, tables=all_tables(), to=file, with_people=body.with_people)
    return Response(file.getvalue(), media_type="application/zip")


def spoken(request: Request) -> str:
    """The reader's language, Japanese or English: these papers are written in no other."""
    language = language_of(request)
    return language if language in {"ja", "en"} else DEFAULT_LANGUAGE


def _record(uow: Uow, subject: Subject) -> PersonalRecordOut:
    record = privacy.disclose(uow, subject=subject)
    return PersonalRecordOut.model_validate(pages.record_as_data(record))


def _page(uow: Uow, subject: Subject, request: Request) -> HTMLResponse:
    return PlainPage(pages.record_as_html(privacy.disclose(uow, subject=subject), spoken(request)))
