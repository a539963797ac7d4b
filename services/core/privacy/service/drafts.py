"""
The report to the Personal Information Protection Commission: nine items, drawn up and written on.

What is known fills in the form by itself; what nobody knows yet is said to be so. A text that
somebody wrote is sealed under the breach's own key, each version for itself.
"""

import json
from collections.abc import Mapping

from services.core.audit import service as audit
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.errors import BreachNotFound, DraftChanged
from services.core.privacy.models import Breach, BreachDraft
from services.core.privacy.repository import BreachRepository
from services.core.privacy.service.breaches import get_breach
from services.core.privacy.service.scope import scope_of
from services.core.privacy.types import BreachId, Draft, ReportItem, Scope

_PLACE = "breach_drafts.text"


def draft(uow: UnitOfWork, *, breach_id: BreachId, language: str = "ja") -> Draft:
    """
    The newest text, or one drawn up from what is known where nobody has written yet.

    :param language: of what is drawn up; the form itself is Japanese.
    :raises BreachNotFound: the organisation has no such breach.
    """
    breach = get_breach(uow, breach_id=breach_id)
    row = BreachRepository(uow).latest_draft(breach_id)
    if row is None:
        items = _drawn_up(uow, breach, language)
        return Draft(
            version=0,
            items={item: items.get(item, text("report-unknown", language)) for item in ReportItem},
            unknown=tuple(item for item in ReportItem if item not in items),
            written_at=None,
            written_by=None,
        )
    blob = uow.vault.unseal(breach.id, f"{_PLACE}.{row.version}", breach.id, row.text_sealed)
    told = json.loads(blob)
    written = {item: str(told.get(item.value, "")) for item in ReportItem}
    return Draft(
        version=row.version,
        items=written,
        unknown=tuple(item for item, words in written.items() if not words.strip()),
        written_at=row.written_at,
        written_by=row.written_by,
    )


def write_draft(
    uow: UnitOfWork, *, breach_id: BreachId, based_on: int, items: Mapping[ReportItem, str]
) -> Draft:
    """
    Keep a new version of the text.

    :param based_on: the version that was read; 0 where nobody had written yet.
    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises DraftChanged: somebody else wrote a version in between.
    """
    repository = BreachRepository(uow)
    breach = repository.find(breach_id, lock=True)
    if breach is None:
        raise BreachNotFound(breach_id=breach_id)
    breach.must_be_open()
    earlier = repository.latest_draft(breach_id)
    newest = earlier.version if earlier else 0
    if newest != based_on:
        raise DraftChanged(breach_id=breach_id, version=newest)
    told = json.dumps({item.value: items.get(item, "") for item in ReportItem})
    place = f"{_PLACE}.{newest + 1}"
    repository.add(
        BreachDraft(
            organisation_id=breach.organisation_id,
            breach_id=breach.id,
            version=newest + 1,
            text_sealed=uow.vault.seal(breach.id, place, breach.id, told),
            written_at=uow.now,
            written_by=uow.actor.id,
        )
    )
    audit.record(
        uow,
        action="breach.write_draft",
        object_type="breach",
        object_id=breach.id,
        facts={"version": newest + 1},
    )
    return draft(uow, breach_id=breach_id)


def _drawn_up(uow: UnitOfWork, breach: Breach, language: str) -> dict[ReportItem, str]:
    """The items about which something is known."""
    separator = text("list-separator", language)
    aware = breach.aware_at.astimezone(TOKYO)
    kinds = separator.join(text(f"breach-kind-{kind}", language) for kind in breach.kinds)
    told = {
        ReportItem.SUMMARY: text(
            "report-summary", language, aware=f"{aware:%Y-%m-%d %H:%M}", kinds=kinds
        )
    }
    if breach.scope is not None:
        told |= _from_the_log(scope_of(uow, breach), language)
    if breach.people_told_at is not None:
        day = breach.people_told_at.astimezone(TOKYO).date()
        told[ReportItem.RESPONSE_TO_PEOPLE] = text("report-people-told", language, day=day)
    return told


def _from_the_log(scope: Scope, language: str) -> dict[ReportItem, str]:
    separator = text("list-separator", language)
    items = separator.join(
        text("report-item-count", language, item=text(f"data-item-{item}", language), people=count)
        for item, count in sorted(scope.items.items())
    )
    people = separator.join(
        text("report-people-count", language, kind=text(f"subject-{kind}", language), people=count)
        for kind, count in sorted(scope.counts.items())
    )
    since, until = (
        f"{one.astimezone(TOKYO):%Y-%m-%d %H:%M}" for one in (scope.span.since, scope.span.until)
    )
    other = text(
        "report-acts", language, since=since, until=until, touches=scope.touches,
        actors=len(scope.actors),
    )  # fmt: skip
    told = {ReportItem.OTHER: other}
    if scope.people:
        told[ReportItem.DATA_ITEMS] = items
        told[ReportItem.PEOPLE] = text(
            "report-people", language, total=len(scope.people), people=people
        )
    return told
