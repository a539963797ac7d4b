"""Take in a list of gifts as a site exports it: dry run, faults by row, each gift once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.core.donations.mappings import GiftMapping
from services.core.donations.models import Campaign, CashCount, Donation
from services.core.donations.repository import (
    CashCountRepository,
    DonationRepository,
)
from services.core.donations.service.donors import keep_donors
from services.core.donations.service.flagging import thresholds_of
from services.core.donations.service.gifts import pending_row, receive_settled
from services.core.donations.service.import_columns import gift_columns, uses_of
from services.core.donations.service.import_report import (
    ImportReport,
    Progress,
    is_repeated,
    register,
)
from services.core.donations.service.sites import open_site, site_gave_back
from services.core.donations.types import (
    Channel,
    DonationId,
    DonorDetails,
    DonorKind,
    ImportKind,
)
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total
from services.core.kit.periods import Month, local_date
from services.core.kit.sheets import (
    Encoding,
    Row,
    RowError,
    fold_header,
    read_sheet,
)
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class _Gift:
    row: int
    id: DonationId
    number: str
    amount: Money
    given_at: datetime
    donor: DonorDetails
    anonymous: bool
    reference: str | None


def import_gifts(
    uow: UnitOfWork,
    *,
    campaign: Campaign,
    mapping: GiftMapping,
    data: bytes,
    encoding: Encoding = Encoding.AUTO,
    dry_run: bool = False,
    valid_only: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Take in a site's list of gifts, or a list of announced transfers.

    Nothing is written where a row has a fault, unless `valid_only`. A gift is known again by its
    number at the site, so the same or an overlapping list brings each gift once.
    """
    digest = hashlib.sha256(data).digest()
    if is_repeated(uow, campaign.programme_id, ImportKind.GIFTS, digest):
        return ImportReport(repeated=True)
    sheet = read_sheet(data, gift_columns(mapping), encoding=encoding)
    rows = [row for row in sheet.rows if _is_taken(row, mapping)]
    gifts, errors = _gifts(uow, campaign, mapping, rows)
    new, known, clashes = _unknown(uow, campaign.programme_id, gifts)
    withdrawn, late = _withdrawn(uow, campaign, mapping, sheet.rows, lock=not dry_run)
    errors = sorted([*sheet.errors, *errors, *clashes, *late], key=lambda error: error.row)
    report = ImportReport(
        errors=errors,
        imported=len(new),
        amount=total(gift.amount for gift in new),
        known=known,
        skipped=len(sheet.rows) - len(rows),
        withdrawn=len(withdrawn),
        columns=uses_of(sheet),
    )
    if dry_run or (errors and not valid_only):
        return report
    if mapping.held_by_site and new:
        open_site(
            uow,
            programme_id=campaign.programme_id,
            organisation_id=campaign.organisation_id,
            site=mapping.source,
        )
    for donation in withdrawn:
        site_gave_back(uow, donation)
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        _take_in(uow, campaign, mapping, batch)
        if progress:
            progress(start + len(batch), len(new))
    register(uow, campaign.programme_id, ImportKind.GIFTS, digest, report)
    return replace(report, written=True)


def _withdrawn(
    uow: UnitOfWork, campaign: Campaign, mapping: GiftMapping, rows: Sequence[Row], *, lock: bool
) -> tuple[list[Donation], list[RowError]]:
    """
    Gifts that the site has given back since it told of them, and those it had paid out.

    :param lock: hold them, so that no payout is recorded of them meanwhile.
    """
    cancelled = {
        _id_of(row, campaign, mapping): row
        for row in rows
        if mapping.held_by_site and row.cells.get("status") in mapping.cancelled
    }
    donations = DonationRepository(uow)
    of_rows = donations.lock_many if lock else donations.existing
    stored = of_rows(campaign.programme_id, cancelled)
    standing = [(id, one) for id, one in stored.items() if one.parts.kept]
    late = [
        RowError(row.number, "", "gift_paid_out", {"gift": row["gift_id"]})
        for id, one in standing
        for row in [cancelled[id]]
        if one.site_payout_id is not None
    ]
    return [one for _, one in standing if one.site_payout_id is None], late


def _id_of(row: Row, campaign: Campaign, mapping: GiftMapping) -> DonationId:
    return DonationId(
        derived_id("gift", campaign.programme_id, mapping.source, _number_of(row, mapping))
    )


def _number_of(row: Row, mapping: GiftMapping) -> str:
    """By what a gift is known again; each month of a monthly gift is a gift of its own."""
    number: str = row["gift_id"]
    if row.cells.get("frequency") in mapping.monthly:
        return f"{number}/{Month.of(local_date(row['given_at']))}"
    return number


def _is_taken(row: Row, mapping: GiftMapping) -> bool:
    status = row.cells.get("status")
    return not mapping.take_only or status is None or status in mapping.take_only


def _gifts(
    uow: UnitOfWork, campaign: Campaign, mapping: GiftMapping, rows: Sequence[Row]
) -> tuple[list[_Gift], list[RowError]]:
    gifts: list[_Gift] = []
    errors: list[RowError] = []
    first_rows: dict[str, int] = {}
    for row in rows:
        number = _number_of(row, mapping)
        if fault := _unfit(row, mapping):
            errors.append(fault)
            continue
        if number in first_rows:
            facts = {"gift": number, "first_row": first_rows[number]}
            errors.append(RowError(row.number, mapping.columns["gift_id"][0], "gift_twice", facts))
            continue
        first_rows[number] = row.number
        if row["given_at"] > uow.now:
            heading = mapping.columns["given_at"][0]
            errors.append(RowError(row.number, heading, "date_in_future"))
            continue
        gifts.append(_gift(row, campaign, mapping))
    return gifts, errors


def _unfit(row: Row, mapping: GiftMapping) -> RowError | None:
    columns = mapping.columns
    if row.cells.get("gift_kind") in mapping.in_kind:
        return RowError(row.number, columns["gift_kind"][0], "gift_in_kind")
    if mapping.amount_includes_fee and _given(row, mapping).minor <= 0:
        return RowError(row.number, columns["amount"][0], "fee_exceeds_amount")
    return None


def _given(row: Row, mapping: GiftMapping) -> Money:
    """The gift itself: what supporters pay the site on top is the site's."""
    amount: Money = row["amount"]
    if mapping.amount_includes_fee:
        amount -= row.cells["supporter_fee"] or Money(0)
    return amount


def _gift(row: Row, campaign: Campaign, mapping: GiftMapping) -> _Gift:
    of = row.cells.get
    address = "".join(of(name) or "" for name in ("address", "address_2", "address_3"))
    yes = {fold_header(value) for value in mapping.yes}
    return _Gift(
        row=row.number,
        id=_id_of(row, campaign, mapping),
        number=_number_of(row, mapping),
        amount=_given(row, mapping),
        given_at=row["given_at"],
        donor=DonorDetails(
            name=of("name"),
            kana=of("kana"),
            email=of("email"),
            postcode=of("postcode"),
            address=address or None,
            phone=of("phone"),
            country=of("country"),
            kind=DonorKind.COMPANY if of("donor_kind") in mapping.company else None,
        ),
        anonymous=fold_header(of("anonymous") or "") in yes,
        reference=of("reference"),
    )


def _unknown(
    uow: UnitOfWork, programme_id: UUID, gifts: Sequence[_Gift]
) -> tuple[list[_Gift], int, list[RowError]]:
    """The gifts that are new, how many are known, and those known by another amount."""
    stored = DonationRepository(uow).existing(programme_id, [gift.id for gift in gifts])
    clashes = [
        RowError(gift.row, "", "gift_differs", {"gift": gift.number})
        for gift in gifts
        if gift.id in stored and stored[gift.id].amount != gift.amount
    ]
    new = [gift for gift in gifts if gift.id not in stored]
    return new, len(gifts) - len(new) - len(clashes), clashes


def _take_in(
    uow: UnitOfWork, campaign: Campaign, mapping: GiftMapping, gifts: Sequence[_Gift]
) -> None:
    donors = keep_donors(
        uow,
        organisation_id=campaign.organisation_id,
        details=[gift.donor for gift in gifts],
    )
    counted = thresholds_of(uow, organisation_id=campaign.organisation_id).count_cash_from
    by_cash = mapping.channel is Channel.CASH
    come, awaited = [], []
    for gift, donor_id in zip(gifts, donors, strict=True):
        row = pending_row(uow, campaign, id=gift.id, amount=gift.amount, channel=mapping.channel)
        row |= {
            "donor_id": donor_id,
            "anonymous": gift.anonymous,
            "external_ref": f"{mapping.source}:{gift.number}",
            "started_at": gift.given_at,
            "site": mapping.source if mapping.held_by_site else None,
        }
        if mapping.channel is Channel.BANK_TRANSFER and gift.reference:
            row["reference"] = gift.reference
        if mapping.settled and not (by_cash and gift.amount >= counted):
            come.append(row | {"settled_at": gift.given_at})
        else:
            awaited.append(row)
    receive_settled(uow, programme_id=campaign.programme_id, rows=come)
    DonationRepository(uow).add_new(awaited)
    if by_cash:
        # Whoever brings the list has taken the cash, and is not who counts it again.
        CashCountRepository(uow).add_all(
            CashCount(
                programme_id=campaign.programme_id,
                id=gift.id,
                taken_at=gift.given_at,
                taken_by=uow.actor.id,
            )
            for gift in gifts
        )
