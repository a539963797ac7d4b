"""
Tell a person all that is kept of them (開示請求, APPI article 33), and note to whom it was given.

Sections of plain values, in words of the code: `pages` puts them into a language. Other people are
left out, but for the family that a child and its guardians are told together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.core.audit import service as audit
from services.core.households.models import Child
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import Disclosure
from services.core.privacy.repository import ErasureRepository, PeopleRepository
from services.core.privacy.repository.held import HeldRepository
from services.core.privacy.service.persons import family_of, fields_of
from services.core.privacy.service.plan import unknown
from services.core.privacy.types import DataItem, DisclosureId, Recipient, Subject, SubjectKind

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRecord:
    """
    All that is kept of one person at an instant.

    :param sections: rows by section, each section's rows of the same columns; empty ones are told.
    """

    subject: Subject
    at: datetime
    sections: Mapping[str, Sequence[Row]]


def disclose(
    uow: UnitOfWork, *, subject: Subject, recipient: Recipient = Recipient.DATA_SUBJECT
) -> PersonalRecord:
    """
    Open all that is kept of a child or a donor, for themselves. It goes on the record.

    :raises NotFound: the organisation knows no such person, or has forgotten it.
    """
    row = PeopleRepository(uow).row(subject)
    if row is None or row.forgotten_at is not None:
        raise unknown(subject)
    # What others were given, and who has looked, as it stood before this very disclosure.
    sections = _of_child(uow, row) if isinstance(row, Child) else _of_donor(uow, subject)
    sections |= {
        "disclosures": [
            {
                "disclosed_at": one.disclosed_at,
                "recipient": one.recipient.value,
                "items": " ".join(one.items),
            }
            for one in disclosures(uow, subject=subject)
        ],
        "readings": HeldRepository(uow).readings(subject.id),
    }
    told = [name for name, rows in sections.items() if rows]
    note_disclosure(uow, subject=subject, recipient=recipient, items=_items(told))
    audit.record_reads(
        uow,
        action=f"{subject.kind}.disclose",
        object_type=subject.kind,
        object_ids=[subject.id],
        facts={"recipient": recipient},
    )
    return PersonalRecord(subject=subject, at=uow.now, sections=sections)


def note_disclosure(
    uow: UnitOfWork, *, subject: Subject, recipient: Recipient, items: Sequence[DataItem]
) -> DisclosureId:
    """Keep that a person's data was given to somebody: which kinds, when, by whom (article 29)."""
    row = Disclosure(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        subject_kind=subject.kind,
        subject_id=subject.id,
        recipient=recipient,
        items=sorted(items),
        disclosed_at=uow.now,
        disclosed_by=uow.actor.id,
    )
    ErasureRepository(uow).add(row)
    return DisclosureId(row.id)


def disclosures(uow: UnitOfWork, *, subject: Subject | None = None) -> Sequence[Disclosure]:
    """To whom data was given, the latest first; of one person, or of all."""
    return ErasureRepository(uow).disclosures(subject)


def _of_child(uow: UnitOfWork, child: Child) -> dict[str, Sequence[Row]]:
    held = HeldRepository(uow)
    household, guardians = family_of(uow, child)
    own = fields_of(uow, Subject(SubjectKind.CHILD, child.id))
    return {
        "person": [own],
        "guardians": guardians,
        "household": [household],
        "consents": held.consents(child.id),
        "applications": held.applications(child.id),
        "evidence": held.evidence(child.id),
        "vouchers": held.vouchers(child.id),
        "redemptions": held.redemptions(child.id),
    }


def _of_donor(uow: UnitOfWork, subject: Subject) -> dict[str, Sequence[Row]]:
    held = HeldRepository(uow)
    return {
        "person": [fields_of(uow, subject)],
        "gifts": held.gifts(subject.id),
        "receipts": held.receipts(subject.id),
    }


_ITEMS: Mapping[str, tuple[DataItem, ...]] = {
    "person": (DataItem.NAME, DataItem.CONTACT),
    "guardians": (DataItem.NAME, DataItem.CONTACT),
    "household": (DataItem.ADDRESS, DataItem.INCOME, DataItem.BENEFITS),
    "applications": (DataItem.ELIGIBILITY,),
    "gifts": (DataItem.GIFT,),
    "receipts": (DataItem.GIFT,),
}


def _items(sections: Sequence[str]) -> list[DataItem]:
    return sorted({item for name in sections for item in _ITEMS.get(name, (DataItem.RECORD,))})
