"""
The list of donors of a fiscal year, which a certified NPO keeps for five years (B11).

Act on Promotion of Specified Non-profit Activities, article 54: name, address, amount and day of
acceptance of every gift, the small ones as well. Whoever is not known, or wishes not to be named,
stands there by amount and day alone (B14). What was given back is not on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.models import Donation, Donor
from services.core.donations.repository import DonorListRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.service.officers import in_office
from services.core.donations.types import DonorDetails, DonorKind
from services.core.kit.periods import FISCAL_YEAR_STARTS_IN_MONTH
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.kit.workbooks import write_workbook

NOT_NAMED = DonorDetails()

_COLUMNS = ("accepted-on", "name", "kind", "postcode", "address", "amount", "officer")


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorLine:
    """
    One gift on the list; its id is the gift's.

    :param donor_id: None where the donor is not known, or wishes not to be named.
    :param donor: empty likewise.
    :param amount_minor: what was kept of it.
    :param is_officer: whether the donor sat on the board on any day of the year.
    """

    id: UUID
    programme_id: UUID
    accepted_on: date
    donor_id: UUID | None
    donor: DonorDetails
    amount_minor: int
    is_officer: bool

    @property
    def is_named(self) -> bool:
        return self.donor.name is not None


def days_of(fiscal_year: int) -> tuple[date, date]:
    """Its first and its last day."""
    first = date(fiscal_year, FISCAL_YEAR_STARTS_IN_MONTH, 1)
    return first, date.fromordinal(date(fiscal_year + 1, first.month, 1).toordinal() - 1)


def donor_list(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    fiscal_year: int,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[DonorLine]:
    """
    The gifts accepted in a fiscal year, April to March, by day. That it was read is recorded.

    :param after: the gift after which to go on; none follow one that is not on the list.
    """
    lines = _lines(uow, organisation_id, fiscal_year, after=after, limit=limit)
    audit.record_reads(
        uow,
        action="donor_list.read",
        object_type="donor",
        object_ids=[line.donor_id for line in lines if line.donor_id is not None],
        facts={"fiscal_year": fiscal_year},
    )
    return lines


def export_donor_list(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    fiscal_year: int,
    language: str,
    encoding: Encoding = Encoding.UTF_8,
) -> bytes:
    """
    The list as CSV. That it left is recorded.

    :raises CellsNotEncodable: CP932 cannot spell a name; it is never replaced by "?".
    """
    rows = _export(uow, organisation_id, fiscal_year, language)
    return write_csv(rows, encoding)


def export_donor_workbook(
    uow: UnitOfWork, *, organisation_id: UUID, fiscal_year: int, language: str
) -> bytes:
    """The list as an Excel workbook. That it left is recorded."""
    rows = _export(uow, organisation_id, fiscal_year, language)
    return write_workbook(text("donor-list-title", language, year=str(fiscal_year)), rows)


def _export(
    uow: UnitOfWork, organisation_id: UUID, fiscal_year: int, language: str
) -> list[list[str | int | None]]:
    lines = _lines(uow, organisation_id, fiscal_year)
    first, last = days_of(fiscal_year)
    audit.record(
        uow,
        action="donor_list.export",
        object_type="organisation",
        object_id=organisation_id,
        facts={"from": first.isoformat(), "to": last.isoformat(), "count": len(lines)},
    )
    unnamed, officer = text("donor-list-unnamed", language), text("donor-list-officer", language)
    kinds = {kind: text(f"donor-list-{kind}", language) for kind in DonorKind}
    rows: list[list[str | int | None]] = [
        [text(f"donor-list-column-{column}", language) for column in _COLUMNS]
    ]
    rows += [
        [
            line.accepted_on.isoformat(),
            line.donor.name or unnamed,
            kinds[line.donor.kind or DonorKind.PERSON] if line.is_named else None,
            line.donor.postcode,
            line.donor.address,
            line.amount_minor,
            officer if line.is_officer else None,
        ]
        for line in lines
    ]
    return rows


def _lines(
    uow: UnitOfWork,
    organisation_id: UUID,
    fiscal_year: int,
    *,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[DonorLine]:
    first, last = days_of(fiscal_year)
    found = DonorListRepository(uow).accepted(
        organisation_id, first, last, after=after, limit=limit
    )
    officers = in_office(uow, organisation_id=organisation_id, first=first, last=last)
    opened = _opened(uow, found)
    lines = []
    for gift, donor in found:
        known = None if donor is None or gift.anonymous else donor.id
        assert gift.accepted_on is not None, "it was looked for by this day"
        lines.append(
            DonorLine(
                id=gift.id,
                programme_id=gift.programme_id,
                accepted_on=gift.accepted_on,
                donor_id=known,
                donor=opened.get(known, NOT_NAMED) if known else NOT_NAMED,
                amount_minor=gift.parts.kept.minor,
                is_officer=known in officers,
            )
        )
    return lines


def _opened(
    uow: UnitOfWork, found: Sequence[tuple[Donation, Donor | None]]
) -> dict[UUID, DonorDetails]:
    donors = {donor.id: donor for gift, donor in found if donor is not None and not gift.anonymous}
    readable = uow.vault.readable(donors)
    return {id: donor_details(uow, donor) for id, donor in donors.items() if id in readable}
