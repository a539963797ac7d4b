"""What a counter knows beforehand: the organisation's programmes, and the keys it trusts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.kit.crypto import BlindIndex
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.types import ProgrammeStatus
from services.core.redemptions.types import Asked, Desk, Entry, Shown
from services.core.vouchers import service as vouchers
from services.core.vouchers.service import ByCode, ByToken
from services.core.vouchers.token import TrustStore


@dataclass(frozen=True)
class Desks:
    """
    The desks of one organisation, good for some seconds.

    :param codes: the blind index of typed codes; no person's key is ever opened here.
    """

    organisation_id: UUID
    by_id: dict[UUID, Desk]
    trust: TrustStore
    codes: BlindIndex

    def locate(self, shown: str, *, at: datetime) -> ByToken | ByCode:
        """
        Read a scanned token or a typed code.

        :raises TokenRefused: with the reason.
        """
        return vouchers.locate(shown, trust=self.trust, at=at, codes=self.codes)

    def ask(self, entry: Entry, shown: Shown, *, by: UUID, at: datetime) -> Asked:
        """The entry with all that it takes to decide on it."""
        desk = self.by_id[shown.programme_id]
        return Asked(desk=desk, entry=entry, shown=shown, entered_by=by, now=at)

    def shown_by(self, place: ByToken) -> Shown | None:
        """The credential that a genuine token names; None for a programme without a desk."""
        for desk in self.by_id.values():
            if desk.programme_code == place.programme_code:
                return Shown(
                    programme_id=desk.programme_id,
                    voucher_id=place.voucher_id,
                    status_list_no=place.status_list_no,
                    status_index=place.status_index,
                )
        return None


def open_desks(uow: UnitOfWork, *, organisation_id: UUID) -> Desks:
    """All programmes of the organisation that are or were open, with the keys of their cards."""
    desks = {
        programme.id: Desk(
            programme_id=programme.id,
            organisation_id=organisation_id,
            programme_code=programme.code,
            terms=programme.terms,
        )
        for programme in programmes.of_organisation(uow, organisation_id=organisation_id)
        if programme.status is not ProgrammeStatus.DRAFT
    }
    return Desks(
        organisation_id=organisation_id,
        by_id=desks,
        trust=vouchers.trust_store(uow, programme_ids=list(desks)),
        codes=vouchers.code_index_of(uow.vault),
    )
