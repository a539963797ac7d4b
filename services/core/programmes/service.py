"""Draft a programme, set its criteria, publish it, close it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode
from services.core.programmes.errors import (
    CriteriaUnknown,
    ProgrammeCodeTaken,
    ProgrammeIdReused,
    ProgrammeNotDraft,
    ProgrammeNotPublishable,
    ProgrammeNotPublished,
    ProgrammeUnknown,
    TermsInvalid,
)
from services.core.programmes.events import ProgrammePublished
from services.core.programmes.models import CriteriaVersion, Programme
from services.core.programmes.repository import CriteriaRepository, ProgrammeRepository
from services.core.programmes.types import Criteria, Issuer, LegalGround, ProgrammeStatus, Terms

# The accounts that every book has from the day on which its programme is published.
_ORGANISATION_ACCOUNTS = (
    AccountCode.BANK,
    AccountCode.GATEWAY_CLEARING,
    AccountCode.SUSPENSE,
    AccountCode.OVERHEAD,
    AccountCode.RISK_RESERVE,
)


def draft(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    code: str,
    name_ja: str,
    name_en: str,
    terms: dict[str, Any] | Terms,
    municipality_code: str | None = None,
    issuer: Issuer | None = None,
    legal_ground: LegalGround | None = None,
    id: UUID | None = None,
) -> Programme:
    """
    Draft a programme; nobody outside sees it until it is published.

    :param code: six digits, unique on this installation: they stand in every voucher.
    The same id again with the same content is the same draft.

    :raises TermsInvalid: the terms do not fit together.
    :raises ProgrammeCodeTaken: another programme bears the code.
    :raises ProgrammeIdReused: the id stands for something else.
    """
    programmes = ProgrammeRepository(uow)
    programme = Programme(
        id=id or uuid7(),
        organisation_id=organisation_id,
        code=code,
        name_ja=name_ja,
        name_en=name_en,
        municipality_code=municipality_code,
        issuer=issuer,
        legal_ground=legal_ground,
        terms_data=read_terms(terms).model_dump(mode="json"),
    )
    with uow.across_tenants():  # ids and codes are unique on the installation
        earlier, namesake = programmes.find(programme.id), programmes.find_by_code(code)
    if earlier is not None:
        if earlier.content != programme.content:
            raise ProgrammeIdReused(programme_id=programme.id)
        return earlier
    if namesake is not None:
        raise ProgrammeCodeTaken(pointer="/code", programme_code=code)
    programmes.add(programme)
    audit.record(
        uow,
        action="programme.draft",
        object_type="programme",
        object_id=programme.id,
        facts={"code": code},
    )
    return programme


def set_criteria(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    criteria: Criteria,
    text_ja: str,
    text_en: str,
) -> CriteriaVersion:
    """
    Add a version of the criteria. Earlier ones stay, with the decisions made under them (A5).

    :raises ProgrammeUnknown: there is no such programme.
    """
    get(uow, programme_id)
    versions = CriteriaRepository(uow)
    latest = versions.latest(programme_id)
    version = CriteriaVersion(
        programme_id=programme_id,
        version=latest.version + 1 if latest else 1,
        text_ja=text_ja,
        text_en=text_en,
        criteria_data=criteria.model_dump(mode="json"),
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    versions.add(version)
    audit.record(
        uow,
        action="criteria.set",
        object_type="programme",
        object_id=programme_id,
        facts={"version": version.version},
    )
    return version


def criteria(uow: UnitOfWork, *, programme_id: UUID, version: int | None = None) -> CriteriaVersion:
    """
    A version of the criteria, the latest where none is named.

    :raises CriteriaUnknown: there is none.
    """
    versions = CriteriaRepository(uow)
    if version is None:
        found = versions.latest(programme_id)
    else:
        found = versions.find(programme_id, version)
    if found is None:
        raise CriteriaUnknown(programme_id=programme_id, version=version or 0)
    return found


def publish(uow: UnitOfWork, *, programme_id: UUID) -> Programme:
    """
    Publish a drafted programme and open its book in the ledger.

    :raises ProgrammeNotPublishable: issuer or legal ground is missing; the pointer names it (A2).
    :raises ProgrammeNotDraft: it was published before.
    """
    programme = get(uow, programme_id)
    if programme.status is not ProgrammeStatus.DRAFT:
        raise ProgrammeNotDraft(programme_id=programme_id, status=programme.status)
    for field in ("issuer", "legal_ground"):
        if getattr(programme, field) is None:
            raise ProgrammeNotPublishable(pointer=f"/{field}", field=field)
    programme.status = ProgrammeStatus.PUBLISHED
    programme.published_at = uow.now
    for code in _ORGANISATION_ACCOUNTS:
        ledger.open_account(
            uow, programme_id=programme_id, code=code, owner_id=programme.organisation_id
        )
    ledger.open_account(
        uow, programme_id=programme_id, code=AccountCode.MUNICIPAL_GRANT, owner_id=programme_id
    )
    uow.emit(
        ProgrammePublished(organisation_id=programme.organisation_id, programme_id=programme_id)
    )
    audit.record(uow, action="programme.publish", object_type="programme", object_id=programme_id)
    return programme


def close(uow: UnitOfWork, *, programme_id: UUID) -> Programme:
    """:raises ProgrammeNotPublished: it is a draft still, or closed already."""
    programme = published(uow, programme_id)
    programme.status = ProgrammeStatus.CLOSED
    audit.record(uow, action="programme.close", object_type="programme", object_id=programme_id)
    return programme


def get(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """:raises ProgrammeUnknown: there is no such programme."""
    programme = ProgrammeRepository(uow).find(programme_id)
    if programme is None:
        raise ProgrammeUnknown(programme_id=programme_id)
    return programme


def enter(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    The programme, its organisation entered: where a verb stands, for the vault and the audit log.

    :raises ProgrammeUnknown: there is none, or it is another organisation's: which, is not told.
    """
    programme = get(uow, programme_id)
    if uow.organisation_id not in {None, programme.organisation_id}:
        raise ProgrammeUnknown(programme_id=programme_id)
    uow.enter(programme.organisation_id)
    return programme


def published(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    A programme that takes in and gives out: published, and its year not closed.

    :raises ProgrammeUnknown: there is no such programme.
    :raises ProgrammeNotPublished: it is a draft still, or closed.
    """
    programme = get(uow, programme_id)
    if programme.status is not ProgrammeStatus.PUBLISHED:
        raise ProgrammeNotPublished(programme_id=programme_id, status=programme.status)
    return programme


def by_code(uow: UnitOfWork, code: str) -> Programme:
    """:raises ProgrammeUnknown: no programme bears this code."""
    programme = ProgrammeRepository(uow).find_by_code(code)
    if programme is None:
        raise ProgrammeUnknown(programme_code=code)
    return programme


def of_organisation(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[Programme]:
    """All programmes of an organisation, by code."""
    return ProgrammeRepository(uow).of_organisation(organisation_id)


def all_programmes(uow: UnitOfWork) -> Sequence[Programme]:
    """All programmes of the installation, by code: for the worker and the operator."""
    return ProgrammeRepository(uow).all()


def read_terms(terms: dict[str, Any] | Terms) -> Terms:
    """:raises TermsInvalid: a field is missing or wrong; the pointer names the first."""
    if isinstance(terms, Terms):
        return terms
    try:
        return Terms.model_validate(terms)
    except ValidationError as error:
        first = error.errors()[0]
        pointer = "/terms" + "".join(f"/{part}" for part in first["loc"])
        raise TermsInvalid(pointer=pointer, reason=first["msg"]) from None
