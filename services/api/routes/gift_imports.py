"""Lists of gifts from crowdfunding sites: by which mapping, taken in, and paid out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Path, Request, UploadFile
from fastapi.responses import JSONResponse

from services.api.deps import Uow, organisation_of, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.gift_imports import (
    AtSiteOut,
    GiftImportOut,
    MappingIn,
    MappingNameOut,
    MappingOut,
    SiteArrivalIn,
    SitePayoutIn,
    SitePayoutOut,
)
from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignNotFound,
    MappingMalformed,
    MappingNameTaken,
    MappingNotFound,
    ReceivedInFuture,
    SitePayoutArrived,
    SitePayoutIdReused,
    SitePayoutNotExplained,
    SitePayoutUnknown,
    UnmatchedNotFound,
    UnmatchedSettledAlready,
)
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.kit.sheets import Encoding
from services.core.ledger.errors import AccountUnknown
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(tags=["gift-imports"])

OF_PROGRAMME = "/programmes/{programme_id}"
READ = [Depends(permit(Permission.DONATION_READ))]
WRITE = [Depends(permit(Permission.DONATION_WRITE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

MappingName = Annotated[str, Path(pattern=r"^[a-z0-9_-]{2,40}$")]


@router.get("/gift-mappings", dependencies=READ, responses=problems())
def list_gift_mappings(uow: Uow, paging: Paging) -> list[MappingNameOut]:
    """List by which mappings files of gifts can be read: the installation's, then one's own."""
    known = [
        MappingNameOut(name=name, title=mappings.gift_mapping(name).title, version=None)
        for name in mappings.names("gifts")
    ]
    own = [
        MappingNameOut(name=row.name, title=row.body["title"], version=row.version)
        for row in donations.saved_mappings(uow, organisation_id=organisation_of(uow))
    ]
    return list(paging.of([*known, *own], lambda one: one.name))


@router.get("/gift-mappings/{name}", dependencies=READ, responses=problems(MappingNotFound))
def list_gift_mapping_versions(name: MappingName, uow: Uow, paging: Paging) -> list[MappingOut]:
    """List every version of one's own mapping, the latest, which is in force, first."""
    found = donations.mapping_history(uow, organisation_id=organisation_of(uow), name=name)
    return [MappingOut.of(row) for row in paging.of(found, lambda row: row.version)]


@router.put(
    "/gift-mappings/{name}",
    dependencies=WRITE,
    responses=problems(MappingNameTaken, MappingMalformed),
)
def save_gift_mapping(name: MappingName, body: MappingIn, uow: Uow) -> MappingOut:
    """Save how a site's files are read, as the next version; the same again changes nothing."""
    row = donations.save_mapping(
        uow,
        organisation_id=organisation_of(uow),
        name=name,
        body=body.model_dump(mode="json"),
    )
    return MappingOut.of(row)


@router.post(
    f"{OF_PROGRAMME}/campaigns/{{campaign_id}}/gift-imports",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, CampaignNotFound, MappingNotFound),
)
def import_gifts(
    programme_id: UUID,
    campaign_id: UUID,
    uow: Uow,
    request: Request,
    file: Annotated[UploadFile, File(description="CSV as the site exports it.")],
    mapping: str,
    encoding: Encoding = Encoding.AUTO,
    dry_run: bool = False,
    valid_only: bool = False,
) -> GiftImportOut:
    """
    Take in a site's list of gifts. A gift is known again by its number there.

    A dry run tells what each column would become and every fault by row, column and reason, and
    writes nothing; without `valid_only` one fault keeps the whole file out.
    """
    programme = programme_of(uow, programme_id)
    report = donations.import_gifts(
        uow,
        campaign=donations.get_campaign(uow, programme_id=programme.id, campaign_id=campaign_id),
        mapping=donations.gift_mapping(
            uow, organisation_id=programme.organisation_id, name=mapping
        ),
        data=file.file.read(),
        encoding=encoding,
        dry_run=dry_run,
        valid_only=valid_only,
    )
    return GiftImportOut.of(report, language_of(request))


@router.get(
    f"{OF_PROGRAMME}/site-balances", dependencies=READ, responses=problems(ProgrammeUnknown)
)
def list_site_balances(programme_id: UUID, uow: Uow, paging: Paging) -> list[AtSiteOut]:
    """List what each crowdfunding site holds and has not paid out."""
    found = donations.at_sites(uow, programme_id=programme_of(uow, programme_id).id)
    return [AtSiteOut.of(one) for one in paging.of(found, lambda one: one.site)]


@router.get(f"{OF_PROGRAMME}/site-payouts", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_site_payouts(programme_id: UUID, uow: Uow, paging: Paging) -> list[SitePayoutOut]:
    """List the payouts of crowdfunding sites, by id."""
    found = donations.site_payouts(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [SitePayoutOut.of(one) for one in paging.cut(found)]


@router.put(
    f"{OF_PROGRAMME}/site-payouts/{{site_payout_id}}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        AccountUnknown,
        AmountNotPositive,
        SitePayoutIdReused,
        SitePayoutNotExplained,
    ),
)
def record_site_payout(
    programme_id: UUID, site_payout_id: UUID, body: SitePayoutIn, uow: Uow
) -> SitePayoutOut:
    """Take over a site's statement of a payout: the gifts in it must come to what it took in."""
    payout = donations.record_site_payout(
        uow,
        id=site_payout_id,
        programme_id=programme_of(uow, programme_id).id,
        site=body.site,
        gross=Money(body.gross_minor),
        fee=Money(body.fee_minor),
        until_on=body.until_on,
    )
    return SitePayoutOut.of(payout)


@router.post(
    f"{OF_PROGRAMME}/site-payouts/{{site_payout_id}}/arrive",
    status_code=201,
    response_model=SitePayoutOut,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        SitePayoutUnknown,
        SitePayoutArrived,
        SitePayoutNotExplained,
        UnmatchedNotFound,
        UnmatchedSettledAlready,
        ReceivedInFuture,
        *ONCE,
    ),
)
def note_site_payout_arrived(
    programme_id: UUID, site_payout_id: UUID, body: SiteArrivalIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that the bank has a payout: which deposit it is, or on which day it came."""

    def verb() -> SitePayoutOut:
        payout = donations.note_site_payout_arrived(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            payout_id=site_payout_id,
            deposit_id=body.deposit_id,
            arrived_on=body.arrived_on,
        )
        return SitePayoutOut.of(payout)

    return once.answer(verb)
